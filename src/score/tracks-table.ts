import type { Table, TableRow } from 'mdast';
import { byBytes } from '../base/index.ts';
import {
  endOf,
  endOfLine,
  startOf,
  startOfLine,
  startOfNextLine,
  wordsOf,
  writtenInCell,
} from './markdown.ts';

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
  tracks: readonly Track[],
  forget: readonly string[],
  eol: string,
): readonly Edit[] | undefined {
  const [header, ...rows] = table.children;
  if (header === undefined) return undefined;
  const titles = header.children.map((title) =>
    columns.find((column) => column.toLowerCase() === wordsOf(title).toLowerCase()),
  );
  const partAt = titles.indexOf('Part');
  if (partAt === -1) return undefined;

  const gone = new Set(forget.map(cell));
  const wanted = byPart(tracks.filter(({ part }) => !gone.has(cell(part))));
  const edits: Edit[] = [];
  const standing: { readonly row: TableRow; readonly part: string }[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const part = writtenCells(text, row)[partAt]?.replace(/^`+|`+$/g, '') ?? '';
    const track = wanted.get(part);
    if (gone.has(part)) edits.push(withoutLine(text, row));
    else {
      standing.push({ row, part });
      if (track !== undefined && !seen.has(part)) edits.push(...rowEdit(text, row, titles, track));
      seen.add(part);
    }
  }
  const last = standing.at(-1)?.row;
  // Below the titles stands the line of dashes, which is no row.
  const end = last === undefined ? endOfLine(text, startOfNextLine(text, endOf(header))) : endOf(last);
  const added = [...wanted.values()]
    .filter(({ part }) => !seen.has(cell(part)))
    .sort((a, b) => byBytes(a.part, b.part));
  for (const track of added) {
    const next = standing.find(({ part }) => part !== '' && byBytes(part, cell(track.part)) > 0);
    const written = line(titles.map((title) => (title === undefined ? '' : cellsOf(track)[title])));
    if (next === undefined) edits.push({ start: end, end, text: eol + written });
    else edits.push({ start: startOf(next.row), end: startOf(next.row), text: written + eol });
  }
  return edits;
}

/** Cells under titles that are not ours keep what they hold. A row that says the same already is not touched. */
function rowEdit(text: string, row: TableRow, titles: readonly (Column | undefined)[], track: Track): Edit[] {
  const cells = cellsOf(track);
  const before = writtenCells(text, row);
  const after = titles.map((title, index) => (title === undefined ? (before[index] ?? '') : cells[title]));
  if (after.length === before.length && after.every((one, index) => one === before[index])) return [];
  return [{ start: startOf(row), end: endOf(row), text: line(after) }];
}

const writtenCells = (text: string, row: TableRow): readonly string[] =>
  row.children.map((one) => writtenInCell(text, one).written);

function withoutLine(text: string, row: TableRow): Edit {
  return { start: startOfLine(text, startOf(row)), end: startOfNextLine(text, endOf(row)), text: '' };
}
