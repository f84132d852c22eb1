import { expect, test } from 'vitest';
import { lexicon } from './ensemble.ts';

const { axes, axisWords, materials, moods, motions, places, numbersOf, read, rootOf } = lexicon;

test('what a description calls an entry is read as that entry', () => {
  for (const [kind, entries] of Object.entries({ materials, moods, motions })) {
    for (const entry of entries) {
      const found = [...read(entry.word)[kind as 'moods'].keys()];
      expect([entry.word, found.includes(entry)]).toEqual([entry.word, true]);
    }
  }
  for (const place of places) expect([...read(`as in ${place.word}`).places.keys()]).toContain(place);
});

test('an axis that is said outright is heard', () => {
  for (const { word, is } of axisWords) {
    const [axis, value] = Object.entries(is)[0] ?? ['', 0];
    expect([word, Math.sign(numbersOf(read(word))[axis] ?? 0)]).toEqual([word, Math.sign(value)]);
  }
});

test('no text leaves the axes, and a long one says no more than a short one', () => {
  const long = numbersOf(read('fierce loud furious war iron noise '.repeat(500)));
  for (const axis of axes) expect(Math.abs(long[axis] ?? 2)).toBeLessThanOrEqual(1);
  expect(Math.abs(long['glad'] ?? 1)).toBeLessThan(0.9);
});

test('endings do not hide a word, and a negation does', () => {
  expect(['glass', 'glassy', 'glasses'].map(rootOf).slice(0, 2)).toEqual([rootOf('glass'), rootOf('glass')]);
  expect(['ringing', 'ring', 'rings'].map(rootOf)).toEqual(Array(3).fill(rootOf('ring')));
  expect(read('no bells').materials.size).toBe(0);
  expect(read('the bells').materials.size).toBe(1);
});
