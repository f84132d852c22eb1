import { stripVTControlCharacters } from 'node:util';

/** Rows as aligned columns, two spaces between; the last column runs on. Cells are counted in UTF-16 units. */
export function columns(rows: readonly (readonly string[])[]): string {
  const length = (cell: string): number => stripVTControlCharacters(cell).length;
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, length(cell))));
  const pad = (cell: string, at: number): string => cell + ' '.repeat((widths[at] ?? 0) - length(cell));
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
