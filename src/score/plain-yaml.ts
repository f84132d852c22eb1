import type { Json, Span } from '../base/index.ts';
import type { Entry, Located, LocatedList, LocatedMap, LocatedScalar } from './located.ts';
import type { TextFile } from './text-file.ts';

/**
 * The YAML that nearly all front matter is: maps and lists, by indentation or in brackets on one line, of texts,
 * whole numbers, `true`, `false` and nothing, with remarks. The `yaml` package takes 0.3 ms for one instrument, most
 * of it to keep what nobody asks for; a score of a thousand has them read in a fortieth of that.
 *
 * The answer is the one that yaml.ts gives, places and all (a property test holds both against each other), or
 * `undefined` for whatever is not certainly plain, mistakes first of all: then yaml.ts reads it.
 * `from` is the offset of the line after the opening fence, the second of the file; `to` of the line end before the
 * closing one.
 */
export function readPlainYaml(file: TextFile, from: number, to: number): LocatedMap | undefined {
  const lines: Line[] = [];
  for (let [start, number] = [from, 2]; start < to; number += 1) {
    const found = file.text.indexOf('\n', start);
    const end = found === -1 || found > to ? to : found;
    const words = wordsFrom(file.text, start, end);
    // A blank line, or one that is a remark.
    if (words < end && file.text.charCodeAt(words) !== hash)
      lines.push({ at: start, words, end, indent: words - start, number });
    start = end + 1;
  }
  const reading: Reading = { file, lines, next: 0 };
  const [first] = lines;
  if (first?.indent !== 0) return undefined;
  const map = blockMap(reading, first.words, 0);
  return reading.next === lines.length ? map : undefined;
}

interface Line {
  /** Offsets in the text of the file: of the line, of its first character that is no space, of its end. */
  readonly at: number;
  readonly words: number;
  readonly end: number;
  readonly indent: number;
  readonly number: number;
}

interface Reading {
  readonly file: TextFile;
  readonly lines: readonly Line[];
  /** Index of the first line that is not read yet. */
  next: number;
}

const [space, hash, dash] = [0x20, 0x23, 0x2d];

function wordsFrom(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === space) at += 1;
  return at;
}

/** Deeper than anybody writes; far from where yaml.ts refuses it. */
const deepest = 10;

