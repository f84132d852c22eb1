import type { Diagnostic, Json, JsonObject } from '../base/index.ts';
import type { EnsembleStatus, SessionEvent, UsageTold } from './told.ts';

/**
 * Runs: what was submitted to be played, one after the other, whoever submitted it and however often the process that
 * plays them was started anew. State is git and the journal.
 */

/** What is to be played. */
export type Submission =
  /** The text of a sheet. */
  | { readonly sheet: string }
  /** A value that fits the schema of exactly one ensemble's only input, as `play <file>.json` takes it. */
  | { readonly input: JsonObject }
  /** A sheet or an input that lies in the workspace. */
  | { readonly file: string };

/**
 * `waiting`: ended, and goes on when a budget, a quota or an approval lets it (exit codes 4, 5, 6). `failed`: any other
 * exit code but 0. A run that was cut off by the end of the process is `queued` again.
 */
export type RunStatus = 'queued' | 'running' | 'ok' | 'failed' | 'waiting' | 'cancelled';

export interface RunView {
  /** Given at submission; of a session that nobody submitted, the session's own id. */
  readonly run_id: string;
  readonly status: RunStatus;
  readonly title: string;
  /** Where the sheet or the input lies, from the workspace's folder; of a session that nobody submitted it is not known. */
  readonly sheet?: string;
  /** The session that it became, once it has begun. */
  readonly session?: string;
  /** The nodes that play just now, in the order they began. */
  readonly playing: readonly string[];
  /** Exit code of the design, once ended. */
  readonly code?: number;
  /** Why it failed, waits, or is not begun yet. */
  readonly reason?: string;
}

export interface RunDetails extends RunView {
  /** The kept output of each node, by the names that events use; as far as they are accepted. */
  readonly outputs: { readonly [node: string]: Json };
  /** Nodes whose outputs are not told: they are too large together, or no commit holds them. */
  readonly omitted?: readonly string[];
  /** What those outputs say under `metrics`. */
  readonly scores: { readonly [node: string]: JsonObject };
  readonly ensembles: { readonly [name: string]: { readonly status: EnsembleStatus; readonly result: Json } };
  readonly usage?: UsageTold & { readonly ms: number };
}

/** An event as it is told to those who listen from elsewhere. `id` counts up by 1 over all runs and starts of the process. */
export interface LoggedEvent {
  readonly id: number;
  readonly event: SessionEvent;
}

/** Every event of every run, on disk, so that whoever comes late or comes back reads what was missed. */
export interface EventLog {
  /** The id of the newest event; 0 before the first. */
  readonly newest: number;
  /** The id of the oldest event that is still kept. */
  readonly oldest: number;
  /** The next events after `id`, oldest first, at most `limit` of them. `run` narrows them to one run's. */
  after(id: number, limit: number, run?: string): Promise<readonly LoggedEvent[]>;
  /** Calls when there may be more to read; returns a function that stops it. */
  onMore(listener: () => void): () => void;
}

/** Why it is not done: a mistake of whoever asked, or a disk or a git that refuses. */
export interface Refused {
  readonly mistakes: readonly Diagnostic[];
}

export interface Runs {
  /** Answers as soon as it is on disk; whatever is wrong with it is told before it has a place in the queue. */
  submit(submission: Submission): Promise<{ readonly run: RunView } | Refused>;
  /** Newest first; sessions that were played otherwise are among them. */
  list(): Promise<readonly RunView[]>;
  read(runId: string): Promise<RunDetails | undefined>;
  /** Queued, it never begins; running, it ends as Ctrl-C would end it. What has ended stays as it is. */
  cancel(runId: string): Promise<RunView | Refused | undefined>;
  readonly events: EventLog;
  /** Ends what runs as Ctrl-C does; it goes on at the next start. */
  close(): Promise<void>;
}
