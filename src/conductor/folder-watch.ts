import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** More folders than this are not watched: the system's own limits are near then, and looking is the surer way. */
const mostFolders = 1024;

/**
 * Which paths of some folders were touched since it was last asked, as the system tells it (inotify and its like).
 * A hint that costs nothing while nothing happens: what comes through a map or another name of a file is not told.
 */
export class FolderWatch {
  readonly #root: string;
  readonly #watchers = new Map<string, FSWatcher>();
  #touched = new Set<string>();
  #blind = false;

  constructor(root: string) {
    this.#root = root;
  }

  /** Nobody tells us anything: whoever wants to know must look. */
  get isBlind(): boolean {
    return this.#blind;
  }

  /** Watches one folder, not what is below it; `only`: the names in it that matter. A folder that is not there is no fault. */
  add(folder: string, only?: ReadonlySet<string>): void {
    if (this.#blind || this.#watchers.has(folder)) return;
    if (this.#watchers.size >= mostFolders) return this.#giveUp();
    try {
      const watcher = watch(join(this.#root, folder), { persistent: false }, (_event, name) => {
        if (name === null) this.#touched.add(folder);
        else if (only === undefined || only.has(name)) this.#touched.add(join(folder, name));
      });
      watcher.on('error', () => this.#giveUp());
      this.#watchers.set(folder, watcher);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#giveUp();
    }
  }

  /** Paths from the root; each is told once. */
  take(): ReadonlySet<string> {
    const touched = this.#touched;
    if (touched.size > 0) this.#touched = new Set();
    return touched;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #giveUp(): void {
    this.#blind = true;
    this.close();
  }
}
