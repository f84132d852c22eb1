import type { Address, Diagnostic, Json, Judged, Key, Sha256, TakeFile, Usage } from '../base/index.ts';

/** Digests that a key was made of, by field; `explain` compares two of them (plan/key.ts). */
export interface KeyDigests {
  readonly [field: string]: string | null | { readonly [name: string]: string | null };
}

/** What is known of an accepted take: one line of `sessions/*.jsonl`, and what the trailers of its commit say. */
export interface AcceptedTake {
  readonly part: Address;
  readonly key: Key;
  readonly session: string;
  readonly ensembleVersion: string;
  readonly attempts: number;
  readonly verdict: string;
  readonly player: string;
  readonly model?: string;
  readonly understudy?: string;
  readonly usage?: Usage;
  /** One line, at most about 40 tokens, no control characters. */
  readonly summary: string;
  /** Where the raw output lies, from the workspace's folder. */
  readonly takePath: string;
  /** Of the canonical output without its top-level `summary`. */
  readonly outputSha256: Sha256;
  /** Of the bytes of the file at `takePath`. */
  readonly takeSha256: Sha256;
  readonly files: readonly (TakeFile & { readonly committed: boolean })[];
  readonly digests: KeyDigests;
  /** The commit that holds it, where it is known. */
  readonly commit?: string;
}

/** A step on its way to the branch. */
export interface Step {
  readonly accepted: AcceptedTake;
  /** Bytes of the file at `takePath`. */
  readonly takeBytes: Uint8Array;
  /** Absolute path of each file's content, by its workspace path. */
  readonly contents: ReadonlyMap<string, string>;
  /** `nickname[item]#round` */
  readonly shortName: string;
  readonly ensemble: string;
  readonly nickname: string;
  /** `simphony-test`: a validation script that goes with this step. */
  readonly script?: { readonly path: string; readonly text: string };
  readonly handoffLine: string;
  readonly summaryLine: string;
}

export type { Diagnostic, Json, Judged };
