import type { Diagnostic, Json } from '../base/index.ts';
import type { Counts } from '../performance/index.ts';
import type { Disk, HistoryEntry } from '../record/index.ts';
import type { Runs } from './runs-face.ts';
import type { EnsembleStatus, SessionEvent, UsageTold } from './told.ts';

export type * from './runs-face.ts';
export type * from './told.ts';

/** What `play --json` prints. */
export interface PlayReport {
  readonly status: 'ok' | 'error';
  readonly reason?: string;
  readonly run_id: string;
  readonly parts: Counts;
  readonly ensembles: { readonly [name: string]: { readonly status: EnsembleStatus; readonly result: Json } };
  readonly usage: UsageTold & { readonly ms: number };
}

export interface Ending {
  /** Exit code of the design. */
  readonly code: number;
  readonly report: PlayReport;
  readonly diagnostics: readonly Diagnostic[];
  /** Sentences for a person: what failed and why, what to do next. */
  readonly notes: readonly string[];
}

export interface PlayOptions {
  readonly folder: string;
  /** Another sheet than sheetMusic.md, from the folder or absolute. */
  readonly sheet?: string;
  readonly onEvent: (event: SessionEvent) => void;
  /** First abort: finish committing what is accepted, stop what runs. A second signal ends the process at once (cli). */
  readonly signal: AbortSignal;
  readonly inTheWay?: 'take mine' | 'take theirs';
  /** Play these again although their key has not changed; for an uncertain part: play it again. */
  readonly again?: readonly string[];
  /** Take this file's content as the take of an uncertain part. */
  readonly accept?: { readonly part: string; readonly output: string };
  /** Understudies play, although models could be asked. */
  readonly understudies?: boolean;
  /** Where a quota is gone, sleeps until it is back and goes on. */
  readonly waits?: boolean;
  /** Answers of models and services are kept under `cassettes/`, or come from there and from nowhere else. */
  readonly cassettes?: 'record' | 'replay';
  /** Play each part twice and compare (`check --twice`); nothing is committed. */
  readonly environment: { readonly [name: string]: string | undefined };
  readonly now: () => Date;
  /** What the record's changes go through. Default: the disk as it is. */
  readonly disk?: Disk;
  /**
   * The run that this session is, where one was submitted: its events and its report carry this id, and its journal
   * names it. A session that goes on without it is still the run that it was.
   */
  readonly run?: string;
}

