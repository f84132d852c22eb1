/**
 * The understudy of `critic`: holds against a sentence what can be held against it without understanding it. Every
 * number and every quotation in it must stand in what it says that it rests on.
 */
import { count } from '../lib/text.mjs';

export default function play({ inputs: { findings, editor } }) {
  const texts = new Map([
    ...findings.facts.map(({ id, words }) => [id, words]),
    ...findings.documents.map(({ path, title, says, words }) => [path, `${title}\n${says}\n${words}`]),
  ]);
  const unsupported = editor.introduction.flatMap(({ sentence, from }) => {
    const ground = from.map((id) => texts.get(id) ?? '').join('\n');
    const quote = claimsIn(sentence).find((claim) => !stands(claim, ground));
    return quote === undefined ? [] : [{ sentence, quote, why: `It does not stand in ${from.join(', ')}.` }];
  });
  const { length: judged } = editor.introduction;
  return {
    summary: `${count(judged, 'sentence')} held against the findings, ${unsupported.length} unsupported`,
    judged,
    unsupported,
  };
}

/** Numbers with their signs of thousands and parts, and what stands between quotation marks. */
const claimsIn = (sentence) => [
  ...[...sentence.matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => number),
  ...[...sentence.matchAll(/“([^”]+)”/g)].map(([, words]) => words),
];

/** A number stands there as a whole; a quotation may have been cut at its end. */
const stands = (claim, ground) =>
  /^\d/.test(claim)
    ? [...ground.matchAll(/\d+(?:[.,]\d+)*/g)].some(([number]) => number === claim)
    : ground.includes(claim.replace(/…$/, ''));
