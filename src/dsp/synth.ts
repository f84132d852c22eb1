import type { Feedback, Json } from '../base/index.ts';

/** What a sound must be besides what every valid WAV is. */
export interface Asked {
  /** Seconds; the sound may be half a second longer or shorter. */
  readonly duration: number;
  /** Its end joins its beginning. */
  readonly loop: boolean;
  readonly channels: 1 | 2;
}

/** One render, all of its iterations. */
export interface RenderRequest {
  readonly source:
    /** As an instrument's expression yields it: checked here. */
    | { readonly graph: Json; readonly duration?: number; readonly loop?: boolean }
    | { readonly faust: string; readonly asked: Asked };
  readonly seed: number;
  /** Renders that may be made at most, mended ones too; a program is rendered once. */
  readonly iterations: number;
  /** Milliseconds that one iteration may take. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** After each iteration that brought no valid WAV: what was wrong, and what was mended for the next. */
  readonly onIteration?: (iteration: number, faults: readonly Feedback[], mend: string | undefined) => void;
}

export type Rendered =
  | { readonly rendered: 'wav'; readonly wav: Uint8Array; readonly sound: Sound }
  /** Nothing that is tried again with the same source ends otherwise. */
  | { readonly rendered: 'faults'; readonly faults: readonly Feedback[]; readonly iters: number }
  | { readonly rendered: 'cancelled' };

/** A valid WAV as the output of a part tells it. */
export interface Sound extends Measures {
  /** Seconds. */
  readonly duration: number;
  /** Hz. */
  readonly rate: number;
  readonly channels: number;
  readonly format: 'float32';
  readonly iters: number;
  /** In words, in order: what was done to the graph so that it became valid. */
  readonly mends: readonly string[];
}

/** Of a whole sound; of several channels the worst, or what the standard says. */
export interface Measures {
  /** dB of full scale of the largest sample. */
  readonly peak_dbfs: number;
  /** dB of full scale of the largest value between the samples (ITU-R BS.1770-5, annex 2). */
  readonly true_peak_dbtp: number;
  readonly rms_dbfs: number;
  /** Integrated, gated loudness (ITU-R BS.1770-5). */
  readonly lufs: number;
  /** Mean of all samples, a share of full scale. */
  readonly dc: number;
  /** Peak above RMS, dB. */
  readonly crest_db: number;
  /** Mean frequency of the spectrum, weighted by magnitude, Hz. */
  readonly centroid_hz: number;
  /** Beginnings of sounds that were counted. */
  readonly onsets: number;
}

/** Graphs and programs to valid WAVs. Handed to the players by the Conductor. */
export interface Synth {
  /** As the handoff names it: `faust 2.88.0`. */
  readonly player: string;
  /** Joins the keys of parts that play with it: raised when the same graph gives other bytes. */
  readonly version: string;
  render(request: RenderRequest): Promise<Rendered>;
  /** Samples that a program of another language made, channel by channel: held to the same rules, nothing mended. */
  accept(samples: readonly Float32Array[], asked: Asked): Rendered;
  /** Ends its processes. */
  close(): Promise<void>;
}

/** Starts a program of Simphony's own under limits, without environment or descriptors; handed in by the Conductor. */
export type StartConfined = (what: ConfinedProgram) => Confined;

export interface ConfinedProgram {
  /** Absolute path of its file, and its words. */
  readonly program: string;
  readonly words: readonly string[];
  /** Bytes of private memory it may have (never of address space: V8 reserves far more than it uses). */
  readonly dataLimit: number;
  /** Seconds of CPU in its whole life. */
  readonly cpuSeconds: number;
}

export interface Confined {
  /** To its stdin. */
  write(bytes: Uint8Array): void;
  /** What it prints on stdout; the last of it is heard before `ended` resolves. */
  onBytes(hear: (bytes: Uint8Array) => void): void;
  readonly ended: Promise<{ readonly code?: number; readonly signal?: string; readonly stderr: string }>;
  /** It and all that it started. */
  kill(): void;
}
