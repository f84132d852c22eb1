import { parseAddress, type Json } from '../base/index.ts';
import { placesLike } from '../plan/index.ts';
import type { World } from './inspect.ts';
import type { RepositoryFacts } from './record.ts';
import { Repository } from './repository.ts';
import { outputIn } from './trailers.ts';

/** Where the branch stands now; `undefined` before the first commit. */
export async function headOf(
  facts: RepositoryFacts,
  { environment, now }: World,
): Promise<string | undefined> {
  const repository = new Repository(facts, environment, now);
  try {
    return (await repository.head()).commit;
  } finally {
    await repository.close();
  }
}

/** A take as it lies in some commit. */
export interface TakeThere {
  /** Its address, with the round that was kept. */
  readonly part: string;
  /** Where it was accepted, from the workspace's folder. */
  readonly path: string;
  /** Where else it may lie. */
  readonly else?: string;
}

/**
 * The outputs of takes as a commit holds them, until so many bytes have been read. `undefined` for what comes after that,
 * and for what the commit does not hold: git ignores it, or the commit itself is gone.
 */
export async function outputsAt<Take extends TakeThere>(
  facts: RepositoryFacts,
  { environment, now }: World,
  commit: string,
  takes: readonly Take[],
  mostBytes: number,
): Promise<{ readonly take: Take; readonly output: Json | undefined }[]> {
  const repository = new Repository(facts, environment, now);
  const found: { take: Take; output: Json | undefined }[] = [];
  let bytes = 0;
  try {
    for (const take of takes) {
      const there = bytes < mostBytes ? await takeIn(repository, commit, take) : undefined;
      bytes += there?.bytes.length ?? 0;
      found.push({ take, output: there && outputIn(there.path, there.bytes) });
    }
    return found;
  } finally {
    await repository.close();
  }
}

async function takeIn(
  repository: Repository,
  commit: string,
  { part, path, else: other = path }: TakeThere,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  const name = parseAddress(part);
  // The closing commit may have moved it.
  for (const place of new Set([path, other, ...(name === undefined ? [] : placesLike(other, name))])) {
    const object = await repository.objects.read(`${commit}:${repository.fromTop(place)}`);
    if (object?.type === 'blob') return { path: place, bytes: object.bytes };
  }
  return undefined;
}
