import {
  readWav,
  makeSynth,
  type Rendered,
  type RenderRequest,
  type Synth,
  type SynthOptions,
} from '../../src/dsp/index.ts';
import { startConfined } from '../../src/players/index.ts';

/** A synth with real children, one unless said. */
export const synthWith = (options: Partial<SynthOptions> = {}): Synth =>
  makeSynth({ start: startConfined, children: 1, ...options });

/** Asks for a sound of one second that does not loop, in one channel. */
export const program = (
  faust: string,
  asked: Partial<{ duration: number; loop: boolean; channels: 1 | 2 }> = {},
) => ({ faust, asked: { duration: 1, loop: false, channels: 1, ...asked } }) as const;

export const request = (
  source: RenderRequest['source'],
  others: Partial<Omit<RenderRequest, 'source'>> = {},
): RenderRequest => ({
  source,
  seed: 1,
  iterations: 10,
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  ...others,
});

/** The faults of a render, as `criterion: evidence`; fails where it brought a WAV. */
export function faultsIn(rendered: Rendered): string[] {
  if (rendered.rendered !== 'faults') throw new Error(`no faults but ${rendered.rendered}`);
  return rendered.faults.map(({ criterion, evidence }) => `${criterion}: ${evidence}`);
}

/** The WAV of a render and what it says of it; fails where it brought none. */
export function wavIn(rendered: Rendered): Extract<Rendered, { readonly rendered: 'wav' }> {
  if (rendered.rendered === 'wav') return rendered;
  throw new Error(rendered.rendered === 'faults' ? faultsIn(rendered).join('; ') : rendered.rendered);
}

/** Its samples, channel by channel. */
export function samplesIn(rendered: Rendered): readonly Float32Array[] {
  const read = readWav(wavIn(rendered).wav);
  if (read.read !== 'wav') throw new Error(read.mistake);
  return read.wav.channels;
}
