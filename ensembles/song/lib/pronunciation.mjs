/**
 * What the words of a line sound like. A word's sounds come from the CMU dictionary and our own verse words; else from a word
 * it is made of (endings, beginnings, two words in one); else from letter-to-sound rules, so every word has some.
 */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { syllable } from 'syllable';
import { isVowel } from './phonemes.mjs';
import { readAloud } from './letter-to-sound.mjs';
import { spoken } from './numbers.mjs';
import { verseWords } from './verse-words.mjs';

/**
 * The words of a line as they are sung, in small letters, with apostrophes: dashes and hyphens part words, digits are read out,
 * marks and what stands in square brackets (`[Chorus]`) are left out.
 */
export function wordsIn(line) {
  const plain = line
    .normalize('NFKC')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/[\u2018\u2019\u02bc\u2032\u0060\u00b4]/g, "'")
    .toLowerCase()
    // a grave on the e of a verb says that it is sung: wingèd
    .replace(/èd\b/g, "e'd")
    .replace(/[&+]/g, ' and ')
    .replace(/%/g, ' percent ')
    .replace(/\d+(?:[.,:]\d+)*(?:st|nd|rd|th|'?s)?/g, (digits) => ` ${spoken(digits)} `)
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC');
  const found = plain.match(/'?\p{L}+(?:'\p{L}+)*'?/gu) ?? [];
  return found.flatMap((word) => known(word));
}

/** An apostrophe at an edge belongs to the word only where the dictionary, or the verse, knows it so. */
function known(word) {
  const inner = word.replace(/^'|'$/g, '');
  const forms = [word, word.replace(/'$/, ''), word.replace(/^'/, '')];
  const form = forms.find((one) => one.includes("'") && !/^[^']+'$/.test(one) && own(one) !== null);
  if (form !== undefined) return [form];
  if (/in'$/.test(word) && own(`${inner}g`) !== null) return [`${inner}'`];
  if (/^[^']+'$/.test(word) && Object.hasOwn(verseWords, word)) return [word];
  return inner === '' ? [] : [inner];
}

const remembered = new Map();

/** What the dictionary and the verse words say, or null. */
function own(word) {
  if (remembered.has(word)) return remembered.get(word);
  const found = [];
  for (let at = 1; at <= 5; at++) {
    const key = at === 1 ? word : `${word}(${at})`;
    if (!Object.hasOwn(dictionary, key)) break;
    // a few entries carry a note behind a hash
    found.push(dictionary[key].replace(/\s*#.*$/, '').split(' '));
  }
  if (Object.hasOwn(verseWords, word)) {
    const { before, readings } = verseWords[word];
    found.splice(before ? 0 : found.length, 0, ...readings);
  }
  const different = found.filter(
    (one, at) => found.findIndex((other) => other.join(' ') === one.join(' ')) === at,
  );
  const kept = different.length === 0 ? null : different;
  remembered.set(word, kept);
  return kept;
}

/** Whether dictionary or verse words have it; what is only derived or guessed is not known. */
export const isKnown = (word) => own(word.toLowerCase()) !== null;

/**
 * Every way a word may be said, the usual one first: `[['L', 'AY1', 'T']]`. Never empty; a word without letters is one mute
 * syllable.
 */
export function pronunciationsOf(word) {
  const small = word.toLowerCase().replace(/[\u2018\u2019]/g, "'");
  return own(small) ?? derived(small, 0) ?? [guessed(small)];
}

const memory = new Map();

/** As `own`, or from the words it is made of; null where even that fails. */
function derived(word, depth) {
  if (depth > 3 || word.length < 2) return null;
  if (!memory.has(word))
    memory.set(word, fromEnding(word, depth) ?? fromBeginning(word, depth) ?? fromTwo(word));
  return memory.get(word);
}

const base = (word, depth) => own(word) ?? derived(word, depth + 1);

/** A stem that an e has gone from, more often than not: `hop`(ing), `danc`(ed), `twinkl`(ing); not `walk`, `wing`. */
const lostAnE = /([aeiouy][bcdfgkmnprstvz]|[cv]|[^aeiouyl]l|[^aeiou]s|[^n]g|ang)$/;

/** The words that may stand before an ending: as it is, with its e, with y for i, without the doubled consonant. */
const stems = (stem, withE) => [
  ...(withE && lostAnE.test(stem) ? [`${stem}e`] : []),
  stem,
  `${stem}e`,
  ...(/i$/.test(stem) ? [stem.replace(/i$/, 'y')] : []),
  ...(/([bdfgklmnprtvz])\1$/.test(stem) ? [stem.slice(0, -1)] : []),
];

const hissing = new Set(['S', 'Z', 'SH', 'ZH', 'CH', 'JH']);
const voiceless = new Set(['P', 'T', 'K', 'F', 'TH', 'S', 'SH', 'CH']);
const sibilant = (sounds) =>
  hissing.has(sounds.at(-1)) ? ['IH0', 'Z'] : voiceless.has(sounds.at(-1)) ? ['S'] : ['Z'];
const dental = (sounds) =>
  ['T', 'D'].includes(sounds.at(-1)) ? ['IH0', 'D'] : voiceless.has(sounds.at(-1)) ? ['T'] : ['D'];

/** Endings: pattern, whether the stem may have lost an e, and what is said behind it. The first that finds a word is taken. */
const endings = [
  [/'s$/, false, sibilant],
  [/s'$/, false, sibilant],
  [/'ll$/, false, () => ['AH0', 'L']],
  [/'ve$/, false, () => ['AH0', 'V']],
  [/'re$/, false, () => ['ER0']],
  [/'m$/, false, () => ['M']],
  [/n't$/, false, () => ['AH0', 'N', 'T']],
  [/'d$/, true, dental],
  [/'st$/, true, () => ['S', 'T']],
  [/in'$/, true, () => ['IH0', 'N']],
  [/ing$/, true, () => ['IH0', 'NG']],
  [/ings$/, true, () => ['IH0', 'NG', 'Z']],
  [/ed$/, true, dental],
  [/es$/, false, sibilant],
  [/s$/, false, sibilant],
  [/eth$/, true, () => ['IH0', 'TH']],
  [/est$/, true, () => ['AH0', 'S', 'T']],
  [/ers$/, true, () => ['ER0', 'Z']],
  [/er$/, true, () => ['ER0']],
  [/ness$/, false, () => ['N', 'AH0', 'S']],
  [/less$/, false, () => ['L', 'AH0', 'S']],
  [/ful$/, false, () => ['F', 'AH0', 'L']],
  [/ly$/, false, () => ['L', 'IY0']],
  [/ment$/, false, () => ['M', 'AH0', 'N', 'T']],
  [/ward$/, false, () => ['W', 'ER0', 'D']],
  [/some$/, false, () => ['S', 'AH0', 'M']],
  [/ish$/, true, () => ['IH0', 'SH']],
  [/y$/, true, () => ['IY0']],
];

function fromEnding(word, depth) {
  if (/e'd$/.test(word)) return base(word.replace("'", ''), depth)?.map(sungOut) ?? null;
  for (const [pattern, lostE, said] of endings) {
    const stem = word.replace(pattern, '');
    if (stem === word || stem.replace(/'/g, '').length < 2) continue;
    for (const form of stems(stem, lostE)) {
      const found = form === word ? null : base(form, depth);
      if (found !== null) return found.map((sounds) => joined(sounds, said(sounds)));
    }
  }
  return null;
}

/** `winge'd`: the verb's last syllable is sung. */
const sungOut = (sounds) =>
  sounds.at(-2) === 'IH0' || sounds.at(-2) === 'AH0' ? sounds : [...sounds.slice(0, -1), 'IH0', 'D'];

/** An e or an l that faded before an ending in a vowel stays; only the same consonant twice is said once. */
const joined = (sounds, more) =>
  sounds.at(-1) === more[0] && !isVowel(more[0]) ? [...sounds, ...more.slice(1)] : [...sounds, ...more];

const beginnings = [
  ['under', 'AH2 N D ER0'],
  ['over', 'OW2 V ER0'],
  ['inter', 'IH2 N T ER0'],
  ['super', 'S UW2 P ER0'],
  ['counter', 'K AW2 N T ER0'],
  ['after', 'AE2 F T ER0'],
  ['fore', 'F AO2 R'],
  ['mis', 'M IH0 S'],
  ['dis', 'D IH0 S'],
  ['non', 'N AA0 N'],
  ['out', 'AW2 T'],
  ['pre', 'P R IY0'],
  ['un', 'AH0 N'],
  ['re', 'R IY0'],
  ['en', 'EH0 N'],
  ['be', 'B IH0'],
  ['a', 'AH0'],
];

function fromBeginning(word, depth) {
  for (const [letters, said] of beginnings) {
    const rest = word.slice(letters.length);
    if (!word.startsWith(letters) || rest.length < 3) continue;
    const found = base(rest, depth);
    if (found !== null) return found.map((sounds) => [...said.split(' '), ...sounds]);
  }
  return null;
}

/** Two words written as one: the longest second word that leaves a first one. Its own stress becomes a secondary one. */
function fromTwo(word) {
  for (let at = 3; at <= word.length - 3; at++) {
    const first = own(word.slice(0, at));
    const second = own(word.slice(at));
    if (first === null || second === null) continue;
    return second.map((sounds) => [...first[0], ...sounds.map((sound) => sound.replace(/1$/, '2'))]);
  }
  return null;
}

/** By the rules; letters of other scripts count as one open syllable each, for want of better. */
function guessed(word) {
  const letters = word.replace(/[^a-z]/g, '');
  if (letters !== '') {
    return /[aeiouy]/.test(letters) ? readAloud(letters) : spelled(letters);
  }
  const signs = [...word].filter((sign) => /\p{L}/u.test(sign)).length;
  return signs === 0 ? ['AH0'] : Array.from({ length: signs }, (_, at) => (at === 0 ? 'AH1' : 'AH0'));
}

/** Letters without a vowel: sounds that need none (`hmm`, `shh`), else named one by one (`tv`, `dj`). */
function spelled(letters) {
  if (/(.)\1/.test(letters) || letters.length > 4) return readAloud(letters);
  return [...letters].flatMap((letter) => own(letter)?.at(-1) ?? []);
}

/**
 * How many syllables a word has: those of its first reading; where only the rules could read it, as `syllable` counts them, which is
 * right of 92 words of the dictionary in a hundred, and the rules of 90.
 */
export function syllablesOf(word) {
  const small = word.toLowerCase();
  const read = own(small) ?? derived(small, 0);
  if (read === null && /^[a-z']*[aeiouy][a-z']*$/.test(small)) return Math.max(1, syllable(small));
  return Math.max(1, (read?.[0] ?? guessed(small)).filter(isVowel).length);
}
