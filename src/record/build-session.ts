import type { Stats } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sha256, type Sha256 } from '../base/index.ts';
import { bytesAt, lookAt } from './at-once.ts';
import { conversions } from './attributes.ts';
import type { Cache } from './cache.ts';
import {
  conductorSignature,
  sessionMessage,
  type MoneyTold,
  type SessionMark,
  type ToldEnding,
} from './commit-message.ts';
import type { NewCommit, TreeChange } from './commits.ts';
import type { Begun } from './journal-state.ts';
import type { LooseFile, SharedText } from './place.ts';
import type { Change, SessionStart } from './record.ts';
import type { Repository } from './repository.ts';
import { sessionLine, type RecordedTake } from './session-line.ts';
import { Builder, type Building } from './built.ts';
import { trackedAt, type Tracked } from './tracked.ts';

/** Milliseconds. */
const headStart = 5;

/**
 * The person's commit that opens a session: the working content of the score, and nothing else. `held` is called once
 * all of it is in memory: whatever happens to the files then does not come into the commit.
 */
export async function buildOpening(
  repository: Repository,
  base: string | undefined,
  start: SessionStart,
  held: () => void,
  told: MoneyTold & SessionMark = {},
): Promise<Building> {
  const wanted = new Set(start.scorePaths.map((path) => repository.fromTop(path)));
  const before =
    base === undefined
      ? new Map<string, Tracked>()
      : await trackedAt(repository, base, { paths: wanted, folder: repository.fromTop('ensembles') });
  const paths = [...new Set([...wanted, ...before.keys()])].toSorted();
  const working = new Map<string, { readonly there: Stats; readonly bytes?: Buffer }>();
  for (const path of paths) {
    const there = lookAt(repository.absolute(path));
    if (there?.isSymbolicLink() === true || there?.isFile() === true)
      working.set(path, { there, bytes: await bytesAt(repository.absolute(path), there) });
    else if (there?.isDirectory() === false) working.set(path, { there });
  }
  held();
  // Starting a process holds this thread up for as long as it takes to start the first part.
  await pause(headStart);
  const [ignored, converted] = await Promise.all([repository.ignored(paths), conversions(repository, paths)]);
  const built = new Builder(repository);
  const changes: TreeChange[] = [];
  // Most of a score is as it was committed: of that git is told nothing.
  for (const path of paths) {
    if (ignored.has(path) && !before.has(path)) continue;
    const found = working.get(path);
    if (found === undefined) {
      // What a sparse checkout leaves out was not taken away by anybody.
      if (before.has(path) && !(repository.facts.sparse && (await isSkipped(repository, path))))
        changes.push({ path, mode: 'gone' });
      continue;
    }
    const { there, bytes } = found;
    if (bytes === undefined) continue;
    const [mode, conversion] = there.isSymbolicLink()
      ? (['120000', 'none'] as const)
      : ([there.mode & 0o100 ? '100755' : '100644', converted.get(path) ?? 'none'] as const);
    const { content } = await built.content(path, bytes, conversion);
    const was = before.get(path);
    if (was?.mode !== mode || was.id !== content.id) changes.push({ path, mode, content });
  }
  const message = sessionMessage('open', start.title, start.id, undefined, told);
  const commit: NewCommit = { of: 'open', author: repository.facts.author, message, changes };
  return {
    commits: [commit],
    parts: [],
    texts: new Map(),
    loose: [],
    atHand: built.atHand,
    left: {},
    clean: {},
  };
}

const isSkipped = async (repository: Repository, path: string): Promise<boolean> =>
  (await repository.out(['ls-files', '-t', '-z', '--', path])).toString().startsWith('S ');

