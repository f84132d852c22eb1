import { call, type Emit } from '../hand.ts';
import { real } from '../term.ts';

const harmonics = 64;
const numbers = Array.from({ length: harmonics }, (_, index) => index + 1);
type Wave = (k: number) => number;

/** Energy of the k-th harmonic of 110 Hz near a formant. */
const near = (k: number, hz: number, width: number): number => Math.exp(-(((k * 110 - hz) / width) ** 2));
const sung =
  (...formants: readonly (readonly [hz: number, level: number])[]): Wave =>
  (k) =>
    formants.reduce((sum, [hz, level]) => sum + level * near(k, hz, 90 + hz * 0.06), 0.25 / k ** 1.5);
const drawbars =
  (levels: { readonly [k: number]: number }): Wave =>
  (k) =>
    levels[k] ?? 0;

/** Four waves each, by the levels of their harmonics, all in sine phase. */
const tables: { readonly [table: string]: readonly [Wave, Wave, Wave, Wave] } = {
  classic: [
    (k) => (k === 1 ? 1 : 0),
    (k) => (k % 2 === 1 ? (k % 4 === 1 ? 1 : -1) / k ** 2 : 0),
    (k) => 1 / k,
    (k) => (k % 2 === 1 ? 1 / k : 0),
  ],
  voice: [
    sung([300, 1], [870, 0.4], [2240, 0.08]),
    sung([570, 1], [840, 0.6], [2410, 0.1]),
    sung([730, 1], [1090, 0.7], [2440, 0.2]),
    sung([270, 1], [2290, 0.4], [3010, 0.3]),
  ],
  organ: [
    drawbars({ 1: 1, 2: 0.5 }),
    drawbars({ 1: 1, 2: 0.8, 3: 0.7, 4: 0.3 }),
    drawbars({ 1: 0.8, 2: 0.8, 3: 0.5, 4: 0.7, 6: 0.5, 8: 0.5 }),
    drawbars({ 1: 0.6, 2: 1, 3: 0.6, 4: 0.9, 5: 0.5, 6: 0.7, 8: 0.8, 12: 0.5, 16: 0.6 }),
  ],
  glass: [
    drawbars({ 1: 1, 5: 0.15 }),
    drawbars({ 1: 0.8, 5: 0.5, 9: 0.3, 14: 0.1 }),
    drawbars({ 1: 0.5, 7: 0.5, 12: 0.5, 19: 0.3, 27: 0.1 }),
    drawbars({ 1: 0.3, 9: 0.4, 17: 0.4, 26: 0.4, 37: 0.3, 50: 0.2 }),
  ],
  metal: [
    (k) => ([1, 3, 4, 7, 11].includes(k) ? 1 / k ** 0.6 : 0),
    (k) => ((k * k) % 7 === 1 ? 1 / k ** 0.5 : 0),
    (k) => ((k * k) % 11 < 3 ? 1 / k ** 0.5 : 0),
    (k) => ((k * k * k) % 13 < 4 ? 1 / k ** 0.35 : 0),
  ],
  reed: [
    (k) => (k % 2 === 1 ? 1 / k ** 1.4 : 0.1 / k),
    (k) => (k % 2 === 1 ? 1 : 0.3) / (1 + (k / 5) ** 2),
    (k) => (k % 2 === 1 ? 0.7 : 0.6) / (1 + ((k - 6) / 4) ** 2),
    (k) => 1 / (1 + ((k - 11) / 7) ** 2),
  ],
};

/** Harmonics of each copy of a wave: the higher the pitch, the fewer. */
const copies = [64, 32, 16, 8, 4, 1];
const size = 1024;

/** The levels of a wave, such that its largest sample is 1. */
function levelled(wave: Wave): readonly number[] {
  const levels = numbers.map(wave);
  let top = 0;
  for (let at = 0; at < size; at += 1) {
    const sum = levels.reduce(
      (total, level, index) => total + level * Math.sin((2 * Math.PI * (index + 1) * at) / size),
      0,
    );
    top = Math.max(top, Math.abs(sum));
  }
  return levels.map((level) => Number((level / top).toFixed(6)));
}

/**
 * The waves are written once, when the program begins, by Clenshaw's recurrence, each in six copies with fewer and
 * fewer harmonics; between two copies, two waves and two samples it is read in straight lines.
 */
export const wavetable: Emit = (n) => {
  const waves = (tables[n.choice('table')] ?? []).map(levelled);
  // which wave is being written, for each reach of harmonics: 1 where the copy holds them, else 0
  const reaches = copies.flatMap((_, reach) => waves.map((_wave, wave) => `on${reach}_${wave}`));
  const flags = copies.flatMap((_, reach) =>
    waves.map((_wave, wave) => `((part & 3) == ${wave})*(int(part/4) <= ${reach})`),
  );
  const turns = numbers.toReversed().map((k) => {
    const reach = copies.findLastIndex((harmonic) => harmonic >= k);
    const levels = waves.flatMap((wave, index) => {
      const level = wave[k - 1] ?? 0;
      return level === 0 ? [] : [`on${reach}_${index}*${real(level)}`];
    });
    return `turn(c, ${levels.length === 0 ? '0.0' : levels.join(' + ')})`;
  });
  const written = `(count*${real(1 / size)}, int(count/${size})) : \\(p, part).((2.0*sine(p + 0.25), ${flags.join(', ')}) : \\(c, ${reaches.join(', ')}).(
  (0.0, 0.0 : ${turns.join('\n  : ')} : (_, !))*sine(p)))`;
  // copy m holds all that may sound up to 21 kHz / harmonics; from half of that on the next one comes in
  const depth = copies
    .slice(0, -1)
    .map((harmonic) => `unit(f*${real(harmonic / 10500)} - 1.0)`)
    .join(' + ');
  return call(
    `\\(f, position).((phasor(f)*${real(size)}, 2.999999*position, min(${real(copies.length - 1.000001)}, ${depth})) : \\(p, w, d).(
  (int(p), int(w), int(d)) : \\(i, j, m).((p - i, w - j, d - m) : \\(x, y, z).(
    faded(faded(wave(m, j), wave(m, j + 1), y), faded(wave(m + 1, j), wave(m + 1, j + 1), y), z) with {
      wave(m, j) = (m*4 + j)*${size} : \\(base).(faded(read(base + i), read(base + ((i + 1) & ${size - 1})), x));
      read(at) = rdtable(${copies.length * 4 * size}, written, at);
      written = ${written};
    }))))`,
    n.value('frequency'),
    n.value('position'),
  );
};
