import type { Json } from '../base/index.ts';

/** Characters of one value in a sentence, and of a whole evidence. */
const valueLimit = 60;
export const evidenceLimit = 200;

/** One line of at most `limit` characters: no control or direction characters, no half of a surrogate pair. */
export function oneLine(text: string, limit: number): string {
  const flat = text
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .trim()
    .replace(/\p{Cs}/gu, '\ufffd');
  if (flat.length <= limit) return flat;
  return `${flat.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A value as a sentence shows it: JSON where it is short; else how much there is of it. */
export function shown(value: Json): string {
  const text = bounded(value);
  if (text !== undefined && text.length <= valueLimit) return oneLine(text, valueLimit);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object of ${membersOf(value)}`;
  return oneLine(text ?? '', valueLimit);
}

/** JSON, or `undefined` where it would be far too long to be written at all. */
function bounded(value: Json): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 4 * valueLimit));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts: string[] = [];
  let length = 2;
  const entries = Array.isArray(value)
    ? value.map((entry: Json) => ['', entry] as const)
    : Object.entries(value);
  if (entries.length > valueLimit / 2) return undefined;
  for (const [name, entry] of entries) {
    const inner = bounded(entry);
    if (inner === undefined) return undefined;
    parts.push(Array.isArray(value) ? inner : `${JSON.stringify(name)}:${inner}`);
    length += inner.length + name.length;
    if (length > valueLimit * 2) return undefined;
  }
  return Array.isArray(value) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

const membersOf = (value: object): string => {
  const { length } = Object.keys(value);
  return length === 1 ? '1 member' : `${length} members`;
};

/** What a value is, where what it holds does not matter. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

/** The names of the package's types, in the same words. */
export function kindOfType(type: string): string {
  const [, kind = type] = /^(?:dyn<)?(\w+)/.exec(type) ?? [];
  switch (kind) {
    case 'int':
    case 'uint':
    case 'double':
      return 'a number';
    case 'string':
      return 'a text';
    case 'bool':
      return 'true or false';
    case 'null':
    case 'null_type':
      return 'null';
    case 'list':
      return 'a list';
    case 'map':
      return 'an object';
    case 'dyn':
      return 'any value';
    default:
      return `a ${type.split('.').at(-1)?.toLowerCase() ?? type}`;
  }
}