/** The conductor's commit that closes a session. */
export async function buildClosing(
  repository: Repository,
  cache: Cache,
  session: Begun,
  base: string | undefined,
  changes: readonly Change[],
  records: readonly { readonly path: string; readonly takes: readonly RecordedTake[] }[],
  ending: 'closed' | ToldEnding,
  money: MoneyTold = {},
): Promise<Building> {
  const tree = new Tree(repository, base);
  const texts = new Map<string, SharedText>();
  const loose: LooseFile[] = [];
  for (const change of changes) {
    if (change.change === 'write') await tree.put(change.path, change.bytes);
    else if (change.change === 'remove') await tree.removeIf(change.path, change.sha256);
    else if (change.change === 'revise') {
      const text = await tree.read(change.path);
      if (text === undefined) continue;
      await tree.put(change.path, Buffer.from(change.revise(text.toString())));
      texts.set(repository.fromTop(change.path), change);
    } else {
      const moved = await tree.copy(change.from, change.to, change.sha256);
      if (moved && change.change === 'move') await tree.removeIf(change.from, change.sha256);
      const file = cache.pathOf(change.sha256);
      // A file that no commit holds is copied in the working tree only.
      if (!moved && file !== undefined)
        loose.push({ path: repository.fromTop(change.to), sha256: change.sha256, file, executable: false });
    }
  }
  for (const { path, takes } of records) {
    if (takes.length > 0) await tree.put(path, Buffer.from(takes.map(sessionLine).join('')));
  }
  const ignored = await repository.ignored(tree.changes().map(({ path }) => path));
  const message = sessionMessage(
    'close',
    session.title,
    session.id,
    ending === 'closed' ? undefined : ending,
    { ...money, replayed: session.replayed },
  );
  const commit: NewCommit = {
    of: 'close',
    author: conductorSignature,
    message,
    changes: tree.changes().filter(({ path }) => !ignored.has(path)),
  };
  return { commits: [commit], parts: [], texts, loose, atHand: tree.atHand, left: {}, clean: {} };
}

/** A base tree with changes on top, as a closing commit is worked out. Takes workspace paths. */
class Tree {
  readonly #repository: Repository;
  readonly #base: string | undefined;
  readonly #builder: Builder;
  readonly #changes = new Map<string, TreeChange>();

  constructor(repository: Repository, base: string | undefined) {
    [this.#repository, this.#base, this.#builder] = [repository, base, new Builder(repository)];
  }

  get atHand(): ReadonlyMap<string, Uint8Array> {
    return this.#builder.atHand;
  }

  changes(): TreeChange[] {
    return [...this.#changes.values()];
  }

  /** The content after git's clean filters, with what stands above the base. */
  async read(path: string): Promise<Uint8Array | undefined> {
    const top = this.#repository.fromTop(path);
    const change = this.#changes.get(top);
    if (change?.mode === 'gone') return undefined;
    if (change !== undefined)
      return change.content.bytes ?? (await this.#repository.objects.read(change.content.id))?.bytes;
    const found =
      this.#base === undefined ? undefined : await this.#repository.objects.read(`${this.#base}:${top}`);
    return found?.type === 'blob' ? found.bytes : undefined;
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const top = this.#repository.fromTop(path);
    const conversion = (await conversions(this.#repository, [top])).get(top) ?? 'none';
    this.#changes.set(top, {
      path: top,
      mode: '100644',
      content: (await this.#builder.content(top, bytes, conversion)).content,
    });
  }

  async removeIf(path: string, digest: Sha256): Promise<void> {
    const bytes = await this.read(path);
    const top = this.#repository.fromTop(path);
    if (bytes !== undefined && sha256(bytes) === digest) this.#changes.set(top, { path: top, mode: 'gone' });
  }

  async copy(from: string, to: string, digest: Sha256): Promise<boolean> {
    const bytes = await this.read(from);
    if (bytes === undefined || sha256(bytes) !== digest) return false;
    const top = this.#repository.fromTop(to);
    const id = this.#repository.blobId(bytes);
    this.#changes.set(top, { path: top, mode: await this.#modeOf(from), content: { id, bytes } });
    return true;
  }

  async #modeOf(path: string): Promise<'100644' | '100755'> {
    const top = this.#repository.fromTop(path);
    const change = this.#changes.get(top);
    if (change !== undefined) return change.mode === '100755' ? '100755' : '100644';
    const listed = await this.#repository.out([
      'ls-tree',
      '--full-tree',
      this.#base ?? this.#repository.emptyTree,
      '--',
      top,
    ]);
    return listed.toString().startsWith('100755') ? '100755' : '100644';
  }
}
