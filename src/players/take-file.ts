import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { copyFile, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isSha256, type TakeFile } from '../base/index.ts';
import type { Found } from './collect.ts';
import { maskFile } from './mask-file.ts';
import type { Mask } from './mask.ts';

/** Neither through a link, nor waiting for a writer, should something else have taken the file's place. */
const carefully = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Bytes up to which a file is read at once: quicker than asking another thread. */
const smallFile = 64 * 1024;
const chunk = 256 * 1024;

/** Makes a file the take's own: free of hard links that lead elsewhere, and of the values of `env`. */
export async function makeOwn(
  { onDisk, stats }: Found,
  root: string,
  mask: Mask,
): Promise<'own' | 'not masked'> {
  if (stats.nlink > 1n) {
    const copy = join(root, 'own');
    await copyFile(onDisk, copy);
    await rename(copy, onDisk);
  }
  return !mask.empty && (await maskFile(onDisk, mask)) === 'not masked' ? 'not masked' : 'own';
}

/** Size, digest and executable bit of a file, read once. */
export async function takeFile({ path, onDisk, stats }: Found): Promise<TakeFile> {
  const hash = createHash('sha256');
  const { size, mode } = stats.size <= smallFile ? addAtOnce(onDisk, hash) : await addByPieces(onDisk, hash);
  const sha256 = hash.digest('hex');
  if (!isSha256(sha256)) throw new Error(`${sha256} is no SHA-256`);
  // Git looks at the owner's bit alone.
  return { path, size, sha256, ...((mode & 0o100) === 0 ? {} : { executable: true }) };
}

interface Read {
  readonly size: number;
  readonly mode: number;
}

function addAtOnce(path: string, hash: Hash): Read {
  const file = openSync(path, carefully);
  try {
    const buffer = Buffer.allocUnsafe(smallFile);
    let size = 0;
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, read));
      size += read;
    }
    return { size, mode: fstatSync(file).mode };
  } finally {
    closeSync(file);
  }
}

async function addByPieces(path: string, hash: Hash): Promise<Read> {
  const file = await open(path, carefully);
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunk);
      if (bytesRead === 0) return { size, mode: (await file.stat()).mode };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await file.close();
  }
}
