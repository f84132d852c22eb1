import type { Diagnostic } from '../base/index.ts';
import { decodeText, type TextFile } from './text-file.ts';

/** What stands at a path of the workspace. */
export type Entry =
  | { readonly entry: 'file'; readonly bytes: Uint8Array }
  | { readonly entry: 'folder' }
  /** A link out of the folder it may not leave, or a link to a folder that holds it. */
  | { readonly entry: 'link out' }
  /** A pipe, a socket, a device: never opened. */
  | { readonly entry: 'other' }
  | { readonly entry: 'unreadable'; readonly because: string };

/** The files that make a score, as plain values: what read.ts found, and what it can be asked. */
export interface Workspace {
  /** Path of the sheet from the workspace's folder. */
  readonly sheet: string;
  /** By path from the workspace's folder, NFC, in byte order: the sheet, concerto, production and all below `ensembles/`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Paths of the files beside the sheet that could be one: for the nearest one to a sheet that is not there. */
  readonly besides: readonly string[];
  /** A file that the sheet's inputs name, from the workspace's folder; it may lie outside. */
  input(path: string): Entry | undefined;
  /** The version of a package as it resolves from a folder of the workspace, else from Simphony itself. */
  packageVersion(name: string, folder: string): string | undefined;
  /** `fs`, `node:fs`, … */
  isBuiltin(specifier: string): boolean;
}

/** Text files of the score by path, decoded once; who looks at a file twice hears its mistake once. */
export interface TextFiles {
  /** `undefined` where there is none, or where it could not be read (then it has been told). */
  of(path: string): TextFile | undefined;
  readonly all: ReadonlyMap<string, TextFile>;
}

export function textFiles(entryAt: (path: string) => Entry | undefined, found: Diagnostic[]): TextFiles {
  const all = new Map<string, TextFile>();
  const tried = new Set<string>();
  return {
    all,
    of(path) {
      if (!tried.has(path)) {
        tried.add(path);
        const entry = entryAt(path);
        const file = entry?.entry === 'file' ? decodeText(path, entry.bytes, found) : undefined;
        if (file !== undefined) all.set(path, file);
      }
      return all.get(path);
    },
  };
}
