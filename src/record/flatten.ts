/**
 * Text from a model or a person as one harmless line: no control or direction characters, no line ends, single
 * spaces, no lone surrogates. What is left can neither begin a trailer, nor a heading, nor another list item.
 */
export const flatten = (text: string): string =>
  Buffer.from(text)
    .toString()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();

/** The same for Markdown: a tag or comment would swallow the lines after it where the file is shown as a page. */
export const flattenMarkdown = (text: string): string => flatten(text).replace(/<(?=[A-Za-z/!?])/g, '\\<');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `limit` UTF-16 units, cut between graphemes, with `…` where something was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > limit - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
