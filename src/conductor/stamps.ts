import { lstatSync, statSync, type Stats } from 'node:fs';

/**
 * What the file system says of a path, as numbers: kind and mode, size, times of content and of change, inode. Whoever
 * changes a file, gives it another mode or puts another in its place moves the time of change, which nobody can set.
 */
export const stampLength = 5;

/** A path that leads nowhere has these in its stamp. */
const absent = -1;

/** `undefined` where the file system refuses to say. */
export function stampOf(path: string, how: 'the link' | 'its target'): Stats | 'absent' | undefined {
  try {
    const look = how === 'the link' ? lstatSync : statSync;
    return look(path, { throwIfNoEntry: false }) ?? 'absent';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? 'absent' : undefined;
  }
}

export function writeStamp(stamp: Stats | 'absent', into: Float64Array, row: number): void {
  const at = row * stampLength;
  if (stamp === 'absent') into.fill(absent, at, at + stampLength);
  else into.set([stamp.mode, stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.ino], at);
}

export function isStamp(stamp: Stats | 'absent' | undefined, of: Float64Array, row: number): boolean {
  if (stamp === undefined) return false;
  const at = row * stampLength;
  if (stamp === 'absent') return of[at] === absent;
  return (
    of[at] === stamp.mode &&
    of[at + 1] === stamp.size &&
    of[at + 2] === stamp.mtimeMs &&
    of[at + 3] === stamp.ctimeMs &&
    of[at + 4] === stamp.ino
  );
}
