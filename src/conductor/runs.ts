import { setTimeout as pause } from 'node:timers/promises';
import { hasMistakes, type Diagnostic } from '../base/index.ts';
import {
  faultOf,
  headOf,
  inspectRepository,
  newRunId,
  openRuns,
  PastSessions,
  type EndedRun,
  type KnownRun,
  type PastSession,
  type RepositoryFacts,
  type RunStore,
} from '../record/index.ts';
import { Company } from './company.ts';
import type { Conductor, Ending, SessionEvent } from './face.ts';
import { KnownRepository } from './known-repository.ts';
import { endOf } from './left-by-session.ts';
import { inBounds, lostEvents } from './logged-event.ts';
import {
  broughtBy,
  broughtSoFar,
  detailsOfSession,
  statusFor,
  viewOfRun,
  viewOfSession,
  type Playing,
} from './run-views.ts';
import type { Refused, RunDetails, Runs, RunView, Submission } from './runs-face.ts';
import { playSession, unplayed } from './session.ts';
import { changedSubmission, takeSubmission } from './submission.ts';

type RunsOptions = Parameters<Conductor['runs']>[0];

/** Milliseconds after which a workspace is asked for again that another Conductor held. */
const askAgain = 1_000;

export const takeUpRuns: Conductor['runs'] = async (options, ended = () => {}) => {
  const { folder, environment, now } = options;
  const { facts, diagnostics } = await inspectRepository(folder, { environment, now });
  if (facts === undefined || hasMistakes(diagnostics)) return { mistakes: diagnostics };
  const opened = await openRuns<SessionEvent>(facts, options, (count) => lostEvents(count, now()));
  if ('mistakes' in opened) return { mistakes: opened.mistakes };
  return { runs: new RunQueue(options, facts, opened.store, ended) };
};

/**
 * One queue: runs are played one after the other, in the order in which they were submitted. What is played and kept is
 * decided where every session decides it; here is only whose turn it is.
 */
class RunQueue implements Runs {
  readonly events: Runs['events'];
  readonly #options: RunsOptions;
  readonly #facts: RepositoryFacts;
  readonly #store: RunStore<SessionEvent>;
  readonly #tellEnded: (ending: Ending) => void;
  readonly #repository = new KnownRepository();
  readonly #company: Company;
  readonly #sessions: PastSessions;
  readonly #closing = new AbortController();
  readonly #working: Promise<void>;
  #playing: Playing | undefined;
  /** The last of what is asked for: one thing after the other, for the same content twice is the same file. */
  #asked: Promise<unknown> = Promise.resolve();
  /** Queued ones whose end is being written. */
  readonly #cancelling = new Set<KnownRun>();
  /** Why the first of the queue is not begun. */
  #held: string | undefined;
  #wake: () => void = () => undefined;

