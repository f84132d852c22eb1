import type { Finish } from './job.ts';
import { sampleRate } from '../sample-rate.ts';
import { loudness } from '../measure/loudness.ts';

/** dB of full scale that no level is raised above: a valid WAV stays below -1. */
export const loudestPeak = -1.2;
/** dB that a level raises a sound at most: what is quieter still is not there. */
const mostGain = 60;
/** Hz below which a DC block takes away: a period of it fits into every sound that is asked. */
const dcBlockBelow = 5;
/** Below it a 32-bit float is a denormal. */
const smallestNormal = 2 ** -126;

export const framesOf = ({ duration }: { readonly duration: number }): number =>
  Math.round(duration * sampleRate);

/** Frames to render for so many finished ones. */
export const framesToRender = (frames: number, { crossfade = 0 }: Finish): number =>
  frames + Math.round(crossfade * sampleRate);

/** What was computed becomes what was asked. Changes what it is handed. */
export function finishSound(
  computed: readonly Float64Array[],
  frames: number,
  finish: Finish,
): readonly Float32Array[] {
  const channels = computed.map((channel) => {
    if (finish.dcBlock) blockDc(channel);
    const overhang = channel.length - frames;
    if (overhang > 0) join(channel, frames, Math.min(overhang, frames));
    return channel.subarray(0, frames);
  });
  const fades = finish.crossfade === undefined ? finish.fade : undefined;
  for (const channel of channels) {
    if (fades !== undefined) fade(channel, fades);
    if (finish.dcBlock) takeOutMean(channel, fades);
  }
  const gain = finish.level === undefined ? finish.gain : gainTo(finish.level, channels);
  return channels.map((channel) => toFloat32(channel, 10 ** (gain / 20)));
}

/** y[n] = x[n] - x[n-1] + r y[n-1], from a start at rest on the first sample. */
function blockDc(samples: Float64Array): void {
  const r = 1 - (2 * Math.PI * dcBlockBelow) / sampleRate;
  let [before, y] = [samples[0] ?? 0, 0];
  for (let at = 0; at < samples.length; at++) {
    const x = samples[at] ?? 0;
    y = x - before + r * y;
    if (Math.abs(y) < 1e-300) y = 0;
    before = x;
    samples[at] = y;
  }
}

/**
 * What a DC block leaves: a sound that is short, or that swings only a few times, ends before it has evened out. The
 * same is taken from every sample, faded as the sound is, so that its ends stay where they are.
 */
function takeOutMean(samples: Float64Array, fades: Finish['fade']): void {
  const mean = meanOf(samples);
  if (mean === 0) return;
  const shape = new Float64Array(samples.length).fill(1);
  if (fades !== undefined) fade(shape, fades);
  const by = mean / meanOf(shape);
  for (let at = 0; at < samples.length; at++) samples[at] = (samples[at] ?? 0) - by * (shape[at] ?? 0);
}

const meanOf = (samples: Float64Array): number =>
  samples.reduce((sum, value) => sum + value, 0) / samples.length;

/**
 * What was rendered beyond the end is cross-faded into the beginning: the first sample follows on the last. The shares
 * of the two add up to the same power as far as the two are alike: with r, their correlation, and shares a and b,
 * a² + b² + 2abr is held at 1, so that neither a sine nor a noise swells or sinks in the middle.
 */
function join(samples: Float64Array, frames: number, overhang: number): void {
  const [beginning, beyond] = [samples.subarray(0, overhang), samples.subarray(frames, frames + overhang)];
  const r = Math.max(0, correlation(beginning, beyond));
  for (let at = 0; at < overhang; at++) {
    const b = 0.5 + 0.5 * Math.cos((Math.PI * at) / overhang);
    const a = 1 - b;
    const scale = 1 / Math.sqrt(a * a + b * b + 2 * a * b * r);
    samples[at] = scale * (a * (beginning[at] ?? 0) + b * (beyond[at] ?? 0));
  }
}

function correlation(one: Float64Array, other: Float64Array): number {
  let [ones, others, both] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const [x, y] = [one[at] ?? 0, other[at] ?? 0];
    ones += x * x;
    others += y * y;
    both += x * y;
  }
  return ones === 0 || others === 0 ? 0 : both / Math.sqrt(ones * others);
}

/** Raised cosines; in a sound shorter than both, each has half of it. */
function fade(samples: Float64Array, seconds: { readonly in: number; readonly out: number }): void {
  const half = Math.floor(samples.length / 2);
  const length = (time: number): number => Math.min(half, Math.round(time * sampleRate));
  const share = (at: number, of: number): number => 0.5 - 0.5 * Math.cos((Math.PI * at) / of);
  const [rise, fall] = [length(seconds.in), length(seconds.out)];
  for (let at = 0; at < rise; at++) samples[at] = (samples[at] ?? 0) * share(at, rise);
  for (let at = 0; at < fall; at++) {
    const place = samples.length - 1 - at;
    samples[place] = (samples[place] ?? 0) * share(at, fall);
  }
}

/** dB that bring the sound to a level, as far as its peak lets it. */
function gainTo(level: NonNullable<Finish['level']>, channels: readonly Float64Array[]): number {
  const peak = Math.max(...channels.map(peakOf));
  if (peak === 0) return 0;
  const peakDb = 20 * Math.log10(peak);
  const wanted = 'peak_dbfs' in level ? level.peak_dbfs - peakDb : level.lufs - loudnessOf(channels, peak);
  return Math.min(wanted, loudestPeak - peakDb, mostGain);
}

function peakOf(samples: Float64Array): number {
  let peak = 0;
  for (let at = 0; at < samples.length; at++) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
  return peak;
}

/** Measured at a peak of full scale, where its gate hears everything that counts. */
function loudnessOf(channels: readonly Float64Array[], peak: number): number {
  const atFullScale = channels.map((channel) => toFloat32(channel, 1 / peak));
  return loudness({ rate: sampleRate, channels: atFullScale }) + 20 * Math.log10(peak);
}

/** Denormals become 0, and so does -0. */
function toFloat32(samples: Float64Array, gain: number): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at++) {
    const value = (samples[at] ?? 0) * gain;
    floats[at] = Math.abs(value) < smallestNormal ? 0 : value;
  }
  return floats;
}
