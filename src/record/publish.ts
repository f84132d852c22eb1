import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic, Sha256 } from '../base/index.ts';
import type { Built, Building } from './built.ts';
import type { Cache } from './cache.ts';
import type { Branch } from './branch.ts';
import type { CommitStream } from './commit-stream.ts';
import { syncFolder } from './disk.ts';
import { isFileError } from './file-errors.ts';
import { GitFailed } from './git.ts';
import { writeHookedCommits } from './hooked-commits.ts';
import { holdIndex } from './index-lock.ts';
import { guardOf, underWay } from './inspect.ts';
import type { JournalEvent } from './journal-events.ts';
import { decidePlaces, layDown, stage, staged, type Placing } from './place.ts';
import { removeRefLocks } from './ref-locks.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';

/**
 * Puts a chain of commits onto the session's branch.
 *
 * P1  The branch moves only by compare-and-swap, and only while HEAD names the session's ref.
 * P2  Branch, index and working files move together under git's own index lock.
 * P3  What is about to happen stands in the journal before the branch moves; what happened, after the files are laid.
 * P4  What a person changed and did not commit is decided about before the branch moves.
 */
export interface Publishing {
  readonly repository: Repository;
  readonly cache: Cache;
  readonly stream: CommitStream;
  readonly branch: Branch;
  readonly session: { readonly id: string; readonly ref: string | null };
  /** Digests as they stood at the opening. */
  readonly guard: { readonly hooks: string; readonly settings: string };
  /** Accepted takes that still wait, for messages. */
  readonly waiting: number;
  /**
   * P5  A group that was announced and not seen to arrive may be on the branch all the same: what came after the
   *     branch's move failed, or a git that outlived its Conductor moved it late. Looked at before anything is put.
   */
  readonly settle: () => Promise<'nothing' | 'arrived' | { readonly mistakes: readonly Diagnostic[] }>;
  readonly note: (event: JournalEvent) => Promise<void>;
  readonly fromTake: (path: string, digest: Sha256) => boolean;
  readonly inTheWay: Placing['inTheWay'];
  /** Before a working file is overwritten: the opening may still be asked for it. */
  /** Told of each working file that was written. */
  readonly laid: (path: string) => void;
  readonly beforeLaying: (paths: readonly string[]) => Promise<void>;
  readonly closing?: 'closed' | 'interrupted';
}

export type Put =
  | { readonly commits: readonly string[]; readonly warnings: readonly Diagnostic[] }
  | { readonly mistakes: readonly Diagnostic[] }
  /** An earlier group is on the branch after all: what is left to be put there is to be worked out again. */
  | 'arrived';

/** How often the branch may move under our hands before we give up. */
const tries = 8;

export async function putOnBranch(
  publishing: Publishing,
  build: (base: string | undefined) => Promise<Building>,
): Promise<Put> {
  try {
    for (let turn = 0; turn < tries; turn += 1) {
      const settled = await publishing.settle();
      if (settled !== 'nothing') return settled;
      const put = await putOnce(publishing, build);
      if (put !== 'branch moved') return put;
    }
    return { mistakes: [say.branchMoves()] };
  } catch (error) {
    if (error instanceof GitFailed) return { mistakes: [say.gitFailed(error.doing, error.because)] };
    if (isFileError(error))
      return { mistakes: [say.cannotWrite(error.path ?? 'the workspace', error.message)] };
    throw error;
  }
}

async function putOnce(
  publishing: Publishing,
  build: (base: string | undefined) => Promise<Building>,
): Promise<Put | 'branch moved'> {
  const { repository } = publishing;
  const wrong = (await guardBroken(publishing)) ?? (await elsewhere(publishing));
  if (wrong !== undefined) return { mistakes: [wrong] };
  const base = (await repository.head()).commit;
  const built = await build(base);
  if ('mistake' in built) return { mistakes: [built.mistake] };
  const slow = repository.facts.signs || repository.facts.hooks.length > 0;
  const written = slow
    ? await writeHookedCommits(repository, base, built.commits)
    : await publishing.stream.write(base, built.commits);
  if ('mistake' in written) return { mistakes: [written.mistake] };
  return move(publishing, built, base, written.commits);
}

