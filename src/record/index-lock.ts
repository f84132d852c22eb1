import { constants, existsSync } from 'node:fs';
import { copyFile, link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256, type Sha256 } from '../base/index.ts';
import { syncFile, syncFolder, type Disk } from './disk.ts';
import { removeRefLocks } from './ref-locks.ts';
import type { Repository } from './repository.ts';
import { codeOf } from './file-errors.ts';

/**
 * git's own `index.lock`, held while the branch and the index move together: if the branch had moved and the
 * index had not, the person's next commit would take the step out again.
 *
 * From its first moment the lock holds a text of ours, later the index that is to come; the digest of the latter
 * stands in the journal. So a lock that a crash left is known as ours, and no other is ever touched.
 */
export interface IndexLock {
  /** The index that is to come: a private file, for GIT_INDEX_FILE. */
  readonly next: string;
  /** Digest of the index as it is now, ready to go into the lock. */
  digest(): Promise<Sha256>;
  /** Lays that index into the lock, durable, before the branch moves; nothing is changed in it any more. */
  ready(): Promise<void>;
  /** The new index becomes the index. */
  done(): Promise<void>;
  /** Lets go; the index stays as it was. */
  abandon(): Promise<void>;
}

const ours = 'held by Simphony, workspace ';
const textOf = (repository: Repository): string => `${ours}${sha256(repository.workspace)}\n`;

/** Several workspaces may share an index; each has one Conductor. */
const ownFile = ({ facts, workspace }: Repository): string =>
  `${facts.indexFile}.simphony-${sha256(workspace).slice(0, 12)}`;

/** Milliseconds to wait for another git process. */
const patience = 15_000;

/** `undefined` where another process held the lock all the time. */
export async function holdIndex(
  repository: Repository,
  settings: { readonly patience?: number } = {},
): Promise<IndexLock | undefined> {
  const { indexFile } = repository.facts;
  const lock = `${indexFile}.lock`;
  const own = ownFile(repository);
  const { disk } = repository;
  await disk.change('index.own', [own], () => writeFile(own, textOf(repository)));
  // After a power cut a lock without its text would be nobody's, and nobody would dare to remove it.
  await syncFile(disk, own);
  const end = performance.now() + (settings.patience ?? patience);
  try {
    for (let pause = 5; !(await taken(disk, own, lock)); pause = Math.min(pause * 1.5, 100)) {
      if (performance.now() > end) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  } finally {
    await disk.change('index.tidy', [own], () => unlink(own)).catch(() => {});
  }
  return held(repository, lock);
}

async function taken(disk: Disk, own: string, lock: string): Promise<boolean> {
  return disk
    .change('index.take', [own, lock], () => link(own, lock))
    .then(
      () => true,
      async (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false;
        if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP' && codeOf(error) !== 'EMLINK')
          throw error;
        // No hard links here: made empty, then filled. A crash between the two leaves a lock that a person removes.
        const text = await readFile(own);
        return disk
          .change('index.take', [lock], () => writeFile(lock, text, { flag: 'wx' }))
          .then(
            () => true,
            (again: unknown) => {
              if (codeOf(again) === 'EEXIST') return false;
              throw again;
            },
          );
      },
    );
}

async function held(repository: Repository, lock: string): Promise<IndexLock> {
  const { indexFile } = repository.facts;
  const next = `${indexFile}.simphony`;
  const { disk } = repository;
  const remove = (file: string): Promise<void> => disk.change('index.tidy', [file], () => unlink(file));
  await remove(next).catch(() => {});
  await disk
    .change('index.copy', [next], () => copyFile(indexFile, next, constants.COPYFILE_FICLONE))
    .catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  let laid = false;
  return {
    next,
    digest: async () => sha256(await readFile(next).catch(() => new Uint8Array())),
    async ready() {
      await syncFile(disk, next);
      await disk.change('index.lay', [next, lock], () => rename(next, lock));
      laid = true;
    },
    async done() {
      if (laid) await disk.change('index.rename', [lock, indexFile], () => rename(lock, indexFile));
      else {
        await syncFile(disk, next);
        await disk.change('index.rename', [next, indexFile], () => rename(next, indexFile));
        await disk.change('index.unlock', [lock], () => unlink(lock));
      }
      await syncFolder(disk, dirname(indexFile));
    },
    async abandon() {
      await remove(next).catch(() => {});
      await disk.change('index.unlock', [lock], () => unlink(lock)).catch(() => {});
    },
  };
}

/**
 * Removes an `index.lock` that a crash of ours left: one with our text, or with an index that a journal
 * announced. What it was to become is worked out again from the commits.
 */
export async function removeOwnLock(
  repository: Repository,
  known: { readonly announced: ReadonlySet<Sha256>; readonly branches: ReadonlySet<string> },
): Promise<void> {
  const { indexFile } = repository.facts;
  const { disk } = repository;
  const remove = (file: string): Promise<void> =>
    disk.change('index.tidy', [file], () => unlink(file)).catch(() => {});
  if (existsSync(ownFile(repository))) await remove(ownFile(repository));
  const lock = `${indexFile}.lock`;
  const bytes = await readFile(lock).catch(() => undefined);
  if (bytes === undefined) return;
  if (bytes.toString() === textOf(repository) || known.announced.has(sha256(bytes))) {
    // Those of the refs first: that they are ours is known by this one.
    await removeRefLocks(repository, { ofBranches: known.branches });
    for (const next of ['', '.lock', '-ready']) await remove(`${indexFile}.simphony${next}`);
    await disk.change('index.unlock', [lock], () => unlink(lock));
    await syncFolder(disk, dirname(indexFile));
  }
}
