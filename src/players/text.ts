import { stripVTControlCharacters } from 'node:util';

/** What a program printed, as text that is safe to show: no escape sequences, no control characters but line ends and tabs. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/g, '');
}

/** At most `most` characters: the beginning and the end where something is left out between them. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

/** How a text that was not understood begins, safe to show. */
export const beginningOf = (text: string): string => plain(text.trimStart()).slice(0, 120);

/** The end of a long text, where the reason usually stands. */
export function lastOf(text: string, most: number): string {
  const trimmed = text.trim();
  return trimmed.length <= most ? trimmed : `…${trimmed.slice(-most)}`;
}

/** `2`, or `"a\nb"`: a file's name as a sentence can hold it. */
export const nameOf = (path: string): string =>
  /[\p{C}`]/u.test(path) ? JSON.stringify(path) : `\`${path}\``;
