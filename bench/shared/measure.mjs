/**
 * Runs one program to its end and says what it cost.
 *
 * Wall time is from just before the start to the exit, so that a program's own start-up and its closing count. With
 * GNU time on the machine there are also the CPU time of the program and of all children it waited for, and the
 * largest resident set among them (getrusage(2), RUSAGE_CHILDREN); a daemon that a program leaves behind is in
 * neither. Without it these two are undefined.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const gnuTime = ['/usr/bin/time', '/usr/local/bin/gtime', '/opt/homebrew/bin/gtime'].find(
  (file) => existsSync(file) && spawnSync(file, ['--version'], { encoding: 'utf8' }).status === 0,
);

/** What every program is run with: no setting of this person's decides, and nobody calls home. */
export function environment(more = {}) {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TERM'];
  const kept = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
    DO_NOT_TRACK: '1',
    ...more,
  };
}

/**
 * @param {string[]} words the program and its arguments
 * @returns {Promise<{ ms: number, cpuMs?: number, peakBytes?: number }>}
 * @throws with the last lines that the program printed, when it exits with anything but 0
 */
export async function measure(words, { cwd, env = {}, usage = true } = {}) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'simphony-measure-'));
  const said = path.join(scratch, 'said');
  const spent = path.join(scratch, 'spent');
  const timed = usage && gnuTime !== undefined;
  const [program, ...rest] = timed ? [gnuTime, '-o', spent, '-f', '%U %S %M', ...words] : words;
  const output = openSync(said, 'w');
  try {
    const begin = performance.now();
    const child = spawn(program, rest, { cwd, env: environment(env), stdio: ['ignore', output, output] });
    const [code, signal] = await once(child, 'exit');
    const ms = performance.now() - begin;
    if (code !== 0) {
      const last = (await readFile(said, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${words.join(' ').slice(0, 200)} ended with ${code ?? signal}:\n${last}`);
    }
    if (!timed) return { ms };
    const [user, system, kib] = (await readFile(spent, 'utf8'))
      .trim()
      .split('\n')
      .at(-1)
      .split(' ')
      .map(Number);
    return { ms, cpuMs: (user + system) * 1000, peakBytes: kib * 1024 };
  } finally {
    closeSync(output);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The first line that a program prints, or undefined where the machine has no such program. */
export function firstLine(program, ...words) {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8', env: environment() });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

/** Waits until what was written before is on the disk, so that nobody pays for a neighbour's files. */
export function settle() {
  spawnSync('sync');
}
