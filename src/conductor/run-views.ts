import { parseAddress, printAddress, type Json } from '../base/index.ts';
import { resultOf, statusOf, type Plan } from '../plan/index.ts';
import {
  outputsAt,
  takesOfSession,
  type EndedRun,
  type KnownRun,
  type PastSession,
  type RepositoryFacts,
} from '../record/index.ts';
import type { Looking, SessionEvent } from './face.ts';
import { leftBy, mostOutput, toldOutputs } from './left-by-session.ts';
import type { RunDetails, RunStatus, RunView } from './runs-face.ts';
import type { SessionSeen } from './session.ts';

/** The run that is being played. */
export interface Playing {
  readonly run: KnownRun;
  readonly stop: AbortController;
  /** In the order in which they began. */
  readonly nodes: Set<string>;
  seen?: SessionSeen;
  /** Sessions that it became, as far as the journal was told. */
  readonly noted: Set<string>;
  /** Told once its end is on disk, so that whoever hears of it reads it. */
  lastWord?: SessionEvent;
}

/** What there is to know of a run besides how it is told in the list. */
type Brought = Omit<RunDetails, keyof RunView>;

export const statusFor = (code: number): Exclude<RunStatus, 'queued' | 'running'> => {
  if (code === 0) return 'ok';
  return [4, 5, 6].includes(code) ? 'waiting' : 'failed';
};

/** `held`: why the first of the queue is not begun. */
export function viewOfRun(run: KnownRun, here: Playing | undefined, held: string | undefined): RunView {
  const { title, sheet, ended } = run;
  // Until the workspace is its own it is still in the queue.
  const playing = here?.run === run && ended === undefined && here.seen !== undefined ? here : undefined;
  const session = playing?.seen?.id() ?? run.sessions.at(-1);
  const waits = playing === undefined ? held : undefined;
  const reason = ended === undefined ? (run.cancelled ? 'is being cancelled' : waits) : ended.reason;
  return {
    run_id: run.run,
    status: ended?.status ?? (playing === undefined ? 'queued' : 'running'),
    ...{ title, sheet },
    ...(session === undefined ? {} : { session }),
    playing: [...(playing?.nodes ?? [])],
    ...(ended === undefined ? {} : { code: ended.code }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Of a run that has not ended: what is accepted so far. */
export function broughtSoFar(plan: Plan | undefined): Brought {
  if (plan === undefined) return { outputs: {}, scores: {}, ensembles: {} };
  const ensembles = [...plan.graph.ensembles.keys()].map((name) => {
    const told = { status: statusOf(plan, name), result: resultOf(plan, name) };
    return [name, told] as const;
  });
  return { ...toldOutputs(leftBy(plan)), ensembles: Object.fromEntries(ensembles) };
}

/** What it left, as the commit holds it at which it ended. */
export async function broughtBy(
  { commit, takes, ensembles, usage }: EndedRun,
  facts: RepositoryFacts,
  world: Looking,
): Promise<Brought> {
  const read = commit === undefined ? [] : await outputsAt(facts, world, commit, takes, mostOutput);
  const told = toldOutputs(read.map(({ take: { node }, output }) => ({ node, output })));
  const outputOf = (node: string): Json => told.outputs[node] ?? null;
  const results = Object.entries(ensembles).map(([name, { status, result }]) => {
    const value = typeof result === 'string' ? outputOf(result) : (result?.map(outputOf) ?? null);
    return [name, { status, result: value }] as const;
  });
  return { ...told, ensembles: Object.fromEntries(results), ...(usage === undefined ? {} : { usage }) };
}

/** A session that nobody submitted, told as a run is. */
export function viewOfSession({ id, title, state, code, playing }: PastSession): RunView {
  const wasCut = 'it was cut short; playing its sheet again goes on from what was accepted';
  return {
    run_id: id,
    status:
      state === 'playing' ? 'running' : state === 'cut short' ? 'cancelled' : code === 0 ? 'ok' : 'failed',
    ...{ title, session: id, playing },
    ...(code === undefined ? {} : { code }),
    ...(state === 'cut short' ? { reason: wasCut } : {}),
  };
}

/** The outputs of what it played, and not of what it kept; how its ensembles ended was told to whoever played it. */
export async function detailsOfSession(
  session: PastSession,
  facts: RepositoryFacts,
  world: Looking,
): Promise<RunDetails> {
  const { id, commit } = session;
  const view = { ...viewOfSession(session), ensembles: {} };
  if (commit === undefined) return { ...view, outputs: {}, scores: {} };
  const takes = session.takes ?? (await takesOfSession(facts, world, { id, commit }));
  const names = takes.map(({ part }) => parseAddress(part));
  const isOne = new Set(names.map((name) => name?.ensemble)).size === 1;
  const read = await outputsAt(facts, world, commit, takes, mostOutput);
  const left = read.map(({ output }, at) => {
    const name = names[at];
    const whole = name === undefined ? '' : printAddress({ ...name, round: 1 });
    return { node: isOne ? whole.slice(whole.indexOf('/') + 1) : whole, output };
  });
  return { ...view, ...toldOutputs(left) };
}
