import type { CompilerChild } from './compiler-child.ts';

/**
 * The compiler children of a Conductor.
 *
 * H1  Each has the library loaded and serves one render at a time; there are never more than `most`, and a render
 *     waits its turn.
 * H2  One is replaced after a trap, a time limit or a cancelled job, after `mostJobs`, and when it has needed much
 *     memory, which it would keep. A program that the compiler refused leaves nothing behind and replaces nobody.
 */
export interface CompilerChildren {
  /** `undefined` where the wait was called off. */
  acquire(signal: AbortSignal): Promise<CompilerChild | undefined>;
  giveBack(child: CompilerChild): void;
  /** Starts one before it is needed. */
  warm(): void;
  close(): void;
}

export const mostJobs = 200;
/** Bytes. */
export const muchMemory = 768 * 1024 * 1024;

export function compilerChildren(most: number, start: () => CompilerChild): CompilerChildren {
  const all = new Set<CompilerChild>();
  const idle: CompilerChild[] = [];
  const waiting: ((child: CompilerChild | undefined) => void)[] = [];
  let closed = false;

  const add = (): CompilerChild => {
    const child = start();
    all.add(child);
    return child;
  };
  const take = (): CompilerChild | undefined => {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) {
      if (child.usable) return child;
      all.delete(child);
    }
    return all.size < most ? add() : undefined;
  };
  const serveWaiting = (): void => {
    while (waiting.length > 0) {
      const child = closed ? undefined : take();
      if (child === undefined && !closed) return;
      waiting.shift()?.(child);
    }
  };

  return {
    acquire(signal) {
      if (closed || signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const serve = (child: CompilerChild | undefined): void => {
          signal.removeEventListener('abort', callOff);
          resolve(child);
        };
        const callOff = (): void => {
          const place = waiting.indexOf(serve);
          if (place >= 0) waiting.splice(place, 1);
          resolve(undefined);
        };
        signal.addEventListener('abort', callOff, { once: true });
        waiting.push(serve);
        serveWaiting();
      });
    },
    giveBack(child) {
      if (closed || child.jobs >= mostJobs || child.memory > muchMemory) child.close();
      if (child.usable) idle.push(child);
      else all.delete(child);
      serveWaiting();
    },
    warm() {
      if (!closed && all.size === 0) idle.push(add());
    },
    close() {
      closed = true;
      for (const child of all) child.close();
      all.clear();
      serveWaiting();
    },
  };
}
