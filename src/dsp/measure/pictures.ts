import { spectra, frameCount } from './spectra.ts';

/** Least and largest sample of each column. */
export interface Waveform {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** A sound's outline over `columns` columns, as it is drawn. Columns beyond the samples lie at 0. */
export function waveform(samples: Float32Array, columns: number): Waveform {
  const [low, high] = [new Float32Array(columns), new Float32Array(columns)];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let [least, most] = [samples[from] ?? 0, samples[from] ?? 0];
    for (let at = from + 1; at < to; at++) {
      const sample = samples[at] ?? 0;
      if (sample < least) least = sample;
      if (sample > most) most = sample;
    }
    low[column] = least;
    high[column] = most;
  }
  return { low, high };
}

export interface SpectrogramOptions {
  readonly columns: number;
  /** Rows divide the octaves from `lowest` to `highest` evenly. */
  readonly rows: number;
  /** Hz, 40 by default. */
  readonly lowest?: number;
  /** Hz, 16,000 by default, at most half the rate. */
  readonly highest?: number;
}

export interface Spectrogram {
  readonly columns: number;
  readonly rows: number;
  /** Level of each place, dB of a full-scale sine, at least -120: row by row from the lowest frequency, each from left to right. */
  readonly decibels: Float32Array;
}

const quietestDrawn = -120;
const frame = 4096;

/** A sound's spectrum over time, as it is drawn: a place shows the strongest of the spectrum's lines that fall on it. */
export function spectrogram(samples: Float32Array, rate: number, options: SpectrogramOptions): Spectrogram {
  const { columns, rows } = options;
  const lowest = options.lowest ?? 40;
  const highest = Math.min(options.highest ?? 16_000, rate / 2);
  const places = Array.from(
    { length: rows + 1 },
    (_, row) => (lowest * (highest / lowest) ** (row / rows) * frame) / rate,
  );
  const decibels = new Float32Array(columns * rows).fill(quietestDrawn);
  // a frame for each column, several where they would leave gaps
  const hop = Math.max(1, Math.min(frame, Math.ceil(samples.length / Math.max(1, columns))));
  const frames = Math.max(1, frameCount(samples.length, hop));
  spectra(samples, frame, hop, (index, power) => {
    const from = Math.floor((index * columns) / frames);
    const to = Math.max(from + 1, Math.floor(((index + 1) * columns) / frames));
    for (let row = 0; row < rows; row++) {
      const level = 10 * Math.log10(1e-30 + strongest(power, places[row] ?? 0, places[row + 1] ?? 0));
      for (let column = from; column < to; column++) {
        const place = row * columns + column;
        if (level > (decibels[place] ?? 0)) decibels[place] = level;
      }
    }
  });
  return { columns, rows, decibels };
}

/** Of the bins between two places; where none lies between, the value between the two around. */
function strongest(power: Float64Array, from: number, to: number): number {
  let [largest, found] = [0, false];
  for (let bin = Math.ceil(from); bin < to; bin++) {
    largest = Math.max(largest, power[bin] ?? 0);
    found = true;
  }
  if (found) return largest;
  const middle = (from + to) / 2;
  const below = Math.floor(middle);
  const part = middle - below;
  return (power[below] ?? 0) * (1 - part) + (power[below + 1] ?? 0) * part;
}
