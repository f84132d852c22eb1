import { cut, flatten, isJsonObject, summarise, type Json, type Take, type TakeFile } from '../base/index.ts';

/**
 * The line of a take, for handoff.md, summary.txt and the commit's subject: what the take says of itself, else what a
 * model says beside it, else what can be seen of it. It is data from anywhere: one harmless line.
 */
type Summarised = Pick<Take, 'output' | 'files' | 'summary'>;

/** UTF-16 units of a line: about 40 tokens at four each. */
const longest = 160;
/** Characters that are looked at: what a megabyte says after them is in no line of 160. */
const looked = 8_000;

export const summaryOf = (take: Summarised): string =>
  lineIn(take.output) ?? lineIn({ summary: take.summary ?? '' }) ?? seenSummary(take);

/** A `summary` that says something. */
function lineIn(value: Json | undefined): string | undefined {
  const text = isJsonObject(value) ? value['summary'] : undefined;
  const line = typeof text === 'string' ? oneLine(text) : '';
  return line === '' ? undefined : line;
}

const oneLine = (text: string): string => cut(flatten(text.slice(0, looked)), longest);

/** A sentence of a text, marked as one that nobody chose; of anything else its shape and its files. */
function seenSummary({ output, files }: Summarised): string {
  const text = typeof output === 'string' ? extractOf(output) : undefined;
  const parts = [text ?? shapeOf(output), filesOf(files)].filter((part) => part !== '');
  const line = oneLine(parts.join(', '));
  return line === '' ? 'nothing to report' : line;
}

/** The sentence that says most of a text, or where it has none its first line. */
function extractOf(text: string): string | undefined {
  const prose = proseOf(text.slice(0, looked));
  const [sentence] = summarise(prose, 1);
  const chosen = sentence ?? prose.split('\n').find((line) => line.trim() !== '');
  return chosen === undefined ? undefined : `(extract) ${chosen.trim()}`;
}

/** A text without the marks of Markdown; each item of a list and each heading is a paragraph of its own. */
const proseOf = (markdown: string): string =>
  markdown
    .replace(/^(`{3,}|~{3,}).*\n(?:(?!\1).*\n)*(?:\1.*)?$/gm, '\n')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+(.*)$/gm, '\n$1\n')
    .replace(/^[ \t]*\|.*$|^[ \t]*(?:[-*_=][ \t]*){3,}$/gm, '')
    .replace(/!?\[([^[\]\n]{0,300})\](?:\([^()\n]{0,500}\)|\[[^[\]\n]{0,100}\])/g, '$1')
    .replace(/<\/?[A-Za-z!][^<>\n]{0,300}>/g, '')
    .replace(/\*\*|__|`/g, '');

function shapeOf(output: Json): string {
  if (output === null) return '';
  if (typeof output === 'string') return 'empty text';
  if (Array.isArray(output)) return counted(output.length, 'entry', 'entries');
  if (!isJsonObject(output)) return JSON.stringify(output);
  const members = Object.entries(output).map(([name, value]) => `${name}${simple(value)}`);
  return members.length === 0 ? 'an empty object' : members.join(', ');
}

function simple(value: Json | undefined): string {
  if (Array.isArray(value)) return ` (${value.length})`;
  if (typeof value === 'number' || typeof value === 'boolean') return ` ${String(value)}`;
  if (typeof value === 'string' && value.length <= 24) return ` ${value}`;
  return '';
}

function filesOf(files: readonly TakeFile[]): string {
  if (files.length === 0) return '';
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return `${counted(files.length, 'file', 'files')} of ${bytes} bytes`;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
