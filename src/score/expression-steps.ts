/**
 * How much work an evaluation may do. Nested macros over long arrays are cubic before one notices, and the package
 * bounds only parsing. The bound is a count, not a time, so that a verdict is the same on every machine: the body of
 * a macro is a step, and so is every entry that an operator or a function walks through (expression-text.ts prints
 * the counting into what is evaluated). Once the steps are used up nothing is thrown, since `||` and the macros catch
 * what is thrown and go on: bodies are no longer entered, operands become null, and what comes out is dropped.
 *
 * Very little can't be counted beforehand: a regular expression that may go back and try again, a search for a long
 * text in a long text. It asks for a clock that can end it in the middle (`underClock`): what is under way is dropped,
 * and done again from its begin under one. Such a clock takes a thread each time, so whatever can be counted is.
 */

/** Each of 1,000 items with each other is half of it. Half a second on a machine of 2025. */
const allowed = 2_000_000;

/** A body that throws costs this many: `exists` catches it and goes on, and making an error takes as long. */
const failing = 20;

/**
 * However small the steps, this is the end: far behind what they take, so that it never decides about an honest
 * expression.
 */
export const patienceMs = 10_000;
/** So often somebody looks at the time. */
const looks = 256;

let left = 0;
let over = false;
let counted = 0;
let begun = 0;
let late = false;
let clock: 'none' | 'asked for' | 'running' = 'none';

/** Counts from anew. Evaluation is synchronous, so one count is enough. */
export function beginSteps(under: 'no clock' | 'a clock'): void {
  left = allowed;
  over = false;
  counted = 0;
  late = false;
  clock = under === 'a clock' ? 'running' : 'none';
}

/** False once there are no more. */
export function step(count = 1): boolean {
  left -= count;
  counted += 1;
  if (counted % looks === 0) lookAtTheTime();
  if (left < 0) over = true;
  return !over;
}

function lookAtTheTime(): void {
  // Of this process, which does one evaluation at a time: on a busy machine it waits, and that is nobody's fault.
  const now = process.cpuUsage().user / 1_000;
  if (counted === looks) begun = now;
  else if (now - begun > patienceMs) over = late = true;
}

/** False where no clock is running: then all ends as if the steps were used up, and is done again under one. */
export function underClock(): boolean {
  if (clock === 'running') return !over;
  clock = 'asked for';
  over = true;
  return false;
}

/** A body is paid for in advance as if it failed; what did not fail gets its change. */
export const enterBody = (): boolean => step(failing);
export function leaveBody<T>(value: T): T {
  left += failing - 1;
  return value;
}

/** A part that failed while the result was explained: to find the words takes ten times as long as to fail. */
export const payForSentence = (): boolean => step(10 * failing);

export const aClockIsAskedFor = (): boolean => clock === 'asked for';

/** Why nothing comes of what was begun; `undefined` where it ended by itself. */
export function whyOver(): string | undefined {
  if (late) return tooLong;
  return over ? tooMuchWork : undefined;
}

const tooMuchWork = `is too much work: it takes more than ${allowed / 1_000_000} million steps`;
export const tooLong = `takes longer than ${patienceMs / 1_000} seconds`;

/** How much there is in a value. Looking at an entry takes an eighth of a step, copying it one. */
export function costOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 5;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value instanceof Uint8Array) return value.length >> 2;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** Of values that were walked through whole; they are never changed. */
const wholes = new WeakMap<object, number>();

/**
 * The same with all that is inside, at any depth: what a comparison may look at. Where a value holds another one many
 * times it is counted as often, since it is compared as often; counting ends where the steps would.
 */
export function costOfWhole(value: unknown): number {
  if (typeof value !== 'object' || value === null) return costOf(value);
  const before = wholes.get(value);
  if (before !== undefined) return before;
  const most = 8 * Math.max(0, left) + 8;
  const waiting: unknown[] = [value];
  let cost = 0;
  for (let one = waiting.pop(); one !== undefined && cost < most; one = waiting.pop()) {
    // To compare two objects takes as long as to compare two of their entries, however few they have.
    cost += costOf(one) + 2;
    for (const entry of entriesOf(one)) {
      if (typeof entry === 'object' && entry !== null) waiting.push(entry);
      else if (typeof entry === 'string') cost += costOf(entry);
      if (cost >= most) break;
    }
  }
  if (cost < most) wholes.set(value, cost);
  return cost;
}

function entriesOf(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value instanceof Map || value instanceof Set) return value.values() as Iterable<unknown>;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const members: readonly unknown[] = Object.values(value);
  return members;
}
