import type { EventLog } from '../conductor/index.ts';
import type { Missed, ToldEvent } from './shapes.ts';

/**
 * One who listens is a place in the log and what is just on its way to it: at most one batch. Who reads slowly is read
 * for slowly, and holds up neither a run nor another listener; nothing is queued for anybody.
 */
export interface Listener {
  /** Settles when all of it has left this process; rejects when it never will. */
  send(messages: readonly string[]): Promise<void>;
  /** Shows that the connection lives, where there was nothing to tell; false where the other side no longer answers. */
  beat(): Promise<boolean>;
  /** Ends the connection in good order: all was told. */
  end(): void;
  /** Ends it at once. */
  cut(): void;
  /** Aborted when the connection is over, whoever ended it. */
  readonly gone: AbortSignal;
}

export interface Wanted {
  /** Events after this id; without it, those that come from now on, and of one run all of them. */
  readonly after?: number;
  readonly run?: string;
}

export interface FeedLimits {
  /** Quiet for so long, and a sign of life is sent. */
  readonly heartbeatMs: number;
  /** A batch that has not left after so long was sent to nobody: the connection is cut. */
  readonly stallMs: number;
  /** Each holds a connection and a batch: with so many, the next is asked to come later. */
  readonly listeners: number;
}

/** Events on their way to one listener at a time. */
const batch = 64;

/** All who listen, and the one thing they share: that they end together. */
export class Feeds {
  readonly #log: EventLog;
  readonly #limits: FeedLimits;
  readonly #following = new Map<Listener, Promise<void>>();
  readonly #bells = new Set<Bell>();
  #closing = false;

  constructor(log: EventLog, limits: FeedLimits) {
    this.#log = log;
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#following.size >= this.#limits.listeners;
  }

  /** Tells a listener what it wants, until it is gone or the server closes. Never throws. */
  add(listener: Listener, wanted: Wanted): void {
    const following = this.#follow(listener, wanted)
      .then(
        () => listener.end(),
        () => listener.cut(),
      )
      .finally(() => this.#following.delete(listener));
    this.#following.set(listener, following);
  }

  /** Tells all what there still is to tell, for so long, and ends. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    for (const bell of this.#bells) bell.ring();
    await Promise.race([Promise.all(this.#following.values()), pause(graceMs)]);
    for (const listener of this.#following.keys()) listener.cut();
    await Promise.all(this.#following.values());
  }

  async #follow(listener: Listener, { after, run }: Wanted): Promise<void> {
    const log = this.#log;
    let place = after ?? (run === undefined ? log.newest : Math.max(0, log.oldest - 1));
    const more = new Bell();
    const stops: (() => void)[] = [log.onMore(() => more.ring()), onAbort(listener.gone, () => more.ring())];
    this.#bells.add(more);
    stops.push(() => this.#bells.delete(more));
    const inTime = <T>(sent: Promise<T>): Promise<T> => within(this.#limits.stallMs, sent, listener.gone);
    const send = (messages: readonly string[]): Promise<void> => inTime(listener.send(messages));
    try {
      while (!listener.gone.aborted) {
        const gap = gapAt(log, place);
        if (gap !== undefined) {
          await send([JSON.stringify({ missed: gap } satisfies Missed)]);
          place = gap.from - 1;
        }
        // before the read: what is newer than this may not have been looked at
        const { newest } = log;
        const found = place < newest ? await log.after(place, batch, run) : [];
        const last = found.at(-1);
        if (last !== undefined) {
          await send(found.map(({ id, event }) => JSON.stringify({ id, ...event } satisfies ToldEvent)));
          place = last.id;
        } else if (place < newest) place = newest;
        else if (this.#closing) return;
        else if (!(await more.rung(this.#limits.heartbeatMs)) && !(await inTime(listener.beat()))) {
          throw new Error('the other side no longer answers');
        }
      }
    } finally {
      for (const stop of stops) stop();
    }
  }
}

/** What lies between a place and the next event that can be told: kept no more, or never in this log. */
function gapAt({ newest, oldest }: EventLog, after: number): Missed['missed'] | undefined {
  if (after > newest) return { after, from: newest + 1 };
  return after + 1 < oldest ? { after, from: oldest } : undefined;
}

/** Rings once for whoever waits; rung while nobody waits, it is remembered. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** True when it rang, false after so long without. */
  async rung(milliseconds: number): Promise<boolean> {
    if (!this.#rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    const rang = this.#rung;
    this.#rung = false;
    return rang;
  }
}

/** The same promise, given up after so long or when the connection is over. */
async function within<T>(milliseconds: number, sent: Promise<T>, gone: AbortSignal): Promise<T> {
  let release = (): void => undefined;
  const given = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('nobody reads')), milliseconds);
    const stop = onAbort(gone, () => reject(new Error('gone')));
    release = () => {
      clearTimeout(timer);
      stop();
    };
  });
  return Promise.race([sent, given]).finally(release);
}

function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
