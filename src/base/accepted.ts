import type { Address } from './address.ts';
import type { Key, Sha256 } from './digest.ts';
import type { TakeFile, Usage } from './take.ts';

/** Digests that a key was made of, by field; `explain` compares two of them (plan/key.ts). */
export interface KeyDigests {
  readonly [field: string]: string | null | { readonly [name: string]: string | null };
}

/** What is known of an accepted take: one line of `sessions/*.jsonl`, and what the trailers of its commit say. */
export interface AcceptedTake {
  readonly part: Address;
  readonly key: Key;
  /** The session's id. */
  readonly session: string;
  readonly ensembleVersion: string;
  readonly attempts: number;
  /** `7 held, 1 not heard` */
  readonly verdict: string;
  readonly player: string;
  readonly model?: string;
  readonly understudy?: string;
  /** Of all its attempts, failed ones too. */
  readonly usage?: Usage;
  /** Of each attempt that a model was asked for, where there was more than one. */
  readonly usages?: readonly Usage[];
  /** The digest of what a model was sent. */
  readonly sent?: Sha256;
  /** Of the understudy's code, where one played. */
  readonly understudySha256?: Sha256;
  /** One line, at most about 40 tokens, no control characters. */
  readonly summary: string;
  /** Where the raw output lies, from the workspace's folder. */
  readonly takePath: string;
  /** Of the canonical output without its top-level `summary`. */
  readonly outputSha256: Sha256;
  /** Of the bytes of the file at `takePath`. */
  readonly takeSha256: Sha256;
  readonly files: readonly (TakeFile & { readonly committed: boolean })[];
  /** Absent where only trailers are left. */
  readonly digests?: KeyDigests;
  /** The commit that holds it, where it is known. */
  readonly commit?: string;
}
