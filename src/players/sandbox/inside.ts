import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessFacts } from '../end.ts';
import type { StartProgram } from '../start.ts';

/** A program that is about to be started inside. */
export interface Inside {
  /** With what leads there: the first is the program to start. */
  readonly words: readonly [string, ...string[]];
  /** To be asked once what was started has ended: resolves when no process is left inside. */
  emptied(): Promise<void>;
}

/** Starts programs inside that would start outside; their end is told once nobody is left there. */
export const startInside =
  (
    start: StartProgram,
    enter: (program: string, words: readonly string[], path: string) => Inside,
  ): StartProgram =>
  (what, on) => {
    const inside = enter(what.program, what.words, what.environment['PATH'] ?? '');
    const [program, ...words] = inside.words;
    let left: Promise<void> = Promise.resolve();
    return start(
      { ...what, program, words },
      {
        started: (group, started) => on.started(group, started),
        refused: (error) => on.refused(error),
        printed: (of, chunk) => on.printed(of, chunk),
        exited(facts) {
          left = inside.emptied().then(() => on.exited(signalled(facts), true));
        },
        closed: () => void left.then(() => on.closed()),
      },
    );
  };

/**
 * Waits until the first process inside has gone: the system ends everybody else before it lets that one go
 * (pid_namespaces(7)). Whoever started bubblewrap may hear of its end a moment sooner. `childIn` is the file where
 * bubblewrap said which one that is.
 */
export async function emptied(childIn: string): Promise<void> {
  let first: number;
  try {
    first = Number(/"child-pid": (\d+)/.exec(readFileSync(childIn, 'utf8'))?.[1]);
    rmSync(childIn, { force: true });
  } catch {
    // Bubblewrap was never reached.
    return;
  }
  if (!(first > 1)) return;
  for (let round = 1; isThere(first); round++) await wait(Math.min(round, 20));
}

/** Whether it has not ended yet; one that nobody has waited for (a zombie) has. */
function isThere(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(text.slice(text.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

type How = Pick<ProcessFacts, 'code' | 'signal'>;

/** Bubblewrap ends with 128 and a signal's number where the program died of it, as a shell would. */
export function signalled(facts: How): How {
  const signal = facts.code === undefined ? undefined : deadly[facts.code - 128];
  return signal === undefined ? facts : { signal };
}

/** Signals whose codes nobody exits with by choice. */
const deadly: { readonly [number: number]: NodeJS.Signals } = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};
