import {
  failedOf,
  unreachable,
  type Address,
  type Feedback,
  type Take,
  type Verdict,
  type Waits,
} from '../base/index.ts';
import {
  calledNow,
  inOrder,
  makePlan,
  nobodyBecause,
  type Before,
  type Called,
  type Decided,
  type Look,
  type Looked,
  type LoopNode,
  type News,
  type Part,
  type PartEnding,
  type Plan,
  type Standing,
} from '../plan/index.ts';
import { afterUnseen, attemptsOf, itersOf, modelOf, type SaidOfIt, type Score } from '../score/index.ts';

/** All that can happen while a session is played. */
export type PartEvent =
  /** What a part's key hangs on in the world is known. */
  | { readonly event: 'looked'; readonly part: Part; readonly looked: Looked }
  /** A player brought something back; nothing in it has been judged. */
  | { readonly event: 'take_returned'; readonly part: Part; readonly take: Take }
  /** It threw, ran out of time, or left files that it may not; `feedback` is what the next attempt hears. */
  | {
      readonly event: 'attempt_failed';
      readonly part: Part;
      readonly kind: 'criterion' | 'other';
      readonly feedback: readonly Feedback[];
      /** No attempt could end otherwise: there is no other. */
      readonly again?: 'is no use';
      /** Nothing is sent back because of it. */
      readonly fault?: 'of the machine';
      /** Renders that were made; absent where the attempt was one. */
      readonly iters?: number;
      /** What the next attempt hears of this one besides what was wrong with it. */
      readonly tried?: string;
    }
  /** It acted outside, or may have, and nobody saw how that ended; `said` is what the service that was asked for it said. */
  | {
      readonly event: 'unseen';
      readonly part: Part;
      readonly said: SaidOfIt;
      readonly feedback: readonly Feedback[];
    }
  | { readonly event: 'judged'; readonly part: Part; readonly take: Take; readonly verdict: Verdict }
  /** Its journal line is on disk: under this key the part is never played again, and git will have it. */
  | { readonly event: 'take_accepted'; readonly part: Part; readonly standing: Standing }
  /** It could not be asked for now: nothing failed, and no attempt is used up. */
  | { readonly event: 'waits'; readonly part: Part; readonly waits: Waits }
  /** What waits for a quota is worth trying again. */
  | { readonly event: 'go_on' }
  /** The minutes of the budget are over: nothing more starts, and what plays may finish. */
  | { readonly event: 'time_over'; readonly because: string }
  /** It was stopped before it brought anything. */
  | { readonly event: 'cancelled'; readonly part: Part }
  /** Nothing more starts. `at_once` stops what plays; else it may finish. */
  | { readonly event: 'stop'; readonly at_once: boolean };

/** What the conductor is to do. */
export type Command =
  | { readonly command: 'look'; readonly look: Look }
  | {
      readonly command: 'play';
      readonly part: Part;
      readonly decided: Decided;
      readonly attempt: number;
      /** How often this very attempt was made before in this session, because nobody saw its end. */
      readonly repeated: number;
      readonly feedback: readonly Feedback[];
      /** The program that a model wrote in the attempt before. */
      readonly tried?: string;
    }
  | { readonly command: 'judge'; readonly part: Part; readonly take: Take; readonly attempt: number }
  | {
      readonly command: 'accept';
      readonly part: Part;
      readonly take: Take;
      readonly verdict: Verdict;
      readonly attempts: number;
    }
  | { readonly command: 'cancel'; readonly part: Part }
  /** Say that an attempt failed and whether there is another. */
  | {
      readonly command: 'tell_failed';
      readonly part: Part;
      /** As it was called in the round that failed. */
      readonly called: Called;
      readonly attempt: number;
      /** The number of the attempt, or of a sound the renders that were made in it. */
      readonly iters: number;
      readonly feedback: readonly Feedback[];
      readonly last: boolean;
    }
  /** Say how a part ended that nobody played or that failed for good. */
  | {
      readonly command: 'tell_ended';
      readonly part: Part;
      /** As it was called when it ended. */
      readonly called: Called;
      readonly ending: PartEnding;
    }
  /** Say that a part waits; `goes_on` where it is tried again in this session. */
  | {
      readonly command: 'tell_waits';
      readonly part: Part;
      readonly waits: Waits;
      readonly goes_on: boolean;
    }
  /** Tell `go_on` then; where nobody knows when that is, after a while. */
  | { readonly command: 'wait_until'; readonly until?: string }
  | { readonly command: 'tell_loop_failed'; readonly loop: LoopNode; readonly because: string }
  /** These steps are next on the branch, in this order. */
  | { readonly command: 'publish'; readonly parts: readonly Address[] }
  | { readonly command: 'judge_ensemble'; readonly ensemble: string }
  | { readonly command: 'end' };

