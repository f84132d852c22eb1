/** A change of a working file that needs nothing but what it says, so that any thread can carry it out. */
export type FileChange =
  /** With all that is missing above it. */
  | { readonly change: 'folder'; readonly path: string }
  /** A fresh file; its mode is what the person's umask leaves, as git does it. */
  | {
      readonly change: 'fill';
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly executable: boolean;
    }
  | { readonly change: 'rename'; readonly path: string; readonly to: string };

/** Throws what `node:fs` throws. */
export function carryOut(change: FileChange): void;
