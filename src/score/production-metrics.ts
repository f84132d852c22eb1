import type { Table } from 'mdast';
import type { ProductionMistake } from './language-mistakes.ts';
import { endOf, startOf } from './markdown.ts';
import type { Reading } from './production.ts';
import { idOf } from './production-outline.ts';
import { columnsOf, rowsOf, type Cell } from './production-table.ts';
import type { Metric } from './score.ts';

const columns = ['Metric', 'Measure', 'Target', 'Scope'] as const;
const builtIns = ['accuracy', 'coherence', 'efficiency', 'performance'] as const;

/** One metric for each row of the tables under Metrics. */
export function readMetrics(reading: Reading): Metric[] {
  const counts = new Map<string, number>();
  return reading.outline.sections
    .filter(({ kind }) => kind === 'metrics')
    .flatMap(({ nodes, heading }) => {
      const tables = nodes.filter((node) => node.type === 'table');
      const list = nodes.find((node) => node.type === 'list');
      if (tables.length === 0 && list !== undefined) {
        reading.mistake({
          code: 'no_table',
          offset: startOf(heading),
          length: endOf(heading) - startOf(heading),
          of: 'metrics',
          columns,
        });
      }
      return tables.flatMap((table) => readTable(table, reading));
    })
    .map((metric) => {
      const count = (counts.get(metric.id) ?? 0) + 1;
      counts.set(metric.id, count);
      return count === 1 ? metric : { ...metric, id: `${metric.id}-${count}` };
    });
}

function readTable(table: Table, reading: Reading): Metric[] {
  const { of, near } = columnsOf(reading.text, table, columns);
  for (const { title, cell } of near) {
    reading.mistake({
      code: 'unknown_column',
      offset: cell.offset,
      length: cell.length,
      column: title,
      known: columns,
    });
  }
  const [name, measure, target, scope] = columns.map((column) => of.get(column));
  if (name === undefined || measure === undefined || target === undefined) {
    const [header] = table.children;
    const [offset, end] = [startOf(header ?? table), endOf(header ?? table)];
    for (const column of ['Metric', 'Measure', 'Target'] as const) {
      if (!of.has(column) && near.length === 0)
        reading.mistake({ code: 'missing_column', offset, length: end - offset, column, of: 'metrics' });
    }
    return [];
  }
  return rowsOf(reading.text, table).flatMap((cells) => {
    const row = {
      name: cells[name],
      measure: cells[measure],
      target: cells[target],
      scope: scope === undefined ? undefined : cells[scope],
    };
    return cells.every(({ words }) => words === '') ? [] : (readRow(row, cells, reading) ?? []);
  });
}

interface Row {
  readonly name: Cell | undefined;
  readonly measure: Cell | undefined;
  readonly target: Cell | undefined;
  readonly scope: Cell | undefined;
}

/** All mistakes of the row are told, whichever cell has them. */
function readRow(
  { name, measure, target, scope }: Row,
  cells: readonly Cell[],
  reading: Reading,
): Metric | undefined {
  const title = name?.words ?? '';
  const found = scopeIn(scope, reading);
  const measured = found === undefined ? undefined : measureIn(measure, name, found, reading, cells);
  const wanted = targetIn(target, reading, cells);
  const [first] = cells;
  if (measured === undefined || wanted === undefined || found === undefined || first === undefined)
    return undefined;
  const how = 'builtIn' in measured ? measured.builtIn : measured.expression.source;
  return {
    id: idOf('metrics', [title, how, target?.words ?? '', scope?.words ?? ''].join('\n')),
    name: title === '' ? how : title,
    measure: measured,
    target: wanted,
    scope: found,
    at: reading.place(first.offset, first.length),
  };
}

/** With or without its `@`; empty and a dash are the whole session. */
function scopeIn(cell: Cell | undefined, reading: Reading): Metric['scope'] | undefined {
  const words = cell?.words ?? '';
  if (cell === undefined || /^[-–—]?$/.test(words)) return reading.scope(undefined);
  return reading.scope({
    name: words.replace(/^@/, ''),
    offset: cell.offset + (cell.written.startsWith('@') ? 1 : 0),
  });
}

function measureIn(
  cell: Cell | undefined,
  name: Cell | undefined,
  scope: Metric['scope'],
  reading: Reading,
  cells: readonly Cell[],
): Metric['measure'] | undefined {
  const source = cell === undefined || cell.written === '' ? name : cell;
  const builtIn = builtIns.find((one) => one === source?.words.toLowerCase());
  if (builtIn !== undefined) return { builtIn };
  if (cell === undefined || cell.written === '') {
    reading.mistake({ code: 'empty_cell', ...placeOf(cell, cells), column: 'Measure' });
    return undefined;
  }
  const expression = reading.expression({ value: cell.written, offset: cell.offset }, scope, builtIns);
  return expression === undefined ? undefined : { expression };
}

const number = String.raw`-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?%?`;
const comparison = new RegExp(String.raw`^(<=|>=|==|!=|<|>)\s*(${number})$`);
const range = new RegExp(String.raw`^(${number})\s*\.\.\s*(${number})$`);
const operators = ['<', '<=', '>', '>=', '==', '!='] as const;

/** `>= 0.9`, `0.8..1`, `-3..3`; a percentage is a hundredth. */
function targetIn(
  cell: Cell | undefined,
  reading: Reading,
  cells: readonly Cell[],
): Metric['target'] | undefined {
  if (cell === undefined || cell.words === '') {
    reading.mistake({ code: 'empty_cell', ...placeOf(cell, cells), column: 'Target' });
    return undefined;
  }
  const refused = (why: 'form' | 'order'): undefined => {
    reading.mistake({ code: 'bad_target', ...placeOf(cell, cells), target: cell.words, why });
    return undefined;
  };
  const [, operator, than] = comparison.exec(cell.words) ?? [];
  const known = operators.find((one) => one === operator);
  if (known !== undefined && than !== undefined) return { operator: known, than: numberIn(than) };
  const [, from, to] = range.exec(cell.words) ?? [];
  if (from === undefined || to === undefined) return refused('form');
  return numberIn(from) <= numberIn(to) ? { from: numberIn(from), to: numberIn(to) } : refused('order');
}

const numberIn = (text: string): number =>
  text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);

/** Of the cell, or of the row where the cell is missing. */
const placeOf = (
  cell: Cell | undefined,
  cells: readonly Cell[],
): Pick<ProductionMistake, 'offset' | 'length'> => {
  const { offset, length } = cell ?? cells.at(-1) ?? { offset: 0, length: 1 };
  return { offset, length };
};
