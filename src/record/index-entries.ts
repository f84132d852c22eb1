import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AskedGit, oneLine } from './asked-git.ts';
import { makeFolder } from './disk.ts';
import { GitFailed } from './git.ts';
import type { Repository } from './repository.ts';

/** Two lines: the index, and a file with the entries as `--index-info` reads them. It answers with git's exit code. */
const script =
  'while IFS= read -r index && IFS= read -r entries; do ' +
  'GIT_INDEX_FILE=$index git "$@" update-index -z --index-info <"$entries" 2>"$entries.err"; echo "$?"; done';

/**
 * Writes entries into an index. git has no command that does so more than once, and starting one from a Conductor of
 * 200 MB stops it for milliseconds: a small shell that lives for the session starts them.
 */
export class IndexEntries {
  readonly #repository: Repository;
  readonly #shell: AskedGit<string>;

  constructor(repository: Repository) {
    this.#repository = repository;
    const { facts, environment } = repository;
    this.#shell = new AskedGit(
      { folder: facts.top, environment, words: ['update-index'], shell: script },
      oneLine,
    );
  }

  async write(index: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const { disk, home } = this.#repository;
    const folder = join(home, 'tmp');
    await makeFolder(disk, 'tmp.folder', folder);
    const file = join(folder, 'index-entries');
    await disk.change('index.entries', [file], () => writeFile(file, lines.join('')));
    const [code] = await disk.change('git update-index', [], () => this.#shell.ask(`${index}\n${file}\n`, 1));
    if (code === '0') return;
    const said = await readFile(`${file}.err`, 'utf8').catch(() => '');
    throw new GitFailed('update-index', said.trim() || `it ended with code ${code ?? ''}`);
  }

  async close(): Promise<void> {
    await this.#shell.close();
    const { disk, home } = this.#repository;
    for (const name of ['index-entries', 'index-entries.err']) {
      const file = join(home, 'tmp', name);
      if (existsSync(file)) await disk.change('index.entries', [file], () => rm(file, { force: true }));
    }
  }
}
