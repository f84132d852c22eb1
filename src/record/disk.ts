import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProcess } from './git.ts';

/**
 * Every change that the record and the journal make to the disk goes through this, one call for each, so that a test
 * can end the process before and after any of them, refuse one, or forget what was not synced.
 *
 * D1  What is promised is synced: content with `sync`, names (made, moved, removed) with `syncFolder`.
 *     Working files are promised to nobody until the session is over (`Syncs`, mending.ts).
 * D2  A call to git that writes is one change; git is told to sync what it writes itself (`core.fsync`).
 */
export interface Disk {
  /** `what` names the change for people who read a report: `journal.append`, `index.rename`, `git update-ref`. */
  change<T>(what: string, paths: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Content of this file outlives a power cut from here on. */
  sync(path: string, work: () => Promise<void>): Promise<void>;
  /** Names in this folder outlive a power cut from here on. */
  syncFolder(path: string, work: () => Promise<void>): Promise<void>;
  /** Tells one run of the machine from another: what was written outlives a process, and not the power. */
  boot?(): Promise<string | undefined>;
}

/** The disk as it is. */
export const plainDisk: Disk = {
  change: (_what, _paths, work) => work(),
  sync: (_path, work) => work(),
  syncFolder: (_path, work) => work(),
  async boot() {
    if (process.platform === 'linux')
      return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
        (text) => text.trim(),
        () => undefined,
      );
    if (process.platform !== 'darwin') return undefined;
    const words = ['-n', 'kern.bootsessionuuid'];
    const { code, out } = await runProcess('sysctl', words, { folder: '/', environment: process.env });
    return code === 0 ? out.toString().trim() : undefined;
  },
};

/** D1: the content of one file. */
export const syncFile = (disk: Disk, path: string): Promise<void> => disk.sync(path, () => flushed(path));

/** D1: a new name is durable only when its folder is. */
export const syncFolder = (disk: Disk, path: string): Promise<void> =>
  disk.syncFolder(path, () => flushed(path));

/** D1: a folder, and what is missing above it, each with its name. */
export async function makeFolder(disk: Disk, what: string, folder: string): Promise<void> {
  const first = await disk.change(what, [folder], () => mkdir(folder, { recursive: true }));
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await syncFolder(disk, dirname(made));
}

async function flushed(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes beside and renames over, so that a reader finds the old file or the new one; with `durable` after a power
 * cut too. Without it only for what can be worked out again.
 */
export async function replaceFile(
  disk: Disk,
  what: string,
  path: string,
  text: string,
  { durable }: { readonly durable: boolean },
): Promise<void> {
  const fresh = `${path}.simphony-new`;
  await disk.change(`${what}.write`, [fresh], () => writeFile(fresh, text));
  if (durable) await syncFile(disk, fresh);
  await disk.change(`${what}.rename`, [fresh, path], () => rename(fresh, path));
  if (durable) await syncFolder(disk, dirname(path));
}
