import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** 64 lower-case hex digits of a SHA-256 (FIPS 180-4). */
export type Sha256 = string & { readonly minted: 'sha256' };
/** The digest of everything a part hears and is made of. See plan/key.ts. */
export type Key = Sha256 & { readonly keyed: true };

export const sha256 = (data: string | Uint8Array): Sha256 =>
  createHash('sha256').update(data).digest('hex') as Sha256;

/** The digest of a JSON value, whatever the order of its members. */
export const digestOf = (value: unknown): Sha256 => sha256(canonicalJson(value));

export const isSha256 = (text: string): text is Sha256 => /^[0-9a-f]{64}$/.test(text);
