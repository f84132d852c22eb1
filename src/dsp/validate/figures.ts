import { decibels, meanOf, peakOf } from '../measure/level.ts';
import { loudness } from '../measure/loudness.ts';
import type { Samples } from '../wav/wav.ts';

/** The smallest 32-bit float that is no denormal. */
const smallestNormal = 2 ** -126;
/** -1 dBFS as a sample can hold it. */
const limit = Math.fround(10 ** (-1 / 20));
/** Peak of the audible band. */
const leastPeak = 1e-5;
const leastLoudness = -60;
/** Share of full scale. */
const mostDc = 0.01;

const seconds = (frame: number, rate: number): string => `${(frame / rate).toFixed(3)} s`;
const times = (count: number, what: string): string =>
  `${count} ${count === 1 ? 'sample is' : 'samples are'} ${what}`;

/** Each criterion yields its evidence where it does not hold. */
export function finite({ rate, channels }: Samples): string | undefined {
  let [none, endless, denormal] = [0, 0, 0];
  let first = Number.POSITIVE_INFINITY;
  for (const samples of channels) {
    for (let at = 0; at < samples.length; at++) {
      const size = Math.abs(samples[at] ?? 0);
      if (size === 0 || (size >= smallestNormal && size < Infinity)) continue;
      if (Number.isNaN(size)) none++;
      else if (size === Infinity) endless++;
      else denormal++;
      if (at < first) first = at;
    }
  }
  const counts = [
    ...(none > 0 ? [times(none, 'NaN')] : []),
    ...(endless > 0 ? [times(endless, 'infinite')] : []),
    ...(denormal > 0 ? [times(denormal, 'denormal')] : []),
  ];
  return counts.length === 0 ? undefined : `${counts.join(', ')}, the first at ${seconds(first, rate)}`;
}

export function peak({ channels }: Samples): string | undefined {
  const found = peakOf(channels);
  return found < limit
    ? undefined
    : `${decibels(found).toFixed(3)} dBFS where less than -1 dBFS was expected`;
}

export function notSilent(sound: Samples): string | undefined {
  if (!sound.channels.some((samples) => isAudible(samples, sound.rate))) {
    return 'the band from 20 Hz to 20 kHz peaks at no more than 0.00001';
  }
  const lufs = loudness(sound);
  return lufs > leastLoudness
    ? undefined
    : `${lufs.toFixed(1)} LUFS where more than ${leastLoudness} LUFS was expected`;
}

export function noDc({ channels }: Samples): string | undefined {
  const worst = channels.map(meanOf).find((mean) => Math.abs(mean) > mostDc);
  return worst === undefined
    ? undefined
    : `the mean is ${(worst * 100).toFixed(2)} % of full scale where at most 1 % was expected`;
}

/**
 * Whether the band from 20 Hz to 20 kHz rises above the least peak: two cuts of one pole below and one above, which
 * take away what does not move and hardly touch what is heard. They begin as if the first sample had always been.
 */
function isAudible(samples: Float32Array, rate: number): boolean {
  const pole = Math.exp((-2 * Math.PI * 20) / rate);
  const smoothing = rate > 40_000 ? 1 - Math.exp((-2 * Math.PI * 20_000) / rate) : 1;
  let [before, smooth] = [samples[0] ?? 0, samples[0] ?? 0];
  let [first, second, firstBefore] = [0, 0, 0];
  for (let at = 0; at < samples.length; at++) {
    smooth += smoothing * ((samples[at] ?? 0) - smooth);
    first = pole * (first + smooth - before);
    second = pole * (second + first - firstBefore);
    before = smooth;
    firstBefore = first;
    if (Math.abs(second) > leastPeak) return true;
  }
  return false;
}
