import { statSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf } from './paths.ts';

/**
 * Whether files that say how git treats paths (`.gitattributes`, `.gitignore`) are as they were when it was last
 * asked. A git that lives long reads each of them once; who asks it starts another where one has changed.
 */
export class RuleFiles {
  readonly #top: string;
  readonly #name: string;
  readonly #others: readonly string[];
  readonly #stamps = new Map<string, string>();

  /** `name` lies in any folder below `top`; `others` are the same for all paths. */
  constructor(top: string, name: string, others: readonly string[]) {
    [this.#top, this.#name, this.#others] = [top, name, others];
  }

  /** Looks at all that matters for these paths (from the top), and remembers it. */
  haveChanged(paths: readonly string[]): boolean {
    const folders = new Set(paths.flatMap((path) => ['', ...foldersOf(path)]));
    let changed = false;
    for (const file of [
      ...this.#others,
      ...[...folders].map((folder) => join(this.#top, folder, this.#name)),
    ]) {
      const stamp = stampOf(file);
      const before = this.#stamps.get(file);
      if (before !== undefined && before !== stamp) changed = true;
      this.#stamps.set(file, stamp);
    }
    return changed;
  }
}

function stampOf(file: string): string {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
  } catch {
    // A file where a folder should be, or a folder that may not be looked into: as if there were none.
    return '';
  }
}
