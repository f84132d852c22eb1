import type { Heading, List, ListItem, Root, RootContent, Table } from 'mdast';
import { sha256 } from '../base/index.ts';
import {
  collapsed,
  codeAt,
  endOf,
  parseMarkdown,
  skipBlank,
  startOf,
  wordsOf,
  writtenFrom,
  type Code,
} from './markdown.ts';
import { parseWithoutRows, rowsIn, type Row, type TreeWithRows } from './plain-rows.ts';

/** The headings that production.md knows. */
export const sectionKinds = [
  'goals',
  'metrics',
  'constraints',
  'flags',
  'deliverables',
  'notes',
  'approvals',
  'tracks',
] as const;
export type SectionKind = (typeof sectionKinds)[number];

/** What stands under a known heading: up to the next one, or to one of the same level or above that is not known. */
export interface Section {
  readonly kind: SectionKind;
  readonly heading: Heading;
  readonly nodes: readonly RootContent[];
}

export interface Outline {
  readonly sections: readonly Section[];
  /** Headings that are none, for what they say; a person reads them. */
  readonly others: readonly { readonly text: string; readonly offset: number; readonly length: number }[];
  /** The rows of a table under a known heading; those of tracks stand here alone. */
  rowsOf(table: Table): readonly Row[];
}

/** The structure of production.md. Reading it and marking it both begin here, so that they see the same boxes. */
export function outlineOf(text: string): Outline | undefined {
  const tree = parseWithoutRows(text, isOfTracks) ?? wholeTree(text);
  return tree === undefined ? undefined : { ...sectionsIn(tree.root), rowsOf: (table) => tree.rowsOf(table) };
}

export function wholeTree(text: string): TreeWithRows | undefined {
  const root = parseMarkdown(text);
  return root === undefined ? undefined : { root, rowsOf: (table) => rowsIn(text, table) };
}

const isOfTracks = (table: Table, root: Root): boolean =>
  sectionsIn(root).sections.some(({ kind, nodes }) => kind === 'tracks' && nodes.includes(table));

export function sectionsIn(root: Root): Pick<Outline, 'sections' | 'others'> {
  const sections: { kind: SectionKind; heading: Heading; nodes: RootContent[] }[] = [];
  const others: { text: string; offset: number; length: number }[] = [];
  let open: (typeof sections)[number] | undefined;
  for (const node of root.children) {
    if (node.type !== 'heading') {
      open?.nodes.push(node);
      continue;
    }
    const words = wordsOf(node).replace(/\s*:$/, '');
    const kind = sectionKinds.find((one) => one === words.toLowerCase());
    if (kind !== undefined) {
      open = { kind, heading: node, nodes: [] };
      sections.push(open);
      continue;
    }
    others.push({ text: words, offset: startOf(node), length: endOf(node) - startOf(node) });
    // A deeper heading groups what stands under the known one.
    if (open !== undefined && node.depth <= open.heading.depth) open = undefined;
  }
  return { sections, others };
}

/** A list item under one of the headings. Offsets are those of the text. */
export interface Item {
  /** Of the kind of heading and the words, whatever the box says; told apart by a number where they are the same. */
  readonly id: string;
  readonly kind: SectionKind;
  /** Of the one character in its box. */
  readonly box?: number;
  /** Where its words begin: behind bullet and box. */
  readonly offset: number;
  readonly end: number;
  /** `kitchen` or `kitchen/weigh`, without the `@`. */
  readonly scope?: { readonly name: string; readonly offset: number };
  /** The code span that comes first, right behind box and scope. */
  readonly code?: Code;
  /** As written, on one line: the words behind box, scope and code. */
  readonly text: string;
}

/** The items of lists under headings of this kind, at any depth of lists in lists, in the order of the text. */
export function itemsOf(text: string, { sections }: Outline, kind: SectionKind): readonly Item[] {
  const counts = new Map<string, number>();
  const items: Item[] = [];
  const read = (list: List): void => {
    for (const entry of list.children) {
      const item = itemOf(text, entry, kind);
      if (item !== undefined) {
        const count = (counts.get(item.id) ?? 0) + 1;
        counts.set(item.id, count);
        items.push(count === 1 ? item : { ...item, id: `${item.id}-${count}` });
      }
      for (const child of entry.children) if (child.type === 'list') read(child);
    }
  };
  for (const section of sections) {
    if (section.kind !== kind) continue;
    for (const node of section.nodes) if (node.type === 'list') read(node);
  }
  return items;
}

export const idOf = (kind: SectionKind, words: string): string =>
  sha256(`${kind}\n${collapsed(words)}`).slice(0, 12);

function itemOf(text: string, entry: ListItem, kind: SectionKind): Item | undefined {
  const [paragraph] = entry.children;
  if (paragraph?.type !== 'paragraph') return undefined;
  const bullet = /^(?:[-+*]|\d{1,9}[.)])\s*/.exec(text.slice(startOf(entry)))?.[0].length ?? 0;
  const first = startOf(entry) + bullet;
  // A box is one character wide; what Markdown takes for one over a line end is left alone.
  const boxed = typeof entry.checked === 'boolean' && /^\[[ \txX]\]/.test(text.slice(first, first + 3));
  const offset = skipBlank(text, boxed ? first + 3 : first, paragraph);
  const end = endOf(paragraph);
  // An empty box is one to be filled in, and no box to Markdown.
  if (/^\[[ \txX]\]$/.test(text.slice(offset, end))) return undefined;

  const [whole, name] = /^@([^\s:,;]+)[:,;]?(?=\s|$)/.exec(text.slice(offset, end)) ?? [];
  const scope = whole === undefined || name === undefined ? undefined : { name, offset: offset + 1 };
  const afterScope = skipBlank(text, offset + (whole?.length ?? 0), paragraph);
  const code = codeAt(text, afterScope, paragraph.children);
  return {
    id: idOf(kind, text.slice(offset, end)),
    kind,
    ...(boxed ? { box: first + 1 } : {}),
    offset,
    end,
    ...(scope === undefined ? {} : { scope }),
    ...(code === undefined ? {} : { code: { value: code.value, offset: code.offset } }),
    text: collapsed(writtenFrom(text, code?.end ?? afterScope, paragraph)),
  };
}
