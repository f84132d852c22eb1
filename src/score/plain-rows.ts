import type { Nodes, Root, Table } from 'mdast';
import { endOf, parseMarkdown, startOf, writtenInCell } from './markdown.ts';

/** A row of a table, below its titles. */
export interface Row {
  /** Of its first bar, and behind its last one. */
  readonly start: number;
  readonly end: number;
  /** Each as written. */
  readonly cells: readonly string[];
}

/** A tree of Markdown, and the rows of its tables, also of those that the tree itself does not hold. */
export interface TreeWithRows {
  readonly root: Root;
  rowsOf(table: Table): readonly Row[];
}

/** A table with rows that were cut out of the text before it was parsed. */
interface Cut {
  /** Of its titles. */
  readonly start: number;
  /** Of its last row. */
  readonly end: number;
  readonly rows: readonly Row[];
}

/**
 * Parses a text without the rows of its table of tracks. The Conductor writes one for each instrument, and the parser
 * takes a third of a millisecond for each, at every reading and every marking.
 *
 * Why that is right: Markdown's blocks are found from the begin of a text to its end, and what a line is hangs on the
 * lines before it. A row that begins with a bar in the first column can begin no other block, so it leaves the parser
 * in the state in which the row before it did; inside a table at the top of the document two such rows are told apart
 * by nothing that comes after them. The last of any that follow each other stays in the text. Whether the table is
 * there at all is asked of the tree. Rows with an escape are left to the parser.
 *
 * `undefined` where there is nothing to cut out, or where the tree shows no such table: then the whole is to be parsed.
 */
export function parseWithoutRows(
  text: string,
  isTracks: (table: Table, root: Root) => boolean,
): TreeWithRows | undefined {
  const cuts = cutsIn(text);
  const rows = cuts.flatMap((cut) => cut.rows);
  if (rows.length === 0) return undefined;
  let [short, from] = ['', 0];
  /** Where each piece that is left begins in the short text, and in the whole one. */
  const pieces: { readonly at: number; readonly whole: number }[] = [];
  for (const { start, end } of [...rows, { start: text.length, end: text.length }]) {
    pieces.push({ at: short.length, whole: from });
    short += text.slice(from, start);
    from = end + lineEndAt(text, end);
  }
  const root = parseMarkdown(short);
  if (root === undefined) return undefined;
  move(root, pieces);
  const tables = new Map(
    root.children.flatMap((node) => (node.type === 'table' ? [[startOf(node), node]] : [])),
  );
  const cutOut = new Map<Table, readonly Row[]>();
  for (const cut of cuts) {
    const table = tables.get(cut.start);
    if (table === undefined || endOf(table) < cut.end || !isTracks(table, root)) return undefined;
    cutOut.set(table, cut.rows);
  }
  return {
    root,
    rowsOf: (table) =>
      [...rowsIn(text, table), ...(cutOut.get(table) ?? [])].sort((a, b) => a.start - b.start),
  };
}

/** The rows of a table that the tree holds. */
export const rowsIn = (text: string, table: Table): readonly Row[] =>
  table.children.slice(1).map((row) => ({
    start: startOf(row),
    end: endOf(row),
    cells: row.children.map((cell) => writtenInCell(text, cell).written),
  }));

const titles = /^(\|[^\\`\p{Cc}]*\|) *(?:\r\n|\n|\r)\|(?: *:?-+:? *\|)+(?:\r\n|\n|\r)/gmu;
const plainRow = /\|[^\\\p{Cc}]*\|(?=\r\n|\n|\r|$)/uy;
const anyRow = /\|[^\n\r]*/y;

function cutsIn(text: string): Cut[] {
  const cuts: Cut[] = [];
  for (const { 0: whole, 1: line = '', index } of text.matchAll(titles)) {
    const columns = line.slice(1, -1).split('|');
    if (!columns.some((title) => title.trim().toLowerCase() === 'part')) continue;
    const rows: Row[] = [];
    let [last, end]: [Row | undefined, number] = [undefined, index + whole.length];
    for (let at = end; at < text.length;) {
      plainRow.lastIndex = at;
      anyRow.lastIndex = at;
      const plain = plainRow.exec(text)?.[0];
      const cells = plain?.slice(1, -1).split('|');
      const isPlain = cells?.length === columns.length && cells.every((cell) => cell !== '');
      const written = isPlain ? plain : anyRow.exec(text)?.[0];
      if (written === undefined) break;
      end = at + written.length;
      if (last !== undefined && isPlain) rows.push(last);
      last = isPlain ? { start: at, end, cells: cells.map((cell) => cell.trim()) } : undefined;
      at = end + lineEndAt(text, end);
    }
    if (rows.length > 0) cuts.push({ start: index, end, rows });
  }
  return cuts;
}

const lineEndAt = (text: string, at: number): number =>
  text.startsWith('\r\n', at) ? 2 : text[at] === '\n' || text[at] === '\r' ? 1 : 0;

/** Offsets of the short text become those of the whole one. */
function move(root: Root, pieces: readonly { readonly at: number; readonly whole: number }[]): void {
  const moved = (offset: number): number => {
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const { at, whole } = pieces[low] ?? { at: 0, whole: 0 };
    return offset - at + whole;
  };
  const open: Nodes[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { position } = node;
    if (position?.start.offset !== undefined) position.start.offset = moved(position.start.offset);
    if (position?.end.offset !== undefined) position.end.offset = moved(position.end.offset);
    if ('children' in node) open.push(...node.children);
  }
}
