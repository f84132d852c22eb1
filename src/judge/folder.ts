import type { Sha256 } from '../base/index.ts';

/** The workspace as a validation script sees it. Paths are from its top, with `/`. Nothing is ever written. */
export interface Folder {
  /** `undefined` where there is no regular file. */
  read(path: string): Uint8Array | undefined;
  /** Names in a folder, in byte order, folders with a `/` at the end; empty where there is none. */
  list(path: string): readonly string[];
  /** Size in bytes and digest of a regular file. */
  measure(path: string): { readonly size: number; readonly sha256: Sha256 } | undefined;
}
