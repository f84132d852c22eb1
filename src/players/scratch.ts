import { execFile } from 'node:child_process';
import {
  constants,
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LaidFile } from './player.ts';
import { isSame, isUntouched, standingOf, type StandingFolder } from './standing-folder.ts';
import { codeOf, systemSays } from './system-error.ts';

/** The folders of one attempt. */
export interface ScratchFolders {
  /** `<home>/scratch`, as the attempt's request names it. */
  readonly all: string;
  /** `<home>/scratch/<n>`, links resolved. */
  readonly root: string;
  /** The working directory: what was laid, and what the part writes. */
  readonly work: string;
  /** HOME and TMPDIR: outside of `work`, so that nothing there is a file of the take. */
  readonly home: string;
  readonly tmp: string;
  /** `root`, `work`, `home` and `tmp` as they stood when nothing was in them. */
  readonly whenEmpty: readonly StandingFolder[];
}

/** A laid file as it was laid, by its path: what stands there later is compared with it. */
export interface LaidMark {
  readonly size: bigint;
  readonly inode: bigint;
  readonly changedNs: bigint;
  /** Written by the part's own last take: stays one of its files even if it is left alone. */
  readonly own: boolean;
}

/**
 * The modification time of every laid file, seconds since 1970 (2000-01-01 UTC): whatever writes to one moves it, even
 * within the same tick of the clock; and programs that pack times into archives find the same ones everywhere.
 */
const laidAt = 946_684_800;
export const laidAtNs = BigInt(laidAt) * 1_000_000_000n;

/** Files up to this many bytes are copied at once; larger ones beside other work. */
const smallFile = 256 * 1024;
/** Small files copied before anybody else gets a turn. */
const inOneGo = 64;

/**
 * Folders of attempts that are over, empty again. Making and removing four folders costs more than a whole take where
 * the disk is busy syncing. Only on Linux, where nobody who stood in one is still alive (tree.ts).
 */
const empty = new Map<string, ScratchFolders[]>();
const mostEmpty = 16;
let last = 0;

/** Empty folders for a new attempt, under `<home>/scratch`. */
export function openScratch(home: string): ScratchFolders {
  const all = join(home, 'scratch');
  const known = empty.get(all)?.pop();
  // Somebody may have cleared `.simphony` meanwhile, or put something there.
  const stillEmpty = known === undefined ? undefined : emptied(known, 0);
  if (stillEmpty !== undefined) return stillEmpty;
  mkdirSync(all, { recursive: true });
  for (;;) {
    last += 1;
    const root = join(all, String(last));
    try {
      mkdirSync(root);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    // Links resolved, as a program in it sees its working directory.
    const real = realpathSync(root);
    const [work, home, tmp] = [join(real, 'work'), join(real, 'home'), join(real, 'tmp')];
    for (const folder of [work, home, tmp]) mkdirSync(folder);
    const whenEmpty = [real, work, home, tmp].map((folder) => {
      const standing = standingOf(folder);
      if (standing === undefined) throw new Error(`${folder} was made and is not there`);
      return standing;
    });
    return { all, root: real, work, home, tmp, whenEmpty };
  }
}

/** Whether the working directory is still the one that was made. */
export const isStill = ({ whenEmpty: [root, work] }: ScratchFolders): boolean =>
  [root, work].every((one) => one !== undefined && isSame(standingOf(one.path), one));

/** A file that could not be laid, and what the system said. */
export class LayingFault extends Error {
  readonly path: string;
  constructor(path: string, because: string, cause: unknown) {
    super(because, { cause });
    this.path = path;
  }
}

/**
 * Lays files out as copies; a later file of the same path takes the place of an earlier one. Each is given to whoever
 * plays, where that is another user.
 */
export async function lay(
  files: readonly LaidFile[],
  { work }: ScratchFolders,
  give: (path: string) => void = () => undefined,
): Promise<ReadonlyMap<string, LaidMark>> {
  const marks = new Map<string, LaidMark>();
  const made = new Set<string>([work]);
  let inRow = 0;
  for (const file of files) {
    const parts = file.path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || file.path.includes('\0')) {
      throw new Error(`${JSON.stringify(file.path)} is no path from the scratch folder`);
    }
    const target = join(work, file.path);
    try {
      const folder = dirname(target);
      for (const one of missingAbove(folder, made)) {
        mkdirSync(one, { recursive: true });
        give(one);
        made.add(one);
      }
      await copy(file, target);
      chmodSync(target, file.executable === true ? 0o755 : 0o644);
      utimesSync(target, laidAt, laidAt);
      give(target);
    } catch (error) {
      throw new LayingFault(file.path, systemSays(error), error);
    }
    const { size, ino, ctimeNs } = lstatSync(target, { bigint: true });
    marks.set(file.path.normalize('NFC'), { size, inode: ino, changedNs: ctimeNs, own: file.own === true });
    inRow += 1;
    if (inRow % inOneGo === 0) await turn();
  }
  return marks;
}

