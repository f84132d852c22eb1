import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Sha256 } from '../base/index.ts';
import { codeOf } from './file-errors.ts';

/** `.simphony/cache/<2>/<sha256>`: contents by digest, written once and read-only. */
export class Cache {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #yours: string;
  readonly #readOnly: string | undefined;

  /** `readOnly`: another home whose cache is read, and never written to. */
  constructor(home: string, readOnly?: string) {
    this.#readOnly = readOnly === undefined || readOnly === home ? undefined : join(readOnly, 'cache');
    this.#folder = join(home, 'cache');
    this.#temporary = join(home, 'tmp');
    this.#yours = join(home, 'set-aside');
  }

  #place(sha256: Sha256): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Absolute path, where it is there. */
  pathOf(sha256: Sha256): string | undefined {
    return [this.#folder, this.#readOnly]
      .flatMap((folder) => (folder === undefined ? [] : [join(folder, sha256.slice(0, 2), sha256)]))
      .find((place) => existsSync(place));
  }

  /** Moves a file in; durable when it resolves. Across file systems it is copied. */
  async takeIn(sha256: Sha256, from: string): Promise<void> {
    await this.#settle(sha256, async (temporary) => {
      await rename(from, temporary).catch(async (error: unknown) => {
        if (codeOf(error) !== 'EXDEV') throw error;
        await copyFile(from, temporary, constants.COPYFILE_FICLONE);
      });
    });
  }

  /** Copies a file in, without a second copy of its bytes where the file system can share them. */
  async copyIn(sha256: Sha256, from: string): Promise<void> {
    await this.#settle(sha256, (temporary) => copyFile(from, temporary, constants.COPYFILE_FICLONE));
  }

  /** Keeps a person's file that gives way, beside the cache, where nothing is ever cleaned; the absolute path of the copy. */
  async setAside(from: string): Promise<string> {
    const place = await temporaryIn(this.#yours);
    const copy = `${place}-${basename(from)}`;
    await copyFile(from, copy, constants.COPYFILE_FICLONE);
    await synced(copy);
    await syncedFolder(this.#yours);
    return copy;
  }

  async write(sha256: Sha256, bytes: Uint8Array): Promise<void> {
    await this.#settle(sha256, (temporary) => writeFile(temporary, bytes));
  }

  async #settle(sha256: Sha256, fill: (temporary: string) => Promise<void>): Promise<void> {
    const place = this.#place(sha256);
    if (existsSync(place)) return;
    await mkdir(dirname(place), { recursive: true });
    const temporary = await temporaryIn(this.#temporary);
    await fill(temporary);
    await synced(temporary);
    await chmod(temporary, 0o444);
    await rename(temporary, place);
    await syncedFolder(dirname(place));
  }

  /** Removes all that `needed` does not name. */
  async clean(needed: (sha256: string) => boolean): Promise<void> {
    for (const folder of await readdir(this.#folder).catch(() => [])) {
      for (const name of await readdir(join(this.#folder, folder)).catch(() => [])) {
        if (!needed(name)) await unlink(join(this.#folder, folder, name)).catch(() => {});
      }
    }
  }
}

/** A fresh name in a folder that is made if need be. */
export async function temporaryIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return join(folder, randomBytes(9).toString('hex'));
}

export async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name is durable only when its folder is. */
export const syncedFolder = (folder: string): Promise<void> => synced(folder);
