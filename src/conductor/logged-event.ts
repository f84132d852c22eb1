import { cut } from '../base/index.ts';
import type { SessionEvent } from './face.ts';

/** Characters of a sentence in an event that is kept, and of the metrics of one part. */
const longest = 16_384;

/** Whoever asks for a thousand events holds them all in memory, and so does whoever they are sent to. */
export function inBounds(event: SessionEvent): SessionEvent {
  const { message, error_msg: error, metrics, ...others } = event;
  const isLong = metrics !== undefined && JSON.stringify(metrics).length > longest;
  return {
    ...others,
    ...(message === undefined ? {} : { message: cut(message, longest) }),
    ...(error === undefined ? {} : { error_msg: cut(error, longest) }),
    ...(metrics === undefined || isLong ? {} : { metrics }),
  };
}

/** Stands in the log where events could not be written. */
export const lostEvents = (count: number, at: Date): SessionEvent => ({
  ...{ run_id: '', event: 'error', node: '', phase: 'progress', timestamp: at.toISOString() },
  error_msg: `${count} events could not be written, and are not told`,
});