export interface Conditions {
  /** How many parts may be in flight. */
  readonly parallel: number;
  /** Parts that wait for a quota are held until it is back, instead of being left for another session. */
  readonly waits?: boolean;
}

interface Playing {
  attempt: number;
  /** Times that this attempt was made once more. */
  repeated: number;
  /** Attempts and repetitions together, which `attempts` bounds. */
  tries: number;
  readonly decided: Decided;
  readonly feedback: readonly Feedback[];
  /** Of the attempt before. */
  readonly tried?: string;
}

interface Ready {
  readonly part: Part;
  readonly decided: Decided;
  /** It waited, and goes on from there. */
  readonly from?: Playing;
}

/** The state of a session. `advance` takes over the one it is given; whoever wants to go back replays the events. */
export interface Performance {
  readonly plan: Plan;
  readonly conditions: Conditions;
  /** In the order of commits; who is first there starts first. */
  readonly ready: Ready[];
  readonly playing: Map<Part, Playing>;
  /** Those that wait, with how far they had come. Their parts have not ended, so whatever needs them waits too. */
  readonly held: Map<Part, { readonly playing: Playing; readonly waits: Waits }>;
  looking: number;
  /** It was commanded to wait, and `go_on` is still to come. */
  sleeping: boolean;
  stopped: boolean;
  /** Why nothing more starts. */
  timeOver?: string;
  over: boolean;
  /** Takes accepted in this session, each round of a part for itself. */
  accepted: number;
  readonly inFlight: Map<string, number>;
}

/** The session at its opening, and the first things to do. */
export function begin(
  score: Score,
  before: Before,
  conditions: Conditions,
): [Performance, readonly Command[]] {
  const state: Performance = {
    plan: makePlan(score, before),
    conditions,
    ready: [],
    playing: new Map(),
    held: new Map(),
    looking: 0,
    sleeping: false,
    stopped: false,
    over: false,
    accepted: 0,
    inFlight: new Map(),
  };
  return [state, goOn(state, [])];
}

/** What has happened, and what is to be done now. Everything that is decided while playing is decided here. */
export function advance(state: Performance, happened: PartEvent): [Performance, readonly Command[]] {
  if (state.over) throw new Error(`the session is over, and ${happened.event} happened`);
  return [state, goOn(state, react(state, happened))];
}

function react(state: Performance, happened: PartEvent): Command[] {
  switch (happened.event) {
    case 'looked':
      state.looking -= 1;
      if (!state.stopped) state.plan.looked(happened.part, happened.looked);
      return [];
    case 'take_returned':
      return [
        {
          command: 'judge',
          part: happened.part,
          take: happened.take,
          attempt: playingOf(state, happened.part).attempt,
        },
      ];
    case 'attempt_failed':
      return attemptFailed(state, happened.part, happened);
    case 'unseen':
      return unseen(state, happened.part, happened.said, happened.feedback);
    case 'judged':
      return judged(state, happened.part, happened.take, happened.verdict);
    case 'take_accepted':
      leave(state, happened.part);
      state.accepted += 1;
      state.plan.settle(happened.part, { ended: 'accepted', standing: happened.standing });
      return [];
    case 'waits':
      return waits(state, happened.part, happened.waits);
    case 'go_on':
      return goOnWaiting(state);
    case 'time_over':
      state.timeOver ??= happened.because;
      return [];
    case 'cancelled':
      leave(state, happened.part);
      return [];
    case 'stop':
      state.stopped = true;
      return happened.at_once ? [...state.playing.keys()].map((part) => ({ command: 'cancel', part })) : [];
    default:
      return unreachable(happened);
  }
}

function playingOf(state: Performance, part: Part): Playing {
  const playing = state.playing.get(part);
  if (playing === undefined) throw new Error(`${part.address} is not playing`);
  return playing;
}

