import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { checkedLine, readCheckedLines, type CheckedRead } from './checked-lines.ts';
import { makeFolder, syncFolder, type Disk } from './disk.ts';
import { eventNames, type JournalEvent } from './journal-events.ts';

const datasync = promisify(fdatasync);

/** Milliseconds in which lines gather before they are synced, where nobody waits for them. */
const gathering = 15;

/**
 * A write-ahead log, as a session has one: one line per event (checked-lines.ts).
 *
 * J1  A take is accepted once its line is on disk; whatever else is written follows from the journal.
 * J2  Lines are in the order in which they were appended; a line on disk means all before it are.
 * J3  A torn last line was promised to nobody and is cut off; a damaged line before it stops the reader.
 * J4  What a line names is on disk before the line is written.
 * J5  After a write or a sync that failed nothing more is written, and nothing that is not on disk is promised.
 */
export class Journal<Line extends object = JournalEvent> {
  readonly #disk: Disk;
  readonly #file: string;
  readonly #handle: number;
  #lines: string[] = [];
  /** What the lines that are still to be written name. */
  #contents: (() => Promise<unknown>)[] = [];
  #writing: Promise<void> | undefined;
  #soon = false;
  /** Lines since the last sync began, and the promise of the one that will hold them. */
  #next: Syncing | undefined;
  #syncing: Promise<void> = Promise.resolve();
  #broken: Error | undefined;

  private constructor(disk: Disk, file: string, handle: number) {
    [this.#disk, this.#file, this.#handle] = [disk, file, handle];
  }

  static async open<Line extends object = JournalEvent>(disk: Disk, file: string): Promise<Journal<Line>> {
    const folder = dirname(file);
    await makeFolder(disk, 'journal.folder', folder);
    const handle = await disk.change('journal.open', [file], () => Promise.resolve(openSync(file, 'a')));
    await syncFolder(disk, folder);
    return new Journal<Line>(disk, file, handle);
  }

  /**
   * Gives the line its place. Lines that come within a few milliseconds share one sync. `contents` puts what the
   * line names on disk; it is done before the line is written.
   */
  append(event: Line, contents?: () => Promise<unknown>): Appended {
    if (this.#broken === undefined) {
      this.#lines.push(checkedLine(event));
      if (contents !== undefined) this.#contents.push(contents);
    }
    if (!this.#soon) {
      // A turn later, so that what is noted at the same time is one write, and the next attempt's line takes it along.
      this.#soon = true;
      setImmediate(() => {
        this.#soon = false;
        this.#written().catch(() => {});
      });
    }
    this.#next ??= this.#gather();
    return { written: () => this.#written(), onDisk: this.#next.done };
  }

  /** Resolves when all lines so far are on disk; nobody waits for company any more. */
  sync(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    if (this.#next === undefined) return this.#syncing;
    this.#next.now();
    return this.#next.done;
  }

  async close(): Promise<void> {
    await this.sync().catch(() => {});
    closeSync(this.#handle);
  }

  #gather(): Syncing {
    let now = (): void => {};
    const asked = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gathering);
      now = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    const done = Promise.all([asked, this.#syncing.catch(() => {})]).then(async () => {
      this.#syncing = done;
      this.#next = undefined;
      await this.#synced();
    });
    // Who cares asks; a rejection that nobody waits for is told again by the next call.
    done.catch(() => {});
    return { now, done };
  }

  async #synced(): Promise<void> {
    await this.#written();
    try {
      await this.#disk.sync(this.#file, () => datasync(this.#handle));
    } catch (error) {
      throw this.#break(error);
    }
  }

  async #written(): Promise<void> {
    while (this.#lines.length > 0 || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
      await this.#writing;
    }
    if (this.#broken !== undefined) throw this.#broken;
  }

  async #write(): Promise<void> {
    const [lines, contents] = [this.#lines, this.#contents];
    [this.#lines, this.#contents] = [[], []];
    try {
      if (this.#broken !== undefined) throw this.#broken;
      if (contents.length > 0) await Promise.all(contents.map((synced) => synced()));
      const bytes = Buffer.from(lines.join(''));
      await this.#disk.change('journal.append', [this.#file], () => this.#writeWhole(bytes));
    } catch (error) {
      throw this.#break(error);
    }
  }

  /** At once: handing a few hundred bytes to another thread costs ten times the write. */
  #writeWhole(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) from += writeSync(this.#handle, bytes, from);
    return Promise.resolve();
  }

  #break(error: unknown): Error {
    // What is written through an open file is refused without its name.
    this.#broken ??= Object.assign(error instanceof Error ? error : new Error(String(error)), {
      path: this.#file,
    });
    [this.#lines, this.#contents] = [[], []];
    return this.#broken;
  }
}

export interface Appended {
  /** Resolves once the line outlives this process. */
  written(): Promise<void>;
  /** Resolves once it outlives the machine's power. */
  readonly onDisk: Promise<void>;
}

interface Syncing {
  /** Somebody waits for it. */
  readonly now: () => void;
  readonly done: Promise<void>;
}

export type JournalRead = CheckedRead<JournalEvent>;

export const readJournal = (bytes: Uint8Array): JournalRead => readCheckedLines(bytes, isWritten);

/** Its checksum holds, so it is as it was written, which is what the compiler holds `append` to: looked at is its name. */
const isWritten = (said: unknown): said is JournalEvent =>
  typeof said === 'object' && said !== null && 'event' in said && eventNames.has(String(said.event));

/** Reads a journal from disk and cuts a torn end off, so that the next line begins a line. */
export const readJournalFile = (disk: Disk, file: string): Promise<JournalRead> =>
  readMended(disk, file, isWritten);

/** The same for a log of other lines. */
export async function readMended<Line>(
  disk: Disk,
  file: string,
  isLine: (said: unknown) => said is Line,
): Promise<CheckedRead<Line>> {
  const read = readCheckedLines(await readFile(file), isLine);
  if ('whole' in read && read.torn)
    await disk.change('journal.cut', [file], () => truncate(file, read.whole));
  return read;
}
