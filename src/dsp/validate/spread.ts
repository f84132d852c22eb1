import { durationOf } from '../wav/wav.ts';
import type { Samples } from '../wav/wav.ts';

/** Seconds of a part at most; a short sound has fifty of them. */
const longestPart = 0.1;
const partsOfShort = 50;
/** So much of the energy must not fit into fewer parts than this. */
const share = 0.95;
const leastParts = 3;
/** Share of the duration. */
const leastShare = 0.02;
/** Mean square below which a part is silent (-60 dBFS). */
const silence = 1e-6;

/**
 * Evidence where the sound is a click and silence: 95 % of the energy of its parts that are heard must lie in three
 * of them at least, and in 2 % of its duration.
 */
export function spread(sound: Samples): string | undefined {
  const seconds = durationOf(sound);
  const part = Math.min(longestPart, seconds / partsOfShort);
  const energies = energiesOf(sound, Math.max(1, Math.round(part * sound.rate)));
  const total = energies.reduce((sum, energy) => sum + energy, 0);
  let [held, count] = [0, 0];
  for (const energy of energies.toSorted((a, b) => b - a)) {
    if (held >= share * total) break;
    held += energy;
    count++;
  }
  const needed = Math.max(leastParts, Math.floor((leastShare * seconds) / part));
  if (count >= needed) return undefined;
  const [has, wants] = [count * part, needed * part].map((length) => `${length.toFixed(2)} s`);
  return `95 % of the energy lies within ${has} of ${seconds.toFixed(2)} s where at least ${wants} was expected`;
}

function energiesOf({ channels }: Samples, partFrames: number): readonly number[] {
  const parts = Math.ceil((channels[0]?.length ?? 0) / partFrames);
  return Array.from({ length: parts }, (_, part) => {
    let energy = 0;
    for (const samples of channels) {
      const end = Math.min((part + 1) * partFrames, samples.length);
      for (let at = part * partFrames; at < end; at++) energy += (samples[at] ?? 0) ** 2;
    }
    return energy / (partFrames * channels.length) > silence ? energy : 0;
  });
}
