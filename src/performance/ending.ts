import type { Address } from '../base/index.ts';
import type { Performance } from './performance.ts';

/** What an ending is decided from, besides the state itself. */
export interface EndingFacts {
  readonly interrupted?: 'SIGINT' | 'SIGTERM';
  /** The score changed while it was played, a path was in the way, a hook refused: nothing more was published. */
  readonly stoppedBecause?: string;
  /** Criteria of an ensemble or of the whole session, deliverables and metrics that failed: their sentences. */
  readonly failedCriteria: readonly string[];
  /** What was spent on what: told where a budget was reached. */
  readonly spent?: string;
}

/** What became of the parts, as `play --json` counts them. */
export interface Counts {
  readonly played: number;
  readonly kept: number;
  readonly failed: number;
  readonly blocked: number;
  readonly skipped: number;
  readonly uncertain: number;
  readonly waiting: number;
}

export function countParts(state: Performance): Counts {
  const counts = { played: 0, kept: 0, failed: 0, blocked: 0, skipped: 0, uncertain: 0, waiting: 0 };
  for (const slot of state.plan.slots.all) {
    for (const part of slot.parts) {
      const ended = part.ending?.ended;
      if (
        ended === 'kept' ||
        ended === 'failed' ||
        ended === 'blocked' ||
        ended === 'skipped' ||
        ended === 'uncertain'
      )
        counts[ended] += 1;
    }
  }
  counts.played = state.accepted;
  counts.waiting = leftToPlay(state).length;
  return counts;
}

/**
 * What waits for a quota or a budget, and all that waits for it: parts, and instruments whose parts are not known yet.
 * Empty where nothing waits, also where the session was stopped.
 */
export function leftToPlay(state: Performance): readonly Address[] {
  if (state.stopped || !someWait(state)) return [];
  return [...state.plan.slots.all].flatMap(({ parts, expanded, barrier }) => {
    const open = parts.filter(({ ending }) => ending === undefined).map(({ address }) => address);
    return expanded || barrier === undefined || parts.length > 0 ? open : [barrier.address];
  });
}

const someWait = ({ held, timeOver, ready }: Performance): boolean =>
  held.size > 0 || (timeOver !== undefined && ready.length > 0);

/** Addresses that a sentence names; the others are counted. */
const mostNamed = 5;

function listOf(addresses: readonly Address[]): string {
  const more = addresses.length - mostNamed;
  return addresses.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function waitingEnding(
  state: Performance,
  { spent }: EndingFacts,
): { readonly code: 5 | 6; readonly reason: string } | undefined {
  const left = leftToPlay(state);
  if (left.length === 0) return undefined;
  const held = [...state.held.values()].map(({ waits }) => waits);
  const toPlay = `left to play: ${listOf(left)}`;
  const quota = held.filter((one) => one.for === 'quota');
  const [gone] = quota;
  if (gone !== undefined) {
    const untils = quota.flatMap(({ until }) => until ?? []).sort();
    const when = untils[0] === undefined ? '' : `; go on after ${untils[0]}`;
    return { code: 6, reason: `${gone.because}${when}; ${toPlay}` };
  }
  const because = state.timeOver ?? held[0]?.because ?? '';
  return { code: 5, reason: [because, ...(spent === undefined ? [] : [spent]), toPlay].join('; ') };
}

/** Exit codes of the design, section 4; the first that applies in its order. `reason` is undefined for 0. */
export function endingOf(
  state: Performance,
  facts: EndingFacts,
): { readonly code: number; readonly reason?: string } {
  if (facts.interrupted !== undefined)
    return { code: facts.interrupted === 'SIGINT' ? 130 : 143, reason: 'interrupted' };
  if (facts.stoppedBecause !== undefined) return { code: 2, reason: facts.stoppedBecause };
  const waiting = waitingEnding(state, facts);
  if (waiting !== undefined) return waiting;
  const failures: { readonly kind: 'criterion' | 'other'; readonly sentence: string }[] = [];
  for (const slot of state.plan.slots.all) {
    for (const { address, ending } of slot.parts) {
      if (ending?.ended === 'uncertain')
        failures.push({ kind: 'other', sentence: `${address}: ${ending.because}` });
      if (ending?.ended === 'failed')
        failures.push({ kind: ending.kind, sentence: `${address}: ${ending.because}` });
    }
  }
  for (const loop of state.plan.slots.loops.values()) {
    if (loop.failed !== undefined)
      failures.push({ kind: 'criterion', sentence: `loop ${loop.node.loop.name}: ${loop.failed}` });
  }
  const worst = failures.find(({ kind }) => kind === 'other');
  if (worst !== undefined) return { code: 1, reason: worst.sentence };
  const [first] = [...failures.map(({ sentence }) => sentence), ...facts.failedCriteria];
  return first === undefined ? { code: 0 } : { code: 3, reason: first };
}
