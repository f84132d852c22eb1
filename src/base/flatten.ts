/** Controls, line ends, what turns the direction of a text, and what carries text that nobody sees (UTS 55, tags). */
const harmful =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;

/**
 * Text from a model or a person as one harmless line: no control, direction or invisible characters, no line ends,
 * single spaces, no lone surrogates. What is left can neither begin a trailer, nor a heading, nor another list item.
 */
export const flatten = (text: string): string =>
  Buffer.from(text).toString().replace(harmful, ' ').replace(/\s+/gu, ' ').trim();

/**
 * The same for Markdown: a tag or comment would swallow the lines after it where the file is shown as a page, and a
 * picture would be fetched from wherever it says.
 */
export const flattenMarkdown = (text: string): string =>
  flatten(text)
    .replace(/(\\*)<(?=[A-Za-z/!?])/g, (found: string, before: string) =>
      before.length % 2 === 1 ? found : `${before}\\<`,
    )
    .replace(/!(?=\[)/g, '!\\');

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
