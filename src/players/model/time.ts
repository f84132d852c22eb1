import { setTimeout as wait } from 'node:timers/promises';

/** The clock and the chance that retries hang on, handed in so that a test need not wait. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  chance(): number;
}

export const realTime: Time = {
  now: Date.now,
  pause: async (ms, signal) => {
    await wait(ms, undefined, { signal }).catch(() => undefined);
  },
  chance: Math.random,
};
