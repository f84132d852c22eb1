import { canonicalJson } from '../base/index.ts';

/** A JSON value for people: two spaces, keys in the order of their UTF-16 code units, a line end last. */
export const prettyJson = (value: unknown): string =>
  `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;

/** A text on one line, without control characters, at most `most` characters; what is left out shows as `…`. */
export function oneLine(text: string, most = 120): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
