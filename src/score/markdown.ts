import type { Nodes, Paragraph, PhrasingContent, Root, TableCell } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const markdown = unified().use(remarkParse).use(remarkGfm);

/**
 * UTF-16 units of a text that is read as Markdown. micromark's time grows with the square of a list or a paragraph:
 * a megabyte takes it seconds, ten take minutes.
 */
const longest = 1024 * 1024;

/** Too long, or nested so deeply that the parser has no stack left. */
export const whyUnread = (text: string): { readonly mistake: 'too_long' | 'too_deep' } => ({
  mistake: text.length > longest ? 'too_long' : 'too_deep',
});

/**
 * GitHub-flavoured Markdown with places: offsets count UTF-16 units from the begin of `text`, which must not begin
 * with a byte-order mark. `undefined` where it cannot be read; `whyUnread` says why.
 */
export function parseMarkdown(text: string): Root | undefined {
  if (text.length > longest) return undefined;
  try {
    return markdown.parse(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;
export const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;

/** The words without their marks. */
export const wordsOf = (node: Nodes): string => toString(node).replace(/\s+/g, ' ').trim();

/** All white space as single spaces: a line as it counts, however it is broken. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

export const isComment = (node: PhrasingContent): boolean =>
  node.type === 'html' && node.value.startsWith('<!--');

/** From `offset` on the first character that is neither white space nor in a comment. */
export function skipBlank(text: string, offset: number, paragraph: Paragraph): number {
  for (let at = offset; ;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    const comment = paragraph.children.find((child) => isComment(child) && startOf(child) === at);
    if (comment === undefined) return Math.min(at, endOf(paragraph));
    at = endOf(comment);
  }
}

/** What stands from `offset` to the end of the paragraph as it was written, without comments. */
export function writtenFrom(text: string, offset: number, paragraph: Paragraph): string {
  let [written, from] = ['', offset];
  for (const comment of paragraph.children.filter(isComment)) {
    if (startOf(comment) < from) continue;
    written += text.slice(from, startOf(comment));
    from = endOf(comment);
  }
  return written + text.slice(from, Math.max(from, endOf(paragraph)));
}

export interface Code {
  readonly value: string;
  /** Of the first character of `value`. */
  readonly offset: number;
}

/** The code span that begins at `offset`. */
export function codeAt(
  text: string,
  offset: number,
  children: readonly PhrasingContent[],
): (Code & { readonly end: number }) | undefined {
  const code = children.find((child) => child.type === 'inlineCode' && startOf(child) === offset);
  if (code?.type !== 'inlineCode') return undefined;
  const fence = /^`*/.exec(text.slice(offset))?.[0].length ?? 0;
  const raw = text.slice(offset + fence, endOf(code) - fence);
  // CommonMark takes one space away on each side, so that a span may begin with a backtick.
  const padding = raw !== code.value && /^\s/.test(raw) ? 1 : 0;
  return { value: code.value, offset: offset + fence + padding, end: endOf(code) };
}

/**
 * What a cell of a table holds, as written, and where it begins. From the cell's own place: what remark makes of
 * addresses in a text (links of GFM) has none.
 */
export function writtenInCell(
  text: string,
  cell: TableCell,
): { readonly written: string; readonly offset: number } {
  const raw = text.slice(startOf(cell), endOf(cell));
  const before = /^\|?\s*/.exec(raw)?.[0].length ?? 0;
  const [, inside = '', slashes = ''] = /^(.*?)(\\*)\|$/s.exec(raw.slice(before).trimEnd()) ?? [];
  const ends = slashes.length % 2 === 0 && raw.slice(before).trimEnd().endsWith('|');
  return {
    written: ends ? `${inside}${slashes}`.trimEnd() : raw.slice(before).trimEnd(),
    offset: startOf(cell) + before,
  };
}

/** The line end that a text uses, by its first line. */
export const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

export function startOfLine(text: string, offset: number): number {
  const line = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  // Looked for from the line on: a text without any would be walked to its begin.
  return line + text.slice(line, offset).lastIndexOf('\r') + 1;
}

/** Without its line end. */
export function endOfLine(text: string, offset: number): number {
  const found = text.slice(offset).search(/[\r\n]/);
  return found === -1 ? text.length : offset + found;
}

/** Behind the line end, if there is one. */
export const startOfNextLine = (text: string, offset: number): number => {
  const end = endOfLine(text, offset);
  return end + (text.startsWith('\r\n', end) ? 2 : Math.min(1, text.length - end));
};
