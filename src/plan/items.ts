import { isItemId, isJsonObject, type Json } from '../base/index.ts';
import { evaluate, type Instrument, type Values } from '../score/index.ts';

export interface Item {
  readonly id: string;
  readonly value: Json;
}

export type Items =
  { readonly ok: true; readonly items: readonly Item[] } | { readonly ok: false; readonly because: string };

/** The items that `each` yields over these values; null (a skipped need) yields none. */
export function itemsOf(instrument: Instrument, values: Values): Items {
  if (instrument.each === undefined) return { ok: true, items: [] };
  const { expression } = instrument.each;
  const found = evaluate(expression, values);
  if (!found.ok) return { ok: false, because: `\`each: ${expression.source}\`: ${found.because}` };
  if (found.value === null) return { ok: true, items: [] };
  if (!Array.isArray(found.value))
    return { ok: false, because: `\`each: ${expression.source}\` is no array` };
  return named(expression.source, found.value as readonly Json[]);
}

function named(source: string, values: readonly Json[]): Items {
  const items = values.map((value, index) => ({ id: idOf(value, index), value }));
  const seen = new Map<string, number>();
  for (const [index, { id }] of items.entries()) {
    if (!isItemId(id)) {
      return {
        ok: false,
        because: `\`each: ${source}\`: item ${index} has the id ${JSON.stringify(id)}; an id begins with a letter or digit and holds letters, digits, \`.\`, \`_\` and \`-\`, at most 80, without a final dot`,
      };
    }
    const other = seen.get(id.toLowerCase());
    if (other !== undefined)
      return {
        ok: false,
        because: `\`each: ${source}\`: items ${other} and ${index} both have the id ${JSON.stringify(id)}`,
      };
    seen.set(id.toLowerCase(), index);
  }
  return { ok: true, items };
}

function idOf(value: Json, index: number): string {
  const id = isJsonObject(value) ? value['id'] : undefined;
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : String(index);
}