async function move(
  publishing: Publishing,
  built: Built,
  from: string | undefined,
  commits: readonly string[],
): Promise<Put | 'branch moved'> {
  const { repository, cache } = publishing;
  const to = commits.at(-1);
  if (to === undefined) return { commits, warnings: [] };
  const lock = await holdIndex(repository);
  if (lock === undefined) return { mistakes: [say.indexLocked(`${repository.facts.indexFile}.lock`)] };
  let moved = false;
  try {
    const wrong = await elsewhere(publishing);
    if (wrong !== undefined) return { mistakes: [wrong] };
    if ((await repository.head()).commit !== from) return 'branch moved';
    const placing: Placing = {
      from,
      to,
      texts: built.texts,
      loose: built.loose,
      written: writtenBy(built),
      atHand: built.atHand,
      fromTake: publishing.fromTake,
      inTheWay: publishing.inTheWay,
    };
    const decided = await decidePlaces(repository, placing);
    if (decided.mistakes.length > 0) return { mistakes: decided.mistakes };
    await publishing.beforeLaying(decided.placed.map(({ path }) => path));
    await stage(repository, lock.next, decided);
    await publishing.note({
      event: 'publishing',
      from: from ?? null,
      to,
      commits: Object.fromEntries(built.parts.map((part, index) => [part, commits[index] ?? ''])),
      left: built.left,
      clean: built.clean,
      lock: await lock.digest(),
      ...(publishing.closing === undefined ? {} : { closing: publishing.closing }),
    });
    await lock.ready();
    const refused = await swap(publishing, publishing.session.ref, from, to);
    const head = refused === undefined ? to : (await repository.head()).commit;
    // git may have been killed, or have failed at something else, after it had moved the branch.
    if (head === undefined || !(await repository.isAncestor(to, head))) {
      if (head !== from) return 'branch moved';
      return { mistakes: [say.refRefused(publishing.session.ref ?? 'HEAD', refused ?? 'it is not there')] };
    }
    moved = true;
    // Once the branch has moved only the new index fits it, also where the files cannot be laid: the journal
    // does not say `published` then, and the next start lays what is missing.
    const laid = syncRef(repository, publishing.session.ref).then(() =>
      layDown(repository, decided, placing, cache),
    );
    const warnings = await laid.finally(() => lock.done());
    staged(repository, decided);
    for (const { path, working } of decided.placed) if (working.do === 'write') publishing.laid(path);
    await publishing.note({ event: 'published', to });
    return { commits, warnings };
  } finally {
    if (!moved) await lock.abandon();
  }
}

/** By path, the mode that the last commit which touches it leaves there. An opening or a close writes only what moves. */
function writtenBy({ parts, commits }: Built): Placing['written'] {
  const written = new Map<string, string>();
  if (parts.length === 0) return written;
  for (const { path, mode } of commits.flatMap(({ changes }) => changes)) {
    if (mode === 'gone') written.delete(path);
    else written.set(path, mode);
  }
  return written;
}

/** git syncs what it writes into a ref, and not the folder in which it gives that its name. */
async function syncRef({ facts, disk }: Repository, ref: string | null): Promise<void> {
  const folder = ref === null ? facts.gitDir : dirname(join(facts.commonDir, ref));
  const tables = join(facts.commonDir, 'reftable');
  for (const one of [folder, tables]) if (existsSync(one)) await syncFolder(disk, one);
}

/** P1. Returns why git refused. */
async function swap(
  { repository, branch }: Publishing,
  ref: string | null,
  from: string | undefined,
  to: string,
): Promise<string | undefined> {
  const refused = await branch.move(ref, from, to);
  // We hold the index: these are ours.
  if (refused?.killed === true)
    await removeRefLocks(repository, { ofBranches: new Set(ref === null ? [] : [ref]) });
  return refused?.because;
}

/** A hook or a setting that is not what it was at the opening is not honoured: nothing more is committed under it. */
async function guardBroken({ repository, guard }: Publishing): Promise<Diagnostic | undefined> {
  const now = await guardOf(repository.facts);
  if (now.hooks !== guard.hooks) return say.hookChanged(`a hook in \`${repository.facts.hooksFolder}\``);
  return now.settings === guard.settings
    ? undefined
    : say.settingsChanged(`${repository.facts.commonDir}/config`);
}

/** HEAD on another ref, or something half done. */
async function elsewhere({ repository, session, waiting }: Publishing): Promise<Diagnostic | undefined> {
  const busy = underWay(repository.facts.gitDir);
  if (busy !== undefined) return busy;
  const { ref } = await repository.head();
  if ((ref ?? null) === session.ref) return undefined;
  return say.headElsewhere(session.id, session.ref ?? 'a detached HEAD', ref ?? 'detached', waiting);
}
