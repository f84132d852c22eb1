import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { endOf, type End, type ProcessFacts, type StartFault, type Stop } from './end.ts';
import type { Environment } from './environment.ts';
import { findProgram, startFaultOf } from './program.ts';
import { lineSplitter } from './lines.ts';
import type { ProgramToStart, StartProgram } from './start.ts';
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
  /** Not called for a program that has ended by the time that its start is heard of. */
  readonly onStart?: (group: number, started?: string) => void;
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

/** Bytes of stdout that may be kept back until a program ends. */
const mostHeld = 32 * 1024;

/** Runs a program to its end, and its whole tree with it. Never throws for what the program does. */
export async function run(what: Run, start: StartProgram): Promise<Ran> {
  const [word = '', ...rest] = what.words;
  const found = findProgram(word, what.cwd, what.environment);
  if ('because' in found) return notStarted(found.because);
  if (what.signal?.aborted === true)
    return {
      ...notStarted({ fault: 'missing', tool: word }),
      end: { end: 'stopped', stop: { by: 'cancel' } },
    };
  const toStart = {
    program: found.program,
    words: rest,
    cwd: what.cwd,
    environment: what.environment,
    stdin: what.stdin ?? '',
    hold: Math.min(mostHeld, what.outputLimit),
  };
  const ran = await follow(start, toStart, what);
  return 'refused' in ran ? notStarted(startFaultOf(ran.refused, found.program, word)) : ran;
}

const notStarted = (because: StartFault): Ran => ({
  end: endOf({ startFault: because }),
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  leftBehind: 0,
});

async function follow(
  start: StartProgram,
  toStart: ProgramToStart,
  what: Run,
): Promise<Ran | { readonly refused: unknown }> {
  let facts: ProcessFacts = {};
  let group: number | undefined;
  const since = thisMoment();

  let killing: NodeJS.Timeout | undefined;
  const end = (how: 'gently' | 'at once'): void => {
    const leader = group;
    if (leader === undefined) return;
    signalGroup(leader, how === 'gently' ? 'SIGTERM' : 'SIGKILL');
    if (how === 'gently') killing = setTimeout(() => signalGroup(leader, 'SIGKILL'), grace);
  };
  const stop = (stoppedBy: Stop, how: 'gently' | 'at once'): void => {
    if (facts.stoppedBy !== undefined) return;
    facts = { ...facts, stoppedBy };
    end(how);
  };
  const timer = setTimeout(
    () => stop({ by: 'time', ms: what.timeoutMs }, 'gently'),
    Math.min(what.timeoutMs, longestTimer),
  );
  const cancel = (): void => stop({ by: 'cancel' }, 'gently');
  what.signal?.addEventListener('abort', cancel, { once: true });

  const lines = what.onLine === undefined ? undefined : lineSplitter(what.onLine);
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const bytes = { stdout: 0, stderr: 0 };
  const seen = { exited: false, alone: false, closed: false, whenClosed: (): void => undefined };
  let letGo = (): void => undefined;
  const refused = await new Promise<{ readonly refused: unknown } | undefined>((resolve) => {
    letGo = start(toStart, {
      started(leader, at) {
        group = leader;
        queueMicrotask(() => {
          if (!seen.exited) what.onStart?.(leader, at);
        });
        // Stopped before the launcher had answered.
        if (facts.stoppedBy !== undefined) end('gently');
      },
      refused: (error) => resolve({ refused: error }),
      printed(of, chunk) {
        bytes[of] += chunk.length;
        // Beyond the limit nothing is kept, so that a program that prints without end costs no memory while it dies.
        if (bytes[of] > what.outputLimit)
          return stop({ by: 'output', of, limit: what.outputLimit }, 'at once');
        kept[of].push(chunk);
        if (of === 'stderr') lines?.add(chunk);
      },
      exited(how, alone) {
        facts = { ...facts, ...how };
        seen.exited = true;
        seen.alone = alone;
        resolve(undefined);
      },
      closed() {
        seen.closed = true;
        seen.whenClosed();
      },
    });
  });
  clearTimeout(timer);
  clearTimeout(killing);
  what.signal?.removeEventListener('abort', cancel);
  if (refused !== undefined) return refused;
  const untilClosed = async (ms: number): Promise<void> => {
    // Most have closed in the same moment.
    if (!seen.closed) await turn();
    if (seen.closed) return;
    const closed = new Promise<void>((resolve) => (seen.whenClosed = resolve));
    await Promise.race([closed, wait(ms, undefined, { ref: false })]);
  };
  if (facts.stoppedBy === undefined) await untilClosed(afterExit);
  let leftBehind = 0;
  if (group !== undefined && !(seen.alone && seen.closed)) {
    const inGroup = signalGroup(group, 'SIGKILL');
    const elsewhere = what.mark === undefined ? 0 : await endMarked(what.mark, new Set(), since);
    leftBehind = Math.max(elsewhere, Number(inGroup));
    await untilClosed(2 * afterExit);
  }
  letGo();
  lines?.end();
  return {
    end: endOf(facts),
    stdout: Buffer.concat(kept.stdout),
    stderr: Buffer.concat(kept.stderr),
    leftBehind: facts.stoppedBy === undefined ? leftBehind : 0,
  };
}
