import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConfinedProgram, StartConfined } from '../../dsp/index.ts';
import { signalGroup } from '../tree.ts';
import { limitWords, systemTool, tasksOf, type Limits, type LimitTools } from './limits.ts';

/**
 * Starts a program of Simphony's own that works on what others wrote: the compiler of Faust programs, the reader of a
 * file. It is trusted not to break out, and not trusted to end, or to be content with the memory that is there.
 *
 * D1  It inherits nothing: no variable, no descriptor but its three pipes, the root folder as its working directory.
 * D2  It can have so much memory and CPU and no more, write no file, leave no core; its threads and processes, on top
 *     of those that its user has already, are counted.
 * D3  It leads a process group of its own, which ends with it and when it is killed; it ends when its parent does.
 */
export const startConfined: StartConfined = (what) => {
  const [program, ...words] = wordsOf(what, systemTools());
  const child = spawn(program, words, { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const { pid } = child;
  const kill = (): void => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  };
  let stderr = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (stderr = (stderr + text).slice(-keptStderr)));
  // Who ends before it has read everything breaks the pipe: that is known by its end.
  child.stdin.on('error', () => undefined);

  const exited = new Promise<{ code?: number; signal?: string }>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) }),
    );
    child.once('error', (error) => {
      if (pid !== undefined) return;
      stderr = error.message;
      resolve({});
    });
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = exited.then(async (end) => {
    kill();
    // Whoever left the group may still hold a pipe: nobody waits for that one.
    await Promise.race([closed, wait(afterExit, undefined, { ref: false })]);
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
    return { ...end, stderr };
  });
  return {
    write: (bytes) => void child.stdin.write(bytes),
    onBytes: (hear) => void child.stdout.on('data', hear),
    ended,
    kill,
  };
};

/** Characters of stderr that are kept: its end. */
const keptStderr = 8192;
/** Milliseconds that its pipes may stay open after it has exited. */
const afterExit = 250;
/** Threads and processes that it may have beside what its user has: Node starts about eleven threads. */
const ownTasks = 512;
/** Pipes, epoll and whatever Node keeps open. */
const descriptors = 64;

let tools: LimitTools | undefined;

export function systemTools(): LimitTools {
  tools ??= Object.fromEntries(
    (['prlimit', 'setpriv', 'bwrap'] as const).flatMap((name) => {
      const path = process.platform === 'linux' ? systemTool(name) : undefined;
      return path === undefined ? [] : [[name, path]];
    }),
  );
  return tools;
}

function wordsOf(
  { program, words, dataLimit, cpuSeconds }: ConfinedProgram,
  { prlimit, setpriv }: LimitTools,
): readonly [string, ...string[]] {
  const uid = process.getuid?.() ?? 0;
  const limits: Limits = {
    cpuSeconds,
    data: dataLimit,
    fileSize: 0,
    descriptors,
    // The system holds no limit of processes against uid 0, so nobody counts.
    ...(uid === 0 ? {} : { processes: tasksOf(uid) + ownTasks }),
  };
  const [first = program, ...rest] = [
    ...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--']),
    ...limitWords(limits, prlimit),
    program,
    ...words,
  ];
  return [first, ...rest];
}
