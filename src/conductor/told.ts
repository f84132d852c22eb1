/** The words of what a session tells while it plays, wherever it is heard: a terminal, `--jsonl`, a run, a page. */
import type { JsonObject } from '../base/index.ts';

/** One flat object per line of `--jsonl`; the same stream feeds the terminal. Design, section 3, Events. */
export interface SessionEvent {
  readonly run_id: string;
  readonly event: string;
  /** The part; without `ensemble/` when the session plays one ensemble. Empty for the session's own events. */
  readonly node: string;
  readonly phase: 'start' | 'progress' | 'end';
  /** RFC 3339 */
  readonly timestamp: string;
  readonly sample_id?: string;
  readonly step?: string;
  readonly iters?: number;
  /** Since the attempt began, on all that is told of it afterwards. */
  readonly elapsed_ms?: number;
  /** On the end of a part or of the session: how long it took. */
  readonly duration_ms?: number;
  readonly metrics?: JsonObject;
  readonly error_msg?: string;
  /** 0..1, on `progress`. */
  readonly share?: number;
  /** The take's one line, on acceptance; the reason on `kept`, `skipped` and `waiting`. */
  readonly message?: string;
  readonly verdict?: string;
  /** Parts known so far and parts that have ended: on every event that ends a part. */
  readonly known?: number;
  readonly ended?: number;
  /** How many parts the fan-out of this part has: the length of its bar. */
  readonly items?: number;
  /** On acceptance, of all attempts of a part that asked a model, and of the session at its end. */
  readonly tokens?: number;
  /** Absent beside `tokens` where a price is unknown. */
  readonly usd?: number;
  /** Models and services answer from cassettes: on the session's own events. */
  readonly replayed?: boolean;
}

/** Tokens and cost. `usd` is null where it is unknown, never 0. */
export interface UsageTold {
  readonly tokens: number;
  readonly usd: number | null;
}

export type EnsembleStatus = 'ok' | 'failed' | 'blocked' | 'skipped' | 'waiting';
