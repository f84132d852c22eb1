import type { Feedback } from '../../base/index.ts';
import type { Asked, Measures } from '../synth.ts';

/** What is rendered beyond the Faust program: everything that is done to its samples, in this order. */
export interface Finish {
  /** A first-order high-pass at 5 Hz, before anything else; what it leaves of the mean goes after the fades. */
  readonly dcBlock: boolean;
  /** Seconds that are rendered beyond the end and cross-faded into the beginning, so that the ends join. */
  readonly crossfade?: number;
  /** Seconds; a sound whose ends join is not faded. */
  readonly fade?: { readonly in: number; readonly out: number };
  /** A gain worked out from the samples; never so high that the peak comes above `loudestPeak`. */
  readonly level?: { readonly lufs: number } | { readonly peak_dbfs: number };
  /** dB, where there is no `level`. */
  readonly gain: number;
}

/** One program, compiled and rendered by the child: sent as JSON. */
export interface Job {
  readonly faust: string;
  /** Is it a program at all? */
  readonly only?: 'compile';
  readonly asked: Asked;
  readonly finish: Finish;
  /** Frames that are computed at once: no sample depends on it. */
  readonly block: number;
}

/** What the child says to a job; the samples of a render follow as 32-bit floats, channel by channel. */
export type Answer =
  | { readonly say: 'rendered'; readonly measures: Measures; readonly faults: readonly Feedback[] }
  | { readonly say: 'compiles' }
  /** The compiler's own words, without a line break at the end. */
  | { readonly say: 'refused'; readonly because: string }
  /** Not a number, or beyond every level, at this second: nothing after it was computed. */
  | { readonly say: 'ran away'; readonly at: number; readonly value: string }
  /** The library or the program trapped; the child is of no further use. */
  | { readonly say: 'trapped'; readonly during: 'compiling' | 'rendering'; readonly because: string };

/** What comes through the pipe. */
export type Said =
  /** Before the first job: the library is loaded. */
  | {
      readonly say: 'ready';
      /** Of the Faust library: `2.88.0`. */
      readonly faust: string;
    }
  /** The program stands; now it is rendered. */
  | { readonly say: 'compiled' }
  | {
      readonly say: 'worked';
      readonly answer: Answer;
      /** The most memory that the child has had so far, bytes. */
      readonly memory: number;
    };
