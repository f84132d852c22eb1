import { createContext, Script } from 'node:vm';

const slot: { work: (() => unknown) | undefined } = { work: undefined };
const inside = createContext(slot);
const call = new Script('work()', { filename: 'bounded' });

/**
 * Runs `work`, which must be synchronous, and gives it up after so many milliseconds: a watchdog thread ends the
 * JavaScript that is running, regular expressions included (Node's `vm`, option `timeout`). What `work` was building
 * then is in an unknown state and must be dropped. Throws what `work` throws. Not to be nested.
 */
export function bounded<T>(
  milliseconds: number,
  work: () => T,
): { readonly ended: true; readonly value: T } | { readonly ended: false } {
  let value: { readonly is: T } | undefined;
  slot.work = () => {
    value = { is: work() };
  };
  try {
    call.runInContext(inside, { timeout: milliseconds });
  } catch (error) {
    if (isTimeout(error)) return { ended: false };
    throw error;
  } finally {
    slot.work = undefined;
  }
  return value === undefined ? { ended: false } : { ended: true, value: value.is };
}

/** By its code: the error was made inside the context, so it is no `Error` of ours. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