export interface ConductOptions extends PlayOptions {
  /** Play once and come back. */
  readonly once: boolean;
  /** Told after each session, and before the wait for the next save. */
  readonly onEnding: (ending: Ending) => void;
  /** Asks the person; false where there is nobody to ask. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** What a part may cost, and where that is known from. Nulls where it is not. */
export interface Estimate {
  readonly tokens: number | null;
  readonly usd: number | null;
  readonly basis: 'last take' | 'prompt counted and the limit' | 'unknown';
}

export interface PlanView {
  readonly parts: readonly {
    readonly part: string;
    readonly decision: 'play' | 'keep' | 'after' | 'skip';
    /** One sentence: why. */
    readonly reason: string;
    /** Where a model would be asked. */
    readonly estimate?: Estimate;
    /** Where a take is kept for which models were asked: what that had cost. */
    readonly notSpent?: UsageTold;
  }[];
  /** Of the parts for which a model would be asked, `unknown` of which nobody can estimate. */
  readonly total?: UsageTold & {
    readonly parts: number;
    readonly unknown: number;
    readonly notSpent: UsageTold;
  };
  readonly diagnostics: readonly Diagnostic[];
}

export interface StatusView {
  readonly session?: {
    readonly id: string;
    readonly title: string;
    readonly date: string;
    readonly state: 'playing' | 'closed' | 'interrupted';
    /** The run that it is, where one was submitted. */
    readonly run?: string;
  };
  readonly parts: readonly {
    readonly part: string;
    /** `waiting` has been accepted and waits for its turn to be committed. */
    readonly state: 'committed' | 'waiting' | 'playing' | 'failed' | 'blocked' | 'skipped' | 'uncertain';
    readonly summary?: string;
    readonly commit?: string;
    readonly reason?: string;
    readonly duration_ms?: number;
  }[];
  readonly usage: UsageTold;
  /** What each instrument spent on models in this session, and in those that it goes on with. */
  readonly spent: readonly InstrumentTold[];
  /** USD that the provider's prompt cache saved: another figure than what was not spent because takes were kept. */
  readonly saved: number;
  /** What a person might do next. */
  readonly next: readonly string[];
}

export interface InstrumentTold extends UsageTold {
  /** `ensemble/nickname` */
  readonly instrument: string;
  readonly calls: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** 0..1: what was spent on takes that were kept; of USD where they are known, else of tokens. */
  readonly keptShare: number;
}

/** One committed step. */
export type LogEntry = HistoryEntry;

export interface Finding {
  /** `repository`, `identity`, `hooks`, … */
  readonly subject: string;
  readonly state: 'good' | 'notice' | 'bad';
  readonly message: string;
  readonly help?: string;
}

export interface ContextView {
  readonly part: string;
  /** The value that would be handed over. */
  readonly input: Json;
  /** Approximate tokens of each section of it. */
  readonly sections: readonly { readonly name: string; readonly tokens: number }[];
  readonly reads: readonly string[];
  readonly leftOut: readonly string[];
  /** Of a model's part: exactly what its first attempt would send, but for headers. */
  readonly sent?: {
    readonly model: string;
    readonly system: string;
    readonly message: string;
    /** The form of the answer, as it is sent beside the prompt. */
    readonly form?: Json;
    readonly body: Json;
  };
}

/** A test run over `tests/takes/`. */
export interface TestsView {
  readonly passed: number;
  readonly failed: number;
  readonly scripts: readonly { readonly path: string; readonly ok: boolean; readonly output: string }[];
}

/** What is needed to look at what was played, without playing. */
export type Looking = Pick<PlayOptions, 'folder' | 'environment' | 'now'>;

/** What cli/ and server/ may call. Every function returns mistakes as values and throws only for a bug. */
export interface Conductor {
  play(options: PlayOptions): Promise<Ending>;
  conduct(options: ConductOptions): Promise<Ending>;
  check(folder: string, sheet?: string): Promise<readonly Diagnostic[]>;
  /** Plays each script part twice in scratch folders, compares, commits nothing. */
  checkTwice(
    options: PlayOptions,
  ): Promise<{ readonly different: readonly string[]; readonly diagnostics: readonly Diagnostic[] }>;
  /** `announce` is told a sentence before the first probe of a workspace that was never played here starts. */
  plan(
    options: Omit<PlayOptions, 'onEvent'>,
    ifChanged?: readonly string[],
    announce?: (sentence: string) => void,
  ): Promise<PlanView>;
  explain(
    options: Omit<PlayOptions, 'onEvent'>,
    part: string,
  ): Promise<{ readonly sentence?: string; readonly diagnostics: readonly Diagnostic[] }>;
  context(
    options: Omit<PlayOptions, 'onEvent'>,
    part: string,
  ): Promise<{ readonly view?: ContextView; readonly diagnostics: readonly Diagnostic[] }>;
  status(
    looking: Looking,
  ): Promise<{ readonly view?: StatusView; readonly diagnostics: readonly Diagnostic[] }>;
  log(
    looking: Looking,
    nickname?: string,
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly diagnostics: readonly Diagnostic[] }>;
  test(folder: string, environment: PlayOptions['environment']): Promise<TestsView>;
  /** Takes up the runs of a workspace and plays what is queued; `ended` is told of each that ends. */
  runs(
    options: Pick<
      PlayOptions,
      'folder' | 'environment' | 'now' | 'understudies' | 'waits' | 'cassettes' | 'disk'
    >,
    ended?: (ending: Ending) => void,
  ): Promise<{ readonly runs: Runs } | { readonly mistakes: readonly Diagnostic[] }>;
  doctor(folder: string, environment: PlayOptions['environment']): Promise<readonly Finding[]>;
}
