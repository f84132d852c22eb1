/** A sound as numbers: one array for each channel, all of one length, full scale from -1 to 1. */
export interface Samples {
  /** Hz. */
  readonly rate: number;
  readonly channels: readonly Float32Array[];
}

export type SampleFormat = 'float32' | 'float64' | 'int8' | 'int16' | 'int24' | 'int32';

/** What a WAV file held. Whatever its format, the samples are floats; those of more than 24 bits are rounded. */
export interface Wav extends Samples {
  readonly format: SampleFormat;
}

/** Seconds. */
export const durationOf = ({ rate, channels }: Samples): number => (channels[0]?.length ?? 0) / rate;

/** IEEE float and integer PCM, as the `fmt ` chunk names them; the third says that its name stands further on. */
export const tags = { integer: 1, float: 3, extensible: 0xfffe } as const;
