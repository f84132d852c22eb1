import { randomBytes } from 'node:crypto';
import type { Diagnostic } from '../../src/base/index.ts';
import type {
  EventLog,
  LoggedEvent,
  RunDetails,
  Runs,
  RunView,
  SessionEvent,
  Submission,
} from '../../src/conductor/index.ts';

export const anEvent: SessionEvent = {
  run_id: 'a1b2c3d4e5f6',
  event: 'take_accepted',
  node: 'PLAN',
  phase: 'end',
  timestamp: '2026-11-21T10:00:00.000Z',
};

/** An event log that only remembers. Stands for the one on disk where a test is about the server. */
export class InMemoryLog implements EventLog {
  readonly #events: LoggedEvent[] = [];
  readonly #listeners = new Set<() => void>();
  /** How often it was read: who waits reads nothing. */
  reads = 0;
  forgotten = 0;

  get newest(): number {
    return this.forgotten + this.#events.length;
  }
  get oldest(): number {
    return this.forgotten + 1;
  }
  get listeners(): number {
    return this.#listeners.size;
  }

  tell(event: Partial<SessionEvent> = {}): number {
    this.#events.push({ id: this.newest + 1, event: { ...anEvent, ...event } });
    for (const listener of this.#listeners) listener();
    return this.newest;
  }

  forget(upTo: number): void {
    this.#events.splice(0, upTo - this.forgotten);
    this.forgotten = upTo;
  }

  async after(id: number, limit: number, run?: string): Promise<readonly LoggedEvent[]> {
    this.reads++;
    const rest = this.#events.slice(Math.max(0, id - this.forgotten));
    return rest.filter(({ event }) => run === undefined || event.run_id === run).slice(0, limit);
  }

  onMore(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A fake of the runs: it keeps what was submitted, and plays nothing unless the test says so. */
export class InMemoryRuns implements Runs {
  readonly events = new InMemoryLog();
  readonly submissions: Submission[] = [];
  /** What is wrong with the next submission. */
  mistakes: readonly Diagnostic[] = [];
  readonly #runs = new Map<string, RunDetails>();

  async submit(submission: Submission): Promise<{ run: RunView } | { mistakes: readonly Diagnostic[] }> {
    if (this.mistakes.length > 0) return { mistakes: this.mistakes };
    this.submissions.push(submission);
    const run_id = randomBytes(6).toString('hex');
    const view: RunView = {
      run_id,
      status: 'queued',
      title: 'Lanterns',
      sheet: 'runs/lanterns.md',
      playing: [],
    };
    this.set({ ...view, outputs: {}, scores: {}, ensembles: {} });
    return { run: view };
  }

  set(run: RunDetails): void {
    this.#runs.set(run.run_id, run);
  }

  async list(): Promise<readonly RunView[]> {
    return [...this.#runs.values()]
      .reverse()
      .map(({ outputs: _, scores: __, ensembles: ___, usage: ____, ...view }) => view);
  }

  async read(runId: string): Promise<RunDetails | undefined> {
    return this.#runs.get(runId);
  }

  async cancel(runId: string): ReturnType<Runs['cancel']> {
    if (this.mistakes.length > 0) return { mistakes: this.mistakes };
    const run = this.#runs.get(runId);
    if (run === undefined) return undefined;
    this.set({ ...run, status: 'cancelled', playing: [] });
    return (await this.list()).find(({ run_id }) => run_id === runId);
  }

  async close(): Promise<void> {
    return undefined;
  }
}

/** A run that has all that a run can have. */
export const endedRun = (run_id: string): RunDetails => ({
  run_id,
  status: 'ok',
  title: 'The lanterns of Harbour Street',
  sheet: 'songs/lanterns.json',
  session: 'k3f9',
  playing: [],
  code: 0,
  reason: 'nothing to play',
  outputs: { PLAN: { sections: [1, 2] }, REVIEW: null },
  scores: { VALIDATE: { total: 91.5, hook_density: 88 } },
  ensembles: { song: { status: 'ok', result: { title: 'The lanterns' } } },
  usage: { tokens: 0, usd: null, ms: 1200 },
});