function judged(state: Performance, part: Part, take: Take, verdict: Verdict): Command[] {
  const feedback = [...failedOf(verdict), ...state.plan.yieldMistakes(part, take.output)];
  if (feedback.length > 0) {
    const heard = feedback.map(({ criterion, evidence }) => ({ criterion, evidence }));
    const { tried } = take;
    const iters = itersOf(part.slot.node.instrument, take);
    return attemptFailed(state, part, {
      kind: 'criterion',
      feedback: heard,
      ...(iters === undefined ? {} : { iters }),
      ...(tried === undefined ? {} : { tried }),
    });
  }
  return [{ command: 'accept', part, take, verdict, attempts: playingOf(state, part).attempt }];
}

function attemptFailed(
  state: Performance,
  part: Part,
  {
    kind,
    feedback,
    again,
    fault,
    iters,
    tried,
  }: Omit<Extract<PartEvent, { event: 'attempt_failed' }>, 'event' | 'part'>,
): Command[] {
  const playing = playingOf(state, part);
  const { attempt } = playing;
  const last = playing.tries >= attemptsOf(part.slot.node.instrument) || again === 'is no use';
  const made = iters ?? attempt;
  const called = calledNow(part);
  const told: Command = { command: 'tell_failed', part, called, attempt, iters: made, feedback, last };
  if (last) {
    leave(state, part);
    const ending: PartEnding = {
      ended: 'failed',
      kind,
      because: sentenceOf(feedback),
      feedback,
      iters: made,
      ...(fault === undefined ? {} : { fault }),
    };
    state.plan.settle(part, ending);
    return [told, { command: 'tell_ended', part, called, ending }];
  }
  const { tried: _, ...before } = playing;
  return tryAgain(state, part, told, {
    ...before,
    ...{ attempt: attempt + 1, repeated: 0, tries: playing.tries + 1, feedback },
    ...(tried === undefined ? {} : { tried }),
  });
}

/** The next attempt, unless nothing more starts. */
function tryAgain(state: Performance, part: Part, told: Command, next: Playing): Command[] {
  const { stopped, timeOver } = state;
  if (!stopped && timeOver === undefined) {
    state.playing.set(part, next);
    return [told, playCommand(part, next)];
  }
  leave(state, part);
  if (timeOver !== undefined)
    state.held.set(part, { playing: next, waits: { for: 'budget', because: timeOver } });
  return [told];
}

const playCommand = (part: Part, { decided, attempt, repeated, feedback, tried }: Playing): Command => ({
  command: 'play',
  part,
  decided,
  attempt,
  repeated,
  feedback,
  ...(tried === undefined ? {} : { tried }),
});

/**
 * Nobody saw how an attempt ended: while tries are left it is made once more, as the same attempt, where that is harmless
 * or the service is asked before anything is sent. Else it has failed, or a person decides.
 */
function unseen(state: Performance, part: Part, said: SaidOfIt, feedback: readonly Feedback[]): Command[] {
  const playing = playingOf(state, part);
  const { instrument } = part.slot.node;
  const { attempt, tries } = playing;
  const next = afterUnseen(instrument, said);
  const last = tries >= attemptsOf(instrument) || next === 'person';
  const called = calledNow(part);
  const told: Command = { command: 'tell_failed', part, called, attempt, iters: attempt, feedback, last };
  if (!last)
    return tryAgain(state, part, told, { ...playing, repeated: playing.repeated + 1, tries: tries + 1 });
  leave(state, part);
  const because = sentenceOf(feedback);
  const ending: PartEnding =
    next === 'again'
      ? { ended: 'failed', kind: 'other', because, feedback }
      : { ended: 'uncertain', because };
  state.plan.settle(part, ending);
  return [told, { command: 'tell_ended', part, called, ending }];
}

/** Its attempt is not used up, and whatever needs it waits with it. */
function waits(state: Performance, part: Part, because: Waits): Command[] {
  const playing = playingOf(state, part);
  leave(state, part);
  state.held.set(part, { playing, waits: because });
  const goesOn = state.conditions.waits === true && because.for === 'quota' && !mayNotStart(state);
  const told: Command = { command: 'tell_waits', part, waits: because, goes_on: goesOn };
  if (!goesOn || state.sleeping) return [told];
  state.sleeping = true;
  const { until } = because;
  return [told, { command: 'wait_until', ...(until === undefined ? {} : { until }) }];
}

