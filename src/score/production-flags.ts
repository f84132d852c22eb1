import type { Table } from 'mdast';
import { isScalar, parseDocument } from 'yaml';
import type { Json, Span } from '../base/index.ts';
import { endOf, startOf } from './markdown.ts';
import type { Reading } from './production.ts';
import { itemsOf } from './production-outline.ts';
import { columnsOf, rowsOf } from './production-table.ts';

interface Written {
  readonly name: string;
  readonly value: string;
  readonly offset: number;
  readonly length: number;
}

/** Flags with their values, from tables with the columns Flag and Value and from lists of `name: value`. */
export function readFlags(reading: Reading): Map<string, { readonly value: Json; readonly at: Span }> {
  const flags = new Map<string, { value: Json; at: Span }>();
  for (const { name, value, offset, length } of [...fromTables(reading), ...fromLists(reading)].sort(
    (a, b) => a.offset - b.offset,
  )) {
    const scalar = scalarIn(value);
    if (name === '' || scalar === undefined) {
      reading.mistake({ code: 'bad_flag', offset, length, text: name === '' ? value : `${name}: ${value}` });
    } else if (!reading.context.flags.has(name)) {
      reading.mistake({
        code: 'unknown_flag',
        offset,
        length: name.length,
        flag: name,
        known: [...reading.context.flags],
      });
    } else if (flags.has(name))
      reading.mistake({ code: 'flag_twice', offset, length: name.length, flag: name });
    else flags.set(name, { value: scalar, at: reading.place(offset, length) });
  }
  return flags;
}

function fromTables(reading: Reading): Written[] {
  return reading.outline.sections
    .filter(({ kind }) => kind === 'flags')
    .flatMap(({ nodes }) => nodes.filter((node) => node.type === 'table'))
    .flatMap((table: Table) => {
      const { of } = columnsOf(reading.text, table, ['Flag', 'Name', 'Value']);
      const [flag, value] = [of.get('Flag') ?? of.get('Name'), of.get('Value')];
      if (flag === undefined || value === undefined) {
        const header = table.children[0] ?? table;
        const column = flag === undefined ? 'Flag' : 'Value';
        reading.mistake({
          code: 'missing_column',
          offset: startOf(header),
          length: endOf(header) - startOf(header),
          column,
          of: 'flags',
        });
        return [];
      }
      return rowsOf(reading.text, table).flatMap((cells): Written[] => {
        const [name, set] = [cells[flag], cells[value]];
        if (name === undefined || cells.every(({ words }) => words === '')) return [];
        return [
          {
            name: name.words,
            value: set?.isCode === true ? set.written : (set?.words ?? ''),
            offset: name.offset,
            length: name.length,
          },
        ];
      });
    });
}

function fromLists(reading: Reading): Written[] {
  return itemsOf(reading.text, reading.outline, 'flags').map(({ offset, end }) => {
    const written = reading.text.slice(offset, end).replace(/`/g, '').trim();
    const [, name = '', value = written] = /^([^\s:]+)\s*:\s+(.*)$/s.exec(written) ?? [];
    const start = offset + Math.max(0, reading.text.slice(offset, end).search(/[^`\s]/));
    return { name, value, offset: start, length: Math.max(1, written.length) };
  });
}

/** Text, a number, true or false, as YAML reads them in front matter. */
function scalarIn(text: string): string | number | boolean | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  const { contents, errors, warnings } = document;
  if (
    errors.length > 0 ||
    warnings.length > 0 ||
    !isScalar(contents) ||
    contents.tag !== undefined ||
    contents.anchor !== undefined
  )
    return undefined;
  const { value } = contents;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}
