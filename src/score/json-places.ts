import type { Span } from '../base/index.ts';
import { spanAt, type TextFile } from './text-file.ts';

/** What a JSON text says besides its value: where each part stands, and what its value alone would hide. */
export interface JsonPlaces {
  /** Of the value at a JSON Pointer (RFC 6901); of a file without such a value, its beginning. */
  valueAt(pointer: string): Span;
  /** Of the name of a member. */
  nameAt(pointer: string, name: string): Span;
  /** Members whose name stands a second time in the same object: all but the last would be lost without a word. */
  readonly twice: readonly { readonly name: string; readonly at: Span; readonly first: Span }[];
  /** Numbers that no double holds: `1e999`, or more digits than it has. */
  readonly inexact: readonly { readonly number: string; readonly at: Span }[];
  /** Where it is nested more deeply than `deepest`. */
  readonly tooDeep?: Span;
}

/** As in front matter: whoever walks through a value by recursion has stack enough. */
const deepest = 40;

interface Level {
  readonly pointer: string;
  readonly names?: Map<string, Span>;
  /** The member that is being read, or how many elements there were. */
  name: string;
  index: number;
  /** What comes next is a name, not a value. */
  isName: boolean;
}

/** Marks, names and values with their offsets. A text is looked for by its end: a pattern that walks through it has too little stack. */
function* tokensOf(text: string): Generator<readonly [token: string, offset: number]> {
  const next = /[{}[\],:"]|[^\s{}[\],:"]+/g;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const { 0: token, index } = found;
    if (token !== '"') {
      yield [token, index];
      continue;
    }
    let end = text.indexOf('"', index + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    yield [text.slice(index, end + 1), index];
    next.lastIndex = end + 1;
  }
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

export const stepOf = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Of a text that has been parsed without a fault: what is told apart here is told apart by its first character. */
export function jsonPlaces(file: TextFile): JsonPlaces {
  const places = new Map<string, Span>();
  const names = new Map<string, Span>();
  const twice: { name: string; at: Span; first: Span }[] = [];
  const inexact: { number: string; at: Span }[] = [];
  const levels: Level[] = [];
  let tooDeep: Span | undefined;
  for (const [text, offset] of tokensOf(file.text)) {
    const level = levels.at(-1);
    if (text === '}' || text === ']') levels.pop();
    else if (text === ',') {
      if (level !== undefined) [level.index, level.isName] = [level.index + 1, level.names !== undefined];
    } else if (text === ':') {
      if (level !== undefined) level.isName = false;
    } else {
      const at = spanAt(file, offset, text.length);
      if (level?.names !== undefined && level.isName) {
        const name = JSON.parse(text) as string;
        level.name = name;
        const first = level.names.get(name);
        if (first === undefined) level.names.set(name, at);
        else twice.push({ name, at, first });
        names.set(`${level.pointer}${stepOf(name)}`, at);
        continue;
      }
      const pointer =
        level === undefined
          ? ''
          : `${level.pointer}${stepOf(level.names === undefined ? String(level.index) : level.name)}`;
      places.set(pointer, at);
      if (/^[-\d]/.test(text) && !isExact(text)) inexact.push({ number: text, at });
      if (text !== '{' && text !== '[') continue;
      if (levels.length >= deepest) {
        tooDeep = at;
        break;
      }
      const isMap = text === '{';
      levels.push({ pointer, ...(isMap ? { names: new Map() } : {}), name: '', index: 0, isName: isMap });
    }
  }
  const begin: Span = { file: file.path, line: 1, column: 1 };
  return {
    valueAt: (pointer) => places.get(pointer) ?? begin,
    nameAt: (pointer, name) => names.get(`${pointer}${stepOf(name)}`) ?? places.get(pointer) ?? begin,
    twice,
    inexact,
    ...(tooDeep === undefined ? {} : { tooDeep }),
  };
}

/** Whole numbers beyond 2^53 run into one another; a fraction is rounded by whoever reads it, and says so. */
function isExact(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || /[.e]/i.test(text));
}
