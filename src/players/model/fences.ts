import { sha256 } from '../../base/index.ts';

/**
 * Data between tags that it cannot close, so that a model can tell it from instructions: JSON is written so that `</`
 * does not occur in it, and of a text the tag has as many digits of its digest as it takes not to occur.
 */

/** Compact JSON in which no tag is closed: `<\/` is the same string to every reader of JSON (RFC 8259, section 7). */
export const fencedJson = (tag: string, json: string): string =>
  `<${tag}>${json.replaceAll('</', '<\\/')}</${tag}>`;

export function fencedText(tag: string, attributes: string, text: string): string {
  const low = text.toLowerCase();
  const digits = sha256(text);
  let name = tag;
  for (let length = 4; low.includes(`</${name}`); length += 4) name = `${tag}-${digits.slice(0, length)}`;
  return `<${name}${attributes}>\n${text}${text.endsWith('\n') ? '' : '\n'}</${name}>`;
}
