import { statSync } from 'node:fs';
import { isAbsolute, posix, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { Grounds, Sha256, TakeFile } from '../base/index.ts';
import { byBytes } from '../base/index.ts';
import type { Look } from '../plan/index.ts';
import { outsideFiles, type Opening, type SessionRecord } from '../record/index.ts';
import type { LaidFile } from '../players/index.ts';

type Content = LaidFile['from'];

/** A file that a part reads: where it lies in its scratch folder, its digest, and how to get at its content. */
export interface ReadFile {
  readonly path: string;
  readonly sha256: Sha256;
  content(): Promise<Content>;
}

/** What the Conductor writes: a glob matches it only where it starts with that name. */
const ownFolders = ['takes', 'output', 'tests/takes'];
/** What was submitted to be played lies in `runs/` under such a name (submission.ts); what else lies there is a person's. */
const submitted = /^runs\/[a-z0-9-]+-[0-9a-f]{8}\.(?:json|md)$/;
/** Never handed over by a glob: `handoff`, `record` and `production` say what a part may hear. */
const neverRead = ['handoff.md', 'summary.txt', 'production.md', 'sessions', '.simphony'];

const isUnder = (path: string, name: string): boolean => path === name || path.startsWith(`${name}/`);

/** Whether a workspace path may be matched by a glob that was written so. */
export function mayMatch(path: string, glob: string): boolean {
  if (neverRead.some((name) => isUnder(path, name))) return false;
  const own = submitted.test(path) ? 'runs' : ownFolders.find((name) => isUnder(path, name));
  return own === undefined || isUnder(glob, own);
}

/** A folder as it stood at the opening: which paths it has, and what is in them. */
interface Tree {
  readonly paths: readonly string[];
  digest(path: string): Promise<Sha256 | undefined>;
  content(path: string): Promise<Content>;
}

type Pattern = Look['reads'][number];

/** Answers what a part reads: the opening's files that its globs match, with the takes it needs laid over. */
export class WorkspaceFiles {
  readonly #folder: string;
  readonly #opening: Opening;
  readonly #record: SessionRecord;
  readonly #outside = new Map<string, Promise<Tree>>();
  readonly #matches = new Map<string, readonly string[]>();
  readonly #known: ReadonlySet<string>;

  readonly #grounds: Grounds | undefined;

  constructor(folder: string, opening: Opening, record: SessionRecord, grounds?: Grounds) {
    this.#grounds = grounds;
    this.#folder = folder;
    this.#opening = opening;
    this.#record = record;
    this.#known = new Set(opening.paths);
  }

  /** A file of the score, which stands as it was read: the guard holds it. */
  ofScore(path: string): Pick<LaidFile, 'from' | 'executable'> {
    const file = resolve(this.#folder, path);
    const executable = ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o100) !== 0;
    return { from: { file }, executable };
  }

  /** Globs that are matched in this workspace, so that the opening can be held fast before anything is played. */
  async read(look: Look): Promise<ReadFile[]> {
    const found = new Map<string, ReadFile>();
    for (const one of look.reads.filter(({ exclude }) => !exclude)) {
      for (const file of await this.#matched(one, look)) found.set(file.path, file);
    }
    for (const { glob, input } of look.reads.filter(({ exclude }) => exclude)) {
      const path = input === undefined ? glob : `inputs/${input.name}/${below(glob, input.path)}`;
      const excluded = picomatch(path, { dot: true });
      for (const name of found.keys()) if (excluded(name)) found.delete(name);
    }
    return [...found.values()].sort((a, b) => byBytes(a.path, b.path));
  }

  async #matched({ glob, input }: Pattern, look: Look): Promise<ReadFile[]> {
    if (input === undefined) return this.#inWorkspace(plainGlob(glob), look, (path) => path);
    const rest = below(glob, input.path);
    const laid = (path: string): string => `inputs/${input.name}/${path}`;
    const inside = this.#insideOf(input.path);
    if (inside === undefined) return this.#inTree(await this.#tree(input.path), rest, laid);
    const base = inside === '' ? '' : `${inside}/`;
    if (rest === '') return this.#inWorkspace(inside, look, () => laid(posix.basename(inside)));
    return this.#inWorkspace(`${base}${rest}`, look, (path) => laid(path.slice(base.length)));
  }

  /** The path from the workspace's folder, where the input lies inside of it. */
  #insideOf(path: string): string | undefined {
    const absolute = resolve(this.#folder, path);
    if (absolute === this.#folder) return '';
    return absolute.startsWith(this.#folder + sep)
      ? absolute
          .slice(this.#folder.length + 1)
          .split(sep)
          .join('/')
      : undefined;
  }

  async #inWorkspace(glob: string, look: Look, laid: (path: string) => string): Promise<ReadFile[]> {
    const files: ReadFile[] = [];
    const overlaid = new Set<string>();
    const matches = isPlain(glob) ? (path: string) => path === glob : picomatch(glob, { dot: true });
    for (const file of look.overlay.values()) {
      if (!matches(file.path) || !mayMatch(file.path, glob)) continue;
      overlaid.add(file.path);
      files.push({ path: laid(file.path), sha256: file.sha256, content: () => this.takeContent(file) });
    }
    await this.#opening.lookedFor(whereFor(glob));
    for (const path of this.#pathsOf(glob)) {
      if (overlaid.has(path)) continue;
      const digest = await this.#opening.digest(path);
      if (digest !== undefined)
        files.push({ path: laid(path), sha256: digest, content: () => this.#opening.content(path) });
    }
    return files;
  }

  #pathsOf(glob: string): readonly string[] {
    if (isPlain(glob)) return this.#known.has(glob) && mayMatch(glob, glob) ? [glob] : [];
    const before = this.#matches.get(glob);
    if (before !== undefined) return before;
    const matches = picomatch(glob, { dot: true });
    const found = this.#opening.paths.filter((path) => mayMatch(path, glob) && matches(path));
    this.#matches.set(glob, found);
    return found;
  }

  async #inTree(tree: Tree, glob: string, laid: (path: string) => string): Promise<ReadFile[]> {
    const matches = glob === '' ? () => true : picomatch(glob, { dot: true });
    const files: ReadFile[] = [];
    const paths =
      isPlain(glob) && tree.paths.includes(glob) ? [glob] : tree.paths.filter((path) => matches(path));
    for (const path of paths) {
      const digest = await tree.digest(path);
      if (digest !== undefined)
        files.push({ path: laid(path), sha256: digest, content: () => tree.content(path) });
    }
    return files;
  }

  #tree(path: string): Promise<Tree> {
    const absolute = isAbsolute(path) ? path : resolve(this.#folder, path);
    const before = this.#outside.get(absolute) ?? outsideFiles(absolute, process.env, this.#grounds);
    this.#outside.set(absolute, before);
    return before;
  }

  /** The content of a file that a take brought: from the cache, or where it stood at the opening. */
  async takeContent(file: TakeFile): Promise<Content> {
    const cached = this.#record.cached(file.sha256);
    if (cached !== undefined) return { file: cached };
    if ((await this.#opening.digest(file.path)) === file.sha256) return this.#opening.content(file.path);
    return { file: resolve(this.#folder, file.path) };
  }
}

const isPlain = (glob: string): boolean => !/[*?[\]{}()!+@\\]/.test(glob);

/** Where the paths lie that a glob of the workspace may match. */
function whereFor(glob: string): Parameters<Opening['lookedFor']>[0] {
  if (isPlain(glob)) return { path: glob };
  const { base, glob: rest } = picomatch.scan(glob);
  return { base, deep: rest.includes('/') || rest.includes('**') };
}

/** `./docs/**` and `docs/**` are one. */
const plainGlob = (glob: string): string => glob.replace(/^(\.\/)+/, '');

/** What a glob that begins with an input's path says below it. */
function below(glob: string, path: string): string {
  const rest = glob.startsWith(path) ? glob.slice(path.length) : glob;
  return rest.replace(/^\/+/, '');
}
