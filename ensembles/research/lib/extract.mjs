/**
 * Takes out of a document the few sentences that say most of what it says, word for word.
 * Sentences are compared as bags of words with weights (term frequency by inverse sentence frequency, after
 * Salton and Buckley 1988); a sentence counts by its likeness to the whole (the centroid, after Radev et al. 2004),
 * by its place, and by how little it repeats of what was already chosen (maximal marginal relevance, Carbonell and
 * Goldstein 1998). No model, no network: the same text gives the same sentences everywhere.
 */
import { shortened } from './text.mjs';

const stopWords = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can cannot could
  did do does doing done down during e each either else etc even ever every few for from further g get gets given had has have having he her here hers
  him his how however i if in into is it its itself just keep let like ll may me might more most much must my need needs new no nor not now of off on
  once one only or other our out over own per please rather re s same see set shall she should since so some still such t than that the their them then
  there these they this those through thus to too two under until up upon us use used uses using very via want was way we well were what when where
  whether which while who whom why will with within without would yes yet you your`.split(/\s+/),
);

/** Lower-case words of a text that carry its meaning; a plural counts as its singular where that is safe. */
export function termsOf(text) {
  const words =
    text
      .toLowerCase()
      .match(
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}|[\p{L}][\p{L}\p{N}\p{M}_'’.-]*[\p{L}\p{N}]|\p{L}/gu,
      ) ?? [];
  return words
    .map((word) => word.replace(/['’]s$/, ''))
    .filter(
      (word) =>
        word.length > 1 && word.length < 40 && !stopWords.has(word) && !/['’](t|re|ll|ve|d|m)$/.test(word),
    )
    .map(singular);
}

/** Rules that err on the side of leaving a word as it is. */
function singular(word) {
  if (word.length < 5 || !word.endsWith('s') || word.includes('.') || /(ss|us|is|as|js|os)$/.test(word))
    return word;
  if (word.endsWith('ies')) return word.length > 5 ? `${word.slice(0, -3)}y` : word;
  return word.slice(0, /(x|ch|sh|ss|zz)es$/.test(word) ? -2 : -1);
}

/** Words that end in a full stop and end no sentence. */
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|al|mr|mrs|ms|dr|st|no|nr|fig|sec|ch|pp?|approx|incl|resp|ca|inc|ltd|jr|[A-Z])\.$/i;

/** @returns {string[]} the sentences of a paragraph */
export function sentencesOf(text) {
  const found = [];
  let start = 0;
  for (const end of text.matchAll(/[.!?…]+["'”’)\]]*(?=\s+["'“‘([]?[\p{Lu}\p{N}\p{Lo}`])|[。！？]+/gu)) {
    const stop = end.index + end[0].length;
    const sentence = text.slice(start, stop).trim();
    if (abbreviation.test(sentence)) continue;
    if (sentence !== '') found.push(sentence);
    start = stop;
  }
  const rest = text.slice(start).trim();
  return rest === '' ? found : [...found, rest];
}

/** What an extract may have: characters in all, sentences, and characters of one sentence. */
const room = { characters: 420, sentences: 3, sentence: 320 };

/**
 * @param {import('./read-document.mjs').Document} document
 * @returns {string[]} at most three sentences, in the order of the document
 */
export function extractOf({ title, headings, paragraphs }) {
  const sentences = candidates(paragraphs);
  if (sentences.length === 0) return [];
  const weights = weightsOf(sentences);
  const vectors = sentences.map(({ terms }) => vectorOf(terms, weights));
  const named = new Set(termsOf([title ?? '', ...headings.slice(0, 12).map(({ text }) => text)].join(' ')));
  const centroid = centroidOf(vectors);
  const scores = sentences.map((sentence, at) => scoreOf(sentence, vectors[at], centroid, named));
  const chosen = [];
  let characters = 0;
  while (chosen.length < room.sentences) {
    const best = bestOf(scores, vectors, chosen);
    if (best === undefined) break;
    const length = Math.min(sentences[best].text.length, room.sentence);
    scores[best] = -Infinity;
    if (chosen.length > 0 && characters + length > room.characters) continue;
    chosen.push(best);
    characters += length;
  }
  return chosen.sort((a, b) => a - b).map((at) => shortened(sentences[at].text, room.sentence));
}

