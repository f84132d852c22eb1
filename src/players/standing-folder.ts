import { lstatSync } from 'node:fs';

/**
 * How a folder stood at a moment. With it one look tells whether it is still the same folder, and whether anything
 * was put into it, taken away or moved since: all of that sets its change time.
 */
export interface StandingFolder {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly mode: number;
  /** Milliseconds since 1970, with a fraction. */
  readonly changed: number;
  /**
   * Its change time lay so far back that a later change has another one: within one tick of the system's clock two
   * changes look alike (as in git's racy-git.txt).
   */
  readonly settled: boolean;
}

/** More than a tick of any system's clock, milliseconds. */
const tick = 30;

/** `undefined` where no folder is there, but perhaps a link to one. */
export function standingOf(path: string): StandingFolder | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return undefined;
  return {
    path,
    device: stats.dev,
    inode: stats.ino,
    mode: stats.mode,
    changed: stats.ctimeMs,
    settled: stats.ctimeMs + tick < Date.now(),
  };
}

/** Still the folder that was there: nothing has taken its place, on no way has a link led elsewhere. */
export const isSame = (now: StandingFolder | undefined, before: StandingFolder): now is StandingFolder =>
  now?.inode === before.inode && now.device === before.device;

/** The same, as open as it was, and nothing was put into it or taken away. */
export const isUntouched = (now: StandingFolder, before: StandingFolder): boolean =>
  before.settled && isSame(now, before) && now.mode === before.mode && now.changed === before.changed;
