/** Silence has no level in decibels; as a figure it is this, and so is whatever is quieter. */
export const quietest = -200;

/** dB of full scale of a share of full scale. */
export const decibels = (share: number): number =>
  Number.isNaN(share) ? Number.NaN : Math.max(quietest, 20 * Math.log10(share));

/** The largest sample of all channels, without its sign: a share of full scale. */
export const peakOf = (channels: readonly Float32Array[]): number =>
  Math.max(0, ...channels.map(channelPeak));

export function channelPeak(samples: Float32Array): number {
  let peak = 0;
  for (let at = 0; at < samples.length; at++) {
    const size = Math.abs(samples[at] ?? 0);
    if (size > peak) peak = size;
  }
  return peak;
}

export function meanOf(samples: Float32Array): number {
  let total = 0;
  for (let at = 0; at < samples.length; at++) total += samples[at] ?? 0;
  return samples.length === 0 ? 0 : total / samples.length;
}

/** Root of the mean square. */
export function rmsOf(samples: Float32Array): number {
  let total = 0;
  for (let at = 0; at < samples.length; at++) total += (samples[at] ?? 0) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(total / samples.length);
}
