import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from './system-error.ts';
import { newestPid, shortWhile } from './worker/newest-pid.mjs';

/**
 * Ends the processes of an attempt.
 *
 * T1  A program is started as the leader of a process group of its own: one signal reaches the whole group.
 * T2  Who left the group (`setsid`, a daemon) still carries the attempt's scratch folder in its environment (HOME,
 *     TMPDIR) or stands in it; on Linux such processes are found in /proc and ended too. What changed its user, or
 *     dropped both, is out of reach without a sandbox. On macOS, which shows no other process's environment, only
 *     the group is ended.
 */

/** How often the search is repeated until it finds nobody: a process may fork while it is being ended. */
const mostRounds = 100;

/** A moment: the process id that the system had given out last, and when. */
export interface Moment {
  readonly newest: number | undefined;
  readonly at: number;
}

export const thisMoment = (): Moment => ({ newest: newestPid(), at: performance.now() });

/** Whether nobody at all was started after this process, itself started since that moment: so it has left nobody. */
export const isNewest = (pid: number, since: Moment): boolean =>
  performance.now() - since.at <= shortWhile && newestPid() === pid;

/**
 * When a process started, in the words of /proc (field 22 of proc_pid_stat(5)): tells it from a later one with the same
 * id. `undefined` where it has gone, and on other systems.
 */
export function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, the command's name, may hold anything but ends at the last parenthesis.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Sends a signal to every process of a group; false where none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM: on macOS a group of which only zombies are left. ESRCH: nobody.
    if (codeOf(error) === 'EPERM' || codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}

/**
 * Ends what still carries the mark, a scratch folder's absolute path; resolves with how many there were. `since` is a
 * moment before the first of them can have been started: it saves a look at every process of the machine.
 */
export async function endMarked(mark: string, spared: ReadonlySet<number>, since?: Moment): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < mostRounds; round++) {
    const found = marked(mark, spared, since);
    if (found.length === 0) break;
    for (const pid of found) {
      ended.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went by itself.
      }
    }
    await wait(Math.min(1 + round, 20));
  }
  return ended.size;
}

/** Living processes whose environment or working directory names the mark. Only Linux can tell. */
export function marked(mark: string, spared: ReadonlySet<number>, since?: Moment): number[] {
  if (process.platform !== 'linux') return [];
  const bytes = Buffer.from(`${mark}/`).toString('latin1');
  return idsSince(since).filter(
    (pid) => pid !== process.pid && !spared.has(pid) && carries(pid, bytes) && !isThread(pid),
  );
}

/** So many ids are tried one by one, rather than listing every process of the machine. */
const fewIds = 40;

/** Which processes can have been started since a moment, and perhaps threads. */
function idsSince(since: Moment | undefined): number[] {
  const oldest = since?.newest;
  const isFresh = since !== undefined && performance.now() - since.at <= shortWhile;
  const newest = isFresh ? newestPid() : undefined;
  if (newest === undefined || oldest === undefined) return everyProcess();
  const count = newest - oldest;
  if (count >= 0 && count <= fewIds)
    return Array.from({ length: count }, (_, index) => oldest + 1 + index).filter(isThere);
  // Where ids have come round, with a little room above the newest: it may be forking this very moment.
  return everyProcess().filter((pid) => pid > oldest || (count < 0 && pid <= newest + 1000));
}

const everyProcess = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const isThere = (pid: number): boolean => statSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined;

/** A thread's id is not listed in /proc, but can be looked up there. */
function isThread(pid: number): boolean {
  try {
    const [, group] = /^Tgid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return group !== String(pid);
  } catch {
    return false;
  }
}

/** `mark` as bytes, in Latin-1: an environment need not be UTF-8. */
function carries(pid: number, mark: string): boolean {
  try {
    if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) return true;
    return `${readlinkSync(`/proc/${pid}/cwd`, 'latin1')}/`.includes(mark);
  } catch {
    // Somebody else's (EACCES), or gone (ENOENT, ESRCH).
    return false;
  }
}
