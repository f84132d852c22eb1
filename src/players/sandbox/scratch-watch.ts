import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchFolders } from '../scratch.ts';

/** Bytes that the folders of a sandboxed attempt may take on the disk, and files and folders in them. */
export const mostWritten = 4 * 1024 ** 3;
const mostEntries = 300_000;
/** Milliseconds between two looks; a look at many files takes its time, and then it waits as long. */
const everyMs = 500;

export interface ScratchWatch {
  /** Aborts once there is more than may be. */
  readonly tooMuch: AbortSignal;
  end(): void;
}

/**
 * Looks now and then at what an attempt has put into its folders: the system bounds each of its files and not their
 * number. What is written between two looks can be more.
 */
export function watchScratch({ work, home, tmp }: ScratchFolders, limit = mostWritten): ScratchWatch {
  const stop = new AbortController();
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const began = performance.now();
    const left = { bytes: limit, entries: mostEntries };
    for (const folder of [work, home, tmp]) await takeOff(folder, left, () => ended);
    if (ended) return;
    if (left.bytes < 0 || left.entries < 0) return stop.abort();
    wait(Math.max(everyMs, performance.now() - began));
  };
  const wait = (ms: number): void => {
    timer = setTimeout(() => void look(), ms).unref();
  };
  wait(everyMs);
  return {
    tooMuch: stop.signal,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

/** Takes what lies below a folder off what is left, until nothing is. What goes away meanwhile takes no room. */
async function takeOff(
  folder: string,
  left: { bytes: number; entries: number },
  isOver: () => boolean,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    left.entries -= 1;
    if (left.entries < 0 || left.bytes < 0 || isOver()) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await takeOff(path, left, isOver);
    // What it takes on the disk: a file may be said to be larger than it is.
    else left.bytes -= 512 * ((await lstat(path).catch(() => undefined))?.blocks ?? 0);
  }
}
