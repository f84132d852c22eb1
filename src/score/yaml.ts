import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import type { Diagnostic, Json, Span } from '../base/index.ts';
import type { Entry, Located, LocatedMap } from './located.ts';
import type { Mistake } from './mistake.ts';
import { spanAt, type TextFile } from './text-file.ts';
import { diagnose } from './wording.ts';

/** Deeper front matter than this is nobody's. */
const deepest = 40;

/** Where a block of YAML lies in its file. */
interface Block {
  readonly file: TextFile;
  /** Offset of the block in the file's text. */
  readonly at: number;
  readonly text: string;
  readonly found: Diagnostic[];
}

/**
 * Reads a block of front matter as YAML 1.2 (core schema), for its values and their places.
 * Tags, anchors, aliases, merge keys, duplicate keys, keys that are no text and numbers that JSON can't hold are mistakes;
 * they leave the rest of the block readable. A mistake in the syntax makes it `broken`, and only the first is told:
 * those after it mostly follow from it.
 */
export function readYaml(
  file: TextFile,
  text: string,
  at: number,
  found: Diagnostic[],
): LocatedMap | 'no map' | 'empty' | 'broken' {
  const block: Block = { file, at, text, found };
  const document = parsed(text);
  if (document === undefined) {
    found.push(diagnose(spanAt(file, at + Math.max(0, text.search(/\S/))), { mistake: 'too_deep' }));
    return 'broken';
  }
  const [error] = document.errors;
  if (error !== undefined) {
    tell(block, error.pos, {
      mistake: 'bad_yaml',
      code: error.code,
      says: error.message,
      near: text.slice(error.pos[0], error.pos[0] + 1),
    });
    return 'broken';
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return 'empty';
  if (!isMap(root)) return 'no map';
  refuseOddities(block, document);
  const located = locate(block, root, spanAt(file, at), 0);
  return located.shape === 'map' ? located : 'broken';
}

function parsed(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    // Thousands of brackets one inside the other exhaust the stack of the recursive composer.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function tell(
  { file, at, text, found }: Block,
  [from, to]: readonly [number, number],
  mistake: Mistake,
): void {
  const last = Math.max(0, text.trimEnd().length - 1);
  const start = Math.min(from, last);
  found.push(diagnose(spanAt(file, at + start, Math.max(1, to - start)), mistake));
}

function refuseOddities(block: Block, document: Document.Parsed): void {
  visit(document, (_, node) => {
    if (isAlias(node)) {
      tell(block, rangeOf(node), { mistake: 'yaml_feature', feature: 'alias', text: `*${node.source}` });
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      const [start, end] = rangeOf(node);
      if (isScalar(node) && typeof node.value === 'number' && !isExact(node.value, node.source)) {
        tell(block, [start, end], { mistake: 'odd_number', number: node.source ?? String(node.value) });
      }
      // Anchor and tag stand before the node, on its line or on that of its key.
      if (node.anchor !== undefined) {
        const mark = block.text.lastIndexOf(`&${node.anchor}`, start);
        tell(block, mark === -1 ? [start, end] : [mark, mark + node.anchor.length + 1], {
          mistake: 'yaml_feature',
          feature: 'anchor',
          text: `&${node.anchor}`,
        });
      }
      if (node.tag !== undefined) {
        const mark = block.text.lastIndexOf('!', Math.max(0, start - 1));
        const doubled = block.text[mark - 1] === '!' ? mark - 1 : mark;
        const text = block.text.slice(doubled).match(/^[^\s,[\]{}]*/)?.[0] ?? '';
        tell(block, mark === -1 ? [start, end] : [doubled, doubled + text.length], {
          mistake: 'yaml_feature',
          feature: 'tag',
          text,
        });
      }
    }
    return undefined;
  });
}

/** A tag, an anchor, an alias, a number out of bounds: told already, and what it stands for is not known. */
const hasMark = (node: unknown): boolean =>
  isAlias(node) ||
  (isScalar(node) && typeof node.value === 'number' && !isExact(node.value, node.source)) ||
  ((isScalar(node) || isMap(node) || isSeq(node)) && (node.anchor ?? node.tag) !== undefined);

function holdsMark(value: Node): boolean {
  let marked = false;
  visit(value, (_, node) => {
    marked ||= hasMark(node);
    return marked ? visit.BREAK : undefined;
  });
  return marked;
}

const rangeOf = (node: Node): [number, number] => [node.range?.[0] ?? 0, node.range?.[1] ?? 0];

function locate(block: Block, node: Node | null, instead: Span, depth: number): Located {
  const { file, at } = block;
  if (node === null || isAlias(node)) return { shape: 'scalar', at: instead, value: null, textAt: instead };
  const [start, end] = rangeOf(node);
  const span = end > start ? spanAt(file, at + start, end - start) : instead;
  if (depth > deepest) {
    tell(block, [start, end], { mistake: 'too_deep' });
    return { shape: 'scalar', at: span, value: null, textAt: span };
  }
  if (isMap<Node, Node>(node)) return locateMap(block, node.items, span, depth);
  if (isSeq<Node>(node)) {
    const items = node.items
      .filter((item) => !hasMark(item))
      .map((item) => locate(block, item, span, depth + 1));
    return { shape: 'list', at: span, value: items.map(({ value }) => value), items };
  }
  if (!isScalar(node)) throw new Error('a YAML node is a scalar, a map, a list or an alias');
  const value = valueOf(node);
  const source = typeof value === 'number' && node.source !== undefined ? { source: node.source } : {};
  return { shape: 'scalar', at: span, value, textAt: textPlace(block, node, span), ...source };
}

function locateMap(
  block: Block,
  pairs: readonly Pair<Node, Node | null>[],
  at: Span,
  depth: number,
): LocatedMap {
  const entries = new Map<string, Entry>();
  const dropped = new Set<string>();
  for (const { key, value } of pairs) {
    const [start, end] = rangeOf(key);
    const keyAt = end > start ? spanAt(block.file, block.at + start, end - start) : at;
    const written = block.text.slice(start, end);
    if (!isScalar(key) || typeof key.value !== 'string' || key.value === '' || key.value === '__proto__') {
      tell(block, [start, end], { mistake: 'odd_key', key: written });
      continue;
    }
    if (key.value === '<<' && key.type === 'PLAIN') {
      tell(block, [start, end], { mistake: 'yaml_feature', feature: 'merge key', text: '<<' });
      continue;
    }
    const before = entries.get(key.value);
    if (before !== undefined) {
      block.found.push(diagnose(keyAt, { mistake: 'key_twice', key: key.value, first: before.key }));
      continue;
    }
    const odd = value !== null && hasMark(value);
    const located = odd ? undefined : locate(block, value ?? null, keyAt, depth + 1);
    if (odd || (depth === 0 && value !== null && holdsMark(value))) dropped.add(key.value);
    // A list of which nothing is left would be told to be empty.
    if (
      located !== undefined &&
      !(dropped.has(key.value) && located.shape === 'list' && located.items.length === 0)
    ) {
      entries.set(key.value, { key: keyAt, value: located });
    }
  }
  const value: [string, Json][] = [...entries].map(([key, entry]) => [key, entry.value.value]);
  return { shape: 'map', at, value: Object.fromEntries(value), entries, dropped };
}

/** JSON has no infinities, and a whole number beyond 2^53 would come out as another one. */
const isExact = (value: number, source = ''): boolean =>
  Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || /[.e]/i.test(source));

const valueOf = ({ value }: Scalar): null | boolean | number | string =>
  typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string' ? value : null;

/** The first character of the text itself: behind a quote; in a block, on its first line that is not blank. */
function textPlace({ file, at, text }: Block, node: Scalar, span: Span): Span {
  const [start, end] = rangeOf(node);
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')
    return spanAt(file, at + start + 1, Math.max(1, end - start - 2));
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const line = text.indexOf('\n', start);
    const first = line === -1 ? -1 : text.slice(line, end).search(/\S/);
    if (first !== -1) return spanAt(file, at + line + first, end - line - first);
  }
  return span;
}
