import type { Address } from '../base/index.ts';
import { availableParallelism } from 'node:os';
import type { Synth } from '../dsp/index.ts';
import { playAttempt, type Company } from './attempt.ts';
import { cassettesIn, type CassettesOptions } from './cassette.ts';
import { Breaker } from './model/breaker.ts';
import { listen } from './model/ear.ts';
import { summarise } from './model/summarise.ts';
import { realTime, type Time } from './model/time.ts';
import { httpClient } from './http.ts';
import type { Brought, EarRequest, PlayListener, Players, Said, SummaryRequest } from './player.ts';
import { makeLauncher } from './launcher.ts';
import { makePython } from './sandbox/python.ts';
import { makeSandbox } from './sandbox/sandbox.ts';
import { findSimphony, type SimphonyHome } from './simphony-home.ts';
import { removeEmptyScratch } from './scratch.ts';
import { Worker } from './worker.ts';
import { workerPool } from './worker-pool.ts';

export interface PlayersOptions {
  /** Parts that may be in flight at once; default: the machine's cores. Decides how many workers there may be. */
  readonly parallel?: number;
  /** PATH that workers start with; each take brings its own. */
  readonly path?: string;
  /** Where Simphony is installed; found by default. */
  readonly home?: SimphonyHome;
  /** Options of Node for workers, such as `--max-old-space-size=512`. */
  readonly nodeOptions?: readonly string[];
  /** Where answers of models and services are kept, or taken from. */
  readonly cassettes?: CassettesOptions;
  /** Makes what renders sounds, when the first one is to be rendered; closed with the players. */
  readonly synth?: () => Promise<Synth>;
  /** The clock and the chance of retries; default: the real ones. */
  readonly time?: Time;
}

export interface LocalPlayers extends Players {
  /** Starts workers for modules before the first take needs one. */
  warm(count: number): void;
  /** Starts what starts commands (launcher.ts) before the first of them; resolves when it is ready. */
  warmLauncher(): Promise<void>;
  /** Asks a model whether a criterion holds, by ear. What it says is judged by whoever asked. */
  listen(request: EarRequest, listener: Pick<PlayListener, 'calling' | 'log'>): Promise<Said>;
  /** Has a take said in one line; `undefined` where nothing came of it. */
  summarise(
    request: SummaryRequest,
    listener: Pick<PlayListener, 'calling' | 'log'>,
  ): Promise<string | undefined>;
  /** Workers that are alive. */
  readonly workers: number;
}

interface Attempt {
  readonly number: number;
  readonly repeated: number;
  readonly cancelling: AbortController;
  readonly result: Promise<Brought>;
  /** It could not be asked for: made once more, it is another. */
  waited: boolean;
}

/** Plays parts on this machine. Takes that were not released are when the players are closed. */
export function makePlayers(options: PlayersOptions = {}): LocalPlayers {
  const home = options.home ?? findSimphony();
  const parallel = options.parallel ?? availableParallelism();
  const path = options.path ?? '/usr/local/bin:/usr/bin:/bin';
  const start = (): Worker => new Worker(home, options.nodeOptions ?? [], path);
  // Two more than can play, so that parts that take turns with different modules find theirs still warm.
  const cassettes = options.cassettes === undefined ? undefined : cassettesIn(options.cassettes);
  const sandbox = makeSandbox();
  const launcher = makeLauncher(home, path);
  let synth: Promise<Synth> | undefined;
  const company: Company = {
    home,
    cassettes,
    house: { breaker: new Breaker(), time: options.time ?? realTime, cassettes },
    client: httpClient(),
    synth: () => (synth ??= options.synth?.()),
    pool: workerPool(Math.max(4, parallel + 2), start),
    launcher,
    path,
    sandbox,
    python: makePython(sandbox, launcher.start),
  };
  const attempts = new Map<Address, Attempt>();
  let closed = false;
  const closing = new AbortController();

  return {
    submit(request, listener) {
      if (closed) throw new Error('the players have gone home');
      const known = attempts.get(request.part);
      const repeated = request.repeated ?? 0;
      if (known?.number === request.attempt && known.repeated === repeated && !known.waited) return;
      const cancelling = new AbortController();
      const attempt: Attempt = {
        number: request.attempt,
        repeated,
        cancelling,
        waited: false,
        result: playAttempt(request, listener, cancelling.signal, company).then((brought) => {
          attempt.waited = brought.brought === 'waits';
          if (brought.brought !== 'take') return brought;
          const { scratch } = brought;
          const release = async (): Promise<void> => {
            // Forgotten, so that the outputs of a long session do not fill the memory.
            if (attempts.get(request.part) === attempt) attempts.delete(request.part);
            await scratch.release();
          };
          return { ...brought, scratch: { ...scratch, release } };
        }),
      };
      // Asked for by `result`; without this a bug would end the process before anybody can.
      attempt.result.catch(() => undefined);
      attempts.set(request.part, attempt);
    },
    async result(part) {
      const attempt = attempts.get(part);
      if (attempt === undefined) throw new Error(`nobody submitted ${part}`);
      const brought = await attempt.result;
      // Players outlive sessions: the next one's attempt of the same number is another. A take is kept until released.
      if (brought.brought !== 'take' && attempts.get(part) === attempt) attempts.delete(part);
      return brought;
    },
    async cancel(part) {
      const attempt = attempts.get(part);
      attempt?.cancelling.abort();
      await attempt?.result.catch(() => undefined);
    },
    async close() {
      closed = true;
      closing.abort();
      for (const { cancelling } of attempts.values()) cancelling.abort();
      const ends = await Promise.allSettled([...attempts.values()].map(({ result }) => result));
      for (const end of ends) {
        if (end.status === 'fulfilled' && end.value.brought === 'take') await end.value.scratch.release();
      }
      company.client.close();
      await (await synth)?.close();
      await company.pool.close();
      await company.launcher.close();
      company.sandbox.close();
      await removeEmptyScratch();
    },
    listen: (request, listener) => listen(request, listener, closing.signal, company.house),
    summarise: (request, listener) => summarise(request, listener, closing.signal, company.house),
    warm: (count) => company.pool.warm(count),
    warmLauncher: () => company.launcher.warm(),
    get workers() {
      return company.pool.size;
    },
  };
}
