import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Random } from '../../src/kit/random.ts';
import type { Disk } from '../../src/record/disk.ts';

/**
 * Power cuts without a power switch. While a session runs, `Durable` keeps what a disk would still have if the power
 * went now; at the cut the workspace becomes one of the states that such a disk may have.
 *
 * W1  Content counts from the moment when a sync of that file began that has ended. Until then the disk has the old
 *     content, nothing, or a beginning.
 * W2  Names count when their folder was synced; a rename happened whole or not at all. What POSIX does not promise
 *     is not assumed: syncing a file syncs no name, syncing a folder does not sync the folder's own name.
 * W3  git syncs contents of what `core.fsync` names, as it was told in this call or as it does by itself
 *     (git-config(1)), and never a folder: renames of its own are lost unless we sync theirs.
 *
 * A file is told apart by its inode and its birth: renames keep both.
 */
type Identity = `${number} ${number}`;

export interface Survived {
  /** By folder, from the workspace's top: names, each of a file or of a folder. */
  readonly names: Readonly<Record<string, Readonly<Record<string, Identity | 'folder'>>>>;
  /** Base64, by file. */
  readonly contents: Readonly<Record<Identity, string>>;
}

interface Seen {
  readonly identity: Identity;
  readonly stamp: string;
}

function look(path: string): Seen | undefined {
  const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return there?.isFile() === true
    ? {
        identity: `${Number(there.ino)} ${Number(there.birthtimeNs)}`,
        stamp: `${there.size} ${there.mtimeNs}`,
      }
    : undefined;
}

/** A file or folder may go while it is looked at. */
function orGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Files below a folder, by path from it; folders end in `/`. Scratch folders are nobody's promise. */
function walk(
  top: string,
  found = new Map<string, Seen | 'folder'>(),
  below = '',
): Map<string, Seen | 'folder'> {
  for (const entry of orGone(() => readdirSync(join(top, below), { withFileTypes: true })) ?? []) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === '.simphony/scratch') continue;
    if (entry.isDirectory()) {
      found.set(`${path}/`, 'folder');
      walk(top, found, path);
    } else {
      const seen = look(join(top, path));
      if (seen !== undefined) found.set(path, seen);
    }
  }
  return found;
}

