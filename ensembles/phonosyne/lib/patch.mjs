/** A synthesis graph while it grows, and the small words in which the patches are written. */
import { degree, hz } from './music.mjs';

const short = (value) => Number(value.toPrecision(5));

export class Patch {
  nodes = {};

  constructor(reading, chance) {
    this.reading = reading;
    this.chance = chance;
  }

  /** Adds a node and gives its name; a name that is taken gets a number. */
  add(name, type, fields = {}) {
    let own = name;
    for (let turn = 2; Object.hasOwn(this.nodes, own); turn++) own = `${name}${turn}`;
    this.nodes[own] = { type, ...tidy(fields) };
    return own;
  }

  /** Between two numbers by an axis, -1 the first, 1 the second; in equal ratios (`scale`) or equal steps (`line`). */
  scale(axis, low, high) {
    return short(low * (high / low) ** ((this.reading.numbers[axis] + 1) / 2));
  }

  line(axis, low, high) {
    return short(low + ((high - low) * (this.reading.numbers[axis] + 1)) / 2);
  }

  /** By chance, between two numbers. */
  between(low, high) {
    return short(low + (high - low) * this.chance.next());
  }

  pick(list) {
    return this.chance.pick(list);
  }

  /** Swings a whole number of times in the duration, so that it ends as it began. */
  swing(name, turns, shape = 'sine', phase = this.chance.next()) {
    return this.add(name, 'lfo', { rate: this.turns(turns), shape, phase });
  }

  /** Hz of something that comes round so many times in the whole, to the last digit. */
  turns(count) {
    return exact(Math.max(1, Math.round(count)) / this.reading.duration);
  }

  /** Hz nearest to what is wanted that goes into the duration. */
  fits(rate) {
    return this.turns(Math.max(1, Math.round(rate * this.reading.duration)));
  }

  steps(perBeat) {
    return exact(perBeat / this.reading.beat);
  }

  /** MIDI note of the root, as near as possible to `around`. */
  rootNear(around) {
    const { root } = this.reading.key;
    return root + 12 * Math.round((around - root) / 12);
  }

  /** Hz of a degree of the mode above the root that is nearest to `around` (MIDI). */
  tone(around, at = 0) {
    return hz(Math.max(16, Math.min(120, degree(this.rootNear(around), this.reading.key.mode, at))));
  }

  mix(name, ...parts) {
    return this.add(name, 'mix', {
      in: parts.map(([node, gain]) => ({ node, gain: typeof gain === 'number' ? short(gain) : gain })),
    });
  }

  multiply(name, ...parts) {
    return this.add(name, 'multiply', { in: parts });
  }

  /** -1..1 → a level between `least` and `most`: a gain that something moves. */
  breathing(name, input, mover, least, most) {
    return this.add(name, 'gain', {
      in: input,
      gain: moved((least + most) / 2, { node: mover, depth: (most - least) / 2 }),
    });
  }

  /** What moves this sound, as its description says; made when it is first asked for. Swings between -1 and 1. */
  get motion() {
    this.madeMotion ??= this.#motion();
    return this.madeMotion;
  }

