import type { Measures } from '../synth.ts';
import type { Samples } from '../wav/wav.ts';
import { decibels, meanOf, peakOf, rmsOf } from './level.ts';
import { loudness } from './loudness.ts';
import { onsetEar } from './onsets.ts';
import { spectra } from './spectra.ts';
import { truePeakOf } from './true-peak.ts';

/** Samples of a frame and from one frame to the next, about 21 and 11 ms at 48 kHz. */
const frame = 1024;
const hop = 512;

/**
 * Peak, true peak, RMS, loudness, DC, crest, spectral centroid and number of onsets of a sound, each with its unit in
 * its name, rounded to what can be told apart. No level is below -200 dB, and the loudness of what passes no gate is
 * -70 LUFS. Of several channels: the worst peak and DC, RMS over all of them, centroid and onsets of their sum.
 * Where a sample is NaN or infinite, all figures are NaN: there are none.
 */
export function measure(sound: Samples): Measures {
  const { channels, rate } = sound;
  const squares = channels.map((samples) => rmsOf(samples) ** 2);
  const rms = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / Math.max(1, channels.length));
  if (!Number.isFinite(rms)) return nothing;
  const peak = peakOf(channels);
  const means = channels.map(meanOf).sort((a, b) => Math.abs(b) - Math.abs(a));
  return {
    peak_dbfs: rounded(decibels(peak), 3),
    true_peak_dbtp: rounded(decibels(truePeakOf(channels)), 3),
    rms_dbfs: rounded(decibels(rms), 3),
    lufs: rounded(loudness(sound), 3),
    dc: rounded(means[0] ?? 0, 6),
    crest_db: peak === 0 ? 0 : rounded(decibels(peak) - decibels(rms), 3),
    ...heardIn(mixed(channels), rate),
  };
}

const nothing: Measures = {
  peak_dbfs: Number.NaN,
  true_peak_dbtp: Number.NaN,
  rms_dbfs: Number.NaN,
  lufs: Number.NaN,
  dc: Number.NaN,
  crest_db: Number.NaN,
  centroid_hz: Number.NaN,
  onsets: Number.NaN,
};

/** Without a negative zero: the same figure has one spelling. */
const rounded = (value: number, digits: number): number => {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
};

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0), ...others] = channels;
  if (others.length === 0) return first;
  return first.map(
    (sample, at) => others.reduce((sum, other) => sum + (other[at] ?? 0), sample) / channels.length,
  );
}

/** What needs spectra, from one pass over them. */
function heardIn(samples: Float32Array, rate: number): Pick<Measures, 'centroid_hz' | 'onsets'> {
  const ear = onsetEar(rate, frame, hop);
  const magnitudes = new Float64Array(frame / 2 + 1);
  spectra(samples, frame, hop, (_, power) => {
    for (let bin = 0; bin < magnitudes.length; bin++) {
      magnitudes[bin] = (magnitudes[bin] ?? 0) + Math.sqrt(power[bin] ?? 0);
    }
    ear.hear(power);
  });
  let [sum, moment] = [0, 0];
  for (let bin = 1; bin < magnitudes.length; bin++) {
    sum += magnitudes[bin] ?? 0;
    moment += (magnitudes[bin] ?? 0) * bin;
  }
  return {
    centroid_hz: sum === 0 ? 0 : rounded((moment / sum) * (rate / frame), 1),
    onsets: ear.count(),
  };
}
