import type { Samples } from '../wav/wav.ts';

/** Seconds on each side of the seam that tell how the sound moves. */
const around = 0.05;
/** A bend at the seam may be so many times the sharpest of those around, */
const sharper = 1.5;
/** and so large a share of the peak around beyond that. */
const allowance = 0.015;
/** Samples on each side of the seam whose bends reach over it. */
const overSeam = 2;

/**
 * Evidence where a loop clicks: where the sound, run round once more, bends at its seam (its second difference from
 * sample to sample) much more sharply than anywhere within 50 ms of it.
 */
export function joins({ rate, channels }: Samples): string | undefined {
  const worst = channels.map((samples) => seamOf(samples, rate)).find(({ bend, most }) => bend > most);
  if (worst === undefined) return undefined;
  return `the end meets the beginning with a bend of ${worst.bend.toFixed(4)} of full scale where at most ${worst.most.toFixed(4)} was expected`;
}

function seamOf(samples: Float32Array, rate: number): { readonly bend: number; readonly most: number } {
  const { length } = samples;
  const reach = Math.min(Math.round(around * rate), Math.floor(length / 2) - overSeam);
  if (reach <= overSeam) return { bend: 0, most: 0 };
  const at = (place: number): number => samples[(place + length) % length] ?? 0;
  let [bend, usual, peak] = [0, 0, 0];
  // the bend at a place lies between it and its neighbours: at -1 and 0 one of them is beyond the seam
  for (let place = -reach; place < reach; place++) {
    const here = Math.abs(at(place - 1) - 2 * at(place) + at(place + 1));
    if (place >= -overSeam && place < overSeam) {
      if (place === -1 || place === 0) bend = Math.max(bend, here);
    } else {
      usual = Math.max(usual, here);
    }
    peak = Math.max(peak, Math.abs(at(place)));
  }
  return { bend, most: sharper * usual + allowance * peak };
}
