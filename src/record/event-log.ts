import { closeSync, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { checkedLine } from './checked-lines.ts';
import { makeFolder, syncFolder, type Disk } from './disk.ts';
import { indexOf, readLines, SegmentIndex, type Numbered } from './event-segment.ts';

const datasync = promisify(fdatasync);

/** How the log is cut into files, and what is kept of it. */
export interface LogLimits {
  /** Bytes from which on a file is full. */
  readonly segment: number;
  /** Files that are kept. */
  readonly segments: number;
}

const plainLimits: LogLimits = { segment: 1 << 20, segments: 48 };

/** Milliseconds in which events gather before they are written, and before a write that was refused is tried again. */
const gathering = 10;
const again = 1_000;
/** Events that wait for a disk that refuses them; older ones are let go, without ever having had a number. */
const mostWaiting = 20_000;
/** Newest events that are at hand without reading. */
const mostAtHand = 512;
/** Indexes of older files that stay in memory. */
const mostIndexes = 8;

interface Segment {
  readonly first: number;
  readonly file: string;
  index?: SegmentIndex;
  /** Whose events it holds, once that was looked at. */
  runs?: ReadonlySet<string>;
}

type OfRun = { readonly run_id: string };

/**
 * `.simphony/runs/events/<first number>.jsonl`: every event of every run, numbered from 1 without gaps, over all starts
 * of the process. The oldest files go when there are many.
 *
 * E1  An event is told once it outlives the machine's power, so that no number is ever given twice.
 * E2  Whoever appends waits for nothing: neither for the disk nor for anybody who reads.
 * E3  Who reads is a number to the log, and costs nothing while not reading.
 */
export class EventLog<Event extends OfRun> {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #limits: LogLimits;
  readonly #segments: Segment[];
  readonly #listeners = new Set<() => void>();
  #waiting: Event[] = [];
  #lost = 0;
  #atHand: Numbered<Event>[] = [];
  #newest: number;
  #handle: number | undefined;
  #writing: Promise<void> | undefined;
  readonly #closing = new AbortController();
  /** Makes the sentence that is told where events were lost. */
  readonly #lostSentence: (count: number) => Event;

  private constructor(
    disk: Disk,
    folder: string,
    segments: Segment[],
    newest: number,
    { limits, lost }: { readonly limits: LogLimits; readonly lost: (count: number) => Event },
  ) {
    [this.#disk, this.#folder, this.#segments, this.#newest] = [disk, folder, segments, newest];
    [this.#limits, this.#lostSentence] = [limits, lost];
  }

  /** `folder` is that of the runs, whose lock is held. */
  static async open<Event extends OfRun>(
    disk: Disk,
    folder: string,
    { limits = plainLimits, lost }: { readonly limits?: LogLimits; readonly lost: (count: number) => Event },
  ): Promise<EventLog<Event>> {
    const events = join(folder, 'events');
    await makeFolder(disk, 'events.folder', events);
    const segments = (await readdir(events))
      .flatMap((name): Segment[] => {
        const [, first] = /^(\d{12})\.jsonl$/.exec(name) ?? [];
        return first === undefined ? [] : [{ first: Number(first), file: join(events, name) }];
      })
      .toSorted((a, b) => a.first - b.first);
    const last = segments.at(-1);
    if (last !== undefined) last.index = await indexOf(last.file);
    const newest = last === undefined ? 0 : Math.max(last.first - 1, last.index?.last ?? 0);
    return new EventLog<Event>(disk, events, segments, newest, { limits, lost });
  }

  get newest(): number {
    return this.#newest;
  }

  get oldest(): number {
    return this.#segments[0]?.first ?? 1;
  }

  append(event: Event): void {
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#start();
  }

  onMore(listener: () => void): () => void {
    // One that is handed in twice is told twice.
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async after(id: number, limit: number, run?: string): Promise<readonly Numbered<Event>[]> {
    if (limit < 1 || id >= this.#newest) return [];
    const [first] = this.#atHand;
    if (first !== undefined && first.id <= id + 1) {
      const found: Numbered<Event>[] = [];
      for (let at = id + 1 - first.id; at < this.#atHand.length && found.length < limit; at += 1) {
        const one = this.#atHand[at];
        if (one !== undefined && (run === undefined || one.event.run_id === run)) found.push(one);
      }
      return found;
    }
    const found: Numbered<Event>[] = [];
    // Taken at once: while one is read, another may be added or go.
    for (const [at, segment] of [...this.#segments].entries()) {
      const next = this.#segments[at + 1];
      if (next !== undefined && next.first <= id + 1) continue;
      if (next !== undefined && run !== undefined && segment.runs?.has(run) === false) continue;
      const index = await this.#indexFor(segment);
      const lines = index?.next(id, limit - found.length, run) ?? [];
      // A file that went meanwhile is one of those that are not kept.
      if (lines.length > 0) found.push(...(await readLines<Event>(segment.file, lines).catch(() => [])));
      if (found.length >= limit) break;
    }
    return found;
  }

  /** All that was appended is on disk, or was refused by it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
    this.#listeners.clear();
  }

  async #indexFor(segment: Segment): Promise<SegmentIndex | undefined> {
    const index = segment.index ?? (await indexOf(segment.file).catch(() => undefined));
    if (index === undefined) return undefined;
    segment.index = index;
    segment.runs ??= index.runs;
    this.#forgetSome(segment);
    return index;
  }

  #forgetSome(but: Segment): void {
    // The last one is written to, and stays.
    const known = this.#segments.slice(0, -1).filter((one) => one.index !== undefined && one !== but);
    for (const one of known.slice(0, Math.max(0, known.length - mostIndexes))) delete one.index;
  }

  #start(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0 && !this.#closing.signal.aborted) this.#start();
    });
  }

  async #writeAll(): Promise<void> {
    await pause(gathering, undefined, { signal: this.#closing.signal }).catch(() => {});
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, mostAtHand);
      if (this.#lost > 0) {
        batch.unshift(this.#lostSentence(this.#lost));
        this.#lost = 0;
      }
      try {
        await this.#write(batch);
      } catch {
        this.#waiting.unshift(...batch);
        if (this.#closing.signal.aborted) return;
        await pause(again, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }

  async #write(batch: readonly Event[]): Promise<void> {
    const segment = await this.#openSegment();
    const numbered = batch.map((event, at) => ({ id: this.#newest + 1 + at, event }));
    const lines = numbered.map((one) => Buffer.from(checkedLine(one)));
    const bytes = Buffer.concat(lines);
    const { handle, file, index } = segment;
    await this.#disk.change('events.append', [file], () => {
      // A piece of an earlier batch, which was refused, may lie there.
      ftruncateSync(handle, index.size);
      for (let from = 0; from < bytes.length;)
        from += writeSync(handle, bytes, from, bytes.length - from, index.size + from);
      return Promise.resolve();
    });
    await this.#disk.sync(file, () => datasync(handle));
    for (const [at, { id, event }] of numbered.entries()) index.add(id, event.run_id, lines[at]?.length ?? 0);
    this.#atHand = [...this.#atHand, ...numbered].slice(-mostAtHand);
    this.#newest += batch.length;
    for (const told of [...this.#listeners]) told();
  }

  async #openSegment(): Promise<{ handle: number; file: string; index: SegmentIndex }> {
    const last = this.#segments.at(-1);
    if (last?.index !== undefined && last.index.size < this.#limits.segment) {
      this.#handle ??= await this.#disk.change('events.open', [last.file], () =>
        Promise.resolve(openSync(last.file, 'r+')),
      );
      return { handle: this.#handle, file: last.file, index: last.index };
    }
    const first = this.#newest + 1;
    const file = join(this.#folder, `${String(first).padStart(12, '0')}.jsonl`);
    const handle = await this.#disk.change('events.open', [file], () =>
      Promise.resolve(openSync(file, 'w+')),
    );
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = handle;
    const index = new SegmentIndex();
    this.#segments.push({ first, file, index });
    // Synced before anything in it is told of.
    await syncFolder(this.#disk, this.#folder);
    await this.#letGo();
    return { handle, file, index };
  }

  async #letGo(): Promise<void> {
    while (this.#segments.length > this.#limits.segments) {
      const [oldest] = this.#segments;
      if (oldest === undefined) return;
      await this.#disk.change('events.remove', [oldest.file], () => unlink(oldest.file)).catch(() => {});
      this.#segments.shift();
    }
  }
}
