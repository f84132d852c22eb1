import { dictionary } from 'cmu-pronouncing-dictionary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moduleOf } from '../ensemble.ts';

const { wordsIn, pronunciationsOf, isKnown } = await moduleOf<{
  wordsIn(line: string): string[];
  pronunciationsOf(word: string): string[][];
  isKnown(word: string): boolean;
}>('lib/pronunciation.mjs');
const { readAloud } = await moduleOf<{ readAloud(word: string): string[] }>('lib/letter-to-sound.mjs');
const { syllablesIn, stressesOf, beatFit } = await moduleOf<{
  syllablesIn(line: string): number;
  stressesOf(line: string): string;
  beatFit(line: string): number;
}>('lib/metre.mjs');
const { readingLevel } = await moduleOf<{ readingLevel(lines: readonly string[]): number }>(
  'lib/reading-level.mjs',
);

const sounds = (word: string): string => (pronunciationsOf(word)[0] ?? []).join(' ');
const vowels = (phonemes: readonly string[]): number => phonemes.filter((one) => /\d$/.test(one)).length;

test('words are parted as they are sung', () => {
  expect(wordsIn("I’m singin' o'er the moon-lit sea")).toEqual([
    "i'm",
    "singin'",
    "o'er",
    'the',
    'moon',
    'lit',
    'sea',
  ]);
  expect(wordsIn('[Chorus: loud] ‘Home,’ she said—home!')).toEqual(['home', 'she', 'said', 'home']);
  expect(wordsIn('24 hours & the 3rd of 1999')).toEqual(
    'twenty four hours and the third of nineteen ninety nine'.split(' '),
  );
  expect(wordsIn('café corazón')).toEqual(['cafe', 'corazon']);
  expect(wordsIn(' — … ')).toEqual([]);
});

test('words that no dictionary has are made of those that it has, or read by rule', () => {
  expect(isKnown('lantern')).toBe(true);
  expect(isKnown('moonwater')).toBe(false);
  expect(sounds('moonwater')).toBe('M UW1 N W AO2 T ER0');
  expect(sounds("walk'd")).toBe('W AO1 K T');
  expect(sounds("lookin'")).toBe('L UH1 K IH0 N');
  expect(sounds('unsung')).toBe('AH0 N S AH1 NG');
  expect(sounds('speaketh')).toBe('S P IY1 K IH0 TH');
  expect(sounds('wabe')).toBe('W EY1 B');
  expect(sounds('constructor')).toBe('K AH0 N S T R AH1 K T ER0');
});

test('the rules alone find the syllables of nearly nine words in ten', () => {
  const words = Object.keys(dictionary).filter((word) => /^[a-z]{3,}$/.test(word));
  const sample = words.filter((_, at) => at % 41 === 7);
  const right = sample.filter(
    (word) => vowels(readAloud(word)) === vowels((dictionary[word] ?? '').split(' ')),
  );
  expect(right.length / sample.length).toBeGreaterThan(0.87);
});

test('every text has words that can be said, the same way each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (line) => {
      for (const word of wordsIn(line)) {
        const all = pronunciationsOf(word);
        expect(all.length).toBeGreaterThan(0);
        for (const one of all) expect(one.every((phoneme) => /^[A-Z]{1,2}[012]?$/.test(phoneme))).toBe(true);
      }
      expect(syllablesIn(line)).toBeGreaterThanOrEqual(wordsIn(line).length);
      expect(stressesOf(line)).toMatch(/^[01]*$/);
      expect(beatFit(line)).toBeGreaterThanOrEqual(0);
      expect(beatFit(line)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["Shall I compare thee to a summer's day", 10],
  ['Tyger Tyger, burning bright', 7],
  ['There was an Old Man with a beard', 8],
  ['Every fire in every flower', 8],
  ['blue', 1],
  ['', 0],
])('“%s” has %i syllables', (line, syllables) => {
  expect(syllablesIn(line)).toBe(syllables);
});

test('stress is where speech puts it', () => {
  expect(stressesOf('Tyger Tyger, burning bright')).toBe('1010101');
  expect(stressesOf('the sun was shining on the sea')).toBe('01010001');
});

test('verse keeps a beat better than prose', () => {
  const verse = ['Tyger Tyger, burning bright', 'The curfew tolls the knell of parting day'];
  const prose = [
    'blue institutional carrots of unremitting paper methodology',
    'committee assessment indicators quarterly',
  ];
  expect(Math.min(...verse.map(beatFit))).toBeGreaterThan(Math.max(...prose.map(beatFit)));
});

test('reading level grows with words and lines', () => {
  expect(readingLevel([])).toBe(0);
  expect(readingLevel(['I see the sea', 'the sea sees me'])).toBe(0);
  const hard = readingLevel(['institutional methodologies accumulate considerable responsibility']);
  expect(hard).toBeGreaterThan(readingLevel(['we carry lanterns to the water in the evening']));
});
