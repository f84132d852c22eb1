import {
  digestOf,
  isJsonObject,
  type AcceptedTake,
  type Address,
  type Key,
  type Sha256,
} from '../base/index.ts';
import { modelOf, type Instrument, type Understudy } from '../score/index.ts';
import { differences, keyOf, type Keyed, type PartKey } from './key.ts';
import type { Looked, Wrote } from './part.ts';
import type { Reason } from './reason.ts';
import type { WhoPlays } from './who-plays.ts';

/** What was accepted before, as the decision needs it. */
export interface Past {
  readonly take?: AcceptedTake;
  readonly takenBack?: Key;
  readonly again: boolean;
  readonly sentBackBy?: Address;
  /** What takes of this plan, its own or later ones, last left at a path. */
  readonly left: (path: string) => Sha256 | undefined;
  /** Who plays it if it plays. */
  readonly plays: WhoPlays;
}

/** Whether a part plays, why, and under which key. The reason is the decision. */
export function decide(keyed: Keyed, looked: Looked, past: Past): PartKey & { readonly reason: Reason } {
  const { take } = past;
  const assumed = looked.probeNotAsked === true ? take?.digests?.['input.probe'] : undefined;
  const mint = (one: Keyed): PartKey => keyOf(one, assumed === undefined ? {} : { 'input.probe': assumed });
  const now = mint(keyed);
  if (past.sentBackBy !== undefined) return { ...now, reason: { play: 'sent_back', by: past.sentBackBy } };
  if (past.again) return { ...now, reason: { play: 'asked_for' } };
  if (take === undefined)
    return { ...now, reason: past.takenBack === now.key ? { play: 'taken_back' } : { play: 'first_time' } };
  const same = take.key === now.key ? now : asItWasRead(keyed, take, past.left, mint);
  if (same?.key !== take.key) {
    return {
      ...now,
      reason: {
        play: 'key_changed',
        changed: take.digests === undefined ? [] : differences(take.digests, same?.digests ?? now.digests),
      },
    };
  }
  const lost =
    looked.before?.lost ??
    (looked.before?.output === undefined ? { path: take.takePath, how: 'missing' as const } : undefined);
  if (lost !== undefined) {
    return {
      ...now,
      reason: past.takenBack === take.key ? { play: 'taken_back' } : { play: 'output_lost', ...lost },
    };
  }
  return { ...same, reason: reasonOfPlayer(keyed.instrument, take, past.plays) ?? { keep: 'same_key' } };
}

/**
 * Of a sound that is lost, the program that a model wrote for it: rendered again it is the same sound, and nobody has to be
 * asked. Not where a model is there now for what its understudy wrote.
 */
export function whatItWrote(
  instrument: Instrument,
  reason: Reason,
  { before }: Looked,
  { take, plays }: { readonly take: AcceptedTake | undefined; readonly plays: WhoPlays },
): Wrote | undefined {
  const isLost = 'play' in reason && reason.play === 'output_lost';
  const output = before?.output;
  if (!isLost || instrument.kind !== 'dsp' || take === undefined || !isJsonObject(output)) return undefined;
  if (modelOf(instrument) === undefined || reasonOfPlayer(instrument, take, plays) !== undefined)
    return undefined;
  const { program, iters } = output;
  return typeof program === 'string' && typeof iters === 'number' ? { program, iters, take } : undefined;
}

/**
 * Who played is not in the key: a model's take is kept everywhere, an understudy's while no model is there and the
 * understudy is what it was.
 */
function reasonOfPlayer(instrument: Instrument, take: AcceptedTake, plays: WhoPlays): Reason | undefined {
  const model = modelOf(instrument);
  if (model === undefined || take.understudy === undefined) return undefined;
  if (plays === 'itself') return { play: 'model_is_there' };
  const { understudy } = model;
  return understudy !== undefined && understudyDigest(understudy) === take.understudySha256
    ? undefined
    : { play: 'understudy_changed' };
}

/** Of an understudy's code: what is recorded beside a take that it played. */
export const understudyDigest = ({ code }: Understudy): Sha256 => digestOf(Object.fromEntries(code));

/**
 * The key with what a take of this plan left at a path that is read, its own or a later one's, counted with
 * the digest that it had when the accepted key was made: or a formatter would never come to rest.
 */
function asItWasRead(
  keyed: Keyed,
  take: AcceptedTake,
  left: Past['left'],
  mint: (keyed: Keyed) => PartKey,
): PartKey | undefined {
  const then = take.digests?.['reads'];
  if (then === undefined || then === null || typeof then === 'string') return undefined;
  const reads = new Map(keyed.reads);
  for (const [path, digest] of keyed.reads) {
    if (left(path) !== digest) continue;
    const was = then[path];
    if (typeof was === 'string') reads.set(path, was as Sha256);
    else reads.delete(path);
  }
  return mint({ ...keyed, reads });
}
