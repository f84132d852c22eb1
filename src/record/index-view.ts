import { lstatSync } from 'node:fs';
import { fields } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * What stands in git's index at the paths that steps write. It is listed once, and again where another git has written
 * the index since: held under its lock, it is otherwise what we left there ourselves.
 */
export class IndexView {
  readonly #repository: Repository;
  #stamp: string | undefined;
  /** By the first folder below the workspace, or the file there: blobs by path from the top. */
  readonly #listed = new Map<string, Map<string, string>>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** The blobs at these paths, under the index lock. */
  async blobsAt(paths: readonly string[]): Promise<(string | undefined)[]> {
    const stamp = this.#stampNow();
    if (stamp === undefined || stamp !== this.#stamp) this.#listed.clear();
    this.#stamp = stamp;
    const missing = [...new Set(paths.map((path) => this.#unitOf(path)))].filter(
      (unit) => !this.#listed.has(unit),
    );
    if (missing.length > 0) await this.#list(missing);
    return paths.map((path) => this.#listed.get(this.#unitOf(path))?.get(path));
  }

  /** The index was written with these entries, still under its lock. */
  wrote(entries: readonly { readonly path: string; readonly id: string | undefined }[]): void {
    for (const { path, id } of entries) {
      const unit = this.#listed.get(this.#unitOf(path));
      if (id === undefined) unit?.delete(path);
      else unit?.set(path, id);
    }
    this.#stamp = this.#stampNow();
  }

  async #list(units: readonly string[]): Promise<void> {
    const said = fields(await this.#repository.out(['ls-files', '-s', '-z', '--', ...units]));
    for (const unit of units) this.#listed.set(unit, new Map());
    for (const line of said) {
      const [, id, path] = /^\d+ ([0-9a-f]+) 0\t([^]*)$/.exec(line) ?? [];
      if (id !== undefined && path !== undefined) this.#listed.get(this.#unitOf(path))?.set(path, id);
    }
  }

  #unitOf(path: string): string {
    const { prefix } = this.#repository.facts;
    const end = path.indexOf('/', prefix.length);
    return end === -1 ? path : path.slice(0, end);
  }

  #stampNow(): string | undefined {
    const stat = lstatSync(this.#repository.facts.indexFile, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
  }
}
