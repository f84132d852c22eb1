import type { Table } from 'mdast';
import { byBytes } from '../base/index.ts';
import { endOf, endOfLine, lineEndOf, startOfLine, startOfNextLine, wordsOf } from './markdown.ts';
import type { Row } from './plain-rows.ts';

/** One row of the Tracks table. */
export interface Track {
  /** `ensemble/nickname`: there is one row for each. */
  readonly part: string;
  /** Where the raw output lies. */
  readonly output: string;
  /** Bytes. */
  readonly size: number;
  readonly verdict: string;
}

/** `text` in the place of what stands from `start` to before `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const columns = ['Part', 'Output', 'Bytes', 'Verdict'] as const;
type Column = (typeof columns)[number];

const cellsOf = ({ part, output, size, verdict }: Track): Readonly<Record<Column, string>> => ({
  Part: cell(part),
  Output: cell(output),
  Bytes: String(size),
  Verdict: cell(verdict),
});

/** One line, and no bar that would end the cell. */
const cell = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/[\\|]/g, '\\$&');

const line = (cells: readonly string[]): string =>
  `|${cells.map((one) => (one === '' ? ' ' : ` ${one} `)).join('|')}|`;

/** Sorted by part; ends with a line end. */
export function newTable(tracks: readonly Track[], eol: string): string {
  const rows = [...byPart(tracks).values()]
    .sort((a, b) => byBytes(a.part, b.part))
    .map((track) => line(columns.map((column) => cellsOf(track)[column])));
  return [line(columns), '| --- | --- | ---: | --- |', ...rows].map((one) => one + eol).join('');
}

/** The last row of each part. */
const byPart = (tracks: readonly Track[]): Map<string, Track> =>
  new Map(tracks.map((track) => [cell(track.part), track]));

/**
 * Sets rows where they stand, puts new ones before the first that comes after them, and leaves all others alone.
 * `undefined` where the table is not one of tracks: it has no column `Part`.
 */
export function insertedRows(
  text: string,
  table: Table,
  rows: readonly Row[],
  tracks: readonly Track[],
  forget: readonly string[],
): readonly Edit[] | undefined {
  const [header] = table.children;
  if (header === undefined) return undefined;
  const titles = header.children.map((title) =>
    columns.find((column) => column.toLowerCase() === wordsOf(title).toLowerCase()),
  );
  const partAt = titles.indexOf('Part');
  if (partAt === -1) return undefined;

  const eol = lineEndOf(text);
  const gone = new Set(forget.map(cell));
  const wanted = byPart(tracks.filter(({ part }) => !gone.has(cell(part))));
  const edits: Edit[] = [];
  const standing: StandingRow[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const part = row.cells[partAt]?.replace(/^`+|`+$/g, '') ?? '';
    const track = wanted.get(part);
    if (gone.has(part)) edits.push(withoutLine(text, row));
    else {
      standing.push({ row, part });
      if (track !== undefined && !seen.has(part)) edits.push(...rowEdit(row, titles, track));
      seen.add(part);
    }
  }
  const last = standing.at(-1)?.row;
  // Below the titles stands the line of dashes, which is no row.
  const end = last === undefined ? endOfLine(text, startOfNextLine(text, endOf(header))) : last.end;
  const after = firstAfter(standing);
  const added = [...wanted.values()]
    .filter(({ part }) => !seen.has(cell(part)))
    .sort((a, b) => byBytes(a.part, b.part));
  for (const track of added) {
    const next = after(cell(track.part));
    const written = line(titles.map((title) => (title === undefined ? '' : cellsOf(track)[title])));
    if (next === undefined) edits.push({ start: end, end, text: eol + written });
    else edits.push({ start: next.start, end: next.start, text: written + eol });
  }
  return edits;
}

interface StandingRow {
  readonly row: Row;
  readonly part: string;
}

/** The first row whose part comes after another, in whatever order they stand. */
function firstAfter(standing: readonly StandingRow[]): (part: string) => Row | undefined {
  // Only a row that comes after all before it can be the first to come after anything.
  const rising: StandingRow[] = [];
  for (const one of standing) {
    const top = rising.at(-1);
    if (one.part !== '' && (top === undefined || byBytes(one.part, top.part) > 0)) rising.push(one);
  }
  return (part) => {
    let [low, high] = [0, rising.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byBytes(rising[middle]?.part ?? '', part) > 0) high = middle;
      else low = middle + 1;
    }
    return rising[low]?.row;
  };
}

/** Cells under titles that are not ours keep what they hold. A row that says the same already is not touched. */
function rowEdit(row: Row, titles: readonly (Column | undefined)[], track: Track): Edit[] {
  const cells = cellsOf(track);
  const after = titles.map((title, index) => (title === undefined ? (row.cells[index] ?? '') : cells[title]));
  if (after.length === row.cells.length && after.every((one, index) => one === row.cells[index])) return [];
  return [{ start: row.start, end: row.end, text: line(after) }];
}

function withoutLine(text: string, row: Row): Edit {
  return { start: startOfLine(text, row.start), end: startOfNextLine(text, row.end), text: '' };
}
