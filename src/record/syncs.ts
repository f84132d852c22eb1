import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AskedGit, oneLine } from './asked-git.ts';
import { lookAt } from './at-once.ts';
import { syncFile, syncFolder, type Disk } from './disk.ts';
import type { Environment } from './git.ts';

/** A line: a path. It answers with the exit code of a sync of the whole file system that the path lies in. */
const script = 'while IFS= read -r path; do sync -f "$path" >/dev/null 2>&1; echo "$?"; done';

/** So many are synced one by one. */
const few = 8;

/**
 * Syncs of many working files at a time, with the folders that hold them. Each on its own takes a thread, three calls and a turn of the disk; the
 * file system as a whole (syncfs(2), by `sync -f` of the GNU core utilities) takes one turn for all of them. Where
 * there is no such command each is synced on its own.
 */
export class Syncs {
  readonly #disk: Disk;
  readonly #top: string;
  readonly #shell: AskedGit<string>;
  /** Working files that were laid, moved or removed and are not on disk as far as we know: absolute paths. */
  readonly #owed = new Set<string>();
  #isMissing = false;

  /** `folder`: the top of the working tree. */
  constructor(disk: Disk, folder: string, environment: Environment) {
    [this.#disk, this.#top] = [disk, folder];
    this.#shell = new AskedGit({ folder, environment, words: ['sync'], shell: script }, oneLine);
  }

  /** By the next `pay` content and names of these are on disk. */
  owe(paths: Iterable<string>): void {
    for (const path of paths) this.#owed.add(path);
  }

  /** D1, for all that is owed. */
  async pay(): Promise<void> {
    const owed = [...this.#owed];
    const files = owed.filter((path) => lookAt(path)?.isFile() === true);
    const folders = new Set<string>();
    for (const path of owed) {
      for (let folder = dirname(path); folder.length >= this.#top.length; folder = dirname(folder)) {
        if (folders.has(folder)) break;
        // One that is empty now may have gone with its last file.
        if (existsSync(folder)) folders.add(folder);
      }
    }
    if (owed.length > few && (await this.#whole(this.#top))) {
      const nothing = (): Promise<void> => Promise.resolve();
      await Promise.all(files.map((path) => this.#disk.sync(path, nothing)));
      await Promise.all([...folders].map((path) => this.#disk.syncFolder(path, nothing)));
    } else {
      // A few at a time: each is an open file.
      for (const [paths, sync] of [
        [files, syncFile],
        [[...folders], syncFolder],
      ] as const)
        for (let index = 0; index < paths.length; index += 16)
          await Promise.all(paths.slice(index, index + 16).map((path) => sync(this.#disk, path)));
    }
    for (const path of owed) this.#owed.delete(path);
  }

  close(): Promise<void> {
    return this.#shell.close();
  }

  async #whole(path: string): Promise<boolean> {
    if (this.#isMissing || path.includes('\n')) return false;
    const [code] = await this.#shell.ask(`${path}\n`, 1).catch(() => []);
    this.#isMissing = code !== '0';
    return !this.#isMissing;
  }
}
