import { lstat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { privateRef } from './commits.ts';
import type { Repository } from './repository.ts';

/**
 * What git leaves lying when it is killed in the middle of moving a ref: `<ref>.lock`, and with it `HEAD.lock` and
 * `packed-refs.lock`. git never removes them, and moves none of these refs while they lie there.
 *
 * R1  The lock of the private ref is ours by its name; while it lies there, `packed-refs.lock` comes of the same call.
 * R2  `HEAD.lock` and the branch's are ours only where our own index lock lies there too: whoever else commits takes
 *     `index.lock` first. Who names branches vouches for that.
 * R3  None is removed that a living git may still hold: such a lock is held for milliseconds, and we wait for seconds.
 */
export async function removeRefLocks(
  repository: Repository,
  { ofBranches }: { readonly ofBranches?: ReadonlySet<string> } = {},
): Promise<void> {
  const { gitDir, commonDir } = repository.facts;
  const own = join(commonDir, `${privateRef(repository)}.lock`);
  const packed = ofBranches !== undefined || (await stampOf(own)) !== undefined;
  const places = [
    own,
    ...(packed ? [join(commonDir, 'packed-refs.lock')] : []),
    ...(ofBranches === undefined ? [] : [join(gitDir, 'HEAD.lock')]),
    ...[...(ofBranches ?? [])].map((branch) => join(commonDir, `${branch}.lock`)),
  ];
  await Promise.all(places.map((lock) => removeStale(repository, lock)));
}

/** Milliseconds; git itself waits 100 for a ref and 1,000 for `packed-refs` before it gives up. */
const patience = 3_000;

async function removeStale(repository: Repository, lock: string): Promise<void> {
  const before = await stampOf(lock);
  if (before === undefined) return;
  const end = performance.now() + patience;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if ((await stampOf(lock)) !== before) return;
  }
  await repository.disk.change('ref.unlock', [lock], () => unlink(lock)).catch(() => {});
}

const stampOf = async (path: string): Promise<string | undefined> => {
  const there = await lstat(path, { bigint: true }).catch(() => undefined);
  return there && `${there.ino} ${there.mtimeNs} ${there.size}`;
};
