import type { ListItem, Nodes, Root } from 'mdast';
import type { Diagnostic, Span } from '../base/index.ts';
import { parseMarkdown, whyUnread, wordsOf } from './markdown.ts';
import { diagnose } from './wording.ts';

/** A list item that begins with `@ensemble` or `@ensemble/instrument`, before the name is looked up. */
export interface CueFile {
  /** Without the `@`. */
  readonly name: string;
  readonly text: string;
  /** Of the name, with its `@`. */
  readonly at: Span;
}

export interface SheetText {
  /** The prose without its cues, trimmed. */
  readonly text: string;
  readonly cues: readonly CueFile[];
  /** The words of the first heading. */
  readonly heading?: string;
  /** The first words of the prose, else of the first cue; may be empty. */
  readonly words: string;
}

/** Takes the cues out of a sheet's text. `place` gives the span of characters of `body`. */
export function findCues(
  body: string,
  place: (offset: number, length: number) => Span,
  found: Diagnostic[],
): SheetText {
  const root = parseMarkdown(body);
  if (root === undefined) {
    found.push(diagnose(place(0, 1), whyUnread(body)));
    return { text: body.trim(), cues: [], words: '' };
  }
  const cues: CueFile[] = [];
  let text = '';
  let kept = 0;
  for (const item of itemsOf(root)) {
    const [from, to] = [item.children[0]?.position?.start.offset, item.position?.end.offset];
    if (from === undefined || to === undefined) continue;
    const box = /^\[[ xX]\]\s+/.exec(body.slice(from, to))?.[0].length ?? 0;
    const [whole, name] = /^@([^\s:,;]+)[:,;]?/.exec(body.slice(from + box, to)) ?? [];
    if (whole === undefined || name === undefined || from < kept) continue;
    cues.push({
      name,
      text: body
        .slice(from + box + whole.length, to)
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
      at: place(from + box, name.length + 1),
    });
    const start = item.position?.start.offset ?? from;
    const lineStart = body.lastIndexOf('\n', start - 1) + 1;
    text += body.slice(kept, body.slice(lineStart, start).trim() === '' ? lineStart : start);
    const end = body.indexOf('\n', to);
    kept = end === -1 ? body.length : end + 1;
  }
  text = (text + body.slice(kept)).trim();
  const heading = first(root, 'heading');
  const prose = cues.length === 0 ? root : parseMarkdown(text);
  const paragraph = prose === undefined ? undefined : (first(prose, 'paragraph') ?? first(prose, 'code'));
  return {
    text,
    cues,
    ...(heading === undefined || heading === '' ? {} : { heading }),
    words: firstWords(paragraph ?? cues[0]?.text ?? ''),
  };
}

/** All nodes in the order of the text, without recursion. */
function* nodesOf(root: Nodes): Generator<Nodes> {
  const open: Nodes[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if ('children' in node) open.push(...node.children.toReversed());
  }
}

function* itemsOf(root: Root): Generator<ListItem> {
  for (const node of nodesOf(root)) if (node.type === 'listItem') yield node;
}

function first(root: Root, type: 'heading' | 'paragraph' | 'code'): string | undefined {
  for (const node of nodesOf(root)) if (node.type === type) return wordsOf(node);
  return undefined;
}

/** At most eight words and sixty characters. */
function firstWords(text: string): string {
  const words: string[] = [];
  for (const word of text.split(/\s+/).slice(0, 8)) {
    if ([...words, word].join(' ').length > 60) break;
    words.push(word);
  }
  return words.length === 0 ? text.slice(0, 60) : words.join(' ');
}
