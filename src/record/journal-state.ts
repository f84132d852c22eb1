import {
  parseAddress,
  printAddress,
  unreachable,
  type AcceptedTake,
  type Address,
  type Key,
  type Sha256,
} from '../base/index.ts';
import type { ActedNote } from './acted.ts';
import type { JournalEvent } from './journal-events.ts';
import type { Step } from './record.ts';
import { Spending } from './spending.ts';

export type Begun = Extract<JournalEvent, { event: 'begun' }>;
export type Publishing = Extract<JournalEvent, { event: 'publishing' }>;
export type Attempt = Extract<JournalEvent, { event: 'attempt' }>;

/** A step that waits for its commit, with all that goes into that. */
export interface WaitingStep {
  readonly state: 'waiting';
  readonly step: Omit<Step, 'takeBytes' | 'contents'>;
  /** Small text of the take; otherwise its bytes are in the cache. */
  readonly text?: string;
  readonly accepted: AcceptedTake;
}

/** A step that is on the branch: what the record says of it. Its lines and texts are git's from then on. */
export interface CommittedStep {
  readonly state: 'committed';
  /** As it will stand in the record: with what is committed and what is not. */
  readonly accepted: AcceptedTake;
  readonly clean: { readonly [path: string]: Sha256 };
}

export type KnownStep = WaitingStep | CommittedStep;

/** A session is the fold of its journal. */
export interface SessionState {
  readonly begun: Begun;
  /** The run that it is, or that goes on with it. */
  run: string | undefined;
  readonly steps: Map<Address, KnownStep>;
  /** Groups whose commits were ready and that were not seen on the branch, by their last commit: at most one arrives. */
  readonly announced: Map<string, Publishing>;
  /** Groups that arrived, and whose working files may not outlive the power. */
  laid: { readonly from: string | null; readonly to: string }[];
  /** The run of the machine in which they were laid. */
  boot: string | undefined;
  /** Its opening commit has been made. */
  opened: boolean;
  readonly playing: Map<Address, Attempt>;
  /** Process groups that were noted, with when each leader started. */
  readonly groups: Map<number, string>;
  /** Attempts that acted outside and whose take was not accepted. */
  readonly acted: Map<Address, ActedNote>;
  readonly failed: Map<Address, string>;
  /** Parts that waited when they were last asked for, each with what for. */
  readonly waiting: Map<Address, string>;
  readonly spending: Spending;
  readonly committed: Map<Address, { readonly key: Key; readonly commit: string }>;
  over: 'closed' | 'interrupted' | 'dropped' | undefined;
}

export function newState(begun: Begun): SessionState {
  return {
    begun,
    run: begun.run,
    steps: new Map(),
    announced: new Map(),
    laid: [],
    boot: begun.boot,
    opened: false,
    playing: new Map(),
    groups: new Map(),
    acted: new Map(),
    failed: new Map(),
    waiting: new Map(),
    spending: new Spending(),
    committed: new Map(),
    over: undefined,
  };
}

