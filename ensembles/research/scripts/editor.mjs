/**
 * The understudy of `editor`: puts findings one after the other in the order in which a newcomer would ask. It rephrases
 * nothing, so it says nothing that was not found.
 */
import { count, shortened } from '../lib/text.mjs';

/** What it is, how big, how it is put together, what is left to do. */
const asked = ['itself', 'written', 'connected', 'open'];
const longest = 320;

/** What tells what a thing is, how it is built, and how one takes part; lists of changes come last. */
const first = [
  /^readme\b/i,
  /(?:^|[/_-])(?:architecture|overview|introduction|concepts)\b/i,
  /^contributing\b/i,
];
const last = /(?:^|\/)(?:change-?log|changes|history|news|security|code_of_conduct|sheetMusic)\b/i;

function rank({ path }) {
  const at = first.findIndex((name) => name.test(path));
  return at >= 0 ? at : first.length + Number(last.test(path));
}

export default function play({ inputs: { findings } }) {
  const known = new Map(findings.facts.map((fact) => [fact.id, fact]));
  const wanted = asked.filter((id) => known.has(id));
  const introduction = wanted.map((id) => ({
    sentence: shortened(known.get(id).words, longest),
    from: [id],
  }));
  const begin = findings.documents
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, 3)
    .map(({ path, title, says }) => ({ path, why: shortened(says === '' ? title : says, 160) }));
  return {
    summary: `${count(introduction.length, 'sentence')}, word for word from the findings`,
    introduction,
    begin,
  };
}
