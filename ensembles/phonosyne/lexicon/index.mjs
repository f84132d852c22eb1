/**
 * The lexicon: moods, materials, motions and places, turned into numbers. Designer's and analyzer's understudies read
 * with the same eyes, so what the one writes the other finds again.
 */
import { axes, axisWords } from './axes.mjs';
import { materials } from './materials.mjs';
import { moods } from './moods.mjs';
import { motions } from './motions.mjs';
import { places } from './places.mjs';

export { axes, axisWords, materials, moods, motions, places };

/** A word without the endings that English puts behind it; rough, and the same for entry and text. */
export function rootOf(word) {
  const one = word.length > 3 ? word.replace(/([^s])s$/, '$1') : word;
  const bare = one.length < 5 ? one : one.replace(/(?:ingly|ing|edly|ed|ly|y)$/, '');
  const root = (bare.length < 3 ? one : bare).replace(/([^aeiou])\1$/, '$1');
  return root.length > 3 ? root.replace(/e$/, '') : root;
}

const indexed = (entries, kind) =>
  entries.flatMap((entry) =>
    [...entry.words.split(' '), ...(kind === 'place' ? [] : [entry.word])].map((word) => [
      rootOf(word),
      { kind, entry },
    ]),
  );

/** Root → the entries that it stands in; a word such as `rain` is a material and may be a place as well. */
const found = new Map();
for (const [root, one] of [
  ...indexed(moods, 'mood'),
  ...indexed(materials, 'material'),
  ...indexed(motions, 'motion'),
  ...indexed(places, 'place'),
  ...indexed(axisWords, 'mood'),
]) {
  const there = found.get(root) ?? [];
  if (!there.some(({ entry }) => entry === one.entry)) found.set(root, [...there, one]);
}

const negations = new Set(['no', 'not', 'never', 'without', 'nothing', 'nobody', 'neither', 'nor']);

/** The words of a text in small letters, in order; accents are kept apart from letters so that `café` is `cafe`. */
export const tokensOf = (text) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * What a text says in the words of the lexicon: each entry with how often, in the order of the text. A word right behind
 * a negation does not count.
 */
export function read(text) {
  const tokens = tokensOf(text);
  const counts = { mood: new Map(), material: new Map(), motion: new Map(), place: new Map() };
  let known = 0;
  tokens.forEach((token, at) => {
    if (negations.has(tokens[at - 1] ?? '')) return;
    for (const { kind, entry } of found.get(rootOf(token)) ?? []) {
      counts[kind].set(entry, (counts[kind].get(entry) ?? 0) + 1);
      known += 1;
    }
  });
  return {
    tokens,
    known,
    moods: counts.mood,
    materials: counts.material,
    motions: counts.motion,
    places: counts.place,
  };
}

/**
 * The numbers of what was read: a sum that grows ever more slowly, so that no axis leaves -1..1; in a long text the entries
 * share one voice, so that it says no more than a short one does.
 */
export function numbersOf({ moods: m, materials: a, motions: o, places: p }) {
  const sums = Object.fromEntries(axes.map((axis) => [axis, 0]));
  let weight = 0;
  for (const entries of [m, a, o, p]) {
    for (const [entry, count] of entries) {
      weight += Math.sqrt(count);
      for (const [axis, value] of Object.entries(entry.is)) sums[axis] += value * Math.sqrt(count);
    }
  }
  const share = 0.75 / Math.max(1, weight / 9) ** 0.75;
  return Object.fromEntries(axes.map((axis) => [axis, Math.tanh(sums[axis] * share)]));
}

/** Which voices the materials call for, and how strongly. */
export function callsOf({ materials: found }) {
  const calls = {};
  for (const [entry, count] of found) {
    for (const [voice, weight] of Object.entries(entry.calls)) {
      calls[voice] = (calls[voice] ?? 0) + weight * Math.sqrt(count);
    }
  }
  return calls;
}
