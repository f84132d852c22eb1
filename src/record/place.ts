import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256, type Diagnostic, type Sha256 } from '../base/index.ts';
import { bytesAt, lookAt } from './at-once.ts';
import { cleanId, conversions, isConverted, type Conversion } from './attributes.ts';
import type { Cache } from './cache.ts';
import { syncFolder } from './disk.ts';
import { fields } from './git.ts';
import { foldersOf } from './paths.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';
import { isPlain, Laying, removeFile, replace, reviseFile, writeFromGit } from './working-files.ts';

/** A text that a person edits while steps are added to it: each version of it gets our change on its own. */
export interface SharedText {
  revise(text: string): string;
}

/** A file that no commit holds: laid into the working tree from the cache. */
export interface LooseFile {
  /** From the top of the working tree. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly file: string;
  readonly executable: boolean;
}

export interface Placing {
  readonly from: string | undefined;
  readonly to: string;
  /** By path from the top. */
  readonly texts: ReadonlyMap<string, SharedText>;
  readonly loose: readonly LooseFile[];
  /** Modes of all that the steps write, by path: also of what the branch held already, and the working tree may not. */
  readonly written: ReadonlyMap<string, string>;
  /** Contents of blobs that are at hand, by their name. */
  readonly atHand: ReadonlyMap<string, Uint8Array>;
  /** Whether a take wrote this content at this path, as far as the record knows. */
  readonly fromTake: (path: string, digest: Sha256) => boolean;
  readonly inTheWay: 'stop' | 'take mine' | 'take theirs';
}

/** What is to be done with one path, decided before anything moves. */
interface Placed {
  readonly path: string;
  /** The index entry that is to come; `keep` leaves what the person staged. */
  readonly index: { readonly mode: string; readonly id: string } | 'gone' | 'keep';
  readonly working:
    | { readonly do: 'nothing' }
    | { readonly do: 'remove' }
    | { readonly do: 'write'; readonly id: string; readonly mode: string }
    | { readonly do: 'lay'; readonly loose: LooseFile }
    | { readonly do: 'revise'; readonly text: SharedText };
  /** The person's content, set aside first. */
  readonly setAside: boolean;
}

export interface Decided {
  readonly placed: readonly Placed[];
  readonly mistakes: readonly Diagnostic[];
}

interface Changed {
  readonly path: string;
  readonly was: { readonly mode: string; readonly id: string } | undefined;
  readonly is: { readonly mode: string; readonly id: string } | undefined;
}

/** What differs between two commits, all files, no renames. */
export async function changedBetween(
  repository: Repository,
  from: string | undefined,
  to: string,
): Promise<Changed[]> {
  const said =
    from === undefined
      ? fields(
          await repository.out([
            ...['diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev'],
            ...[repository.emptyTree, to],
          ]),
        )
      : await repository.differences(from, to);
  const changed: Changed[] = [];
  for (let index = 0; index + 1 < said.length; index += 2) {
    const [, wasMode, isMode, was, is] =
      /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /.exec(said[index] ?? '') ?? [];
    const path = said[index + 1];
    if (
      wasMode === undefined ||
      isMode === undefined ||
      was === undefined ||
      is === undefined ||
      path === undefined
    )
      continue;
    const entry = (mode: string, id: string): { mode: string; id: string } | undefined =>
      mode === '000000' ? undefined : { mode, id };
    changed.push({ path, was: entry(wasMode, was), is: entry(isMode, is) });
  }
  return changed;
}

/**
 * Decides for every path between two commits what happens to its index entry and its working file.
 * Called under the index lock. Nothing that a person changed and did not commit is overwritten.
 */
