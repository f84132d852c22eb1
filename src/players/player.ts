import type { Address, Feedback, Json, JsonObject, Take, Usage, Waits } from '../base/index.ts';
import type { ContextLimits, Criterion, Instrument, Model, SaidOfIt, Values } from '../score/index.ts';

/** A file laid into the scratch folder before a take. */
export interface LaidFile {
  /** Where it lies: from the scratch folder, with `/`. */
  readonly path: string;
  /** Its content: an absolute path to copy from, or bytes. */
  readonly from: { readonly file: string } | { readonly bytes: Uint8Array };
  readonly executable?: boolean;
  /**
   * The part's own last accepted take wrote it. Left untouched and still under `writes`, it is a file of this take
   * too; any other laid file is one only when it was written to, or is named in `writes` without `*`.
   */
  readonly own?: boolean;
}

/** All that one attempt of a part is given. Nothing else reaches it. */
export interface PlayRequest {
  readonly part: Address;
  readonly instrument: Instrument;
  /** The value that is handed over (design, section 3), with `attempt` and `feedback`. */
  readonly input: JsonObject;
  /** Names in scope of its templates. */
  readonly values: Values;
  readonly laid: readonly LaidFile[];
  /** Expanded write patterns; matched against what lies in the scratch folder afterwards. */
  readonly writes: readonly { readonly glob: string; readonly required: boolean }[];
  readonly attempt: number;
  /** How often this very attempt was submitted before, because nobody saw its end. */
  readonly repeated?: number;
  /** Tells a service that two requests are one; `idempotency_key` in its templates. */
  readonly idempotencyKey: string;
  /**
   * This very attempt acted outside before, and nobody saw how that ended. `answer` is what its request was answered;
   * `ask`: where the service has a status, it is asked before anything is sent.
   */
  readonly unseen?: { readonly answer?: Json; readonly ask: boolean };
  readonly seed: number;
  /** For a model: whether it plays itself, and what it is sent besides the input. */
  readonly model?: ModelRequest;
  /** Absolute path of the workspace; its `ensembles/<ensemble>/` holds modules and scripts. */
  readonly workspace: string;
  /** Absolute path under which scratch folders and kept files lie (`.simphony`). */
  readonly home: string;
  /** Bytes that stdout, stderr and the output may have, each. */
  readonly outputLimit: number;
  /** Where this machine has no sandbox, what asks for one fails, or plays without; default: it fails. */
  readonly sandbox?: 'required' | 'best';
  /** The Conductor's environment: only PATH and the names in `instrument.env` are taken from it. */
  readonly environment: { readonly [name: string]: string | undefined };
}

export interface ModelRequest {
  readonly plays: 'itself' | 'its understudy' | 'what it wrote';
  /** Of a sound: the program that stands, and who wrote it. */
  readonly wrote?: {
    readonly program: string;
    readonly iters: number;
    readonly by: Pick<Take, 'player' | 'model' | 'understudy' | 'sent'>;
  };
  /** What its ensemble is for. */
  readonly ensembleText: string;
  /** On its takes: what it is told that its answer must hold. */
  readonly criteria: readonly Criterion[];
  readonly limits: ContextLimits;
}

/** A call of a model that is about to be made. */
export interface ModelCall {
  readonly model: Model;
  /** What it may cost at worst. `usd` is absent where the price is unknown. */
  readonly worst: { readonly input: number; readonly output: number; readonly usd?: number };
  /** For people: which model, where. */
  readonly what: string;
}

/** What a person's budget says to a call: it is set aside, or it does not fit. */
export type Allowance =
  | { readonly allowed: true; readonly settle: (end: CallEnd) => Promise<void> }
  | { readonly allowed: false; readonly because: string };

/** `unseen`: it was sent, and what it cost is not known; it counts with its worst. `free`: refused before it cost anything. */
export type CallEnd =
  | { readonly end: 'seen'; readonly usage: Usage }
  | { readonly end: 'unseen'; readonly usage?: Usage }
  | { readonly end: 'free' };

