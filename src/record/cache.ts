import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Sha256 } from '../base/index.ts';
import { makeFolder, syncFile, syncFolder, type Disk } from './disk.ts';
import { codeOf } from './file-errors.ts';

/** Puts it on disk for good. */
export type Durable = () => Promise<void>;

/** `.simphony/cache/<2>/<sha256>`: contents by digest, written once and read-only. */
export class Cache {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #temporary: string;
  readonly #yours: string;
  readonly #readOnly: string | undefined;
  /** Places that are on disk as far as this process knows: one before us may have been killed before it synced its own. */
  readonly #synced = new Set<string>();
  /** The names of the folders themselves, of those too that a process before us made. */
  #above: Promise<void> | undefined;

  /** `readOnly`: another home whose cache is read, and never written to. */
  constructor(disk: Disk, home: string, readOnly?: string) {
    this.#disk = disk;
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

  /** Moves a file in; what it gives makes it durable. Across file systems it is copied. */
  async takeIn(sha256: Sha256, from: string): Promise<Durable> {
    return this.#settle(sha256, (await stat(from)).size, async (temporary) => {
      await rename(from, temporary).catch(async (error: unknown) => {
        if (codeOf(error) !== 'EXDEV') throw error;
        await copyFile(from, temporary, constants.COPYFILE_FICLONE);
      });
    });
  }

  /** Keeps a person's file that gives way, beside the cache, where nothing is ever cleaned; the absolute path of the copy. */
  async setAside(from: string): Promise<string> {
    const disk = this.#disk;
    await makeFolder(disk, 'set-aside.folder', this.#yours);
    const place = await temporaryIn(disk, this.#yours);
    const copy = `${place}-${basename(from)}`;
    await disk.change('set-aside.copy', [copy], () => copyFile(from, copy, constants.COPYFILE_FICLONE));
    await syncFile(disk, copy);
    await syncFolder(disk, this.#yours);
    return copy;
  }

  async write(sha256: Sha256, bytes: Uint8Array): Promise<Durable> {
    return this.#settle(sha256, bytes.length, (temporary) => writeFile(temporary, bytes));
  }

  /** It is there for everybody at once, and for good once the journal has synced it with the line that names it. */
  async #settle(sha256: Sha256, size: number, fill: (temporary: string) => Promise<void>): Promise<Durable> {
    const place = this.#place(sha256);
    const disk = this.#disk;
    const folder = dirname(place);
    const durable = async (): Promise<void> => {
      if (this.#synced.has(place)) return;
      await syncFile(disk, place);
      await syncFolder(disk, folder);
      await (this.#above ??= this.#syncAbove());
      this.#synced.add(place);
    };
    // A power cut may have left a name without its content: what nobody had synced was promised to nobody.
    if ((await stat(place).catch(() => undefined))?.size === size) return durable;
    const made = await disk.change('cache.folder', [folder], () => mkdir(folder, { recursive: true }));
    if (made !== undefined) this.#above = undefined;
    const temporary = await temporaryIn(disk, this.#temporary);
    await disk.change('cache.fill', [temporary], () => fill(temporary));
    await disk.change('cache.mode', [temporary], () => chmod(temporary, 0o444));
    await disk.change('cache.rename', [temporary, place], () => rename(temporary, place));
    this.#synced.delete(place);
    return durable;
  }

  async #syncAbove(): Promise<void> {
    await syncFolder(this.#disk, this.#folder);
    await syncFolder(this.#disk, dirname(this.#folder));
  }

  get isEmpty(): boolean {
    return !existsSync(this.#folder);
  }

  /** Removes all that `needed` does not name. */
  async clean(needed: (sha256: string) => boolean): Promise<void> {
    for (const folder of await readdir(this.#folder).catch(() => [])) {
      for (const name of await readdir(join(this.#folder, folder)).catch(() => [])) {
        const file = join(this.#folder, folder, name);
        if (!needed(name))
          await this.#disk.change('cache.remove', [file], () => unlink(file)).catch(() => {});
      }
    }
  }
}

/** A fresh name in a folder that is made if need be. */
export async function temporaryIn(disk: Disk, folder: string): Promise<string> {
  await disk.change('tmp.folder', [folder], () => mkdir(folder, { recursive: true }));
  return freshIn(folder);
}

/** The same in a folder that is there. */
export const freshIn = (folder: string): string => join(folder, randomBytes(9).toString('hex'));
