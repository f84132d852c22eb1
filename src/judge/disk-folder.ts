import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { byBytes, isSha256 } from '../base/index.ts';
import type { Folder } from './folder.ts';

/** Bytes read at a time while a file is measured: an output of many gigabytes is never held whole. */
const chunk = 1 << 20;

/** The files below an absolute path, read only. Links are not followed: a take's file is a regular one. */
export function diskFolder(top: string): Folder {
  const regular = (path: string): string | undefined => {
    const place = join(top, path);
    return lstatSync(place, { throwIfNoEntry: false })?.isFile() === true ? place : undefined;
  };
  return {
    read(path) {
      const place = regular(path);
      return place === undefined ? undefined : readFileSync(place);
    },
    list(path) {
      try {
        const entries = readdirSync(join(top, path), { withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile() || entry.isDirectory())
          .map((entry) => `${entry.name.normalize('NFC')}${entry.isDirectory() ? '/' : ''}`)
          .toSorted(byBytes);
      } catch {
        return [];
      }
    },
    measure(path) {
      const place = regular(path);
      if (place === undefined) return undefined;
      const file = openSync(place, 'r');
      try {
        const digest = createHash('sha256');
        const bytes = Buffer.alloc(Math.min(chunk, fstatSync(file).size + 1));
        let size = 0;
        for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
          size += read;
          digest.update(bytes.subarray(0, read));
        }
        const hex = digest.digest('hex');
        return isSha256(hex) ? { size, sha256: hex } : undefined;
      } finally {
        closeSync(file);
      }
    },
  };
}
