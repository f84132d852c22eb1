/** What is heard of a spectrum's frames, to count where sounds begin. */
export interface OnsetEar {
  hear(power: Float64Array): void;
  count(): number;
}

/** Bands a third of an octave wide, from 40 Hz up: about as fine as hearing is. */
const lowestBand = 40;
const perOctave = 3;
/** Quieter than this share of a full-scale sine nothing begins. */
const floor = 1e-7;
/** Seconds between one beginning and the next. */
const apart = 0.05;
/** Seconds on each side over which a rise is compared. */
const around = 0.1;
/** Of the bands' decibels, on average, a rise must have at least. */
const least = 2.5;

/**
 * Counts beginnings by spectral flux: for each frame the rise of the level of each band, falls left out, averaged over
 * the bands (as S. Dixon, "Onset detection revisited", DAFx 2006, with levels in dB instead of magnitudes). A frame
 * is a beginning where its rise is the largest within 50 ms, and larger by a stated step than the mean around it.
 */
export function onsetEar(rate: number, size: number, hop: number): OnsetEar {
  const edges = bandEdges(rate, size);
  let before: Float64Array | undefined;
  const rises: number[] = [];
  return {
    hear: (power) => {
      const levels = levelsOf(power, edges);
      rises.push(riseBetween(before ?? new Float64Array(levels.length).fill(10 * Math.log10(floor)), levels));
      before = levels;
    },
    // the last frames reach beyond the end, where breaking off would look like a beginning
    count: () => beginnings(rises.slice(0, Math.max(1, rises.length - size / 2 / hop)), rate / hop).length,
  };
}

/** Bins at which the bands begin; each has one at least. */
function bandEdges(rate: number, size: number): readonly number[] {
  const bin = rate / size;
  const edges: number[] = [];
  for (let hertz = lowestBand; hertz < Math.min(rate / 2, 20_000); hertz *= 2 ** (1 / perOctave)) {
    const edge = Math.max(1, Math.round(hertz / bin));
    if (edges.at(-1) !== edge) edges.push(edge);
  }
  return edges;
}

function levelsOf(power: Float64Array, edges: readonly number[]): Float64Array {
  const levels = new Float64Array(Math.max(0, edges.length - 1));
  for (let band = 0; band + 1 < edges.length; band++) {
    const [from, to] = [edges[band] ?? 0, edges[band + 1] ?? 0];
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += power[bin] ?? 0;
    levels[band] = 10 * Math.log10(floor + sum);
  }
  return levels;
}

function riseBetween(before: Float64Array, now: Float64Array): number {
  let rise = 0;
  for (let band = 0; band < now.length; band++) rise += Math.max(0, (now[band] ?? 0) - (before[band] ?? 0));
  return now.length === 0 ? 0 : rise / now.length;
}

/** Frames in which something begins. */
function beginnings(rises: readonly number[], framesPerSecond: number): readonly number[] {
  const gap = Math.max(1, Math.round(apart * framesPerSecond));
  const wide = Math.max(gap, Math.round(around * framesPerSecond));
  const found: number[] = [];
  rises.forEach((rise, frame) => {
    const near = rises.slice(Math.max(0, frame - wide), frame + wide + 1);
    const usual = near.reduce((sum, one) => sum + one, 0) / near.length;
    const closest = rises.slice(Math.max(0, frame - gap), frame + gap + 1);
    const largest = closest.every((other) => other <= rise);
    if (rise > usual + least && largest && frame - (found.at(-1) ?? -Infinity) > gap) found.push(frame);
  });
  return found;
}
