import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { KnownContents, sha256, type Diagnostic, type Sha256 } from '../base/index.ts';
import { isNoPartOfScore } from '../score/index.ts';
import { FolderWatch } from './folder-watch.ts';

/** Which stamps a file has: cheap to ask for, and moved by every way of writing to it that does not try to hide. */
type Stamp = string;
const missing: Stamp = 'missing';

/** While nothing has played since it last looked, it looks again no sooner than this. */
const everyMs = 200;
/**
 * A score of thousands of files takes time to look at: after the first moments at most this share of a session. Where
 * the system tells what was touched, looking at everything is only for what it does not tell.
 */
const told = { freeMs: 50, share: 0.01 };
const untold = { freeMs: 500, share: 0.1 };

/** A file that has rested for so long was read as it is now. */
const freshMs = 10_000;

/**
 * Notices a change to what judges an instrument (promise 6): sheet, production, concerto, ensembles/,
 * tests/takes/, .git/config and hooks. A sandbox prevents one; without, an instrument can write anywhere. A change that
 * no instrument of the session can have made (`score_saved`) is a person's; any other (`score_changed`) may be either's.
 */
export class ScoreGuard {
  readonly #folder: string;
  readonly #files: readonly string[];
  readonly #folders: readonly string[];
  readonly #read: readonly string[];
  #stamps = new Map<string, Stamp>();
  /** What the Conductor itself writes there, by path. */
  readonly #own = new KnownContents();
  readonly #playing = new Set<string>();
  /** Who played since the last look, and between the two before it: the system's word may come a moment late. */
  #wasPlaying = new Set<string>();
  #playedBefore: ReadonlySet<string> = new Set();
  readonly #watch: FolderWatch;
  /** Somebody has played in this session who could have written anywhere. */
  #wasFree = false;
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
    this.#read = [...options.read.keys()];
    this.#clock = options.clock;
    this.#watch = new FolderWatch(options.folder);
    for (const [path, content] of options.read) this.expect(path, content);
  }

  /** From here on every change is noticed, until `release`. False where a file was saved since the score was read. */
  hold(): boolean {
    this.#heldAt = this.#clock();
    const byFolder = new Map<string, Set<string>>();
    for (const path of this.#files) {
      const names = byFolder.get(dirname(path));
      if (names === undefined) byFolder.set(dirname(path), new Set([basename(path)]));
      else names.add(basename(path));
    }
    for (const folder of this.#folders) this.#watchBelow(folder);
    for (const [folder, names] of byFolder) this.#watch.add(folder, names);
    this.#stamps = this.#look();
    const newest = Date.now() - freshMs;
    return this.#read.every((path) => {
      const there = statSync(join(this.#folder, path), { throwIfNoEntry: false });
      return there === undefined || Math.max(there.mtimeMs, there.ctimeMs) < newest || this.#isOwn(path);
    });
  }

  release(): void {
    this.#watch.close();
  }

  /** A part that a sandbox holds is told of to nobody: it cannot have been the one. */
  playing(part: string, how: 'in a sandbox' | 'free'): void {
    if (how === 'in a sandbox') return;
    this.#wasFree = true;
    this.#playing.add(part);
    this.#wasPlaying.add(part);
  }

  rested(part: string): void {
    this.#playing.delete(part);
  }

  /** The Conductor is about to write this content itself. */
  expect(path: string, content: Sha256): void {
    this.#own.add(path, content);
  }

  /** Makes a change to a text; one that came of a text that is known is known too. */
  expects(path: string, text: string, change: (text: string) => string): string {
    const changed = change(text);
    if (this.knows(path, sha256(text))) this.expect(path, sha256(changed));
    return changed;
  }

  /** Whether a text is what was read, or what the Conductor made of it: what it may go on from. */
  knows(path: string, content: Sha256): boolean {
    return this.#own.has(path, content);
  }

  /** Mistakes that name the changed files and what was playing; empty where nothing changed, or it was asked just now. */
  check(starting: readonly string[], atOnce = false): readonly Diagnostic[] {
    const now = this.#clock();
    const touched = this.#watch.take();
    if (atOnce || this.#isDue(now, starting)) {
      this.#asked = now;
      const stamps = this.#look();
      this.#spentMs += this.#clock() - now;
      return this.#moved(stamps, new Set([...stamps.keys(), ...this.#stamps.keys()]), starting);
    }
    return touched.size === 0 && this.#watch.isBlind ? [] : this.#moved(...this.#lookAt(touched), starting);
  }

  /** What differs from what was held: the Conductor's own writing is taken over, anything else is a mistake. */
  #moved(
    stamps: ReadonlyMap<string, Stamp>,
    among: ReadonlySet<string>,
    starting: readonly string[],
  ): readonly Diagnostic[] {
    const changed: string[] = [];
    for (const path of among) {
      const stamp = stamps.get(path);
      if (stamp === this.#stamps.get(path)) continue;
      if (this.#isOwn(path)) this.#stamps.set(path, stamp ?? missing);
      else changed.push(path);
    }
    const suspects = new Set([...this.#playedBefore, ...this.#wasPlaying]);
    if (changed.length === 0) {
      this.#playedBefore = this.#wasPlaying;
      this.#wasPlaying = new Set(this.#playing);
      return [];
    }
    const names = [...suspects].filter((part) => !starting.includes(part));
    return changed.map((path) => ({
      code: this.#wasFree ? 'score_changed' : 'score_saved',
      severity: 'mistake',
      at: { file: path, line: 1, column: 1 },
      message: `\`${path}\` was changed during the session; the change is not honoured in it${names.length === 0 ? '' : ` (playing: ${names.join(', ')})`}`,
      help: 'look at the change, commit it or take it back, and play again: nothing that was accepted is lost',
    }));
  }

  /** Whoever has played since the last look may have changed something, and what starts next must not come of it. */
  #isDue(now: number, starting: readonly string[]): boolean {
    const { freeMs, share } = this.#watch.isBlind ? untold : told;
    if ([...this.#wasPlaying].every((part) => starting.includes(part))) {
      if (now - this.#asked < everyMs) return false;
      if (this.#watch.isBlind) return true;
    }
    return this.#spentMs <= freeMs + (now - this.#heldAt) * share;
  }

  #isOwn(path: string): boolean {
    if (!this.#own.names(path)) return false;
    try {
      return this.knows(path, sha256(readFileSync(join(this.#folder, path))));
    } catch {
      return false;
    }
  }

  #look(): Map<string, Stamp> {
    const found = new Map<string, Stamp>();
    for (const path of this.#files) found.set(path, stampOf(join(this.#folder, path)));
    for (const folder of this.#folders)
      for (const path of this.#below(folder)) found.set(path, stampOf(join(this.#folder, path)));
    return found;
  }

  /** As `#look`, at what was touched and what lies below it; with the paths that were looked at. */
  #lookAt(touched: ReadonlySet<string>): [ReadonlyMap<string, Stamp>, ReadonlySet<string>] {
    const found = new Map<string, Stamp>();
    const among = new Set<string>();
    for (const path of touched) {
      if (this.#files.includes(path)) found.set(path, stampOf(join(this.#folder, path)));
      const root = this.#folders.find((folder) => path === folder || path.startsWith(folder + sep));
      if (root === undefined) {
        if (found.has(path)) among.add(path);
        continue;
      }
      if (relative(root, path).split(sep).some(isNoPartOfScore)) continue;
      const isFolder = statSync(join(this.#folder, path), { throwIfNoEntry: false })?.isDirectory() === true;
      if (isFolder) this.#watchBelow(path);
      for (const one of isFolder ? this.#below(path) : [path])
        found.set(one, stampOf(join(this.#folder, one)));
      for (const one of found.keys()) among.add(one);
      // A folder that went away took with it what was known below it.
      if (!isFolder)
        for (const known of this.#stamps.keys())
          if (known === path || known.startsWith(path + sep)) among.add(known);
    }
    for (const path of among) if (found.get(path) === missing && !this.#stamps.has(path)) among.delete(path);
    return [found, among];
  }

  #watchBelow(folder: string): void {
    this.#watch.add(folder);
    for (const entry of entriesOf(join(this.#folder, folder)))
      if (entry.isDirectory() && !isNoPartOfScore(entry.name)) this.#watchBelow(join(folder, entry.name));
  }

  /** Files, links and all else below a folder that is part of a score, by path from the workspace. */
  *#below(folder: string): Generator<string> {
    for (const entry of entriesOf(join(this.#folder, folder))) {
      if (isNoPartOfScore(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* this.#below(path);
      else yield path;
    }
  }
}

function stampOf(path: string): Stamp {
  try {
    const { size, mtimeMs, ctimeMs, ino, mode } = statSync(path);
    return `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`;
  } catch {
    return missing;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