export async function decidePlaces(repository: Repository, placing: Placing): Promise<Decided> {
  const moved = await changedBetween(repository, placing.from, placing.to);
  const changed = [...moved, ...(await writtenAgain(repository, placing, moved))];
  const loose = new Map(placing.loose.map((file) => [file.path, file]));
  const paths = changed.map(({ path }) => path);
  const [staged, conversion] = await Promise.all([
    repository.index.blobsAt(paths),
    conversions(repository, paths),
  ]);
  const mistakes: Diagnostic[] = [];
  const placed: Placed[] = [];
  const folders: FoldersSeen = new Map();
  for (const [position, change] of changed.entries()) {
    const inIndex = staged[position];
    const stand = await standOf(repository, change, conversion.get(change.path) ?? 'none', folders);
    const shared = placing.texts.get(change.path);
    const stagedByPerson = inIndex !== change.was?.id && inIndex !== change.is?.id;
    const reviseStaged = stagedByPerson && shared !== undefined && inIndex !== undefined;
    const index: Placed['index'] = reviseStaged
      ? { mode: change.is?.mode ?? '100644', id: await revisedBlob(repository, inIndex, shared) }
      : (change.is ?? 'gone');
    const lies = loose.get(change.path);
    const write: Placed['working'] =
      lies !== undefined
        ? { do: 'lay', loose: lies }
        : change.is === undefined
          ? { do: 'remove' }
          : { do: 'write', id: change.is.id, mode: change.is.mode };
    const decision = (working: Placed['working'], also: Partial<Placed> = {}): void => {
      placed.push({ path: change.path, index, working, setAside: false, ...also });
    };
    loose.delete(change.path);
    if (shared !== undefined && change.is !== undefined) {
      decision(stand.stands === 'other' ? { do: 'revise', text: shared } : write);
      continue;
    }
    const foreign =
      stand.stands === 'blocked' ||
      (stand.stands === 'other' &&
        !(
          change.was === undefined &&
          stand.digest !== undefined &&
          placing.fromTake(change.path, stand.digest)
        ) &&
        !(lies !== undefined && stand.digest === lies.sha256));
    // What a person staged as a removal is made again by the take; nothing of theirs is in it.
    const stagedForeign = stagedByPerson && inIndex !== undefined;
    // Nobody needs the file any more; what a person made of it stays where it is.
    if (change.is === undefined && lies === undefined && (foreign || stagedForeign)) {
      decision({ do: 'nothing' }, stagedForeign ? { index: 'keep' } : {});
      continue;
    }
    if (!foreign && !stagedForeign)
      decision(stand.stands === 'same' && lies === undefined ? { do: 'nothing' } : write);
    else if (stand.stands === 'blocked') mistakes.push(say.inTheWay(change.path, 'folder'));
    else if (placing.inTheWay === 'take mine')
      decision({ do: 'nothing' }, stagedForeign ? { index: 'keep' } : {});
    else if (placing.inTheWay === 'take theirs') decision(write, { setAside: foreign });
    else
      mistakes.push(
        say.inTheWay(
          change.path,
          stagedForeign && !foreign ? 'staged' : change.was === undefined ? 'untracked' : 'changed',
        ),
      );
  }
  for (const file of loose.values()) {
    const change = { path: file.path, was: undefined, is: undefined };
    const stand = await standOf(repository, change, 'none', folders);
    const working: Placed['working'] = { do: 'lay', loose: file };
    const add = (one: Partial<Placed>): void => {
      placed.push({ path: file.path, index: 'keep', working, setAside: false, ...one });
    };
    if (stand.stands === 'blocked') mistakes.push(say.inTheWay(file.path, 'folder'));
    else if (
      stand.digest === undefined ||
      stand.digest === file.sha256 ||
      placing.fromTake(file.path, stand.digest)
    )
      add({});
    else if (placing.inTheWay === 'take mine') add({ working: { do: 'nothing' } });
    else if (placing.inTheWay === 'take theirs') add({ setAside: true });
    else mistakes.push(say.inTheWay(file.path, 'untracked'));
  }
  return { placed, mistakes };
}

/** What a step wrote as it stood before: no commit shows it, and the working file may be gone or be another. */
async function writtenAgain(
  repository: Repository,
  { to, written }: Placing,
  moved: readonly Changed[],
): Promise<Changed[]> {
  const seen = new Set(moved.map(({ path }) => path));
  const again = [...written].filter(([path]) => !seen.has(path));
  const found = await repository.lookUp(again.map(([path]) => `${to}:${path}`));
  return again.flatMap(([path, mode], index) => {
    const id = found[index]?.id;
    return id === undefined ? [] : [{ path, was: { mode, id }, is: { mode, id } }];
  });
}

/** How the working file stands to what was committed and what is to come. */
interface Stand {
  readonly stands: 'absent' | 'before' | 'same' | 'other' | 'blocked';
  readonly digest?: Sha256;
}

/** What lies where folders are expected: paths of a group share most of them. */
type FoldersSeen = Map<string, 'folder' | 'absent' | 'blocked'>;

