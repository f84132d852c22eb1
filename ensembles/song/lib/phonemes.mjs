/**
 * The sounds of English as the CMU dictionary writes them (ARPAbet, a digit of stress on each vowel: 1 primary, 2 secondary,
 * 0 none), and how near two of them lie to the ear of somebody who sings.
 */

/** What is known of a vowel: `open` is how well it is held on a long note, from 0 (shut, short) to 1 (wide open). */
const vowels = {
  AA: { open: 1 },
  AE: { open: 0.9 },
  AH: { open: 0.7 },
  AO: { open: 0.95 },
  AW: { open: 0.9 },
  AY: { open: 0.95 },
  EH: { open: 0.7 },
  ER: { open: 0.45 },
  EY: { open: 0.85 },
  IH: { open: 0.35 },
  IY: { open: 0.6 },
  OW: { open: 0.9 },
  OY: { open: 0.85 },
  UH: { open: 0.4 },
  UW: { open: 0.65 },
};

/** Manner, place and voice of each consonant. */
const consonants = {
  P: ['stop', 'lips', 0],
  B: ['stop', 'lips', 1],
  T: ['stop', 'ridge', 0],
  D: ['stop', 'ridge', 1],
  K: ['stop', 'back', 0],
  G: ['stop', 'back', 1],
  CH: ['affricate', 'palate', 0],
  JH: ['affricate', 'palate', 1],
  F: ['fricative', 'lips', 0],
  V: ['fricative', 'lips', 1],
  TH: ['fricative', 'teeth', 0],
  DH: ['fricative', 'teeth', 1],
  S: ['fricative', 'ridge', 0],
  Z: ['fricative', 'ridge', 1],
  SH: ['fricative', 'palate', 0],
  ZH: ['fricative', 'palate', 1],
  HH: ['fricative', 'throat', 0],
  M: ['nasal', 'lips', 1],
  N: ['nasal', 'ridge', 1],
  NG: ['nasal', 'back', 1],
  L: ['liquid', 'ridge', 1],
  R: ['liquid', 'palate', 1],
  W: ['glide', 'lips', 1],
  Y: ['glide', 'palate', 1],
};

/** `AH0` → `AH` */
export const bare = (phoneme) => phoneme.replace(/\d$/, '');

export const isVowel = (phoneme) => Object.hasOwn(vowels, bare(phoneme));

/** 0, 1 or 2; of a consonant `undefined`. */
export const stressOf = (phoneme) => (isVowel(phoneme) ? Number(phoneme.at(-1)) || 0 : undefined);

/** From 0 to 1, of a vowel. */
export const openness = (phoneme) => vowels[bare(phoneme)]?.open ?? 0;

/** Vowels that are told apart in one accent and not in another, or by a careful ear only. */
const nearVowels = new Map(
  [
    ['AA', 'AO', 0.85],
    ['IH', 'IY', 0.4],
    ['UH', 'UW', 0.4],
    ['EH', 'IH', 0.35],
    ['EH', 'EY', 0.35],
    ['AH', 'UH', 0.45],
    ['AH', 'AA', 0.35],
    ['EH', 'AE', 0.3],
    ['AO', 'OW', 0.35],
    ['AH', 'ER', 0.3],
  ].flatMap(([a, b, near]) => [
    [`${a} ${b}`, near],
    [`${b} ${a}`, near],
  ]),
);

/** How much two stressed vowels sound alike, from 0 to 1. */
export const vowelLikeness = (a, b) =>
  bare(a) === bare(b) ? 1 : (nearVowels.get(`${bare(a)} ${bare(b)}`) ?? 0);

/**
 * How much two consonants sound alike at the end of a syllable, from 0 to 1: voiced and voiceless of one place 0.8, one manner
 * with one voice 0.7 (`p t k`, `m n ng`, `f th s sh`), one manner alone 0.5, affricate and fricative 0.5.
 */
export function consonantLikeness(a, b) {
  if (a === b) return 1;
  const [mannerA, placeA, voiceA] = consonants[a] ?? [];
  const [mannerB, placeB, voiceB] = consonants[b] ?? [];
  if (mannerA === undefined || mannerB === undefined) return 0;
  if (mannerA === mannerB && placeA === placeB) return 0.8;
  if (mannerA === mannerB) return mannerA === 'liquid' ? 0.3 : voiceA === voiceB ? 0.7 : 0.5;
  const hissing = new Set(['affricate', 'fricative']);
  return hissing.has(mannerA) && hissing.has(mannerB) ? 0.5 : 0;
}
