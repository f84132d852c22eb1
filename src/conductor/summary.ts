import { isJsonObject, type Json, type TakeFile } from '../base/index.ts';

/** Characters of a take's line: about 40 tokens at four characters each. */
const longest = 160;

/** The take's own `summary`, or a line made from the shape of its output and its files. Not yet flattened. */
export function summaryOf(output: Json, files: readonly TakeFile[]): string {
  if (isJsonObject(output) && typeof output['summary'] === 'string' && output['summary'].trim() !== '')
    return cut(output['summary']);
  const parts = [shapeOf(output), filesOf(files)].filter((text) => text !== '');
  return cut(parts.length === 0 ? 'nothing to report' : parts.join(', '));
}

function shapeOf(output: Json): string {
  if (output === null) return '';
  if (Array.isArray(output)) return counted(output.length, 'entry', 'entries');
  if (typeof output === 'string') {
    const [first = ''] = output
      .split('\n')
      .map((line) => line.replace(/^#+\s*/, '').trim())
      .filter((line) => line !== '');
    return first === '' ? 'empty text' : first;
  }
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

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  return `${[...line]
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`;
}