export interface PlayListener {
  progress(share: number): void;
  log(text: string, fields?: JsonObject): void;
  /** Of a sound: a render brought no valid one; what was wrong, and what is changed for the next. */
  iteration?(iteration: number, message: string): void;
  /** A process group was started for this attempt. */
  started?(process: StartedProcess): void;
  /** Something is about to be sent that must not blindly be sent twice. It is sent once this resolves, and not where it rejects. */
  sending?(what: string): Promise<void>;
  /**
   * Before each call of a model. Resolves once its worst case is set aside and its intent is noted so that a crash
   * does not lose it; may wait for other calls to end. `settle` is called once, with what it really cost.
   */
  calling?(call: ModelCall): Promise<Allowance>;
  /** The request was answered; what it began goes on, or is to be judged. */
  answered?(answer: Json): Promise<void>;
}

export interface StartedProcess {
  readonly group: number;
  /** When its leader started, in the words of /proc (field 22 of proc_pid_stat(5)), where it is known already. */
  readonly started?: string;
}

/** What an attempt ended with. Facts first; the sentence is worked out from them (players/end.ts). */
export type Brought =
  | { readonly brought: 'take'; readonly take: Take; readonly scratch: Scratch }
  /** Failed checks that name undeclared, missing or refused files: counted as criteria. */
  | { readonly brought: 'refused'; readonly feedback: readonly Feedback[] }
  | {
      readonly brought: 'failed';
      readonly feedback: readonly Feedback[];
      /** No attempt could end otherwise: what is in the way is not its own doing. */
      readonly again?: 'is no use';
      /** Nobody's work is at fault: a full disk, a sandbox that is missing. Whoever made what it hears is not asked for more. */
      readonly fault?: 'of the machine';
      /** Of a sound: renders that were made. */
      readonly iters?: number;
      /** The program that a model wrote: the next attempt hears it. */
      readonly tried?: string;
    }
  /** It acted outside, or may have, and nobody saw how that ended. */
  | { readonly brought: 'unseen'; readonly said: SaidOfIt; readonly feedback: readonly Feedback[] }
  /** It could not be asked now: nothing failed, and no attempt is used up. */
  | ({ readonly brought: 'waits' } & Waits)
  | { readonly brought: 'cancelled' };

/** A criterion that a model is asked to judge by ear, and the take that it is judged on. */
export interface EarRequest {
  readonly model: Model;
  /** Its words. */
  readonly criterion: string;
  readonly output: Json;
  readonly files: readonly HeardFile[];
  /** As of the attempt that is judged. */
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  readonly environment: PlayRequest['environment'];
}

/** A take that a model is asked to say in one line. */
export type SummaryRequest = Omit<EarRequest, 'criterion'>;

/** What a model said to one question. Raw: whoever asked judges it. */
export type Said =
  | { readonly said: 'answer'; readonly answer: Json; readonly model: string }
  | { readonly said: 'nothing'; readonly because: string }
  | ({ readonly said: 'waits' } & Waits)
  | { readonly said: 'cancelled' };

/** A file as a model hears it: its text, or only that it is there. */
export interface HeardFile {
  /** From the workspace's folder. */
  readonly path: string;
  /** Absent where it is no text, or too large to be looked at. */
  readonly text?: string;
}

/** The attempt's folder, still there so that checks can run in it. */
export interface Scratch {
  /** Absolute path of the working directory. */
  readonly folder: string;
  /** Runs a check's command there with the attempt's environment; never throws for what the command does. */
  run(words: readonly string[], limits: { readonly timeoutMs: number }): Promise<CommandEnd>;
  /** Absolute path of a collected file's content: stays until `release`. */
  contentOf(path: string): string;
  /** Ends what still runs and removes the folder. */
  release(): Promise<void>;
}

export type CommandEnd =
  | { readonly end: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly end: 'missing'; readonly tool: string }
  | { readonly end: 'timed out' | 'too much output' | 'killed'; readonly because: string };

/**
 * Reached through three functions, so that another engine can play parts elsewhere.
 * Submitting the same part and attempt twice is once: the second call finds the first.
 */
export interface Players {
  submit(request: PlayRequest, listener: PlayListener): void;
  result(part: Address): Promise<Brought>;
  cancel(part: Address): Promise<void>;
  /** Ends every worker and process. */
  close(): Promise<void>;
}

export type { Json };
