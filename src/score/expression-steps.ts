/**
 * How much work an evaluation may do. Nested macros over long arrays are cubic before one notices, and the package
 * bounds only parsing. The bound is a count, not a time, so that a verdict is the same on every machine: the body of
 * a macro is a step, and so is every entry that an operator or a function walks through (expression-text.ts prints
 * the counting into what is evaluated). Once the steps are used up nothing is thrown, since `||` and the macros catch
 * what is thrown and go on: bodies are no longer entered, operands become null, and what comes out is dropped.
 */

/** Each of 1,000 items with each other is half of it. Half a second on a machine of 2025. */
const allowed = 2_000_000;

/** A body that throws costs this many: `exists` catches it and goes on, and making an error takes as long. */
const failing = 20;

let left = 0;
let over = false;

/** Counts from anew. Evaluation is synchronous, so one count is enough. */
export function beginSteps(): void {
  left = allowed;
  over = false;
}

/** False once there are no more. */
export function step(count = 1): boolean {
  left -= count;
  if (left < 0) over = true;
  return !over;
}

/** A body is paid for in advance as if it failed; what did not fail gets its change. */
export const enterBody = (): boolean => step(failing);
export function leaveBody<T>(value: T): T {
  left += failing - 1;
  return value;
}

export const stepsAreUsedUp = (): boolean => over;

export const tooMuchWork = `is too much work: it takes more than ${allowed / 1_000_000} million steps`;

/** How much there is in a value. Looking at an entry takes an eighth of a step, copying it one. */
export function costOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 5;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
