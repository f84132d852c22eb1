import { channelPeak } from '../measure/level.ts';
import type { Samples } from '../wav/wav.ts';

/** Share of the samples. */
const most = 0.01;
/** So many alike in a row are a flat. */
const shortest = 3;
/** A flat counts from this share of the peak on; what was clipped and then turned down is clipped all the same. */
const near = 0.999;
/** What rounding to 16 bits makes of a top that was round; the wave must fall away from a flat by more. */
const rounding = 16 / 2 ** 15;
/** A wave that stays longer than this, and then jumps within so few samples, is a square or a pulse. */
const longStay = 40;
const jump = 2;

/** Evidence where more than 1 % of the samples lie on flats at the sound's own peak. */
export function clipped({ channels }: Samples): string | undefined {
  const shares = channels.map((samples) => clippedSamples(samples) / Math.max(1, samples.length));
  const worst = Math.max(0, ...shares);
  return worst <= most
    ? undefined
    : `${(worst * 100).toFixed(1)} % of the samples are clipped flat where at most 1 % was expected`;
}

interface Flat {
  readonly from: number;
  readonly length: number;
}

function clippedSamples(samples: Float32Array): number {
  const peak = channelPeak(samples);
  const { top, elsewhere } = flatsOf(samples, near * peak);
  const clips = top.filter((flat) => fallsAway(samples, flat));
  const flat = clips.reduce((sum, { length }) => sum + length, 0);
  // a wave of steps rests at its top as anywhere else
  return isSquare(clips) || elsewhere > flat ? 0 : flat;
}

/** Runs of equal samples: those at the peak, and how many samples lie on others, silence left out. */
function flatsOf(
  samples: Float32Array,
  level: number,
): { readonly top: readonly Flat[]; readonly elsewhere: number } {
  const top: Flat[] = [];
  let elsewhere = 0;
  let from = 0;
  for (let at = 1; at <= samples.length; at++) {
    const value = samples[from] ?? 0;
    if (at < samples.length && samples[at] === value) continue;
    const length = at - from;
    if (length >= shortest) {
      if (Math.abs(value) >= level) top.push({ from, length });
      else if (value !== 0) elsewhere += length;
    }
    from = at;
  }
  return { top, elsewhere };
}

/**
 * Whether the wave leaves a flat by more than rounding explains. The top of a sine that was rounded to whole steps is
 * flat too; within its own length beyond the flat it falls by nine steps at most, as a parabola does.
 */
function fallsAway(samples: Float32Array, { from, length }: Flat): boolean {
  const level = Math.abs(samples[from] ?? 0);
  const sign = Math.sign(samples[from] ?? 0);
  const below = (at: number): boolean =>
    at >= 0 && at < samples.length && sign * (samples[at] ?? 0) < level - rounding;
  for (let away = 1; away <= length; away++) {
    if (below(from - away) || below(from + length - 1 + away)) return true;
  }
  return false;
}

/** Long flats with hardly a sample between one and the next were made flat, not cut. */
function isSquare(flats: readonly Flat[]): boolean {
  const [first, last] = [flats[0], flats.at(-1)];
  if (first === undefined || last === undefined || flats.length < 2) return false;
  const onFlats = flats.reduce((sum, { length }) => sum + length, 0);
  const between = last.from + last.length - first.from - onFlats;
  return onFlats >= longStay * flats.length && between <= jump * (flats.length - 1);
}
