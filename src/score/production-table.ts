import type { Table, TableCell } from 'mdast';
import { codeAt, wordsOf, writtenInCell } from './markdown.ts';
import { isOneEditApart } from './nearest-heading.ts';

export interface Cell {
  /** The words without their marks. */
  readonly words: string;
  /** As written, a code span without its ticks: what an expression is read from. */
  readonly written: string;
  /** Where `written` begins. */
  readonly offset: number;
  readonly length: number;
  readonly isCode: boolean;
}

export interface Columns {
  /** The column of each name that was found. */
  readonly of: ReadonlyMap<string, number>;
  /** Titles that are nearly one of the names; any other column is for people. */
  readonly near: readonly { readonly title: string; readonly cell: Cell }[];
}

/** Finds columns by their titles, in any order and case. */
export function columnsOf(text: string, table: Table, names: readonly string[]): Columns {
  const of = new Map<string, number>();
  const near: { title: string; cell: Cell }[] = [];
  table.children[0]?.children.forEach((node, index) => {
    const title = wordsOf(node);
    const name = names.find((one) => one.toLowerCase() === title.toLowerCase());
    if (name !== undefined) {
      if (!of.has(name)) of.set(name, index);
    } else if (names.some((one) => isOneEditApart(one, title)))
      near.push({ title, cell: cellOf(text, node) });
  });
  return { of, near };
}

/** The rows below the titles, each as its cells. */
export const rowsOf = (text: string, table: Table): readonly (readonly Cell[])[] =>
  table.children.slice(1).map((row) => row.children.map((cell) => cellOf(text, cell)));

function cellOf(text: string, node: TableCell): Cell {
  const words = wordsOf(node);
  const { written, offset } = writtenInCell(text, node);
  const length = Math.max(1, written.length);
  const code = node.children.length === 1 ? codeAt(text, offset, node.children) : undefined;
  if (code !== undefined)
    return { words, written: code.value, offset: code.offset, length: code.value.length, isCode: true };
  // The one escape that a table has of its own.
  return { words, written: written.replaceAll('\\|', '|'), offset, length, isCode: false };
}
