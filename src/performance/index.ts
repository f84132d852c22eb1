/**
 * performance/: the form `score`: what happens next in a session, and nothing of how.
 * In:    a state and an event.
 * Out:   the state after it, and commands for the conductor.
 * Never: a clock, a process, git, a file. Never anything done: the conductor obeys.
 *
 * F1  No part starts before all that it needs has ended (plan P1).
 * F2  No part is in flight twice, and none starts again once its take was accepted.
 * F3  Every session ends: when nothing is in flight, being looked at or ready, `end` is commanded, once.
 *     What waits for a quota or a budget does not end: it is left for another session, or held until `go_on`.
 * F4  Every accepted take is published exactly once, in the order of the turns.
 */
export {
  advance,
  begin,
  type Command,
  type Conditions,
  type PartEvent,
  type Performance,
} from './performance.ts';
export { countParts, endingOf, leftToPlay, type Counts, type EndingFacts } from './ending.ts';
