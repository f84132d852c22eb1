import { open, readFile } from 'node:fs/promises';
import { readCheckedLine } from './checked-lines.ts';

/** An event of some run with its number in the log. */
export interface Numbered<Event> {
  readonly id: number;
  readonly event: Event;
}

/** Where the events of one file of the log lie. */
export class SegmentIndex {
  /** Of each event: its number, where its line begins, how long that is. */
  readonly #ids: number[] = [];
  readonly #from: number[] = [];
  readonly #bytes: number[] = [];
  /** Places in those lists, by run. */
  readonly #byRun = new Map<string, number[]>();
  /** Bytes of whole lines. */
  size = 0;

  get count(): number {
    return this.#ids.length;
  }

  get last(): number | undefined {
    return this.#ids.at(-1);
  }

  add(id: number, run: string, bytes: number): void {
    const place = this.#ids.length;
    this.#ids.push(id);
    this.#from.push(this.size);
    this.#bytes.push(bytes);
    this.size += bytes;
    const of = this.#byRun.get(run);
    if (of === undefined) this.#byRun.set(run, [place]);
    else of.push(place);
  }

  /** A line that cannot be read. */
  skip(bytes: number): void {
    this.size += bytes;
  }

  get runs(): ReadonlySet<string> {
    return new Set(this.#byRun.keys());
  }

  /** Lines of the next events after `id`, in their order. */
  next(
    id: number,
    limit: number,
    run: string | undefined,
  ): readonly { readonly from: number; readonly bytes: number }[] {
    const places = run === undefined ? undefined : (this.#byRun.get(run) ?? []);
    const count = places?.length ?? this.#ids.length;
    const placeAt = (at: number): number => places?.[at] ?? at;
    // The first one whose number is higher.
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[placeAt(middle)] ?? 0) > id) high = middle;
      else low = middle + 1;
    }
    const found: { from: number; bytes: number }[] = [];
    for (let at = low; at < count && found.length < limit; at += 1) {
      const place = placeAt(at);
      found.push({ from: this.#from[place] ?? 0, bytes: this.#bytes[place] ?? 0 });
    }
    return found;
  }
}

/** Reads a file of the log. A line that is damaged is left out: the others are worth having without it. */
export async function indexOf(file: string): Promise<SegmentIndex> {
  const buffer = await readFile(file);
  const index = new SegmentIndex();
  let from = 0;
  for (let end = buffer.indexOf(0x0a); end !== -1; end = buffer.indexOf(0x0a, from)) {
    const said = numberedIn(buffer.toString('utf8', from, end));
    if (said === undefined) index.skip(end + 1 - from);
    else index.add(said.id, said.event.run_id, end + 1 - from);
    from = end + 1;
  }
  return index;
}

type OfRun = { readonly run_id: string };

function numberedIn<Event extends OfRun>(line: string): Numbered<Event> | undefined {
  const said = readCheckedLine(line);
  // Its checksum holds, so it is as this log wrote it.
  return typeof said === 'object' && said !== null && 'id' in said && 'event' in said
    ? (said as Numbered<Event>)
    : undefined;
}

/** Reads those lines of a file; neighbours in one go. */
export async function readLines<Event extends OfRun>(
  file: string,
  lines: readonly { readonly from: number; readonly bytes: number }[],
): Promise<Numbered<Event>[]> {
  const handle = await open(file, 'r');
  try {
    const read: Numbered<Event>[] = [];
    for (let at = 0; at < lines.length;) {
      const begin = lines[at]?.from ?? 0;
      let end = begin;
      for (; at < lines.length && lines[at]?.from === end; at += 1) end += lines[at]?.bytes ?? 0;
      const buffer = Buffer.alloc(end - begin);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin);
      for (const line of buffer.toString('utf8', 0, bytesRead).split('\n')) {
        const said = line === '' ? undefined : numberedIn<Event>(line);
        if (said !== undefined) read.push(said);
      }
    }
    return read;
  } finally {
    await handle.close();
  }
}
