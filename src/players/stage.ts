import type { Feedback, Json, Take, Waits } from '../base/index.ts';
import type { SaidOfIt } from '../score/index.ts';
import type { Failure } from './end.ts';
import type { Environment } from './environment.ts';
import type { Mask } from './mask.ts';
import type { PlayListener, PlayRequest, StartedProcess } from './player.ts';
import type { Entered } from './sandbox/sandbox.ts';
import type { ScratchFolders } from './scratch.ts';
import type { StartProgram } from './start.ts';

/** What stands ready when one attempt is played, whatever kind of instrument plays it. */
export interface Stage {
  readonly request: PlayRequest;
  /** Already masked, bounded and free of control characters. */
  readonly listener: PlayListener;
  readonly folders: ScratchFolders;
  readonly environment: Environment;
  readonly mask: Mask;
  /** Aborts when the attempt is cancelled. */
  readonly signal: AbortSignal;
  /** How its programs are started: inside its sandbox, where it has one. */
  readonly start: StartProgram;
  /** Its sandbox. */
  readonly inside?: Entered;
}

/** What a kind of player brings back; files are collected afterwards, the same way for all. */
export type Played =
  | {
      readonly played: 'output';
      readonly output: Json;
      readonly by?: Pick<Take, 'player' | 'model' | 'understudy' | 'sent' | 'summary' | 'tried'>;
    }
  /** What was answered does not fit what was asked for. */
  | { readonly played: 'refused'; readonly feedback: readonly Feedback[] }
  | { readonly played: 'failed'; readonly failure: Failure; readonly again?: 'is no use' }
  /** It was rendered, and what came of it is no valid sound; `tried` is the program of a model. */
  | {
      readonly played: 'faults';
      readonly faults: readonly Feedback[];
      readonly iters: number;
      readonly tried?: string;
    }
  | { readonly played: 'unseen'; readonly said: SaidOfIt; readonly failure: Failure }
  | ({ readonly played: 'waits' } & Waits)
  | { readonly played: 'cancelled' };

/** A process group as the listener hears of it. */
export const processOf = (group: number, started: string | undefined): StartedProcess =>
  started === undefined ? { group } : { group, started };

export const failed = (
  failure: Failure | 'cancelled',
): Extract<Played, { played: 'failed' | 'cancelled' }> =>
  failure === 'cancelled' ? { played: 'cancelled' } : { played: 'failed', failure };