/** Changes the state by one event. The one place where a journal's lines get their meaning. */
export function apply(state: SessionState, event: JournalEvent): void {
  switch (event.event) {
    case 'begun':
      return;
    case 'taken_up':
      state.run = event.run;
      return;
    case 'on_disk':
      [state.laid, state.boot] = [[], event.boot];
      return;
    case 'accepted': {
      const { part } = event.step.accepted;
      state.playing.delete(part);
      state.acted.delete(part);
      state.failed.delete(part);
      state.waiting.delete(part);
      state.spending.accepted(part);
      state.steps.set(part, {
        state: 'waiting',
        step: event.step,
        ...(event.text === undefined ? {} : { text: event.text }),
        accepted: event.step.accepted,
      });
      return;
    }
    case 'publishing':
      state.announced.set(event.to, event);
      return;
    case 'published':
      settle(state, event.to);
      return;
    case 'attempt':
      state.playing.set(event.part, event);
      state.waiting.delete(event.part);
      state.spending.attemptBegins(event.part);
      if (event.group !== undefined && event.started !== undefined)
        state.groups.set(event.group, event.started);
      // It acts outside from its start.
      if (!event.idempotent) {
        const { part, key, attempt, at } = event;
        state.acted.set(part, { part, key, attempt, nth: attempt, at, next: 'person', how: 'unseen' });
      }
      return;
    case 'group': {
      const playing = state.playing.get(event.part);
      if (event.started !== undefined) state.groups.set(event.group, event.started);
      if (playing !== undefined) {
        const { group, started } = event;
        const also = started === undefined ? {} : { started };
        state.playing.set(event.part, { ...playing, group, ...also });
      }
      return;
    }
    case 'attempt_over':
      state.playing.delete(event.part);
      if (event.how === 'failed') state.failed.set(event.part, event.reason ?? '');
      if (event.how === 'waits') state.waiting.set(event.part, event.reason ?? '');
      return endSeen(state, event);
    case 'sending': {
      const { event: _, ...note } = event;
      state.acted.set(event.part, { ...note, how: 'unseen' });
      return;
    }
    case 'answered': {
      const known = state.acted.get(event.part);
      if (known !== undefined)
        state.acted.set(event.part, { ...known, how: 'answered', answer: event.answer });
      return;
    }
    case 'asking':
      return state.spending.asking(event);
    case 'asked':
      return state.spending.asked(event);
    case 'spent_before':
      return state.spending.tookOver(event.spent);
    case 'allowed': {
      const known = state.acted.get(event.part);
      if (known !== undefined) state.acted.set(event.part, { ...known, allowed: true });
      return;
    }
    case 'taken_over':
      state.acted.set(event.acted.part, event.acted);
      return;
    case 'handed_on':
      state.acted.clear();
      return;
    case 'over':
      state.over = event.ending;
      state.laid = [];
      return;
    default:
      return unreachable(event);
  }
}

/** Of a request it is remembered how many there were, so that the next one is another to the service. */
function endSeen(
  { acted }: SessionState,
  { part, how, reason }: Extract<JournalEvent, { event: 'attempt_over' }>,
): void {
  const known = acted.get(part);
  if (known === undefined) return;
  if (how === 'unseen') acted.set(part, { ...known, ...(reason === undefined ? {} : { because: reason }) });
  else if (known.idempotencyKey === undefined) acted.delete(part);
  else if (how === 'failed') acted.set(part, { ...known, how: 'over' });
}

function settle(state: SessionState, to: string): void {
  const group = state.announced.get(to);
  if (group === undefined) return;
  state.announced.clear();
  state.laid.push({ from: group.from, to });
  state.opened = true;
  // In the order of the commits, so that the session's record has the same bytes whatever finished first.
  for (const [name, commit] of Object.entries(group.commits)) {
    const found = stepNamed(state, name);
    if (found === undefined) continue;
    const [address, known] = found;
    state.steps.delete(address);
    const left = new Set(group.left[address] ?? []);
    // The new name first: an object that is spread and then added to has a hidden class of its own in V8, each time.
    const accepted = {
      commit,
      ...known.accepted,
      files: known.accepted.files.map((file) => ({ ...file, committed: !left.has(file.path) })),
    };
    state.steps.set(address, { state: 'committed', accepted, clean: group.clean[address] ?? nothing });
    state.committed.set(address, { key: accepted.key, commit });
  }
}

const nothing: CommittedStep['clean'] = {};

function stepNamed(state: SessionState, name: string): [Address, KnownStep] | undefined {
  const address = parseAddress(name);
  const printed = address && printAddress(address);
  const known = printed && state.steps.get(printed);
  return printed === undefined || known === undefined ? undefined : [printed, known];
}

/** Folds a whole journal; `undefined` where it does not begin with a beginning. */
export function foldJournal(events: readonly JournalEvent[]): SessionState | undefined {
  const [first, ...rest] = events;
  if (first === undefined || first.event !== 'begun') return undefined;
  const state = newState(first);
  for (const event of rest) apply(state, event);
  return state;
}
