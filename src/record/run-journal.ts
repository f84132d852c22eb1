import { existsSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isSha256, unreachable, type Diagnostic, type Sha256 } from '../base/index.ts';
import { checkedLine } from './checked-lines.ts';
import { makeFolder, replaceFile, type Disk } from './disk.ts';
import { Journal, readMended } from './journal.ts';
import { say } from './wording.ts';

const Usage = z.object({ tokens: z.number(), usd: z.number().nullable(), ms: z.number() });

/** How a run ended, and where what it brought is to be found. */
const EndedRun = z.object({
  status: z.enum(['ok', 'failed', 'waiting', 'cancelled']),
  /** Exit code of the design. */
  code: z.number(),
  reason: z.string().exactOptional(),
  /** Where the branch stood then. */
  commit: z.string().exactOptional(),
  /** The kept take of each node: its address with the round, and its path from the workspace's folder. */
  takes: z.array(z.object({ node: z.string(), part: z.string(), path: z.string() })),
  /** `result`: the nodes whose outputs are the ensemble's result: of a fan-out all of its items, in their order. */
  ensembles: z.record(
    z.string(),
    z.object({
      status: z.enum(['ok', 'failed', 'blocked', 'skipped', 'waiting']),
      result: z.union([z.string(), z.array(z.string())]).exactOptional(),
    }),
  ),
  usage: Usage.exactOptional(),
});
export type EndedRun = z.infer<typeof EndedRun>;

const Run = z.string();
const At = z.string();
/** All that the journal of runs can say. */
const RunEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('submitted'),
    ...{ run: Run, at: At, title: z.string(), sheet: z.string() },
    /** Of the file's text, where it was written for this. */
    digest: z.custom<Sha256>((value) => typeof value === 'string' && isSha256(value)).exactOptional(),
  }),
  /** The session that it became has a journal of its own. */
  z.object({ event: z.literal('became'), run: Run, session: z.string() }),
  /** Somebody does not want it any more: it ends as soon as it can, and never begins again. */
  z.object({ event: z.literal('cancelled'), run: Run, at: At }),
  EndedRun.extend({ event: z.literal('ended'), run: Run, at: At }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** A run is the fold of what the journal says of it. */
export interface KnownRun {
  readonly run: string;
  readonly title: string;
  /** Path of the sheet or the input, from the workspace's folder. */
  readonly sheet: string;
  /** RFC 3339 */
  readonly submitted: string;
  readonly digest?: Sha256;
  /** Sessions that it became, the last one last: another one each time that it went on with another score. */
  readonly sessions: string[];
  cancelled: boolean;
  ended?: EndedRun & { readonly at: string };
}

const isRunEvent = (said: unknown): said is RunEvent => RunEvent.safeParse(said).success;

/** Ended runs that stay in the journal; what older ones brought is in git all the same. */
const endedKept = 1_000;
/** Lines from which on the journal is written anew without what it need not say any more. */
const longFrom = 8 * endedKept;

/**
 * `.simphony/runs/journal.jsonl`: every run that was ever submitted here, and how far it came.
 *
 * R1  What is answered to whoever submits or cancels is on disk before.
 * R2  A line that could not be written or synced has never been: it is cut off before the next one is written.
 */
export class RunJournal {
  readonly #disk: Disk;
  readonly #file: string;
  readonly #runs = new Map<string, KnownRun>();
  #journal: Journal<RunEvent> | undefined;
  /** Bytes of the lines that are on disk. */
  #size: number;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(disk: Disk, file: string, size: number) {
    [this.#disk, this.#file, this.#size] = [disk, file, size];
  }

  /** `folder` is that of the runs, whose lock is held. A damaged journal is a mistake: nothing of it is guessed. */
  static async open(
    disk: Disk,
    folder: string,
  ): Promise<{ readonly journal: RunJournal } | { readonly mistake: Diagnostic }> {
    const file = join(folder, 'journal.jsonl');
    await makeFolder(disk, 'runs.folder', folder);
    if (!existsSync(file)) return { journal: new RunJournal(disk, file, 0) };
    const read = await readMended(disk, file, isRunEvent);
    if ('damagedLine' in read) return { mistake: say.brokenRuns(read.damagedLine, file) };
    const journal = new RunJournal(disk, file, read.whole);
    for (const event of read.events) apply(journal.#runs, event);
    if (read.events.length >= longFrom) await journal.#rewrite();
    return { journal };
  }

  /** In the order in which they were submitted. */
  get runs(): ReadonlyMap<string, KnownRun> {
    return this.#runs;
  }

  /** Resolves once it outlives the machine's power; only then does `runs` know it. */
  note(event: RunEvent): Promise<void> {
    const turn = this.#queue
      .catch(() => {})
      .then(async () => {
        const journal = await this.#opened();
        try {
          journal.append(event);
          await journal.sync();
        } catch (error) {
          this.#journal = undefined;
          await journal.close();
          throw error;
        }
        this.#size += Buffer.byteLength(checkedLine(event));
        apply(this.#runs, event);
      });
    this.#queue = turn;
    return turn;
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#journal?.close();
    this.#journal = undefined;
  }

  async #opened(): Promise<Journal<RunEvent>> {
    if (this.#journal !== undefined) return this.#journal;
    if (existsSync(this.#file))
      await this.#disk.change('runs.cut', [this.#file], () => truncate(this.#file, this.#size));
    return (this.#journal = await Journal.open<RunEvent>(this.#disk, this.#file));
  }

  async #rewrite(): Promise<void> {
    const ended = [...this.#runs.values()].filter((run) => run.ended !== undefined);
    for (const { run } of ended.slice(0, Math.max(0, ended.length - endedKept))) this.#runs.delete(run);
    const text = [...this.#runs.values()].flatMap(eventsOf).map(checkedLine).join('');
    await replaceFile(this.#disk, 'runs', this.#file, text, { durable: true });
    this.#size = Buffer.byteLength(text);
  }
}

function apply(runs: Map<string, KnownRun>, event: RunEvent): void {
  if (event.event === 'submitted') {
    const { event: _, at: submitted, ...said } = event;
    runs.set(said.run, { ...said, submitted, sessions: [], cancelled: false });
    return;
  }
  const known = runs.get(event.run);
  if (known === undefined) return;
  switch (event.event) {
    case 'became':
      known.sessions.push(event.session);
      return;
    case 'cancelled':
      known.cancelled = true;
      return;
    case 'ended': {
      const { event: _, run: __, ...ended } = event;
      known.ended = ended;
      return;
    }
    default:
      return unreachable(event);
  }
}

/** What a journal has to say for a run to be known as it is. */
function eventsOf({ submitted, sessions, cancelled, ended, ...said }: KnownRun): RunEvent[] {
  const { run } = said;
  return [
    { event: 'submitted', at: submitted, ...said },
    ...sessions.map((session) => ({ event: 'became', run, session }) as const),
    ...(cancelled ? [{ event: 'cancelled', run, at: ended?.at ?? submitted } as const] : []),
    ...(ended === undefined ? [] : [{ event: 'ended', run, ...ended } as const]),
  ];
}
