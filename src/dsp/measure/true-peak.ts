import { channelPeak } from './level.ts';

/** Samples on each side of the place between two that its value is worked out from. */
const reach = 8;
const taps = 2 * reach;

/**
 * The weights that yield the value a share `part` of a sample after the one in the middle: a sinc under a Kaiser
 * window. Their sum is made 1, so that what does not move has no peak between its samples.
 */
function weightsAt(part: number): Float64Array {
  const weights = Float64Array.from({ length: taps }, (_, tap) => {
    const distance = tap - (reach - 1) - part;
    const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
    return sinc * kaiser(distance / reach);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Kaiser's window, 1 in the middle; at this width its side lobes lie 60 dB down. */
const kaiser = (x: number): number => bessel(5.65 * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(5.65);

/** The modified Bessel function of the first kind and order zero, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** For the three values between two samples: four times the rate. The third mirrors the first. */
const quarter = weightsAt(1 / 4);
const half = weightsAt(1 / 2);
/** No value between two samples is further from zero than this many times the largest of the samples around it. */
const bound = Math.max(...[quarter, half].map((one) => one.reduce((sum, w) => sum + Math.abs(w), 0)));
const blockLength = 64;

/** The largest value of the samples and between them, without its sign (ITU-R BS.1770-5, annex 2: four times the rate). */
export function truePeakOf(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const samples of channels) peak = betweenSamples(samples, Math.max(peak, channelPeak(samples)));
  return peak;
}

/** At least `known`; stretches in which nothing can be larger are passed over. */
function betweenSamples(samples: Float32Array, known: number): number {
  // silence before and after, so that the ends need no case of their own
  const padded = new Float64Array(samples.length + 2 * taps);
  padded.set(samples, taps);
  const blocks = Math.ceil(padded.length / blockLength);
  const largest = Array.from({ length: blocks }, (_, block) =>
    largestBetween(padded, block * blockLength - taps, (block + 1) * blockLength + taps),
  );
  // the loudest first: the peak is found early, and more can be passed over
  const order = largest.map((_, block) => block).sort((a, b) => (largest[b] ?? 0) - (largest[a] ?? 0));
  let peak = known;
  for (const block of order) {
    if ((largest[block] ?? 0) * bound <= peak) break;
    const start = Math.max(block * blockLength, reach);
    const end = Math.min((block + 1) * blockLength, padded.length - reach);
    for (let at = start; at < end; at++) {
      let [first, middle, third] = [0, 0, 0];
      for (let tap = 0; tap < taps; tap++) {
        const x = padded[at + tap - reach + 1] ?? 0;
        first += x * (quarter[tap] ?? 0);
        middle += x * (half[tap] ?? 0);
        third += x * (quarter[taps - 1 - tap] ?? 0);
      }
      peak = Math.max(peak, Math.abs(first), Math.abs(middle), Math.abs(third));
    }
  }
  return peak;
}

function largestBetween(values: Float64Array, from: number, to: number): number {
  let largest = 0;
  const end = Math.min(to, values.length);
  for (let at = Math.max(0, from); at < end; at++) {
    const size = Math.abs(values[at] ?? 0);
    if (size > largest) largest = size;
  }
  return largest;
}
