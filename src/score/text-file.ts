import type { Diagnostic, Span } from '../base/index.ts';
import { diagnose } from './wording.ts';

/** A file as it is parsed: UTF-8, without a byte-order mark, every line end a LF. Lines and columns are those of the file. */
export interface TextFile {
  /** Path from the workspace's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Offset in `text` at which each line begins. */
  readonly lines: readonly number[];
}

export function textFile(path: string, text: string): TextFile {
  const lines = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return { path, text, lines };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes to text; bytes that are no UTF-8 are a mistake on the line that holds the first of them. */
export function decodeText(path: string, bytes: Uint8Array, found: Diagnostic[]): TextFile | undefined {
  try {
    const text = utf8.decode(bytes);
    return textFile(path, text.replace(/^\uFEFF+/, '').replace(/\r\n?/g, '\n'));
  } catch {
    found.push(diagnose({ file: path, line: firstBadLine(bytes), column: 1 }, { mistake: 'not_utf8' }));
    return undefined;
  }
}

/** No byte of a longer UTF-8 sequence is a LF, so each line can be tried on its own. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const next = end === -1 ? bytes.length : end + 1;
    try {
      utf8.decode(bytes.subarray(start, next));
    } catch {
      return line;
    }
    start = next;
  }
  return 1;
}

/** The place of `length` characters from `offset` on, cut at the end of its line. */
export function spanAt({ path, text, lines }: TextFile, offset: number, length = 1): Span {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const start = lines[low] ?? 0;
  const end = lines[low + 1] === undefined ? text.length : (lines[low + 1] ?? 0) - 1;
  return {
    file: path,
    line: low + 1,
    column: offset - start + 1,
    length: Math.max(1, Math.min(length, end - offset)),
  };
}

/** Diagnostics with the line that each one names. A place without a length is a file as a whole, and shows none. */
export function withExcerpts(
  found: readonly Diagnostic[],
  files: ReadonlyMap<string, TextFile>,
): Diagnostic[] {
  return found.map((one) => {
    const file = one.at === undefined ? undefined : files.get(one.at.file);
    if (one.at?.length === undefined || file === undefined || one.excerpt !== undefined) return one;
    const start = file.lines[one.at.line - 1];
    if (start === undefined) return one;
    const excerpt = file.text.slice(start, (file.lines[one.at.line] ?? file.text.length + 1) - 1);
    return excerpt.trim() === '' ? one : { ...one, excerpt: excerpt.slice(0, 400) };
  });
}