const folderOf = (path: string): string => (dirname(path) === '.' ? '' : dirname(path));
const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export class Durable implements Disk {
  readonly #top: string;
  readonly #trace: string;
  readonly #names = new Map<string, Map<string, Identity | 'folder'>>();
  readonly #contents = new Map<Identity, Buffer>();
  #git: Map<string, Seen | 'folder'>;
  /** How far the list of calls to git was read, and what each command was last told to sync. */
  #traced = 0;
  readonly #told = new Map<string, ReadonlySet<string>>();

  /** `trace`: where git lists its calls, one JSON object a line (api-trace2 in git's technical documentation). */
  constructor(top: string, trace: string) {
    [this.#top, this.#trace] = [top, trace];
    this.#names.set('', new Map());
    for (const [path, seen] of walk(top)) {
      const plain = path.replace(/\/$/, '');
      if (seen === 'folder') this.#names.set(plain, new Map());
      this.#names.get(folderOf(plain))?.set(lastOf(plain), seen === 'folder' ? seen : seen.identity);
      if (seen !== 'folder') this.#contents.set(seen.identity, readFileSync(join(top, path)));
    }
    this.#git = walk(join(top, '.git'));
    this.#traced = statSync(trace, { throwIfNoEntry: false })?.size ?? 0;
  }

  async change<T>(what: string, _paths: readonly string[], work: () => Promise<T>): Promise<T> {
    if (!what.startsWith('git ')) return work();
    try {
      return await work();
    } finally {
      this.#gitSynced(what.slice('git '.length));
    }
  }

  async sync(path: string, work: () => Promise<void>): Promise<void> {
    const seen = look(path);
    const content = seen && orGone(() => readFileSync(path));
    await work();
    if (seen !== undefined && content !== undefined) this.#contents.set(seen.identity, content);
  }

  async syncFolder(path: string, work: () => Promise<void>): Promise<void> {
    const now = new Map<string, Identity | 'folder'>();
    for (const entry of orGone(() => readdirSync(path, { withFileTypes: true })) ?? []) {
      const seen = entry.isDirectory() ? 'folder' : look(join(path, entry.name))?.identity;
      if (seen !== undefined) now.set(entry.name, seen);
    }
    await work();
    const folder = relative(this.#top, path);
    if (folder.startsWith('..')) return;
    this.#names.set(folder, now);
    for (const [name, kind] of now) {
      const below = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'folder' && !this.#names.has(below)) this.#names.set(below, new Map());
    }
  }

  /** W3 */
  #gitSynced(command: string): void {
    this.#readTrace();
    const told = this.#told.get(command) ?? components(undefined);
    const before = this.#git;
    this.#git = walk(join(this.#top, '.git'));
    for (const [path, seen] of this.#git) {
      const was = before.get(path);
      if (
        seen === 'folder' ||
        (was !== undefined && was !== 'folder' && was.identity === seen.identity && was.stamp === seen.stamp)
      )
        continue;
      const kind = componentOf(path);
      const content =
        kind !== undefined && told.has(kind)
          ? orGone(() => readFileSync(join(this.#top, '.git', path)))
          : undefined;
      if (content !== undefined) this.#contents.set(seen.identity, content);
    }
  }

  #readTrace(): void {
    const size = statSync(this.#trace, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.#traced) return;
    const buffer = Buffer.alloc(size - this.#traced);
    const file = openSync(this.#trace, 'r');
    readSync(file, buffer, 0, buffer.length, this.#traced);
    closeSync(file);
    const whole = buffer.lastIndexOf('\n') + 1;
    this.#traced += whole;
    for (const line of buffer.toString('utf8', 0, whole).split('\n')) {
      if (!line.includes('"event":"start"')) continue;
      const { argv } = JSON.parse(line) as { argv: string[] };
      const settings = argv.flatMap((word, at) => (argv[at - 1] === '-c' ? [word] : []));
      const command = argv.find((word, at) => at > 0 && !word.startsWith('-') && argv[at - 1] !== '-c');
      const value = settings.findLast((word) => word.toLowerCase().startsWith('core.fsync='));
      if (command !== undefined) this.#told.set(command, components(value?.slice('core.fsync='.length)));
    }
  }

  survived(): Survived {
    const known = new Set([...this.#names.values()].flatMap((names) => [...names.values()]));
    const live = new Set(
      [...walk(this.#top).values()].flatMap((seen) => (seen === 'folder' ? [] : [seen.identity])),
    );
    return {
      names: Object.fromEntries(
        [...this.#names].map(([folder, names]) => [folder, Object.fromEntries(names)]),
      ),
      contents: Object.fromEntries(
        [...this.#contents]
          .filter(([identity]) => known.has(identity) || live.has(identity))
          .map(([identity, content]) => [identity, content.toString('base64')]),
      ),
    };
  }
}

const aggregates: Readonly<Record<string, readonly string[]>> = {
  none: [],
  objects: ['loose-object', 'pack'],
  'derived-metadata': ['pack-metadata', 'commit-graph'],
  committed: ['loose-object', 'pack', 'reference'],
  added: ['loose-object', 'pack', 'reference', 'index'],
  all: ['loose-object', 'pack', 'pack-metadata', 'commit-graph', 'index', 'reference'],
};

/** What a value of `core.fsync` names; without one what git syncs by itself. */
function components(value: string | undefined): ReadonlySet<string> {
  const found = new Set(['pack', 'pack-metadata', 'commit-graph']);
  for (const word of (value ?? '').split(',').filter((one) => one !== '')) {
    const name = word.replace(/^-/, '');
    if (name === 'none') found.clear();
    for (const one of aggregates[name] ?? [name]) {
      if (word.startsWith('-')) found.delete(one);
      else found.add(one);
    }
  }
  return found;
}

/** Which of them a file of `.git` belongs to. */
function componentOf(path: string): string | undefined {
  if (/^objects\/pack\/.*\.pack$/.test(path)) return 'pack';
  if (/^objects\/pack\//.test(path)) return 'pack-metadata';
  if (/^objects\/info\/commit-graph/.test(path)) return 'commit-graph';
  if (/^objects\/[0-9a-f]{2}\//.test(path)) return 'loose-object';
  if (/^(refs\/|packed-refs|HEAD)/.test(path)) return 'reference';
  return /^index/.test(path) ? 'index' : undefined;
}

/** How a disk may look after a cut: the worst one, the one that kept names and lost contents, and what lies between. */
export type Mood = 'nothing more' | 'names only' | 'anything';

/** Makes the workspace what the disk has after the cut. `random` draws what of the unsynced is there. */
export function cutPower(top: string, survived: Survived, mood: Mood, random: Random): void {
  const live = walk(top);
  const liveIds = new Map<Identity, Buffer>();
  for (const [path, seen] of live) {
    if (seen !== 'folder') liveIds.set(seen.identity, readFileSync(join(top, path)));
  }
  const durable = new Map<string, Identity | 'folder'>();
  for (const [folder, names] of Object.entries(survived.names)) {
    for (const [name, kind] of Object.entries(names))
      durable.set(`${folder === '' ? name : `${folder}/${name}`}${kind === 'folder' ? '/' : ''}`, kind);
  }
  const sides = new Map<string, 'live' | 'durable'>();
  const side = (of: string): 'live' | 'durable' => {
    const drawn =
      sides.get(of) ??
      (mood === 'nothing more'
        ? 'durable'
        : mood === 'names only'
          ? 'live'
          : random.pick(['live', 'durable']));
    sides.set(of, drawn);
    return drawn;
  };
  const gone: string[] = [];
  const files = new Map<string, Identity>();
  const folders: string[] = [];
  for (const path of [...new Set([...durable.keys(), ...live.keys()])].sort()) {
    if (gone.some((folder) => path.startsWith(folder))) continue;
    const [was, is] = [durable.get(path), live.get(path)];
    if (path.endsWith('/')) {
      if ((was !== undefined && is !== undefined) || side(path) === (is === undefined ? 'durable' : 'live'))
        folders.push(path);
      else gone.push(path);
      continue;
    }
    const [old, now] = [
      was === 'folder' ? undefined : was,
      is === undefined || is === 'folder' ? undefined : is.identity,
    ];
    const mover = now ?? old;
    const chosen = old === now ? now : side(mover ?? '') === 'live' ? now : old;
    if (chosen !== undefined) files.set(path, chosen);
  }
  const written = new Map<string, Buffer>();
  for (const [path, identity] of files) {
    const base64 = survived.contents[identity];
    written.set(
      path,
      contentOf(
        base64 === undefined ? undefined : Buffer.from(base64, 'base64'),
        liveIds.get(identity),
        mood,
        random,
      ),
    );
  }
  for (const path of gone) rmSync(join(top, path), { recursive: true, force: true });
  for (const [path, seen] of live) {
    if (seen !== 'folder' && !written.has(path)) rmSync(join(top, path), { force: true });
  }
  for (const folder of folders) mkdirSync(join(top, folder), { recursive: true });
  for (const [path, content] of written) {
    const file = join(top, path);
    const now = live.get(path);
    if (
      now !== undefined &&
      now !== 'folder' &&
      files.get(path) === now.identity &&
      liveIds.get(now.identity)?.equals(content) === true
    )
      continue;
    if (existsSync(file)) rmSync(file);
    writeFileSync(file, content, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
}

/** W1 */
function contentOf(old: Buffer | undefined, now: Buffer | undefined, mood: Mood, random: Random): Buffer {
  if (now === undefined) return old ?? Buffer.alloc(0);
  if (old?.equals(now) === true) return now;
  const begins = old !== undefined && now.subarray(0, old.length).equals(old) ? old.length : 0;
  const short = (): Buffer => now.subarray(0, random.integer(begins, now.length));
  if (mood === 'nothing more') return old ?? Buffer.alloc(0);
  return random.pick([() => old ?? Buffer.alloc(0), short, ...(mood === 'anything' ? [() => now] : [])])();
}