/** Longer documents are judged by their first sentences: what comes later is detail. */
const mostCandidates = 400;

function candidates(paragraphs) {
  const found = [];
  for (const [paragraph, { text, section, listed }] of paragraphs.entries()) {
    for (const [place, sentence] of sentencesOf(text).entries()) {
      const terms = termsOf(sentence);
      // A line that leads to a list or to code says nothing without it.
      if (
        terms.length < 4 ||
        signs(sentence) < 30 ||
        isMonotone(terms) ||
        /[:：]$/.test(sentence) ||
        isNoise(sentence)
      )
        continue;
      found.push({ text: sentence, terms, paragraph, place, section, listed });
      if (found.length === mostCandidates) return found;
    }
  }
  return found;
}

/** Characters, where a Chinese or Japanese one says as much as three others. */
const signs = (sentence) =>
  sentence.length +
  2 * (sentence.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu) ?? []).length;

/** One word again and again. */
const isMonotone = (terms) => terms.length > 8 && new Set(terms).size < terms.length * 0.3;

const isNoise = (sentence) =>
  /(^|\s)(table of contents|all rights reserved|copyright \(c\)|©|click here|licensed under)/i.test(
    sentence,
  ) || (sentence.match(/[{}<>|=\\/_$#;]/g) ?? []).length > sentence.length * 0.06;

function weightsOf(sentences) {
  const within = new Map();
  for (const { terms } of sentences)
    for (const term of new Set(terms)) within.set(term, (within.get(term) ?? 0) + 1);
  return new Map([...within].map(([term, n]) => [term, Math.log(1 + sentences.length / n)]));
}

function vectorOf(terms, weights) {
  const vector = new Map();
  for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + (weights.get(term) ?? 0));
  const length = Math.sqrt([...vector.values()].reduce((sum, value) => sum + value * value, 0)) || 1;
  for (const [term, value] of vector) vector.set(term, value / length);
  return vector;
}

function centroidOf(vectors) {
  const sum = new Map();
  for (const vector of vectors)
    for (const [term, value] of vector) sum.set(term, (sum.get(term) ?? 0) + value);
  const length = Math.sqrt([...sum.values()].reduce((total, value) => total + value * value, 0)) || 1;
  return new Map([...sum].map(([term, value]) => [term, value / length]));
}

function likeness(a, b) {
  const [small, big] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, value] of small) sum += value * (big.get(term) ?? 0);
  return sum;
}

/** Weights found by reading extracts of a dozen repositories side by side. */
function scoreOf({ text, terms, paragraph, place, section, listed }, vector, centroid, named) {
  const opening = paragraph === 0 ? 0.55 : section <= 1 && paragraph < 4 ? 0.25 : 0;
  const first = place === 0 ? 0.12 : 0;
  const told = terms.filter((term) => named.has(term)).length / terms.length;
  const defines = /\b(is|are|provides?|describes?|explains?|defines?|lets?|allows?|turns?|means)\b/i.test(
    text.slice(0, 90),
  )
    ? 0.12
    : 0;
  const length = text.length > room.sentence ? -0.3 : text.length < 50 ? -0.15 : 0;
  const loose =
    /^(this|these|that|it|they|but|and|so|also|however|then|here|see|note|if|for example|in addition)\b|^\(/i.test(
      text,
    ) && paragraph > 0
      ? -0.18
      : 0;
  return (
    likeness(vector, centroid) +
    opening +
    first +
    0.35 * told +
    defines +
    length +
    loose +
    (listed ? -0.2 : 0)
  );
}

function bestOf(scores, vectors, chosen) {
  let best;
  let highest = 0.15;
  for (const [at, score] of scores.entries()) {
    if (score === -Infinity) continue;
    const repeats = Math.max(0, ...chosen.map((other) => likeness(vectors[at], vectors[other])));
    const worth = score - 0.8 * repeats;
    if (worth > highest) [best, highest] = [at, worth];
  }
  return best;
}
