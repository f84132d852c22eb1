import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * Looks that are answered at once. Handing one to another thread, as the promises of `node:fs` do, costs several times
 * what the look itself does, and a group of steps takes hundreds.
 */

/** What lies there, not followed; `undefined` where nothing does, or where nobody may look. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Up to this many bytes a file is read at once; a larger one is not worth everybody else's waiting. */
const small = 256 * 1024;

/** The bytes of a file of this size, or what a link says. */
export async function bytesAt(path: string, there: Stats): Promise<Buffer> {
  if (there.isSymbolicLink()) return Buffer.from(readlinkSync(path));
  return there.size <= small ? readFileSync(path) : readFile(path);
}