function goOnWaiting(state: Performance): Command[] {
  state.sleeping = false;
  for (const [part, { playing, waits: because }] of state.held) {
    if (because.for !== 'quota') continue;
    state.held.delete(part);
    enqueue(state, { part, decided: playing.decided, from: playing });
  }
  return [];
}

const mayNotStart = ({ stopped, timeOver }: Performance): boolean => stopped || timeOver !== undefined;

const sentenceOf = (feedback: readonly Feedback[]): string =>
  feedback
    .map(({ criterion, evidence }) => (evidence === '' ? criterion : `${criterion}: ${evidence}`))
    .join('; ');

/** After everything that happened: what became known, who starts, who commits, and whether that was all. */
function goOn(state: Performance, commands: Command[]): Command[] {
  let heard = state.plan.takeNews();
  do {
    for (const news of heard) hear(state, news, commands);
    if (!mayNotStart(state)) commands.push(...start(state));
    // A part that nobody can play has ended, and what hangs on it with it.
    heard = state.plan.takeNews();
  } while (heard.length > 0);
  const nothingToStart = mayNotStart(state) || (state.ready.length === 0 && !state.sleeping);
  const idle = state.playing.size === 0 && state.looking === 0 && nothingToStart;
  const due = [...state.plan.turns.due(), ...(idle ? state.plan.turns.rest() : [])];
  if (due.length > 0) commands.push({ command: 'publish', parts: due.map(({ address }) => address) });
  if (idle && !state.over) {
    state.over = true;
    commands.push({ command: 'end' });
  }
  return commands;
}

function hear(state: Performance, news: News, commands: Command[]): void {
  switch (news.news) {
    case 'look':
      if (state.stopped) break;
      state.looking += 1;
      commands.push({ command: 'look', look: news.look });
      break;
    case 'play':
      enqueue(state, news);
      break;
    case 'ended':
      commands.push({ command: 'tell_ended', part: news.part, called: news.called, ending: news.ending });
      break;
    case 'loop_failed':
      commands.push({ command: 'tell_loop_failed', loop: news.loop, because: news.because });
      break;
    case 'ensemble_finished':
      commands.push({ command: 'judge_ensemble', ensemble: news.ensemble });
      break;
    default:
      unreachable(news);
  }
}

function enqueue({ ready }: Performance, { part, decided, from }: Ready): void {
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = ready[middle];
    if (there !== undefined && inOrder(there.part.turn, part.turn) <= 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, { part, decided, ...(from === undefined ? {} : { from }) });
}

function start(state: Performance): Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < state.ready.length && state.playing.size < state.conditions.parallel;) {
    const next = state.ready[at];
    if (next === undefined || !hasRoom(state, next.part)) {
      at += 1;
      continue;
    }
    state.ready.splice(at, 1);
    const { part, decided } = next;
    const model = modelOf(part.slot.node.instrument);
    if (decided.plays === 'nobody' && model !== undefined) {
      const because = nobodyBecause(model, state.plan.atHand);
      const ending: PartEnding = { ended: 'failed', kind: 'other', because, feedback: [] };
      const called = calledNow(part);
      state.plan.settle(part, ending);
      commands.push({ command: 'tell_ended', part, called, ending });
      continue;
    }
    const { attempt } = decided.begins;
    const playing = next.from ?? {
      ...{ attempt, repeated: 0, tries: attempt, decided },
      feedback: part.feedback,
    };
    state.playing.set(part, playing);
    for (const name of groupsOf(part)) state.inFlight.set(name, (state.inFlight.get(name) ?? 0) + 1);
    commands.push(playCommand(part, playing));
  }
  return commands;
}

const groupsOf = ({ slot: { node } }: Part): readonly string[] => [node.ensemble.name, node.id];

function hasRoom(state: Performance, { slot: { node } }: Part): boolean {
  const ofEnsemble = state.inFlight.get(node.ensemble.name) ?? 0;
  const ofInstrument = state.inFlight.get(node.id) ?? 0;
  return (
    ofEnsemble < (node.ensemble.parallel ?? Infinity) && ofInstrument < (node.instrument.parallel ?? Infinity)
  );
}

function leave(state: Performance, part: Part): void {
  state.playing.delete(part);
  for (const name of groupsOf(part)) state.inFlight.set(name, (state.inFlight.get(name) ?? 1) - 1);
}
