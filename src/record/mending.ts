import { readFile } from 'node:fs/promises';
import { lookAt } from './at-once.ts';
import { conversions } from './attributes.ts';
import type { KnownStep, SessionState } from './journal-state.ts';
import { foldersOf } from './paths.ts';
import { changedBetween } from './place.ts';
import type { Repository } from './repository.ts';
import { isPlain, Laying, removeFile, workingBytes } from './working-files.ts';

/**
 * Makes good for a power cut: working files of steps on the branch that never came to the disk are laid again.
 *
 * M1  A person's content is never overwritten: only where there is nothing, an empty file, the beginning of what should
 *     be there (also where zeros follow it), or what stood there before one of the session's own commits.
 * M2  Only what HEAD and the index agree about is laid; what a person staged, or took out of the branch, is theirs.
 */
export async function layAgain(repository: Repository, state: SessionState): Promise<readonly string[]> {
  const { commit } = await repository.head();
  if (commit === undefined) return [];
  const wanted = await wantedOf(repository, state, commit);
  const paths = [...wanted.keys()];
  const [found, staged, conversion] = await Promise.all([
    repository.lookUp(paths.map((path) => `${commit}:${path}`)),
    repository.index.blobsAt(paths),
    conversions(repository, paths),
  ]);
  const laying = new Laying(repository);
  const laid: string[] = [];
  for (const [index, [path, { mode, before, announced }]] of [...wanted].entries()) {
    const [id, inIndex] = [found[index]?.id, staged[index]];
    const isOurs = inIndex === id || (announced && (inIndex === undefined || before.has(inIndex)));
    if (!isOurs || throughOther(repository, path)) continue;
    const absolute = repository.absolute(path);
    const there = lookAt(absolute);
    if (there !== undefined && !there.isFile()) continue;
    const bytes = there === undefined ? undefined : await readFile(absolute);
    if (id === undefined) {
      // It was removed, and its name came back.
      if (bytes === undefined || mode !== 'gone' || !before.has(repository.blobId(bytes))) continue;
      await removeFile(repository, path);
      repository.syncs.owe([absolute]);
    } else if (mode !== 'gone') {
      const how = conversion.get(path) ?? 'none';
      const should = await workingBytes(repository, path, { id, mode }, how, new Map());
      if (bytes !== undefined) {
        if (bytes.equals(should)) continue;
        const isEarlier = isPlain({ mode }, how) && before.has(repository.blobId(bytes));
        if (!isEarlier && !isBeginning(bytes, should)) continue;
      }
      laying.write(absolute, should, mode === '100755');
    } else continue;
    laid.push(path);
  }
  await laying.done();
  return laid;
}

/** Paths, from the top, that the session's groups laid and owe the disk. */
export async function owedBy(repository: Repository, state: SessionState): Promise<readonly string[]> {
  const { commit } = await repository.head();
  return commit === undefined ? [] : [...(await wantedOf(repository, state, commit)).keys()];
}

interface Wanted {
  /** As the last group leaves it. */
  readonly mode: string;
  /** Blobs that stood there before a group. */
  readonly before: ReadonlySet<string>;
  /** Its group was not seen to arrive: the index may be the one before. */
  readonly announced: boolean;
}

async function wantedOf(
  repository: Repository,
  state: SessionState,
  head: string,
): Promise<ReadonlyMap<string, Wanted>> {
  const wanted = new Map<string, Wanted & { readonly before: Set<string> }>();
  const add = (path: string, mode: string, was: string | undefined, announced: boolean): void => {
    const before = wanted.get(path)?.before ?? new Set<string>();
    if (was !== undefined) before.add(was);
    wanted.set(path, { mode, before, announced });
  };
  // What a step writes as it stood before shows in no difference.
  for (const known of state.steps.values())
    if (known.state === 'committed')
      for (const [path, mode] of filesOf(known)) add(repository.fromTop(path), mode, undefined, false);
  const groups = [
    ...state.laid.map((group) => ({ ...group, announced: false })),
    ...[...state.announced.values()].map(({ from, to }) => ({ from, to, announced: true })),
  ];
  for (const { from, to, announced } of groups) {
    const known = (await repository.lookUp([to]))[0];
    if (known === undefined || !(await repository.isAncestor(to, head))) continue;
    for (const { path, was, is } of await changedBetween(repository, from ?? undefined, to))
      add(path, is?.mode ?? 'gone', was?.id, announced);
  }
  return wanted;
}

/** From the workspace's folder, each with its mode. A validation script that goes with a step shows in its difference. */
const filesOf = ({ accepted }: KnownStep): [path: string, mode: string][] => [
  [accepted.takePath, '100644'],
  ...accepted.files.flatMap(({ path, committed, executable }): [string, string][] =>
    committed ? [[path, executable === true ? '100755' : '100644']] : [],
  ),
];

/** A folder on the way that is a link or a file: nothing is ever written through it. */
const throughOther = (repository: Repository, path: string): boolean =>
  foldersOf(path).some((folder) => lookAt(repository.absolute(folder))?.isDirectory() === false);

/** Also where the disk kept a file's length and lost its end: zeros stand there then. */
function isBeginning(bytes: Buffer, whole: Uint8Array): boolean {
  if (bytes.length > whole.length) return false;
  let same = 0;
  while (same < bytes.length && bytes[same] === whole[same]) same += 1;
  return bytes.subarray(same).every((byte) => byte === 0);
}
