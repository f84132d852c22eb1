import { AskedGit, oneLine } from './asked-git.ts';
import { syncFile, syncFolder, type Disk } from './disk.ts';
import type { Environment } from './git.ts';

/** A line: a path. It answers with the exit code of a sync of the whole file system that the path lies in. */
const script = 'while IFS= read -r path; do sync -f "$path" >/dev/null 2>&1; echo "$?"; done';

/** So many are synced one by one. */
const few = 8;

/**
 * Syncs of many files or folders at a time. Each on its own takes a thread, three calls and a turn of the disk; the
 * file system as a whole (syncfs(2), by `sync -f` of the GNU core utilities) takes one turn for all of them. Where
 * there is no such command each is synced on its own.
 */
export class Syncs {
  readonly #disk: Disk;
  readonly #shell: AskedGit<string>;
  #isMissing = false;

  constructor(disk: Disk, folder: string, environment: Environment) {
    this.#disk = disk;
    this.#shell = new AskedGit({ folder, environment, words: ['sync'], shell: script }, oneLine);
  }

  /** D1, for content. All lie in one file system. */
  files(paths: readonly string[]): Promise<void> {
    return this.#together(paths, (path, work) => this.#disk.sync(path, work), syncFile);
  }

  /** D1, for names. All lie in one file system. */
  folders(paths: readonly string[]): Promise<void> {
    return this.#together(paths, (path, work) => this.#disk.syncFolder(path, work), syncFolder);
  }

  close(): Promise<void> {
    return this.#shell.close();
  }

  async #together(
    paths: readonly string[],
    sync: (path: string, work: () => Promise<void>) => Promise<void>,
    alone: (disk: Disk, path: string) => Promise<void>,
  ): Promise<void> {
    const [first] = paths;
    if (first === undefined) return;
    if (paths.length > few && (await this.#whole(first))) {
      await Promise.all(paths.map((path) => sync(path, () => Promise.resolve())));
      return;
    }
    await Promise.all(paths.map((path) => alone(this.#disk, path)));
  }

  async #whole(path: string): Promise<boolean> {
    if (this.#isMissing || path.includes('\n')) return false;
    const [code] = await this.#shell.ask(`${path}\n`, 1).catch(() => []);
    this.#isMissing = code !== '0';
    return !this.#isMissing;
  }
}