  constructor(
    options: RunsOptions,
    facts: RepositoryFacts,
    store: RunStore<SessionEvent>,
    ended: (ending: Ending) => void,
  ) {
    [this.#options, this.#facts, this.#store, this.#tellEnded] = [options, facts, store, ended];
    this.#company = new Company(options);
    this.#sessions = new PastSessions(facts, options);
    this.events = store.events;
    this.#working = this.#work();
    // Whoever closes it hears of a bug.
    this.#working.catch(() => {});
  }

  submit(submission: Submission): ReturnType<Runs['submit']> {
    return this.#inTurn(() => this.#take(submission));
  }

  /** What the machine refuses is told, and done no further. */
  #inTurn<T>(work: () => Promise<T>): Promise<T | Refused> {
    const done = this.#asked.then(async () => {
      if (this.#closing.signal.aborted) return { mistakes: [beingClosed] };
      try {
        return await work();
      } catch (error) {
        const fault = faultOf(error);
        if (fault === undefined) throw error;
        return { mistakes: [fault] };
      }
    });
    this.#asked = done.catch(() => {});
    return done;
  }

  async #take(submission: Submission): ReturnType<Runs['submit']> {
    const { folder, disk, now } = this.#options;
    const taken = await takeSubmission(folder, submission, disk);
    if ('mistakes' in taken) return taken;
    const run = newRunId();
    const at = now().toISOString();
    await this.#store.journal.note({ event: 'submitted', run, at, ...taken });
    this.#tell(run, { event: 'waiting', phase: 'start', message: 'waits for its turn' });
    this.#wake();
    const known = this.#store.journal.runs.get(run);
    if (known === undefined) throw new Error('what was noted is not known');
    return { run: this.#view(known) };
  }

  async list(): Promise<readonly RunView[]> {
    const runs = [...this.#store.journal.runs.values()].map(
      (run) => [run.submitted, this.#view(run)] as const,
    );
    const past = (await this.#past()).map((session) => [session.at, viewOfSession(session)] as const);
    // Of the same instant the one that was submitted later comes first.
    const all = [...past.reverse(), ...runs].reverse();
    return all.toSorted(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([, view]) => view);
  }

  /** Sessions that nobody submitted here. */
  async #past(): Promise<readonly PastSession[]> {
    const own = new Set([...this.#store.journal.runs.values()].flatMap(({ sessions }) => sessions));
    const playing = this.#playing?.seen?.id();
    if (playing !== undefined) own.add(playing);
    const all = await this.#sessions.list().catch((error: unknown): readonly PastSession[] => {
      if (faultOf(error) === undefined) throw error;
      // A git that fails just now: what the journal knows is told all the same.
      return [];
    });
    return all.filter(({ id }) => !own.has(id));
  }

  async read(runId: string): Promise<RunDetails | undefined> {
    const run = this.#store.journal.runs.get(runId);
    if (run === undefined) {
      const session = (await this.#past()).find(({ id }) => id === runId);
      return session && detailsOfSession(session, this.#facts, this.#options);
    }
    if (run.ended !== undefined)
      return { ...this.#view(run), ...(await broughtBy(run.ended, this.#facts, this.#options)) };
    const plan = this.#playing?.run === run ? this.#playing.seen?.plan : undefined;
    return { ...this.#view(run), ...broughtSoFar(plan) };
  }

  cancel(runId: string): ReturnType<Runs['cancel']> {
    return this.#inTurn(() => this.#cancel(runId));
  }

  async #cancel(runId: string): Promise<RunView | undefined> {
    const run = this.#store.journal.runs.get(runId);
    if (run === undefined) {
      // Played by whoever started it, who alone can stop it.
      const session = (await this.#past()).find(({ id }) => id === runId);
      return session && viewOfSession(session);
    }
    if (run.ended !== undefined || run.cancelled || this.#cancelling.has(run)) return this.#view(run);
    const at = this.#options.now().toISOString();
    if (this.#playing?.run === run) {
      await this.#store.journal.note({ event: 'cancelled', run: runId, at });
      this.#stop(run);
      return this.#view(run);
    }
    this.#cancelling.add(run);
    try {
      await this.#noteEnd(run, neverPlayed);
    } finally {
      this.#cancelling.delete(run);
      this.#wake();
    }
    this.#tellCancelled(run);
    return this.#view(run);
  }

  async close(): Promise<void> {
    this.#closing.abort('SIGTERM');
    this.#playing?.stop.abort('SIGTERM');
    this.#wake();
    await this.#working;
    await this.#asked;
    await this.#company.close();
    await this.#store.close();
  }

  /** Where it has not ended meanwhile. */
  #stop(run: KnownRun): void {
    if (this.#playing?.run === run) this.#playing.stop.abort('SIGINT');
  }

  /** Until it is closed. */
  async #work(): Promise<void> {
    const { runs } = this.#store.journal;
    while (!this.#closing.signal.aborted) {
      const next = [...runs.values()].find((run) => run.ended === undefined && !this.#cancelling.has(run));
      const outcome = next === undefined ? 'nothing to play' : await this.#turnOf(next);
      if (outcome === 'over') continue;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#closing.signal.aborted) resolve();
        if (outcome === 'held') timer = setTimeout(resolve, askAgain);
      });
      clearTimeout(timer);
    }
  }

  #turnOf(run: KnownRun): Promise<'over' | 'held'> {
    // While it was played, and the process ended before the session did; or while another Conductor held it up.
    return run.cancelled ? this.#endUnplayed(run) : this.#play(run);
  }

  /** `held`: another Conductor is at work, and its turn is not over. */
  async #play(run: KnownRun): Promise<'over' | 'held'> {
    const playing: Playing = { run, stop: new AbortController(), nodes: new Set(), noted: new Set() };
    this.#playing = playing;
    try {
      const ending = await this.#session(playing);
      this.#held = ending.code === 7 ? ending.report.reason : undefined;
      if (ending.code === 7) return 'held';
      const wasCut = ending.code === 130 || ending.code === 143;
      // It goes on with the next start.
      if (wasCut && !run.cancelled) {
        this.#tellLast(playing, ending);
        return 'over';
      }
      await this.#end(run, {
        ...endOf(playing.seen?.plan, ending),
        status: wasCut ? 'cancelled' : statusFor(ending.code),
        ...(await this.#stands()),
      });
      this.#tellLast(playing, ending);
      this.#tellEnded(ending);
      return 'over';
    } finally {
      this.#playing = undefined;
    }
  }

  /** A bug in one session ends that one. */
  async #session(playing: Playing): Promise<Ending> {
    const { run } = playing;
    const changed = await changedSubmission(this.#options.folder, run);
    if (changed !== undefined) return unplayed([changed]);
    try {
      return await playSession(
        {
          ...this.#options,
          ...{ sheet: run.sheet, run: run.run, signal: playing.stop.signal },
          onEvent: (event) => this.#heard(playing, event),
        },
        {
          inspect: (folder, world) => this.#repository.inspect(folder, world),
          players: (parallel) => this.#company.of(parallel),
          look: (seen) => (playing.seen = seen),
        },
      );
    } catch (bug) {
      await this.#company.close();
      const { report, ...ending } = unplayed([]);
      const reason = `a bug in Simphony: ${bug instanceof Error ? bug.message : String(bug)}`;
      return { ...ending, code: bugCode, report: { ...report, reason } };
    }
  }

  #heard(playing: Playing, event: SessionEvent): void {
    const { nodes } = playing;
    this.#noteSession(playing);
    if (event.node !== '' && event.phase === 'start') nodes.add(event.node);
    if (event.phase === 'end') nodes.delete(event.node);
    if (event.event === 'session_end') playing.lastWord = event;
    else this.#store.events.append(inBounds(event));
  }

  /** Once it is known. */
  #noteSession({ run: { run, sessions }, seen, noted }: Playing): void {
    const session = seen?.id();
    if (session === undefined || sessions.at(-1) === session || noted.has(session)) return;
    noted.add(session);
    this.#store.journal.note({ event: 'became', run, session }).catch(() => noted.delete(session));
  }

  async #endUnplayed(run: KnownRun): Promise<'over'> {
    await this.#end(run, neverPlayed);
    this.#tellCancelled(run);
    return 'over';
  }

  #tellCancelled({ run }: KnownRun): void {
    this.#tell(run, { event: 'session_end', phase: 'end', message: 'cancelled' });
  }

  /** A disk that refuses it is asked until it does not, or until nobody is there any more: then the run is played again. */
  async #end(run: KnownRun, ended: EndedRun): Promise<void> {
    for (;;) {
      try {
        return await this.#noteEnd(run, ended);
      } catch (error) {
        if (faultOf(error) === undefined) throw error;
        if (this.#closing.signal.aborted) return;
        await pause(askAgain, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }

  #noteEnd({ run }: KnownRun, ended: EndedRun): Promise<void> {
    return this.#store.journal.note({ event: 'ended', run, at: this.#options.now().toISOString(), ...ended });
  }

  /** Every run's events end with one of these; a session in which nothing could begin tells none itself. */
  #tellLast({ run, lastWord }: Playing, { report }: Ending): void {
    if (lastWord !== undefined) this.#store.events.append(inBounds(lastWord));
    else this.#tell(run.run, { event: 'session_end', phase: 'end', error_msg: report.reason ?? '' });
  }

  #tell(run: string, event: Pick<SessionEvent, 'event' | 'phase' | 'message' | 'error_msg'>): void {
    this.#store.events.append({
      ...event,
      run_id: run,
      node: '',
      timestamp: this.#options.now().toISOString(),
    });
  }

  /** Where the branch stands. */
  async #stands(): Promise<{ readonly commit?: string }> {
    const commit = await headOf(this.#facts, this.#options).catch((error: unknown) => {
      if (faultOf(error) === undefined) throw error;
      return undefined;
    });
    return commit === undefined ? {} : { commit };
  }

  #view(run: KnownRun): RunView {
    return viewOfRun(run, this.#playing, this.#held);
  }
}

const neverPlayed: EndedRun = {
  status: 'cancelled',
  code: 130,
  reason: 'cancelled',
  takes: [],
  ensembles: {},
};

/** As the command says it of what nobody of the person's could have caused (sysexits.h, EX_SOFTWARE). */
const bugCode = 70;

const beingClosed: Diagnostic = {
  code: 'closing',
  severity: 'mistake',
  message: 'nothing more is taken in: the server is ending',
};
