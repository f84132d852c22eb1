/** Chords, and the small ways in which tones are kept alive. */
import { moved } from '../patch.mjs';

/** Degrees of the mode that make a chord, from plain to rich. */
const chords = [
  [0, 4, 7],
  [0, 2, 4],
  [0, 4, 8],
  [0, 3, 4],
  [0, 2, 4, 6],
  [0, 4, 9, 11],
  [0, 1, 4],
];

export function chordFor(p) {
  const rich =
    p.pick([0, 0, 1, 2, 3]) + (p.reading.numbers.glad < 0 ? 0 : 1) + (p.reading.numbers.rough > 0.4 ? 2 : 0);
  return chords[Math.min(chords.length - 1, rich)];
}

/** Walks about by so many cents, so that no two tones stay together. */
export const detuned = (p, name, frequency, cents) =>
  moved(frequency, {
    node: p.add(`${name}drift`, 'random_walk', { rate: p.between(1.5, 5), step: 0.35 }),
    octaves: cents / 1200,
  });

/** MIDI notes around which grounds, figures and textures lie. */
export const grounds = (p) => 41 + 10 * p.reading.numbers.high;
export const figures = (p) => 57 + 11 * p.reading.numbers.high;
export const textures = (p) => 66 + 12 * p.reading.numbers.high;
