import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from '../base/index.ts';
import { syncFolder, type Disk } from './disk.ts';
import { JournalEvent } from './journal-events.ts';

/**
 * The write-ahead log of a session: one line per event, `<12 hex of the sha256 of the rest> <JSON>`.
 *
 * J1  A take is accepted once its line is on disk; whatever else is written follows from the journal.
 * J2  Lines are in the order in which they were appended; a line on disk means all before it are.
 * J3  A torn last line was promised to nobody and is cut off; a damaged line before it stops the reader.
 */
export class Journal {
  readonly #disk: Disk;
  readonly #file: string;
  readonly #handle: FileHandle;
  #waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;
  #broken: Error | undefined;

  private constructor(disk: Disk, file: string, handle: FileHandle) {
    [this.#disk, this.#file, this.#handle] = [disk, file, handle];
  }

  static async open(disk: Disk, file: string): Promise<Journal> {
    const folder = dirname(file);
    await disk.change('journal.folder', [folder], () => mkdir(folder, { recursive: true }));
    const handle = await disk.change('journal.open', [file], () => open(file, 'a'));
    await syncFolder(disk, folder);
    return new Journal(disk, file, handle);
  }

  /** Resolves when the line, and all before it, are on disk. Lines that wait together are synced together. */
  append(event: JournalEvent): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ text: lineOf(event), done, failed });
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    // One turn of the loop, so that what is accepted at the same time shares a sync.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        // After a write that failed half-way nothing may follow: the next line would stick to a torn one.
        if (this.#broken !== undefined) throw this.#broken;
        const text = group.map((one) => one.text).join('');
        await this.#disk.change('journal.append', [this.#file], () => this.#handle.appendFile(text));
        await this.#disk.sync(this.#file, () => this.#handle.datasync());
        for (const { done } of group) done();
      } catch (error) {
        this.#broken = error instanceof Error ? error : new Error(String(error));
        for (const { failed } of group) failed(error);
      }
    }
    this.#writing = undefined;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }
}

export const lineOf = (event: JournalEvent): string => {
  const text = JSON.stringify(event);
  return `${sha256(text).slice(0, 12)} ${text}\n`;
};

export type JournalRead =
  | { readonly events: readonly JournalEvent[]; readonly whole: number; readonly torn: boolean }
  /** Counts from 1. */
  | { readonly damagedLine: number };

/** Reads whole lines; `whole` is how many bytes they have. */
export function readJournal(bytes: Uint8Array): JournalRead {
  const events: JournalEvent[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  for (let end = buffer.indexOf(0x0a); end !== -1; end = buffer.indexOf(0x0a, from)) {
    const event = readLine(buffer.toString('utf8', from, end));
    if (event === undefined) {
      // Sectors may reach the disk out of order: a last line that ends and is damaged is torn too.
      if (end === buffer.length - 1) return { events, whole: from, torn: true };
      return { damagedLine: events.length + 1 };
    }
    events.push(event);
    from = end + 1;
  }
  return { events, whole: from, torn: from < buffer.length };
}

function readLine(line: string): JournalEvent | undefined {
  const text = line.slice(13);
  if (line[12] !== ' ' || sha256(text).slice(0, 12) !== line.slice(0, 12)) return undefined;
  const read = JournalEvent.safeParse(JSON.parse(text));
  return read.success ? read.data : undefined;
}

/** Reads a journal from disk and cuts a torn end off, so that the next line begins a line. */
export async function readJournalFile(disk: Disk, file: string): Promise<JournalRead> {
  const read = readJournal(await readFile(file));
  if ('whole' in read && read.torn)
    await disk.change('journal.cut', [file], () => truncate(file, read.whole));
  return read;
}
