import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { endOf, type End, type ProcessFacts, type StartFault, type Stop } from './end.ts';
import type { Environment } from './environment.ts';
import { findProgram, startFaultOf } from './program.ts';
import { lineSplitter } from './lines.ts';
import { endMarked, signalGroup, thisMoment } from './tree.ts';

/** A program to run in an attempt's folder. */
export interface Run {
  /** The first word is looked up on the PATH. No shell ever reads them. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment: Environment;
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Bytes, for stdout and for stderr each. */
  readonly outputLimit: number;
  /**
   * Absolute path of the attempt's scratch folder: whoever carries it is ended with the run (tree.ts). Absent where
   * others of the same attempt may still be running.
   */
  readonly mark?: string;
  readonly signal?: AbortSignal;
  readonly onStart?: (group: number) => void;
  /** Each line of stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Ran {
  readonly end: End;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Processes that were still there after it ended by itself, and have been ended. */
  readonly leftBehind: number;
}

/** Between asking a process group to end (SIGTERM) and ending it (SIGKILL), milliseconds. */
const grace = 500;
/** How long somebody who holds stdout open may go on after the program has exited, milliseconds. */
const afterExit = 250;
/** The longest time that a timer can hold, milliseconds. */
export const longestTimer = 2 ** 31 - 1;

/** Runs a program to its end, and its whole tree with it. Never throws for what the program does. */
export async function run(what: Run): Promise<Ran> {
  const [word = '', ...rest] = what.words;
  const found = findProgram(word, what.cwd, what.environment);
  if ('because' in found) return notStarted(found.because);
  if (what.signal?.aborted === true)
    return {
      ...notStarted({ fault: 'missing', tool: word }),
      end: { end: 'stopped', stop: { by: 'cancel' } },
    };
  let child: ChildProcess;
  try {
    child = spawn(found.program, rest, {
      cwd: what.cwd,
      env: what.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    // A NUL in a word, or words that are too long.
    return notStarted(startFaultOf(error, found.program, word));
  }
  return await follow(child, what, (error) => startFaultOf(error, found.program, word));
}

const notStarted = (because: StartFault): Ran => ({
  end: endOf({ startFault: because }),
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  leftBehind: 0,
});

async function follow(child: ChildProcess, what: Run, faultOf: (error: unknown) => StartFault): Promise<Ran> {
  const { pid: group } = child;
  let facts: ProcessFacts = {};
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      // Also told when a signal could not be sent; that is no fault of the start.
      if (group === undefined) facts = { ...facts, startFault: faultOf(error) };
      if (group === undefined) resolve();
    });
    child.once('exit', (code, signal) => {
      facts = { ...facts, ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) };
      resolve();
    });
  });
  if (group === undefined) {
    await exited;
    return { ...notStarted({ fault: 'missing', tool: '' }), end: endOf(facts) };
  }
  const since = thisMoment(group);
  what.onStart?.(group);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));

  let killing: NodeJS.Timeout | undefined;
  const stop = (stoppedBy: Stop, at: 'gently' | 'at once'): void => {
    if (facts.stoppedBy !== undefined) return;
    facts = { ...facts, stoppedBy };
    signalGroup(group, at === 'gently' ? 'SIGTERM' : 'SIGKILL');
    if (at === 'gently') killing = setTimeout(() => signalGroup(group, 'SIGKILL'), grace);
  };
  const timer = setTimeout(
    () => stop({ by: 'time', ms: what.timeoutMs }, 'gently'),
    Math.min(what.timeoutMs, longestTimer),
  );
  const cancel = (): void => stop({ by: 'cancel' }, 'gently');
  what.signal?.addEventListener('abort', cancel, { once: true });

  const collect = (stream: 'stdout' | 'stderr', onChunk?: (chunk: Buffer) => void): Buffer[] => {
    const kept: Buffer[] = [];
    let bytes = 0;
    child[stream]?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // Beyond the limit nothing is kept, so that a program that prints without end costs no memory while it dies.
      if (bytes > what.outputLimit)
        return stop({ by: 'output', of: stream, limit: what.outputLimit }, 'at once');
      kept.push(chunk);
      onChunk?.(chunk);
    });
    return kept;
  };
  const stdout = collect('stdout');
  const lines = what.onLine === undefined ? undefined : lineSplitter(what.onLine);
  const stderr = collect('stderr', lines?.add);
  // Who does not read its input, or ends before it has, breaks the pipe: that is its own affair.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(what.stdin ?? '');

  await exited;
  clearTimeout(timer);
  clearTimeout(killing);
  what.signal?.removeEventListener('abort', cancel);
  if (facts.stoppedBy === undefined) await Promise.race([closed, wait(afterExit, undefined, { ref: false })]);
  const inGroup = signalGroup(group, 'SIGKILL');
  const elsewhere = what.mark === undefined ? 0 : await endMarked(what.mark, new Set(), since);
  await Promise.race([closed, wait(2 * afterExit, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.stdin?.destroy();
  lines?.end();
  return {
    end: endOf(facts),
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr),
    leftBehind: facts.stoppedBy === undefined ? Math.max(elsewhere, Number(inGroup)) : 0,
  };
}
