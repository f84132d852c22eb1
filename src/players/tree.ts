import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

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

/** By the folder of all scratch folders: processes that were found to belong to none, and when (milliseconds). */
const strangersOf = new Map<string, Map<number, number>>();
/** After this long a process id is looked at again: it may belong to somebody else by now. */
const strangerFor = 3000;

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

/** Ends what still carries the mark, a scratch folder's absolute path; resolves with how many there were. */
export async function endMarked(mark: string, spared: ReadonlySet<number>): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < mostRounds; round++) {
    const found = marked(mark, spared);
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
export function marked(mark: string, spared: ReadonlySet<number>): number[] {
  if (process.platform !== 'linux') return [];
  const now = performance.now();
  const all = dirname(mark);
  const strangers = strangersOf.get(all) ?? new Map<number, number>();
  strangersOf.set(all, strangers);
  const alive = new Set<number>();
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || spared.has(pid)) continue;
    alive.add(pid);
    const seen = strangers.get(pid);
    if (seen !== undefined && now - seen < strangerFor) continue;
    const look = lookAt(pid, mark);
    if (look === 'marked') found.push(pid);
    else if (look === 'stranger') strangers.set(pid, now);
  }
  for (const pid of strangers.keys()) if (!alive.has(pid)) strangers.delete(pid);
  return found;
}

function lookAt(pid: number, mark: string): 'marked' | 'stranger' | 'unclear' {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
    const seen = `${environment}\0${latin1Of(readlinkSync(`/proc/${pid}/cwd`))}/`;
    if (seen.includes(latin1Of(`${mark}/`))) return 'marked';
    // Another attempt's is no stranger to that one.
    if (seen.includes(latin1Of(`${dirname(mark)}/`))) return 'unclear';
    // A process that is just starting another program shows an empty environment for an instant.
    return environment === '' && !isKernels(pid) ? 'unclear' : 'stranger';
  } catch (error) {
    // Somebody else's (EACCES), or gone (ENOENT, ESRCH).
    return codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM' ? 'stranger' : 'unclear';
  }
}

const latin1Of = (text: string): string => Buffer.from(text).toString('latin1');

function isKernels(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return false;
  } catch {
    return true;
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
