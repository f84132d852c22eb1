import { openSync, readSync } from 'node:fs';

/** Read again and again through one descriptor, which costs a fifth of opening it each time. */
let loadavg;
const said = Buffer.alloc(128);

/**
 * The process id that the system gave out last; `undefined` where it does not say. Ids are given out in rising order,
 * beginning again at the top (Linux, kernel/pid.c).
 */
export function newestPid() {
  if (process.platform !== 'linux') return undefined;
  try {
    loadavg ??= openSync('/proc/loadavg', 'r');
    const length = readSync(loadavg, said, 0, said.length, 0);
    const pid = Number(said.toString('latin1', said.lastIndexOf(32, length - 1) + 1, length));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Up to this many milliseconds after a moment no process id has come round again. */
export const shortWhile = 2000;
