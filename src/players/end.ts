import { unreachable } from '../base/index.ts';
import type { ModelFault } from './model/fault.ts';

/** Why we stopped a process ourselves. */
export type Stop =
  | { readonly by: 'cancel' }
  | { readonly by: 'time'; readonly ms: number }
  | { readonly by: 'output'; readonly of: 'stdout' | 'stderr' | 'the output'; readonly limit: number };

/** Why a program could not be started. */
export type StartFault =
  | { readonly fault: 'missing'; readonly tool: string }
  | { readonly fault: 'not executable'; readonly file: string }
  | { readonly fault: 'no interpreter'; readonly file: string }
  | { readonly fault: 'system'; readonly tool: string; readonly because: string };

/** What is known of a process when it has gone. Several may be true at once; `endOf` says which one counts. */
export interface ProcessFacts {
  readonly startFault?: StartFault;
  /** The first cause; later ones do not replace it. */
  readonly stoppedBy?: Stop;
  readonly signal?: NodeJS.Signals;
  readonly code?: number;
}

export type End =
  | { readonly end: 'not started'; readonly because: StartFault }
  | { readonly end: 'stopped'; readonly stop: Stop }
  | { readonly end: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly end: 'exited'; readonly code: number };

/** The cause that we know most about wins: a process stopped for its time also died of a signal. */
export function endOf({ startFault, stoppedBy, signal, code }: ProcessFacts): End {
  if (startFault !== undefined) return { end: 'not started', because: startFault };
  if (stoppedBy !== undefined) return { end: 'stopped', stop: stoppedBy };
  if (signal !== undefined) return { end: 'killed', signal };
  return { end: 'exited', code: code ?? 0 };
}

/** Everything an attempt can fail of, besides files (collect.ts). Facts only; wording.ts has the sentences. */
export type Failure =
  | { readonly failure: 'template'; readonly of: string; readonly because: string }
  | { readonly failure: 'not laid'; readonly path: string; readonly because: string }
  /** The disk is full, the workspace may not be written, there are too many open files. */
  | { readonly failure: 'machine'; readonly because: string }
  | { readonly failure: 'not started'; readonly because: StartFault }
  | { readonly failure: 'out of time'; readonly ms: number; readonly printed: string }
  | { readonly failure: 'too much output'; readonly of: string; readonly limit: number }
  /** A sandboxed attempt filled its folders. */
  | { readonly failure: 'too much written'; readonly limit: number }
  /** It asks for a sandbox, and this machine has none. */
  | { readonly failure: 'no sandbox'; readonly because: string; readonly instead: string }
  | { readonly failure: 'killed'; readonly signal: NodeJS.Signals; readonly printed: string }
  | { readonly failure: 'exited'; readonly code: number; readonly printed: string }
  /** A module threw, or left a promise that was rejected. */
  | { readonly failure: 'threw'; readonly message: string; readonly at?: string; readonly uncaught: boolean }
  /** What makes the output of an answer threw: there is something that the answer must not be, or must have. */
  | { readonly failure: 'not refined'; readonly message: string; readonly at?: string }
  | { readonly failure: 'ended its process'; readonly code: number; readonly printed: string }
  | { readonly failure: 'no function'; readonly module: string }
  | { readonly failure: 'no JSON value'; readonly where: string; readonly what: string }
  | { readonly failure: 'no JSON'; readonly of: string; readonly because: string; readonly begins: string }
  | { readonly failure: 'nothing printed' }
  | { readonly failure: 'not UTF-8'; readonly of: string; readonly byte: number }
  | { readonly failure: 'wrong form'; readonly wanted: string; readonly got: string }
  /** Python is not there, or the sandbox that its programs are run in. */
  | { readonly failure: 'no python'; readonly because: string; readonly instead: string }
  /** Of the program that a take holds. */
  | { readonly failure: 'not the same sound'; readonly because: string }
  /** A model was asked for a program. */
  | { readonly failure: 'no program'; readonly because: string; readonly begins: string }
  | { readonly failure: 'bad request'; readonly because: string }
  | { readonly failure: 'no answer'; readonly url: string; readonly because: string }
  | { readonly failure: 'status'; readonly url: string; readonly status: number; readonly body: string }
  /** A model could not be asked, or what it said is no whole answer. */
  | { readonly failure: 'model'; readonly fault: ModelFault }
  | { readonly failure: 'not on the cassette'; readonly what: string; readonly difference: string }
  | { readonly failure: 'sent elsewhere'; readonly url: string; readonly to: string }
  /** It acted outside, and how that ended was not seen. `asked` is what came of asking the service for it. */
  | {
      readonly failure: 'end not seen';
      readonly because: Failure | 'stopped';
      readonly answered: boolean;
      readonly asked?: Failure | 'unknown';
    }
  | {
      readonly failure: 'never came true';
      readonly until: string;
      readonly ms: number;
      readonly last: string;
    };

/** The failure of a process that did not exit, or exited with another code than 0; `undefined` where it did well. */
export function failureOf(end: End, printed: string): Failure | 'cancelled' | undefined {
  switch (end.end) {
    case 'not started':
      return { failure: 'not started', because: end.because };
    case 'stopped':
      return stopped(end.stop, printed);
    case 'killed':
      return { failure: 'killed', signal: end.signal, printed };
    case 'exited':
      return end.code === 0 ? undefined : { failure: 'exited', code: end.code, printed };
    default:
      return unreachable(end);
  }
}

export function stopped(stop: Stop, printed: string): Failure | 'cancelled' {
  switch (stop.by) {
    case 'cancel':
      return 'cancelled';
    case 'time':
      return { failure: 'out of time', ms: stop.ms, printed };
    case 'output':
      return { failure: 'too much output', of: stop.of, limit: stop.limit };
    default:
      return unreachable(stop);
  }
}
