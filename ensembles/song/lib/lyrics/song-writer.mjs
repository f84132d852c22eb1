/** The words of a song, section by section, from a plan. What a person wrote stands where it stood; the rest is written around it. */
import { citationFault } from '../passages.mjs';
import { random } from '../random.mjs';
import { asLine } from './grammar.mjs';
import { LineWriter } from './line-writer.mjs';
import { rolesOf, writeSection } from './section-writer.mjs';
import { subjectOfSong } from './song-subject.mjs';
import { syllablesOf, wordsOf } from './sounds.mjs';

const hookKinds = ['chorus', 'hook', 'refrain', 'drop', 'post-chorus'];
const verseKinds = ['verse', 'rap'];

/**
 * @param {Record<string, any>} plan PLAN's output
 * @returns {{ sections: { id: string, lines: string[], citations: { line: number, passage: string }[] }[] }} sections with words, in the order of the plan
 */
export function writeSong({ sections, objectives, wishes, passages = [], node_seeds: seeds }) {
  const song = subjectOfSong(objectives, passages);
  const writer = new LineWriter(song, random(seeds?.LYRICS ?? 1, `lyrics ${objectives.title}`));
  const own = wishes?.lyrics?.lines ?? {};
  for (const lines of Object.values(own)) for (const line of lines) writer.sung(line);
  const written = new Map();
  let verses = 0;
  // what returns is written first: the verses lead to it and keep away from its words
  const order = sections.filter(({ lines }) => lines > 0).toSorted((a, b) => rank(a) - rank(b));
  const told = order.filter((section) => rank(section) === 1 && section.kind !== 'outro');
  for (const section of order) {
    writer.pressing = told.slice(-2).includes(section);
    const mine = (own[section.id] ?? []).slice(0, section.lines);
    const again = written.get(section.repeats ?? '');
    if (again !== undefined && mine.length === 0 && again.length >= section.lines)
      written.set(section.id, again.slice(0, section.lines));
    else {
      const verse = verseKinds.includes(section.kind) ? verses++ : 0;
      written.set(section.id, writeSection(writer, askedOf(writer, section, mine, verse)));
    }
  }
  for (const subject of song.keywords)
    if (writer.unsung.has(subject.text)) squeezeIn(writer, subject, told, written, own);
  return {
    sections: sections.flatMap(({ id, repeats }) => {
      const lines = written.get(id);
      if (lines === undefined) return [];
      return [
        { id, lines, citations: repeats ? [] : citationsOf(lines, own[id]?.length ?? 0, song, passages) },
      ];
    }),
  };
}

/** A word that found no place: the line that can best be spared names it. */
function squeezeIn(writer, { text }, told, written, own) {
  for (const section of told.toReversed()) {
    const lines = written.get(section.id);
    const { field, tense } = askedOf(writer, section, []);
    for (let at = lines.length - 1; at >= (own[section.id]?.length ?? 0); at--) {
      if (writer.song.keywords.some(({ word }) => holds(lines[at], word))) continue;
      const letter = section.rhyme_scheme[at] ?? 'X';
      const partners = lines.filter(
        (_, place) => place !== at && letter !== 'X' && section.rhyme_scheme[place] === letter,
      );
      const beside = lines.filter((_, place) => place !== at);
      const chosen = writer.single({
        roles: [...rolesOf(section.kind), 'feeling', 'memory'],
        field,
        tense,
        about: text,
        syllables: syllablesOf(partners[0] ?? lines[at]),
        with: partners,
        without: beside.filter((line) => !partners.includes(line)),
        beside,
      });
      if (chosen === undefined || Math.abs(syllablesOf(chosen.text) - syllablesOf(lines[at])) > 2) continue;
      lines[at] = writer.take(chosen);
      return;
    }
  }
}

/** Lines about a thing that a passage names cite it. */
function citationsOf(lines, from, { themes }, passages) {
  return lines.flatMap((line, at) => {
    const theme =
      at < from ? undefined : themes.find(({ cited, text }) => cited !== undefined && holds(line, text));
    if (theme === undefined || citationFault(line, theme.cited, passages) !== undefined) return [];
    return [{ line: at, passage: theme.cited }];
  });
}

const rank = ({ kind, repeats }) => (repeats ? 2 : hookKinds.includes(kind) ? 0 : 1);

/** What a section is asked for, the hook in its place. */
export function askedOf(writer, { kind, lines, rhyme_scheme: scheme }, mine, verse = 0) {
  const { song } = writer;
  const { genre, fields, hook } = song;
  const standing = new Map(mine.map((line, at) => [at, line]));
  const openings = new Map();
  const syllables = hookKinds.includes(kind) ? genre.chorus : genre.verse;
  const sungAlready = mine.some((line) => holds(line, hook));
  const length =
    hook === '' || sungAlready || !(hookKinds.includes(kind) || kind === 'outro')
      ? syllables
      : placeHook({
          hook,
          answered: writer.canAnswer(hook),
          kind,
          lines,
          scheme,
          standing,
          openings,
          syllables,
        });
  return {
    kind,
    scheme,
    lines,
    syllables: length,
    field: fields[verse % fields.length],
    tense: song.tense ?? (verseKinds.includes(kind) ? 'past' : 'present'),
    standing,
    openings,
  };
}

const holds = (/** @type {string} */ line, /** @type {string} */ phrase) =>
  ` ${wordsOf(line).join(' ')} `.includes(` ${wordsOf(phrase).join(' ')} `);

/**
 * A long hook is a line of its own; a short one, or one that nothing rhymes with, begins a line. It stands first (in an outro last), and in a section of four or more
 * once again, where it does not have to rhyme with itself. Yields how long the lines should be.
 */
function placeHook({ hook, answered, kind, lines, scheme, standing, openings, syllables }) {
  const length = syllablesOf(hook);
  const short = length <= 4 || (!answered && scheme.length > 1);
  const places = Array.from({ length: lines }, (_, at) => at).filter((at) => !standing.has(at));
  const first = kind === 'outro' ? places.at(-1) : places[0];
  if (first === undefined) return syllables;
  if (short) openings.set(first, hook);
  else standing.set(first, asLine(hook));
  const second = places.find(
    (at) => at >= 2 && at !== first && (short || length <= 5) && scheme[at] !== scheme[first],
  );
  if (kind !== 'outro' && second !== undefined) openings.set(second, hook);
  return short ? Math.max(syllables, length + 4) : Math.max(6, Math.min(11, length));
}
