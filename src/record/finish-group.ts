import type { Diagnostic, Sha256 } from '../base/index.ts';
import { sharedLines } from './build-steps.ts';
import type { Cache } from './cache.ts';
import { holdIndex, removeOwnLock } from './index-lock.ts';
import type { Begun, KnownStep, Publishing, SessionState, WaitingStep } from './journal-state.ts';
import { decidePlaces, layDown, refresh, stage, type Placing } from './place.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';

/** A group that was about to move the branch when its process ended. */
export interface CutOff {
  readonly begun: Begun;
  readonly group: Publishing;
  /** Its steps that are not known to be committed. */
  readonly steps: readonly WaitingStep[];
  /** Tells whether some take left this content at a path (from the top). */
  readonly left: () => Promise<(top: string, digest: Sha256) => boolean>;
}

export function stepsOf({ steps }: SessionState, group: Publishing): WaitingStep[] {
  const byPart = new Map<string, KnownStep>(steps);
  return Object.keys(group.commits).flatMap((part) => {
    const known = byPart.get(part);
    return known?.state === 'waiting' ? [known] : [];
  });
}

/** Where the branch did move, index and working files follow; where it did not, nothing happened. */
export async function finishGroup(
  repository: Repository,
  cache: Cache,
  { begun, group, steps, left }: CutOff,
): Promise<'nothing' | 'arrived' | { readonly mistakes: readonly Diagnostic[] }> {
  const head = (await repository.head()).commit;
  const known = (await repository.lookUp([group.to]))[0];
  if (head === undefined || known === undefined || !(await repository.isAncestor(group.to, head))) {
    return 'nothing';
  }
  // Where only the renaming of our own lock failed it lies there still, and nobody else would ever let go of it.
  await removeOwnLock(repository, { announced: new Set([group.lock]), branches: new Set() });
  const lock = await holdIndex(repository);
  if (lock === undefined) return { mistakes: [say.indexLocked(`${repository.facts.indexFile}.lock`)] };
  const shared = ['handoff.md', 'summary.txt'].map((path) => repository.fromTop(path));
  const placing: Placing = {
    from: group.from ?? undefined,
    to: group.to,
    texts: new Map(
      steps.length === 0
        ? []
        : shared.map((path) => [path, sharedLines(repository, path, begun, [...steps], true)]),
    ),
    loose: steps.flatMap((step) => looseOf(repository, cache, step, group)),
    // Only what the branch's own move may have left undone is made up for.
    written: new Map(),
    atHand: new Map(),
    fromTake: await left(),
    inTheWay: 'take mine',
  };
  try {
    const decided = await decidePlaces(repository, placing);
    await stage(repository, lock.next, decided);
    await layDown(repository, decided, placing, cache);
    await refresh(
      repository,
      lock.next,
      decided.placed.map(({ path }) => path),
    );
    await lock.done();
  } catch (error) {
    await lock.abandon();
    throw error;
  }
  return 'arrived';
}

/** Files of a step that its commit does not hold, where the cache has them. */
const looseOf = (
  repository: Repository,
  cache: Cache,
  { accepted }: WaitingStep,
  group: Publishing,
): Placing['loose'][number][] =>
  accepted.files.flatMap(({ path, sha256, executable }) => {
    const file = group.left[accepted.part]?.includes(path) === true ? cache.pathOf(sha256) : undefined;
    return file === undefined
      ? []
      : [{ path: repository.fromTop(path), sha256, file, executable: executable === true }];
  });
