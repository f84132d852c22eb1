import { random } from '../../src/kit/random.ts';

export const rate = 48_000;

/** So many seconds of a function of time, at 48 kHz. */
export const sound = (seconds: number, at: (time: number, frame: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, frame) => at(frame / rate, frame));

export const sine = (seconds: number, hertz: number, peak = 0.5): Float32Array =>
  sound(seconds, (time) => peak * Math.sin(2 * Math.PI * hertz * time));

/** White, between -peak and peak, always the same. */
export function noise(seconds: number, peak: number, seed = 1): Float32Array {
  const chance = random(seed);
  return sound(seconds, () => peak * (2 * chance.next() - 1));
}

/** In and out within `fade` seconds, with bends that nobody hears. */
export const faded = (samples: Float32Array, fade = 0.2): Float32Array =>
  samples.map((sample, frame) => {
    const edge = Math.min(1, frame / (fade * rate), (samples.length - 1 - frame) / (fade * rate));
    return sample * (0.5 - 0.5 * Math.cos(Math.PI * edge));
  });
