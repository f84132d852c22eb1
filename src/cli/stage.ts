import type { SessionEvent } from './conductor.ts';

/** A part in flight. */
export interface Playing {
  readonly node: string;
  /** Of the clock handed in, milliseconds. */
  readonly since: number;
  readonly attempt: number;
  /** 0..1, where the part says so. */
  readonly share?: number;
}

/** The parts of one fan-out, under the instrument's name (with the round). */
export interface FanOut {
  readonly name: string;
  /** Parts that the fan-out has; absent until an event says. */
  readonly of?: number;
  readonly ended: number;
  readonly failed: number;
}

/** What the events of a session have told so far: plain values, from which every view is drawn. */
export interface Stage {
  readonly began: number;
  readonly known: number;
  readonly ended: number;
  readonly playing: ReadonlyMap<string, Playing>;
  readonly fanOuts: ReadonlyMap<string, FanOut>;
  readonly failed: number;
}

export const emptyStage = (clock: number): Stage => ({
  began: clock,
  known: 0,
  ended: 0,
  playing: new Map(),
  fanOuts: new Map(),
  failed: 0,
});

/** What an event means to a view. Whatever an instrument `emits` at the end of a part is an acceptance. */
export type Meaning =
  | 'opening'
  | 'closing'
  | 'start'
  | 'progress'
  | 'attempt failed'
  | 'failed'
  | 'kept'
  | 'skipped'
  | 'waiting'
  | 'accepted'
  | 'note';

const meanings: { readonly [event: string]: Meaning } = {
  session_start: 'opening',
  session_end: 'closing',
  start: 'start',
  progress: 'progress',
  attempt_failed: 'attempt failed',
  error: 'failed',
  kept: 'kept',
  skipped: 'skipped',
  waiting: 'waiting',
  take_accepted: 'accepted',
};

export function meaningOf(event: SessionEvent): Meaning {
  const known = meanings[event.event];
  if (known === 'opening' || known === 'closing') return known;
  // of no part: a loop that has failed, a sentence to the person
  if (event.node === '' || event.step === undefined) return 'note';
  if (known !== undefined) return known;
  return event.phase === 'end' ? 'accepted' : 'note';
}

const ends: readonly Meaning[] = ['failed', 'kept', 'skipped', 'waiting', 'accepted'];

/** `digest[readme]#2` is a part of the fan-out `digest#2`. */
export function fanOutOf(node: string): string | undefined {
  const [, name, round = ''] = /^(.+?)\[[^\]]+\](#\d+)?$/.exec(node) ?? [];
  return name === undefined ? undefined : `${name}${round}`;
}

/** The stage after an event that came at `clock` milliseconds. Pure; costs no more the longer a session lasts. */
export function after(stage: Stage, event: SessionEvent, clock: number): Stage {
  const meaning = meaningOf(event);
  const counted = {
    ...stage,
    known: event.known ?? stage.known,
    ended: event.ended ?? stage.ended + (ends.includes(meaning) ? 1 : 0),
  };
  if (meaning === 'opening') return { ...emptyStage(clock), known: counted.known };
  if (meaning === 'start' || meaning === 'progress' || meaning === 'attempt failed') {
    return { ...withFanOut(counted, event, 0, 0), playing: withPlaying(stage, event, meaning, clock) };
  }
  if (!ends.includes(meaning)) return counted;
  const playing = new Map(stage.playing);
  playing.delete(event.node);
  const failed = meaning === 'failed' ? 1 : 0;
  return { ...withFanOut(counted, event, 1, failed), playing, failed: stage.failed + failed };
}

function withPlaying(stage: Stage, event: SessionEvent, meaning: Meaning, clock: number): Stage['playing'] {
  const before = stage.playing.get(event.node);
  const attempt = event.iters ?? before?.attempt ?? 1;
  const playing = new Map(stage.playing);
  playing.set(event.node, {
    node: event.node,
    since: meaning === 'start' && before === undefined ? clock : (before?.since ?? clock),
    attempt: meaning === 'attempt failed' ? attempt + 1 : attempt,
    ...(event.share === undefined ? {} : { share: Math.min(1, Math.max(0, event.share)) }),
  });
  return playing;
}

function withFanOut(stage: Stage, event: SessionEvent, ended: number, failed: number): Stage {
  const name = fanOutOf(event.node);
  if (name === undefined) return stage;
  const before = stage.fanOuts.get(name) ?? { name, ended: 0, failed: 0 };
  const of = event.items ?? before.of;
  const next = { name, ended: before.ended + ended, failed: before.failed + failed };
  return { ...stage, fanOuts: new Map(stage.fanOuts).set(name, of === undefined ? next : { ...next, of }) };
}
