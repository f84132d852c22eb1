import { sha256 } from '../base/index.ts';

/** A line of a log: `<12 hex of the sha256 of the rest> <JSON>`, so that a torn or damaged one is known. */
export const checkedLine = (said: object): string => {
  const text = JSON.stringify(said);
  return `${sha256(text).slice(0, 12)} ${text}\n`;
};

/** What stands in a line without its end; `undefined` where its checksum does not hold. */
export function readCheckedLine(line: string): unknown {
  const text = line.slice(13);
  if (line[12] !== ' ' || sha256(text).slice(0, 12) !== line.slice(0, 12)) return undefined;
  return JSON.parse(text);
}

export type CheckedRead<Line> =
  /** `whole` is how many bytes the whole lines have. */
  | { readonly events: readonly Line[]; readonly whole: number; readonly torn: boolean }
  /** Counts from 1. */
  | { readonly damagedLine: number };

/** Reads whole lines: a torn last one was promised to nobody, a damaged one before it stops the reader. */
export function readCheckedLines<Line>(
  bytes: Uint8Array,
  isLine: (said: unknown) => said is Line,
): CheckedRead<Line> {
  const events: Line[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  for (let end = buffer.indexOf(0x0a); end !== -1; end = buffer.indexOf(0x0a, from)) {
    const event = readCheckedLine(buffer.toString('utf8', from, end));
    if (!isLine(event)) {
      // Sectors may reach the disk out of order: a last line that ends and is damaged is torn too.
      if (end === buffer.length - 1) return { events, whole: from, torn: true };
      return { damagedLine: events.length + 1 };
    }
    events.push(event);
    from = end + 1;
  }
  return { events, whole: from, torn: from < buffer.length };
}
