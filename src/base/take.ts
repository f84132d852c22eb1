import type { Sha256 } from './digest.ts';
import type { Json } from './json.ts';

/** A file that a take brought back. Paths are from the workspace's folder, with `/`, NFC. */
export interface TakeFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  readonly executable?: boolean;
}

/** What one failed check tells the next attempt. */
export interface Feedback {
  readonly criterion: string;
  readonly evidence: string;
}

/** Tokens. What was read from the provider's prompt cache or written into it is part of `input`. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  /** Of `input`: read from the prompt cache. */
  readonly cached: number;
  /** Of `input`: written into the prompt cache. */
  readonly written?: number;
  /** Absent where the price is unknown. */
  readonly usd?: number;
}

/** What one playing of a part brought back. */
export interface Take {
  /** JSON; text for `output: markdown`; null for `none`; `{ code, stdout, stderr }` for `run`. */
  readonly output: Json;
  readonly files: readonly TakeFile[];
  /** Who played, as the handoff names it: `script`, `service`, a model's id, `faust 2.83`. */
  readonly player: string;
  readonly model?: string;
  /** Path of the module that played in place of a model. */
  readonly understudy?: string;
  /** Of what a model was sent: the digest of the request's body. */
  readonly sent?: Sha256;
  /** The program that a model wrote: heard by its next attempt, where a check fails. */
  readonly tried?: string;
  /** Its line, where the output itself has no `summary`: what a model said of it beside the output. */
  readonly summary?: string;
}

/** Why something cannot be asked for now although nothing has failed. */
export interface Waits {
  readonly for: 'quota' | 'budget';
  readonly because: string;
  /** RFC 3339: when it is worth trying again, where that is known. */
  readonly until?: string;
}

export type Outcome = 'held' | 'failed' | 'not heard';

/** One criterion of a take, judged, with the values that were compared. */
export interface Judged {
  /** As a person wrote it: the expression, or the words of the item. */
  readonly criterion: string;
  readonly outcome: Outcome;
  readonly evidence: string;
}

/** The criteria of a take; none `failed` in an accepted one. */
export type Verdict = readonly Judged[];

export const failedOf = (verdict: Verdict): readonly Judged[] =>
  verdict.filter(({ outcome }) => outcome === 'failed');

/** `7 held, 1 not heard`: only what occurs, in this order. */
export function verdictLine(verdict: Verdict): string {
  const counts = (['held', 'failed', 'not heard'] as const)
    .map((outcome) => [outcome, verdict.filter((one) => one.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length === 0 ? '0 held' : counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
