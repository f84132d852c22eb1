/**
 * Passages of the sources that a person gave, and whether a line that cites one has anything to do with it.
 *
 * Retrieval is BM25+ (Lv and Zhai, 2011) as MiniSearch computes it, over paragraphs, with every option pinned here: words as
 * `termsOf` gives them, whole words only, k = 1.2, b = 0.7, d = 0.5. Scores are compared to six digits, equal ones in the order of
 * the sources, so the same files and the same wishes give the same passages everywhere.
 */
import { sentencesOf, wordsOf } from 'simphony/kit';
import MiniSearch from 'minisearch';
import { hashOfText } from './artifact.mjs';

/** How many passages a plan has at most. */
export const mostPassages = 5;
/** Letters of a passage at most. */
const longest = 480;
/** A paragraph with fewer words (a heading, a number) says nothing alone and goes with the next one. */
const fewestWords = 6;

/** White space made single, Unicode composed: what the digest of a passage is taken of. */
export const normalised = (/** @type {string} */ text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** `sha256:` and the digest of a passage's normalised text. */
export const passageHash = (/** @type {string} */ text) => hashOfText(normalised(text));

/**
 * @param {readonly { path: string, text: string }[]} sources
 * @returns {{ id: string, source: string, text: string, sha256: string }[]} in the order of the sources
 */
export const passagesIn = (sources) =>
  sources.flatMap(({ path, text }) =>
    joined(text.split(/\r?\n[ \t]*\r?\n/).map(normalised))
      .flatMap(cut)
      .map((passage, at) => ({
        id: `${path}#${at + 1}`,
        source: path,
        text: passage,
        sha256: passageHash(passage),
      })),
  );

/**
 * The passages that say most about what is asked for, the best first; none that shares no word with it.
 *
 * @param {readonly { path: string, text: string }[]} sources
 * @param {string} query title, theme, keywords and hook of the song
 */
export function bestPassages(sources, query) {
  const passages = passagesIn(sources);
  const index = new MiniSearch({
    fields: ['text'],
    idField: 'place',
    tokenize: (text) => termsOf(text),
    processTerm: (term) => term,
    autoVacuum: false,
  });
  index.addAll(passages.map(({ text }, place) => ({ place, text })));
  const found = index.search([...new Set(termsOf(query))].join(' '), {
    tokenize: (text) => text.split(' ').filter((term) => term !== ''),
    processTerm: (term) => term,
    combineWith: 'OR',
    prefix: false,
    fuzzy: false,
    bm25: { k: 1.2, b: 0.7, d: 0.5 },
  });
  const places = found
    .map(({ id, score }) => ({ place: Number(id), score: Math.round(score * 1e6) }))
    .toSorted((a, b) => b.score - a.score || a.place - b.place)
    .map(({ place }) => passages[place]);
  const seen = new Set();
  return places
    .filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256) !== undefined)
    .slice(0, mostPassages);
}

/**
 * What is wrong with a line's citation: that no passage has this digest, or that the line shares no word with it that carries
 * meaning. Nothing where it holds.
 *
 * @param {string} line
 * @param {string} cited `sha256:…`
 * @param {readonly { text: string, sha256: string }[]} passages those of the plan
 * @returns {string | undefined}
 */
export function citationFault(line, cited, passages) {
  const passage = passages.find(({ sha256 }) => sha256 === cited);
  if (passage === undefined) return `cites ${cited.slice(0, 19)}…, which is no passage of the plan`;
  if (passageHash(passage.text) !== cited)
    return `cites ${cited.slice(0, 19)}…, and the passage of the plan has another text`;
  const said = new Set(termsOf(passage.text));
  const own = termsOf(line);
  if (own.some((term) => said.has(term))) return undefined;
  return `cites a passage of which it takes up no word: “${line}” beside “${shortened(passage.text)}”`;
}

/**
 * Every citation of a lyrics artifact that does not hold.
 *
 * @param {{ sections: readonly { id: string, lines: readonly string[], citations?: readonly { line: number, passage: string }[] }[] }} lyrics
 * @param {readonly { text: string, sha256: string }[]} passages
 * @returns {{ section: string, line: number, passage: string, message: string }[]}
 */
export const citationFaults = (lyrics, passages) =>
  lyrics.sections.flatMap(({ id, lines, citations = [] }) =>
    citations.flatMap(({ line, passage }) => {
      const words = lines[line];
      const message =
        words === undefined
          ? `cites for line ${line + 1}, and the section has ${lines.length}`
          : citationFault(words, passage, passages);
      return message === undefined
        ? []
        : [{ section: id, line, passage, message: `${id}, line ${line + 1}: ${message}` }];
    }),
  );

/** Words that carry a text, small, without endings of number and time: lanterns and lantern are one. */
const termsOf = (/** @type {string} */ text) =>
  wordsOf(text)
    .map(stem)
    .filter((term) => term.length > 2);

const stem = (/** @type {string} */ word) =>
  word
    .toLowerCase()
    .replace(/['’]s?$/u, '')
    .replace(/(?<=[a-z]{3})ies$/, 'y')
    .replace(/(?<=[a-z]{3}(?:s|x|z|ch|sh))es$/, '')
    .replace(/(?<=[a-z]{2}[^s])s$/, '')
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/, '');

/** Headings and other scraps go with the paragraph after them. */
function joined(/** @type {string[]} */ paragraphs) {
  const whole = [];
  let before = '';
  for (const paragraph of paragraphs) {
    if (paragraph === '') continue;
    const text = before === '' ? paragraph : `${before} ${paragraph}`;
    before = text.split(' ').length < fewestWords ? text : '';
    if (before === '') whole.push(text);
  }
  return before === '' ? whole : [...whole, before];
}

/** A long paragraph at its sentences, one that is too long itself between its words; a word only where it alone is too long. */
function cut(/** @type {string} */ paragraph) {
  if (paragraph.length <= longest) return [paragraph];
  return gathered(
    sentencesOf(paragraph).flatMap((sentence) =>
      sentence.length <= longest ? [sentence] : gathered(sentence.split(' ').flatMap(pieces)),
    ),
  );
}

const pieces = (/** @type {string} */ word) =>
  word.length <= longest ? [word] : (word.match(new RegExp(`.{1,${longest / 2}}`, 'gu')) ?? []);

/** One after the other as long as they fit. */
function gathered(/** @type {readonly string[]} */ parts) {
  const whole = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= longest)
      whole[whole.length - 1] = `${last} ${part}`;
    else whole.push(part);
  }
  return whole;
}

const shortened = (/** @type {string} */ text) => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
