import type { List, RootContent } from 'mdast';
import { endOf, startOf } from './markdown.ts';
import type { Reading } from './production.ts';
import type { Note } from './score.ts';

/**
 * The prose under Notes: each paragraph, each item of a list with all that is in it, and any other block as it
 * stands. One that begins with a scope is heard there alone.
 */
export function readNotes(reading: Reading): Note[] {
  return reading.outline.sections
    .filter(({ kind }) => kind === 'notes')
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => blocksOf(node, reading.text))
    .flatMap(({ text, offset }) => noteOf(text, offset, reading) ?? []);
}

interface Block {
  readonly text: string;
  readonly offset: number;
}

function blocksOf(node: RootContent, text: string): Block[] {
  switch (node.type) {
    case 'list':
      return itemBlocks(node, text);
    case 'html':
      return node.value.startsWith('<!--') ? [] : [blockOf(node, text)];
    case 'thematicBreak':
    case 'definition':
      return [];
    default:
      return [blockOf(node, text)];
  }
}

const blockOf = (node: RootContent, text: string): Block => ({
  text: text.slice(startOf(node), endOf(node)),
  offset: startOf(node),
});

function itemBlocks(list: List, text: string): Block[] {
  return list.children.flatMap((item) => {
    const [first] = item.children;
    if (first === undefined || (first.type === 'html' && item.children.length === 1)) return [];
    const bullet =
      /^(?:[-+*]|\d{1,9}[.)])\s*(?:\[[ \txX]\]\s+)?/.exec(text.slice(startOf(item), endOf(item)))?.[0]
        .length ?? 0;
    const offset = startOf(item) + bullet;
    // What is in the item is indented to its words; without the bullet that indent means nothing.
    const column = startOf(first) - (text.lastIndexOf('\n', startOf(first)) + 1);
    const indent = new RegExp(`\n[ \t]{0,${column}}`, 'g');
    return [{ text: text.slice(offset, endOf(item)).replace(indent, '\n'), offset }];
  });
}

function noteOf(written: string, offset: number, reading: Reading): Note | undefined {
  const text = written.replace(/<!--.*?(?:-->|$)/gs, '').trim();
  const [whole = '', name] = /^@([^\s:,;]+)[:,;]?(?:\s+|$)/.exec(text) ?? [];
  if (name === undefined) return /^(?:\[[ xX]\])?$/.test(text) ? undefined : { scope: {}, text };
  const scope = reading.scope({ name, offset: offset + Math.max(0, written.indexOf(`@${name}`)) + 1 });
  const words = text.slice(whole.length);
  if (scope === undefined) return undefined;
  if (words !== '') return { scope, text: words };
  reading.mistake({ code: 'empty_item', offset, length: Math.max(1, text.length), of: 'note' });
  return undefined;
}