async function standOf(
  repository: Repository,
  { path, was, is }: Changed,
  conversion: Conversion,
  seen: FoldersSeen,
): Promise<Stand> {
  for (const folder of foldersOf(path)) {
    let lies = seen.get(folder);
    if (lies === undefined) {
      const there = lookAt(repository.absolute(folder));
      lies = there === undefined ? 'absent' : there.isDirectory() ? 'folder' : 'blocked';
      seen.set(folder, lies);
    }
    if (lies !== 'folder') return { stands: lies };
  }
  const absolute = repository.absolute(path);
  const there = lookAt(absolute);
  if (there === undefined) return { stands: 'absent' };
  if (there.isSymbolicLink()) {
    const id = repository.blobId(await bytesAt(absolute, there));
    return {
      stands:
        was?.mode === '120000' && was.id === id
          ? 'before'
          : is?.mode === '120000' && is.id === id
            ? 'same'
            : 'blocked',
    };
  }
  if (!there.isFile()) return { stands: 'blocked' };
  const bytes = await bytesAt(absolute, there);
  const digest = sha256(bytes);
  const id = isConverted(conversion, bytes)
    ? await cleanId(repository, path, bytes, false)
    : repository.blobId(bytes);
  const mode = there.mode & 0o100 ? '100755' : '100644';
  if (is !== undefined && id === is.id) return { stands: mode === is.mode ? 'same' : 'before', digest };
  return { stands: was !== undefined && id === was.id ? 'before' : 'other', digest };
}

async function revisedBlob(repository: Repository, id: string, text: SharedText): Promise<string> {
  const staged = await repository.objects.text(id);
  if (staged === undefined) return id;
  return (
    await repository.change(['hash-object', '-w', '--stdin', '--no-filters'], { input: text.revise(staged) })
  )
    .toString()
    .trim();
}

/** Brings the decided entries into the index that is to come. */
export async function stage(repository: Repository, index: string, { placed }: Decided): Promise<void> {
  const lines = placed.flatMap(({ path, index: entry }) => {
    if (entry === 'keep') return [];
    return [
      entry === 'gone' ? `0 ${repository.noObject}\t${path}\0` : `${entry.mode} ${entry.id} 0\t${path}\0`,
    ];
  });
  await repository.indexEntries.write(index, lines);
}

/** The index that was staged is the index now. */
export function staged(repository: Repository, { placed }: Decided): void {
  repository.index.wrote(
    placed.flatMap(({ path, index: entry }) =>
      entry === 'keep' ? [] : [{ path, id: entry === 'gone' ? undefined : entry.id }],
    ),
  );
}

/** Writes the working files, each whole or not at all. */
export async function layDown(
  repository: Repository,
  decided: Decided,
  placing: Placing,
  cache: Cache,
): Promise<Diagnostic[]> {
  const warnings: Diagnostic[] = [];
  const laid = decided.placed.filter(({ working }) => working.do === 'write').map(({ path }) => path);
  const conversion = await conversions(repository, laid);
  const laying = new Laying(repository);
  const lay = async ({ path, working, setAside }: Placed): Promise<void> => {
    const absolute = repository.absolute(path);
    if (setAside) warnings.push(say.setAside(path, await cache.setAside(absolute)));
    if (working.do === 'write')
      await writeFromGit(repository, path, working, conversion.get(path) ?? 'none', placing.atHand, laying);
    else if (working.do === 'lay') {
      const { file, executable } = working.loose;
      const copy = (to: string): Promise<void> => copyFile(file, to, constants.COPYFILE_FICLONE);
      await replace(repository, absolute, copy, executable);
    } else if (working.do === 'revise') {
      await reviseFile(repository, path, working.text);
      // What a person wrote besides is in no commit: nobody could work it out again.
      await syncFolder(repository.disk, dirname(absolute));
    }
  };
  // A file may have to go before another can have its name for a folder, or the other way round.
  for (const { path, working } of decided.placed)
    if (working.do === 'remove') await removeFile(repository, path);
  const slow = decided.placed.filter(({ path, working, setAside }) => {
    if (working.do === 'nothing' || working.do === 'remove') return setAside;
    const bytes =
      working.do === 'write' && !setAside && isPlain(working, conversion.get(path))
        ? placing.atHand.get(working.id)
        : undefined;
    if (bytes !== undefined && working.do === 'write')
      laying.write(repository.absolute(path), bytes, working.mode === '100755');
    return bytes === undefined;
  });
  // Many at a time: each waits for git or the disk, and a disk is as quick with many as with one.
  for (let index = 0; index < slow.length; index += 16) {
    const ends = await Promise.allSettled(slow.slice(index, index + 16).map(lay));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
  await laying.done();
  repository.syncs.owe(
    decided.placed.flatMap(({ path, working }) =>
      working.do === 'nothing' ? [] : [repository.absolute(path)],
    ),
  );
  return warnings;
}

/**
 * Notes the times of files at these paths and below them in an index, so that `git status` need not look inside.
 * Once for a session: until then git looks, finds them unchanged, and notes it itself.
 */
export async function refresh(
  repository: Repository,
  index: string,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  // What it says of paths that a person has just changed is no failure.
  const words = ['add', '--refresh', '--sparse', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const input = paths.map((path) => `${path}\0`).join('');
  await repository.disk.change('git add', [index], () =>
    repository.git(words, { input, also: { GIT_INDEX_FILE: index } }),
  );
}
