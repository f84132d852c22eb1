import * as z from 'zod';
import { isSha256, parseAddress, type Address, type Key, type Sha256 } from '../base/index.ts';
import type { SessionState } from './journal-state.ts';

/**
 * An attempt that acted outside, as the journal knows it, until its take is accepted. It outlives its session: while
 * it stands, its journal does, and the next session takes it over.
 */
export const ActedNote = z.object({
  part: z.custom<Address>((value) => typeof value === 'string' && parseAddress(value) !== undefined),
  key: z.custom<Key>((value) => typeof value === 'string' && isSha256(value)),
  attempt: z.number(),
  /** Which attempt under this key, over all sessions. */
  nth: z.number(),
  /** Absent where nothing was sent: a program that acts from its start. */
  idempotencyKey: z.string().optional(),
  /** What was sent and where to, for people. */
  what: z.string().optional(),
  /** RFC 3339: when it was noted. */
  at: z.string(),
  /** What may follow where its end was not seen, as the score had it. */
  next: z.enum(['again', 'ask', 'person']),
  how: z.enum(['unseen', 'answered', 'over']),
  /** The answer as JSON where it is small; else the digest of that text, which lies in the cache. */
  answer: z.union([z.object({ text: z.string() }), z.object({ sha256: z.custom<Sha256>() })]).optional(),
  /** Why its end was not seen, where the session that made it could say. */
  because: z.string().optional(),
  /** A person said that it may be made again. */
  allowed: z.boolean().optional(),
});
export type ActedNote = z.infer<typeof ActedNote>;

/** Its end was not seen, it may not simply be made again, and nobody has said that it may. */
export const isUncertain = ({ how, next, allowed }: ActedNote): boolean =>
  how !== 'over' && next !== 'again' && allowed !== true;

/** Of two that stand for one part, the one that is less settled. */
const weight = { over: 0, answered: 1, unseen: 2 };

/**
 * What stands in these journals, each under its part. `lives`: a Conductor is at it, and what it plays in a session
 * that is not over is no concern of anybody else.
 */
export function actedIn(states: Iterable<SessionState>, lives = false): Map<Address, ActedNote> {
  const found = new Map<Address, ActedNote>();
  for (const { acted, playing, over } of states) {
    for (const [part, note] of acted) {
      if (lives && over === undefined && playing.has(part)) continue;
      const known = found.get(part);
      if (known === undefined || weight[note.how] >= weight[known.how]) found.set(part, note);
    }
  }
  return found;
}
