import { spawn, type ChildProcess } from 'node:child_process';
import type { ProcessFacts } from './end.ts';
import type { Environment } from './environment.ts';
import { isNewest, startOf, thisMoment } from './tree.ts';

/** A program to be started as the leader of a process group of its own. */
export interface ProgramToStart {
  /** Absolute path of its file. */
  readonly program: string;
  /** Its words after the first. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment: Environment;
  readonly stdin: string;
  /** Bytes of stdout that may be kept back until it ends. */
  readonly hold: number;
}

/** What is heard of a program. Either it was refused and nothing more comes, or it was started, exits and closes. */
export interface ProgramWatcher {
  /** `started` tells its leader from a later process with the same id, in the words of /proc. */
  started(group: number, started?: string): void;
  refused(error: unknown): void;
  printed(of: 'stdout' | 'stderr', chunk: Buffer): void;
  /** `alone`: nobody at all was started while it ran, so it has left nobody behind. */
  exited(facts: Pick<ProcessFacts, 'code' | 'signal'>, alone: boolean): void;
  /** Nobody holds its stdout and stderr any more. */
  closed(): void;
}

/** Starts a program; what comes back lets go of it: nothing more is heard. */
export type StartProgram = (what: ProgramToStart, on: ProgramWatcher) => () => void;

/** Starts a program from this very process. */
export const startHere: StartProgram = ({ program, words, cwd, environment, stdin }, on) => {
  const since = thisMoment();
  let child: ChildProcess;
  try {
    child = spawn(program, words, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  } catch (error) {
    // A NUL in a word, or words that are too long.
    on.refused(error);
    return () => undefined;
  }
  const { pid } = child;
  child.on('error', (error) => {
    // Also told when a signal could not be sent; that is no fault of the start.
    if (pid === undefined) on.refused(error);
  });
  if (pid === undefined) return () => undefined;
  child.stdout?.on('data', (chunk: Buffer) => on.printed('stdout', chunk));
  child.stderr?.on('data', (chunk: Buffer) => on.printed('stderr', chunk));
  child.once('exit', (code, signal) => on.exited(exitOf(code, signal), isNewest(pid, since)));
  child.once('close', () => on.closed());
  // Who does not read its input, or ends before it has, breaks the pipe: that is its own affair.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  on.started(pid, startOf(pid));
  return () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.stdin?.destroy();
  };
};

/** Node says `null` for what does not apply. */
export const exitOf = (
  code: number | null,
  signal: NodeJS.Signals | null,
): Pick<ProcessFacts, 'code' | 'signal'> => ({
  ...(code === null ? {} : { code }),
  ...(signal === null ? {} : { signal }),
});
