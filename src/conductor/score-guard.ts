import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256, type Diagnostic, type Sha256 } from '../base/index.ts';
import { isNoPartOfScore } from '../score/index.ts';

/** Which stamps a file has: cheap to ask for, and moved by every way of writing to it that does not try to hide. */
type Stamp = string;
const missing: Stamp = 'missing';

/** While nothing has played since it last looked, it looks again no sooner than this. */
const everyMs = 200;
/** A score of thousands of files takes time to look at: after the first moments at most this share of a session. */
const freeMs = 500;
const share = 0.1;

/**
 * Notices a change to what judges an instrument (promise 6): sheet, production, concerto, ensembles/,
 * tests/takes/, .git/config and hooks. It cannot prevent one: without a sandbox an instrument can write anywhere.
 */
export class ScoreGuard {
  readonly #folder: string;
  readonly #files: readonly string[];
  readonly #folders: readonly string[];
  #stamps = new Map<string, Stamp>();
  /** What the Conductor itself writes there, by path. */
  readonly #own = new Map<string, Set<Sha256>>();
  readonly #playing = new Set<string>();
  readonly #wasPlaying = new Set<string>();
  #asked = 0;
  #spentMs = 0;
  #heldAt = 0;
  readonly #clock: () => number;

  /** `files`: protected paths; `read`: what the score was read from, so that a save without a change is none. */
  constructor(options: {
    readonly folder: string;
    readonly files: readonly string[];
    readonly read: ReadonlyMap<string, Sha256>;
    readonly folders: readonly string[];
    readonly clock: () => number;
  }) {
    this.#folder = options.folder;
    this.#files = options.files;
    this.#folders = options.folders;
    this.#clock = options.clock;
    for (const [path, content] of options.read) this.expect(path, content);
  }

  async hold(): Promise<void> {
    this.#heldAt = this.#clock();
    this.#stamps = await this.#look();
  }

  playing(part: string): void {
    this.#playing.add(part);
    this.#wasPlaying.add(part);
  }

  rested(part: string): void {
    this.#playing.delete(part);
  }

  /** The Conductor is about to write this content itself. */
  expect(path: string, content: Sha256): void {
    const own = this.#own.get(path) ?? new Set();
    own.add(content);
    this.#own.set(path, own);
  }

  /** Makes a change to a text; one that came of a text that is known is known too. */
  expects(path: string, text: string, change: (text: string) => string): string {
    const changed = change(text);
    if (this.knows(path, sha256(text))) this.expect(path, sha256(changed));
    return changed;
  }

  /** Whether a text is what was read, or what the Conductor made of it: what it may go on from. */
  knows(path: string, content: Sha256): boolean {
    return this.#own.get(path)?.has(content) === true;
  }

  /** Mistakes that name the changed files and what was playing; empty where nothing changed, or it was asked just now. */
  async check(starting: readonly string[], atOnce = false): Promise<readonly Diagnostic[]> {
    const now = this.#clock();
    if (!atOnce && !this.#isDue(now, starting)) return [];
    this.#asked = now;
    const stamps = await this.#look();
    this.#spentMs += this.#clock() - now;
    const moved = [...new Set([...stamps.keys(), ...this.#stamps.keys()])].filter(
      (path) => stamps.get(path) !== this.#stamps.get(path),
    );
    const own = await Promise.all(moved.map((path) => this.#isOwn(path)));
    const changed = moved.filter((_, at) => own[at] === false);
    for (const [at, path] of moved.entries())
      if (own[at] === true) this.#stamps.set(path, stamps.get(path) ?? missing);
    if (changed.length === 0) {
      this.#wasPlaying.clear();
      for (const part of this.#playing) this.#wasPlaying.add(part);
      return [];
    }
    const suspects = [...this.#wasPlaying].filter((part) => !starting.includes(part));
    return changed.map((path) => ({
      code: 'score_changed',
      severity: 'mistake',
      at: { file: path, line: 1, column: 1 },
      message: `\`${path}\` was changed during the session; the change is not honoured in it${suspects.length === 0 ? '' : ` (playing: ${suspects.join(', ')})`}`,
      help: 'look at the change, commit it or take it back, and play again: nothing that was accepted is lost',
    }));
  }

  /** Whoever has played since the last look may have changed something, and what starts next must not come of it. */
  #isDue(now: number, starting: readonly string[]): boolean {
    if ([...this.#wasPlaying].every((part) => starting.includes(part))) return now - this.#asked >= everyMs;
    return this.#spentMs <= freeMs + (now - this.#heldAt) * share;
  }

  async #isOwn(path: string): Promise<boolean> {
    const own = this.#own.get(path);
    if (own === undefined) return false;
    const content = await readFile(join(this.#folder, path)).catch(() => undefined);
    return content !== undefined && own.has(sha256(content));
  }

  async #look(): Promise<Map<string, Stamp>> {
    const found = new Map<string, Stamp>();
    const paths = [...this.#files];
    for (const folder of this.#folders) paths.push(...(await below(this.#folder, folder)));
    await Promise.all(paths.map(async (path) => found.set(path, await stampOf(join(this.#folder, path)))));
    return found;
  }
}

async function stampOf(path: string): Promise<Stamp> {
  try {
    const { size, mtimeMs, ctimeMs, ino, mode } = await stat(path);
    return `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`;
  } catch {
    return missing;
  }
}

async function below(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !relative(join(root, folder), path).split(sep).some(isNoPartOfScore))
      .map((path) => relative(root, path));
  } catch {
    return [];
  }
}
