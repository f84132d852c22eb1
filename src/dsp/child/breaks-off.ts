import type { Feedback } from '../../base/index.ts';
import type { Asked } from '../synth.ts';
import type { Samples } from '../wav/wav.ts';
import { channelPeak, decibels } from '../measure/level.ts';
import type { Finish } from './job.ts';

/** Of the whole sound's peak, what its last sample may have: more is heard as a click. */
const most = 0.05;

/** The end of a graph's sound that is cut off in full voice. A program is told where to end, and a loop has no end. */
export function breaksOff({ channels }: Samples, { loop }: Asked, { fade }: Finish): Feedback[] {
  if (loop || fade === undefined) return [];
  return channels
    .map((samples) => Math.abs(samples.at(-1) ?? 0) / channelPeak(samples))
    .filter((share) => share > most)
    .slice(0, 1)
    .map((share) => ({
      criterion: 'ends softly',
      evidence: `its last sample is at ${decibels(share).toFixed(1)} dB of its peak, at most ${decibels(most).toFixed(1)} dB was expected`,
    }));
}
