import type { Feedback, Json, JsonObject } from '../base/index.ts';

/** What an instrument is handed: one JSON value, the same for a module and on a command's stdin. */
export interface Input {
  /** There only if the instrument needs `sheet`. */
  readonly sheet?: {
    readonly title: string;
    readonly text: string;
    /** What a cue in the sheet says to this instrument. */
    readonly cue?: string;
    readonly inputs: JsonObject;
  };
  /** Flags that the instrument's expressions name or its front matter lists. */
  readonly flags?: JsonObject;
  /** Outputs of what the instrument needs, by nickname; `other/instrument` across ensembles. */
  readonly inputs: JsonObject;
  /** This part's item, in a fan-out. */
  readonly item?: Json;
  readonly handoff?: readonly string[];
  readonly record?: readonly Json[];
  /** 0..2^32-1, the same for all attempts of a part: all chance should come from it (`random`). */
  readonly seed: number;
  /** 1 for the first playing. */
  readonly round: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Why the attempts before this one failed. */
  readonly feedback: readonly Feedback[];
  readonly production?: { readonly notes: string; readonly constraints: readonly string[] };
}

export interface RunOptions {
  /** Milliseconds, or a text such as `500ms`, `10s`, `5m`. Default: as long as the take may last. */
  readonly timeout?: number | string;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The second argument of a module's function. Its members may be taken apart: none of them uses `this`. */
export interface Context {
  /**
   * A text of the scratch folder. Rejects where the path leads out of the folder, where nothing is (only what
   * `reads` and `needs` name is laid out), and where the file is no UTF-8.
   */
  read(path: string): Promise<string>;
  /** The same for any file. */
  readBytes(path: string): Promise<Uint8Array>;
  /** Writes a file of the scratch folder, and the folders above it. Only files under `writes` become part of the take. */
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** A line for the terminal and the events. */
  log(text: string, fields?: JsonObject): void;
  /** How much is done, 0..1. */
  progress(share: number): void;
  /**
   * Runs a program in the scratch folder, without a shell. Resolves at any exit code; rejects where the program is
   * missing, is killed, prints too much or takes too long. Whatever still runs is ended with the take.
   */
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Aborts when the take is stopped: its time is up, or a person stopped the session. */
  readonly signal: AbortSignal;
}

/**
 * A module's default export. What it returns is the output: any JSON value; `undefined` counts as null. What it
 * throws is a failed attempt, and its message the feedback for the next.
 */
export type Play<Output = unknown> = (input: Input, context: Context) => Output | Promise<Output>;

/** Gives a module's function its types: `export default instrument(async (input, context) => …)`. */
export const instrument = <Output>(play: Play<Output>): Play<Output> => play;
