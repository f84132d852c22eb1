import { channelPeak } from './level.ts';

/** Samples on each side of the place between two that its value is worked out from. */
const reach = 8;
const taps = 2 * reach;
const blockLength = 64;

/**
 * The largest value of the samples and between them, without its sign (ITU-R BS.1770-5, annex 2: at four times the
 * rate). Right to 0.03 dB up to 18 kHz at a rate of 48 kHz.
 */
export function truePeakOf(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const samples of channels) peak = betweenSamples(samples, Math.max(peak, channelPeak(samples)));
  return peak;
}

/**
 * The weights that yield the value a share `part` of a sample after the one in the middle: a sinc under a Kaiser
 * window, mended so that what rests or rises evenly comes out as it is.
 */
function weightsAt(part: number): Float64Array {
  const raw = Float64Array.from({ length: taps }, (_, tap) => {
    const distance = distanceOf(tap, part);
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * kaiser(distance / reach);
  });
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const lean = raw.reduce((total, weight, tap) => total + (weight / sum) * distanceOf(tap, part), 0);
  return raw.map((weight, tap) => weight / sum + (tap === reach - 1 ? lean : tap === reach ? -lean : 0));
}

const distanceOf = (tap: number, part: number): number => tap - (reach - 1) - part;

/** Kaiser's window, 1 in the middle; at this width its side lobes lie 60 dB down. */
const kaiser = (x: number): number => bessel(5.65 * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(5.65);

/** The modified Bessel function of the first kind and order zero, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** A quarter and a half of the way; three quarters mirror the first. */
const quarter = weightsAt(1 / 4);
const half = weightsAt(1 / 2);

/**
 * Most places need no working out, by two bounds. Where the sound moves slowly, the value between two samples keeps
 * close to the straight line from one to the other: it is away from it by at most so many times the largest second
 * difference around (the weights less those of the line, summed twice over).
 */
const bending = Math.max(bendingOf(quarter, 1 / 4), bendingOf(half, 1 / 2));

function bendingOf(weights: Float64Array, part: number): number {
  let once = 0;
  let twice = 0;
  let bound = 0;
  weights.forEach((weight, tap) => {
    once += weight - (tap === reach - 1 ? 1 - part : tap === reach ? part : 0);
    twice += once;
    bound += Math.abs(twice);
  });
  return bound;
}

/** And wherever it moves: the two samples beside the place count most, all others together so many times the largest. */
const othersOf = (weights: Float64Array): number =>
  weights.reduce((sum, weight, tap) => sum + (tap === reach - 1 || tap === reach ? 0 : Math.abs(weight)), 0);
const besideQuarter = Math.abs(quarter[reach - 1] ?? 0) + Math.abs(quarter[reach] ?? 0);
const besideHalf = half[reach] ?? 0;
const othersQuarter = othersOf(quarter);
const othersHalf = othersOf(half);

/** At least `known`. */
function betweenSamples(samples: Float32Array, known: number): number {
  // silence before and after, so that the ends need no case of their own
  const padded = new Float32Array(samples.length + 4 * taps + blockLength);
  padded.set(samples, 2 * taps);
  const blocks = Math.floor((padded.length - 2 * taps) / blockLength);
  const sizes = new Float64Array(blocks);
  for (let block = 0; block < blocks; block++)
    sizes[block] = largestAround(padded, taps + block * blockLength);
  // the loudest first: the peak is found early, and more can be passed over
  const order = Array.from(sizes.keys()).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  let peak = known;
  for (const block of order) {
    const size = sizes[block] ?? 0;
    if (size * Math.max(2 * besideHalf + othersHalf, besideQuarter + othersQuarter) <= peak) break;
    const start = taps + block * blockLength;
    const bend = bending * sharpestAround(padded, start);
    for (let at = start; at < start + blockLength; at++) {
      const before = padded[at] ?? 0;
      const after = padded[at + 1] ?? 0;
      const larger = Math.max(Math.abs(before), Math.abs(after));
      if (larger + bend <= peak) continue;
      if (
        besideHalf * Math.abs(before + after) + othersHalf * size <= peak &&
        besideQuarter * larger + othersQuarter * size <= peak
      ) {
        continue;
      }
      peak = Math.max(peak, largestBetween(padded, at));
    }
  }
  return peak;
}

/** The largest of the three values between a sample and the next. */
function largestBetween(padded: Float32Array, at: number): number {
  let even = 0;
  let odd = 0;
  let middle = 0;
  for (let tap = 0; tap < reach; tap++) {
    const mirror = taps - 1 - tap;
    const one = padded[at - reach + 1 + tap] ?? 0;
    const other = padded[at - reach + 1 + mirror] ?? 0;
    const sum = one + other;
    const first = quarter[tap] ?? 0;
    const last = quarter[mirror] ?? 0;
    even += sum * (first + last);
    odd += (one - other) * (first - last);
    middle += sum * (half[tap] ?? 0);
  }
  // half of even ± odd is the value at a quarter and at three quarters
  return Math.max((Math.abs(even) + Math.abs(odd)) / 2, Math.abs(middle));
}

/** Of the samples that a block's places are worked out from. */
function largestAround(padded: Float32Array, start: number): number {
  let largest = 0;
  for (let at = start - reach; at < start + blockLength + reach; at++) {
    const size = Math.abs(padded[at] ?? 0);
    if (size > largest) largest = size;
  }
  return largest;
}

function sharpestAround(padded: Float32Array, start: number): number {
  let sharpest = 0;
  for (let at = start - reach; at < start + blockLength + reach; at++) {
    const bend = Math.abs((padded[at - 1] ?? 0) - 2 * (padded[at] ?? 0) + (padded[at + 1] ?? 0));
    if (bend > sharpest) sharpest = bend;
  }
  return sharpest;
}