const key = /([A-Za-z_][\w.-]{0,99}):(?=[ \n]|$)/y;
const notText = /^(?:true|false|null|__proto__)$/i;
const blockText =
  /(?:[^\s\p{Cc}\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s]))(?:[^\s\p{Cc}:#]|:(?=\S)|(?<=\S)#| +(?=[^\s#]))*/uy;
const flowText =
  /(?:[^\s\p{Cc}\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}]))(?:[^\s\p{Cc}:#,[\]{}]|:(?=[^\s,[\]{}"'])|(?<=\S)#| +(?=[^\s#:,[\]{}]))*/uy;
const doubleQuoted = /"([^"\\\p{Cc}]*)"/uy;
const singleQuoted = /'([^'\p{Cc}]*)'(?!')/uy;
/** Behind a value: nothing more, or a remark. */
const lineRest = /(?: +#[^\n]*| *)(?=\n|$)/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The place of what stands from `start` to before `end`, on one line. */
const placeOf = ({ file }: Reading, line: Line, start: number, end: number): Span => ({
  file: file.path,
  line: line.number,
  column: start - line.at + 1,
  length: Math.max(1, Math.min(end, line.end) - start),
});

/** The pairs of a map whose keys stand in the column of `start`, which is on the line that is next. */
function blockMap(reading: Reading, start: number, depth: number): LocatedMap | undefined {
  const { lines, file } = reading;
  const first = lines[reading.next];
  if (first === undefined || depth > deepest) return undefined;
  const column = start - first.at;
  const entries = new Map<string, Entry>();
  for (let at = start; ;) {
    const line = lines[reading.next];
    if (line === undefined) return undefined;
    const name = matchAt(key, file.text, at)?.[1];
    if (name === undefined || notText.test(name) || entries.has(name)) return undefined;
    const keyAt = placeOf(reading, line, at, at + name.length);
    const written = wordsFrom(file.text, at + name.length + 1, line.end);
    const value =
      written === line.end || file.text.charCodeAt(written) === hash
        ? belowKey(reading, keyAt, column, depth)
        : onLine(reading, line, written, depth);
    if (value === undefined) return undefined;
    entries.set(name, { key: keyAt, value });
    const next = lines[reading.next];
    if (next === undefined || next.indent < column) break;
    // A line that is indented further belongs to the value before it.
    if (next.indent > column) return undefined;
    // After the pairs of an item of a list that stands in the same column: a list where a key is due.
    at = next.words;
  }
  return mapOf(placeOf(reading, first, start, first.end), entries);
}

/** What stands on the lines below a key: a map or a list that is indented, a list in the column of the key, nothing. */
function belowKey(reading: Reading, keyAt: Span, column: number, depth: number): Located | undefined {
  reading.next += 1;
  const next = reading.lines[reading.next];
  if (next === undefined) return undefined;
  const isList = startsItem(reading, next);
  if (next.indent > column) {
    return isList ? blockList(reading, next.indent, depth + 1) : blockMap(reading, next.words, depth + 1);
  }
  if (next.indent === column && isList) return blockList(reading, column, depth + 1);
  return { shape: 'scalar', at: keyAt, value: null, textAt: keyAt };
}

const startsItem = ({ file }: Reading, { words, end }: Line): boolean =>
  file.text.charCodeAt(words) === dash && words + 1 < end && file.text.charCodeAt(words + 1) === space;

function blockList(reading: Reading, column: number, depth: number): LocatedList | undefined {
  const { lines, file } = reading;
  const first = lines[reading.next];
  if (first === undefined || depth > deepest) return undefined;
  const items: Located[] = [];
  for (let line: Line | undefined = first; line?.indent === column && startsItem(reading, line);) {
    const written = wordsFrom(file.text, line.words + 1, line.end);
    const item =
      matchAt(key, file.text, written) === null
        ? onLine(reading, line, written, depth)
        : blockMap(reading, written, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    line = lines[reading.next];
    if (line !== undefined && line.indent > column) return undefined;
  }
  return listOf(placeOf(reading, first, first.words, first.end), items);
}

/** A value that fills the rest of its line. */
function onLine(reading: Reading, line: Line, start: number, depth: number): Located | undefined {
  const found = valueAt(reading, line, start, depth + 1, blockText);
  if (found === undefined || matchAt(lineRest, reading.file.text, found.end) === null) return undefined;
  reading.next += 1;
  return found.value;
}

interface Found {
  readonly value: Located;
  readonly end: number;
}

function valueAt(
  reading: Reading,
  line: Line,
  start: number,
  depth: number,
  unquoted: RegExp,
): Found | undefined {
  const { text } = reading.file;
  switch (text[start]) {
    case '[':
      return flowList(reading, line, start, depth);
    case '{':
      return flowMap(reading, line, start, depth);
    case '"':
    case "'": {
      const [whole, value] = matchAt(text[start] === '"' ? doubleQuoted : singleQuoted, text, start) ?? [];
      if (whole === undefined || value === undefined) return undefined;
      const end = start + whole.length;
      const textAt = placeOf(reading, line, start + 1, start + 1 + value.length);
      return { value: { shape: 'scalar', at: placeOf(reading, line, start, end), value, textAt }, end };
    }
    default: {
      const written = matchAt(unquoted, text, start)?.[0];
      if (written === undefined) return undefined;
      const value = scalarOf(written, placeOf(reading, line, start, start + written.length));
      return value === undefined ? undefined : { value, end: start + written.length };
    }
  }
}

/** What a text without quotes is by the core schema of YAML 1.2 (10.3.2). */
function scalarOf(written: string, at: Span): LocatedScalar | undefined {
  if (written === 'true' || written === 'false')
    return { shape: 'scalar', at, value: written === 'true', textAt: at };
  if (/^(?:0|[1-9]\d{0,14})$/.test(written))
    return { shape: 'scalar', at, value: Number(written), textAt: at, source: written };
  // Anything that might be another number, a truth or nothing.
  if (/^(?:true|false|null|~|[-+]?\.?(?:inf|nan))$/i.test(written)) return undefined;
  if (/^[-+]?\.?\d[-+.\da-fox]*$/i.test(written) && !/^\d+\.\d+\.\d+$/.test(written)) return undefined;
  return { shape: 'scalar', at, value: written, textAt: at };
}

const flowKey = /([A-Za-z_][\w.-]{0,99}): +/y;

function flowMap(reading: Reading, line: Line, start: number, depth: number): Found | undefined {
  const { text } = reading.file;
  const entries = new Map<string, Entry>();
  for (let at = wordsFrom(text, start + 1, line.end); depth <= deepest;) {
    const [whole, name] = matchAt(flowKey, text, at) ?? [];
    if (whole === undefined || name === undefined || notText.test(name) || entries.has(name))
      return undefined;
    const found = valueAt(reading, line, at + whole.length, depth + 1, flowText);
    if (found === undefined) return undefined;
    entries.set(name, { key: placeOf(reading, line, at, at + name.length), value: found.value });
    const behind = wordsFrom(text, found.end, line.end);
    if (text[behind] === '}')
      return { value: mapOf(placeOf(reading, line, start, behind + 1), entries), end: behind + 1 };
    if (text[behind] !== ',') return undefined;
    at = wordsFrom(text, behind + 1, line.end);
  }
  return undefined;
}

function flowList(reading: Reading, line: Line, start: number, depth: number): Found | undefined {
  const { text } = reading.file;
  const items: Located[] = [];
  for (let at = wordsFrom(text, start + 1, line.end); depth <= deepest;) {
    if (text[at] === ']' && items.length === 0)
      return { value: listOf(placeOf(reading, line, start, at + 1), items), end: at + 1 };
    const found = valueAt(reading, line, at, depth + 1, flowText);
    if (found === undefined) return undefined;
    items.push(found.value);
    const behind = wordsFrom(text, found.end, line.end);
    if (text[behind] === ']')
      return { value: listOf(placeOf(reading, line, start, behind + 1), items), end: behind + 1 };
    if (text[behind] !== ',') return undefined;
    at = wordsFrom(text, behind + 1, line.end);
  }
  return undefined;
}

function mapOf(at: Span, entries: ReadonlyMap<string, Entry>): LocatedMap {
  const value: Record<string, Json> = {};
  for (const [name, entry] of entries) value[name] = entry.value.value;
  return { shape: 'map', at, value, entries, dropped: nothing };
}

const nothing: ReadonlySet<string> = new Set();

const listOf = (at: Span, items: readonly Located[]): LocatedList => ({
  shape: 'list',
  at,
  value: items.map(({ value }) => value),
  items,
});
