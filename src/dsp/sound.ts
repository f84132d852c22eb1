import { sampleRate } from './sample-rate.ts';
import type { Measures, Rendered } from './synth.ts';
import { writeWav } from './wav/write-wav.ts';

/** A WAV with what is told of it. */
export function soundOf(
  channels: readonly Float32Array[],
  measures: Measures,
  iters: number,
  mends: readonly string[],
): Rendered {
  const sound = {
    duration: (channels[0]?.length ?? 0) / sampleRate,
    rate: sampleRate,
    channels: channels.length,
    format: 'float32',
    ...measures,
    iters,
    mends,
  } as const;
  return { rendered: 'wav', wav: writeWav({ rate: sampleRate, channels }), sound };
}
