import type { Samples } from '../wav/wav.ts';

/** Nothing quieter counts, LUFS; a sound of which nothing counts has this loudness. */
export const gate = -70;
/** Nor what is so much quieter than the rest, LU. */
const relativeGate = -10;

/** y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]. */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * The two filters before the measuring, for any rate: the analogue ones that the standard's coefficients for 48 kHz
 * follow from, made digital again by the bilinear transform. At 48 kHz they are the standard's, to its last digit.
 */
export function weighting(rate: number): readonly [Biquad, Biquad] {
  return [
    headShelf(rate, 1681.974450955533, 3.999843853973347, 0.7071752369554196),
    lowCut(rate, 38.13547087602444, 0.5003270373238773),
  ];
}

function headShelf(rate: number, hertz: number, decibels: number, q: number): Biquad {
  const k = Math.tan((Math.PI * hertz) / rate);
  const high = 10 ** (decibels / 20);
  const band = high ** 0.4996667741545416;
  const scale = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / scale,
    b1: (2 * (k * k - high)) / scale,
    b2: (high - (band * k) / q + k * k) / scale,
    a1: (2 * (k * k - 1)) / scale,
    a2: (1 - k / q + k * k) / scale,
  };
}

/** Its gain is left as the standard has it: 1, -2, 1 above. */
function lowCut(rate: number, hertz: number, q: number): Biquad {
  const k = Math.tan((Math.PI * hertz) / rate);
  const scale = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / scale, a2: (1 - k / q + k * k) / scale };
}

/**
 * Integrated loudness in LUFS (ITU-R BS.1770-5, annex 1): blocks of 400 ms, a new one every 100 ms, gated at -70 LUFS
 * and at 10 LU below the mean of what is left. Channels count alike, which for mono and stereo is the standard's way.
 * A sound shorter than a block is one block.
 */
export function loudness({ rate, channels }: Samples): number {
  const frames = channels[0]?.length ?? 0;
  const steps = Math.floor((frames * 10) / rate);
  const bounds = Array.from({ length: steps + 1 }, (_, step) => Math.round((step * rate) / 10));
  if (steps < 4) {
    const power = channels.reduce((sum, samples) => sum + (weighted(samples, rate, [0, frames])[0] ?? 0), 0);
    return gated([frames === 0 ? 0 : power / frames]);
  }
  const powers = channels.map((samples) => weighted(samples, rate, bounds));
  const blocks = Array.from({ length: steps - 3 }, (_, first) => {
    const energy = powers.reduce(
      (sum, steps) => sum + steps.slice(first, first + 4).reduce((part, step) => part + step, 0),
      0,
    );
    return energy / ((bounds[first + 4] ?? 0) - (bounds[first] ?? 0));
  });
  return gated(blocks);
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);

function gated(blocks: readonly number[]): number {
  const above = (least: number): readonly number[] => blocks.filter((power) => lufs(power) > least);
  const average = (powers: readonly number[]): number =>
    powers.reduce((sum, power) => sum + power, 0) / powers.length;
  const audible = above(gate);
  if (audible.length === 0) return blocks.some(Number.isNaN) ? Number.NaN : gate;
  return lufs(average(above(Math.max(gate, lufs(average(audible)) + relativeGate))));
}

/** The energy of the weighted samples between each bound and the next. */
function weighted(samples: Float32Array, rate: number, bounds: readonly number[]): readonly number[] {
  const [shelf, cut] = weighting(rate);
  // the state of both filters, each in its transposed form
  let [s1, s2, c1, c2] = [0, 0, 0, 0];
  const energies: number[] = [];
  for (let step = 0; step + 1 < bounds.length; step++) {
    const end = bounds[step + 1] ?? 0;
    let energy = 0;
    for (let at = bounds[step] ?? 0; at < end; at++) {
      const x = samples[at] ?? 0;
      const y = shelf.b0 * x + s1;
      s1 = shelf.b1 * x - shelf.a1 * y + s2;
      s2 = shelf.b2 * x - shelf.a2 * y;
      const z = y + c1;
      c1 = -2 * y - cut.a1 * z + c2;
      c2 = y - cut.a2 * z;
      energy += z * z;
    }
    energies.push(energy);
  }
  return energies;
}