  #motion() {
    const { move, turns, beats, duration, role } = this.reading;
    const name = 'motion';
    if (role === 'texture' && (move === 'rise' || move === 'fall')) {
      const shape = this.add('path', 'segments', {
        points:
          move === 'rise'
            ? [
                { time: duration * 0.8, level: 1, curve: -1 },
                { time: duration * 0.2, level: 0.5 },
              ]
            : [
                { time: 0.05, level: 1 },
                { time: duration * 0.9, level: 0.05, curve: 1 },
              ],
      });
      const still = this.add('still', 'constant', { value: -1 });
      return this.mix(name, [shape, 2], [still, 1]);
    }
    switch (move) {
      case 'breathe':
      case 'swell':
      case 'rise':
      case 'fall':
        return this.swing(name, turns, 'sine', move === 'fall' ? 0.25 : 0.75);
      case 'drift':
        return this.add(name, 'lfo', { rate: this.turns(turns * 2), shape: 'drift' });
      case 'turn':
        return this.swing(name, turns, 'triangle');
      case 'rock':
        return this.swing(name, Math.max(1, Math.round(beats / 4)), 'sine', 0);
      case 'pulse':
      case 'knock':
        return this.swing(name, beats, move === 'pulse' ? 'sine' : 'fall', 0);
      case 'race':
        return this.swing(name, beats * 2, 'triangle', 0);
      case 'flicker':
        return this.add(name, 'lfo', { rate: this.fits(9), shape: 'steps' });
      case 'scatter':
        return this.add(name, 'random_walk', { rate: this.fits(14), step: 0.6, glide: 0.3 });
      case 'tremble':
        return this.swing(name, Math.round(5.5 * duration), 'sine', 0);
      default:
        return this.swing(name, 1, 'sine');
    }
  }

  /** How far the motion goes: little where it is still, tremble or flicker, far where it swells. */
  get reach() {
    return (
      {
        still: 0.35,
        tremble: 0.4,
        flicker: 0.5,
        race: 0.5,
        pulse: 0.7,
        knock: 0.7,
        swell: 1.3,
        breathe: 1.1,
      }[this.reading.move] ?? 0.9
    );
  }

  /**
   * A melody of the mode in steps: a node that moves a pitch by `octaves` (0..1 of them), and one that is 1 for a moment at
   * every stroke. `around` is the MIDI note nearest to which its root lies.
   */
  melody({ around, octaves = 2, perBeat = this.reading.grain, strokes = this.reading.strokes, name = '' }) {
    const { key, beats } = this.reading;
    const total = Math.max(1, Math.round(beats * perBeat));
    const length = rowLength(total);
    const root = this.rootNear(around);
    const most = octaves * 12;
    const rhythm = strokesIn(length, strokes, this.chance);
    let at = 0;
    const tune = rhythm.map((hit, step) => {
      if (hit) at = step === 0 ? 0 : wander(at, this.chance);
      return Math.max(0, Math.min(1, (degree(root, key.mode, at) - root) / most));
    });
    const pitches = this.add(`${name}tune`, 'pattern', {
      steps: tune,
      rate: this.steps(perBeat),
      shape: 'hold',
      length: 0.001,
    });
    const gate = this.add(`${name}strokes`, 'pattern', {
      steps: rhythm.map(Number),
      rate: this.steps(perBeat),
      shape: 'gate',
      length: this.reading.beat / perBeat / 2.5,
    });
    return { frequency: moved(hz(root), { node: pitches, octaves }), gate, rhythm, perBeat };
  }

  /** A row of steps, over and over, as long as it must be to go into the whole: a loop ends where it begins. */
  row(steps, perBeat) {
    const length = rowLength(Math.max(1, Math.round(this.reading.beats * perBeat)));
    return Array.from({ length }, (_, at) => steps[at % steps.length]);
  }

  /** Levels that fall at each stroke of a rhythm, some louder than others. */
  accents({ rhythm, perBeat }, length, name = 'accents') {
    const steps = rhythm.map((hit, at) =>
      hit ? short(at % 4 === 0 ? 1 : 0.45 + 0.45 * this.chance.next()) : 0,
    );
    // a step falls steeply: most of it is over after a third of its length
    return this.add(name, 'pattern', {
      steps,
      rate: this.steps(perBeat),
      shape: 'fall',
      length: length * 1.8,
    });
  }

  /** Strokes by chance, so many each second, and a row of pitches that goes on at each. */
  sprinkle(rate, name, { jitter = 0.8, skip = 0.25, octaves = 2, around = 60 } = {}) {
    const clock = this.add(`${name}clock`, 'clock', {
      rate: Math.max(0.05, Math.min(60, rate / (1 - skip))),
      width: 0.3,
      jitter,
      skip,
    });
    const { key } = this.reading;
    const root = this.rootNear(around);
    const steps = Array.from({ length: 13 }, () => {
      const note = degree(root, key.mode, this.chance.integer(0, Math.floor(octaves * 5)));
      return Math.max(0, Math.min(1, short((note - root) / (12 * octaves))));
    });
    const row = this.add(`${name}row`, 'pattern', { trigger: clock, steps, shape: 'hold', length: 0.001 });
    return { clock, frequency: moved(hz(root), { node: row, octaves }) };
  }

  has(...materials) {
    return this.reading.materials.some((one) => materials.includes(one));
  }
}

/** A number that something moves: `moved(700, { node, octaves: 1 })`. */
export const moved = (value, ...by) => ({ value: short(value), by: by.map((move) => tidy(move)) });

const exact = (value) => Number(value.toPrecision(12));

const rates = new Set(['rate']);

/** Numbers with five digits; rates as they are, since a loop hangs on them. */
function tidy(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, rates.has(key) ? value : tidyValue(value)]),
  );
}

function tidyValue(value) {
  if (typeof value === 'number') return short(value);
  if (Array.isArray(value)) return value.map(tidyValue);
  if (value !== null && typeof value === 'object') return tidy(value);
  return value;
}

/** The length of a row of steps that goes into the whole number of steps: at most 64, not the shortest that would. */
function rowLength(total) {
  const wanted = [32, 16, 24, 12, 20, 28, 36, 40, 48, 8, 64, 56, 44, 52, 60, 10, 14, 18, 6, 5, 7, 9, 4, 3, 2];
  return total <= 64 && total >= 8 && total % 8 === 4
    ? total
    : (wanted.find((length) => total % length === 0) ?? Math.min(64, total));
}

/** `count` strokes in each eight steps, as evenly as they go (Björklund's rhythms), every second eight turned by a little. */
function strokesIn(length, count, chance) {
  const turn = chance.integer(0, 2);
  return Array.from({ length }, (_, at) => {
    const shift = Math.floor(at / 8) % 2 === 1 ? turn : 0;
    const place = (at + shift) % 8;
    return at === 0 || (place * count) % 8 < count;
  });
}

/** From one degree of the mode to the next: mostly near, seldom far, never below the root nor above two octaves. */
function wander(at, chance) {
  const move = chance.pick([1, 1, -1, -1, 2, -2, 2, 3, -3, 4, 0, -4, 5]);
  const next = at + move;
  return next < 0 || next > 11 ? Math.max(0, Math.min(11, at - move)) : next;
}