/** A folder and those above it that are not known to be there, the uppermost first. */
function missingAbove(folder: string, made: ReadonlySet<string>): string[] {
  return made.has(folder) ? [] : [...missingAbove(dirname(folder), made), folder];
}

async function copy({ from }: LaidFile, target: string): Promise<void> {
  if ('bytes' in from) writeFileSync(target, from.bytes);
  else if (statSync(from.file).size <= smallFile) copyFileSync(from.file, target, constants.COPYFILE_FICLONE);
  else await copyFile(from.file, target, constants.COPYFILE_FICLONE);
}

/** Entries that are removed at once, which is several times quicker than asking other threads for each. */
const fewEntries = 60;

/** Ends the use of an attempt's folders: emptied for the next attempt, or removed. */
export async function leaveScratch(folders: ScratchFolders): Promise<void> {
  const kept = empty.get(folders.all) ?? [];
  const again =
    process.platform === 'linux' && kept.length < mostEmpty ? emptied(folders, fewEntries) : undefined;
  if (again === undefined) return await removeFolder(folders.root);
  kept.push(again);
  empty.set(folders.all, kept);
}

/** Removes the empty folders that were kept for later attempts. */
export async function removeEmptyScratch(): Promise<void> {
  const kept = [...empty.values()].flat();
  empty.clear();
  for (const { root } of kept) await removeFolder(root);
}

/** Removes a folder, whatever was left in it. What resists stays: `clearScratch` meets it again. */
export async function removeFolder(root: string): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true });
  } catch {
    // Folders without permissions, or nested deeper than a path can say: the system's own tools get through. Never
    // through a link that took the folder's place.
    if (lstatSync(root).isSymbolicLink()) return;
    const program = promisify(execFile);
    await program('chmod', ['-R', 'u+rwX', root]).catch(() => undefined);
    await program('rm', ['-rf', root]).catch(() => undefined);
  }
}

/**
 * The folders with nothing in them, after at most so many entries were removed; `undefined` where there are more, where
 * something resists, or where they are no longer the folders that were made, as open as they were.
 */
function emptied(folders: ScratchFolders, most: number): ScratchFolders | undefined {
  try {
    const allowed = { left: most };
    const now = folders.whenEmpty.map((before) => {
      const standing = standingOf(before.path);
      if (!isSame(standing, before) || standing.mode !== before.mode) return undefined;
      if (isUntouched(standing, before)) return before;
      if (before.path !== folders.root)
        return removedFew(before.path, allowed) ? standingOf(before.path) : undefined;
      return readdirSync(folders.root).length === folders.whenEmpty.length - 1 ? standing : undefined;
    });
    const whenEmpty = now.filter((one) => one !== undefined);
    return whenEmpty.length === now.length ? { ...folders, whenEmpty } : undefined;
  } catch {
    return undefined;
  }
}

function removedFew(folder: string, allowed: { left: number }): boolean {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    allowed.left -= 1;
    if (allowed.left < 0) return false;
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) unlinkSync(path);
    else if (removedFew(path, allowed)) rmdirSync(path);
    else return false;
  }
  return true;
}
