import type { Worker } from './worker.ts';

/**
 * The workers of a Conductor.
 *
 * W1  A worker serves the code it played first and no other; one take at a time.
 * W2  It is replaced after 200 takes, after a take that failed or was stopped, and after one that left work running.
 *     Where there is room, a fresh one is started before the 200 are reached, so that nobody waits for it.
 * W3  There are never more than `most`; when all are there and busy, a take waits its turn. The idle worker that
 *     played longest ago makes room for other code.
 */
export interface WorkerPool {
  /** An idle worker for this code; `undefined` where the wait was called off. */
  acquire(code: string, signal: AbortSignal): Promise<Worker | undefined>;
  giveBack(worker: Worker, again: 'may play again' | 'is replaced'): Promise<void>;
  /** Starts workers that serve whatever code comes first. */
  warm(count: number): void;
  close(): Promise<void>;
  /** Workers that are alive. */
  readonly size: number;
}

export const mostTakes = 200;
/** So many takes before its last a worker's successor is started: the time that a process needs to start. */
const ahead = 80;

interface Waiting {
  readonly code: string;
  readonly serve: (worker: Worker | undefined) => void;
}

export function workerPool(most: number, start: () => Worker): WorkerPool {
  /** Every living worker with the code it serves, `undefined` for one that has served none. */
  const codes = new Map<Worker, string | undefined>();
  /** The longest idle first. */
  const idle = new Set<Worker>();
  const queue: Waiting[] = [];
  let closed = false;

  const forget = (worker: Worker): void => {
    codes.delete(worker);
    idle.delete(worker);
  };
  const add = (): Worker => {
    const worker = start();
    codes.set(worker, undefined);
    void worker.gone.then(() => {
      forget(worker);
      serveWaiting();
    });
    return worker;
  };
  const end = async (worker: Worker): Promise<void> => {
    worker.kill();
    await worker.gone;
    forget(worker);
  };

  const hasFresh = (): boolean => [...idle].some((worker) => codes.get(worker) === undefined);

  const take = (code: string): Worker | undefined => {
    const usable = [...idle].filter((worker) => !worker.isGone);
    const own =
      usable.findLast((worker) => codes.get(worker) === code) ??
      usable.find((worker) => codes.get(worker) === undefined);
    const worker = own ?? (codes.size < most ? add() : undefined);
    if (worker === undefined) {
      // Room is made for the next look: the oldest idle one ends, and its end serves who waits.
      const [oldest] = usable;
      if (oldest !== undefined) {
        idle.delete(oldest);
        oldest.kill();
      }
      return undefined;
    }
    idle.delete(worker);
    codes.set(worker, code);
    return worker;
  };

  const serveWaiting = (): void => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const worker = closed ? undefined : take(first.code);
      if (worker === undefined && !closed) return;
      queue.shift();
      first.serve(worker);
    }
  };

  return {
    acquire(code, signal) {
      if (closed || signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const callOff = (): void => {
          const place = queue.indexOf(waiting);
          if (place >= 0) queue.splice(place, 1);
          resolve(undefined);
        };
        const waiting: Waiting = {
          code,
          serve(worker) {
            signal.removeEventListener('abort', callOff);
            resolve(worker);
          },
        };
        signal.addEventListener('abort', callOff, { once: true });
        queue.push(waiting);
        serveWaiting();
      });
    },
    async giveBack(worker, again) {
      if (closed || worker.isGone || again === 'is replaced') await end(worker);
      // A worker that left nothing running ends beside what comes next.
      else if (worker.takes >= mostTakes) void end(worker);
      else idle.add(worker);
      if (worker.takes === mostTakes - ahead && !closed && codes.size < most && !hasFresh()) idle.add(add());
      serveWaiting();
    },
    warm(count) {
      for (let more = Math.min(count, most) - codes.size; more > 0 && !closed; more--) idle.add(add());
    },
    async close() {
      closed = true;
      serveWaiting();
      await Promise.all([...codes.keys()].map(end));
    },
    get size() {
      return codes.size;
    },
  };
}
