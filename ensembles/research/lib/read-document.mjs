/** One document, whatever it is written in, as plain values. */
import { readMarkdown } from './markdown.mjs';
import { readPlainMarkup } from './plain-markup.mjs';

/**
 * @typedef {object} Document
 * @property {string | undefined} title
 * @property {{ level: number, text: string }[]} headings
 * @property {{ text: string, section: number, listed: boolean }[]} paragraphs `section` counts the headings before
 * @property {{ to: string, line: number, image: boolean }[]} links as they are written
 * @property {string[]} anchors
 * @property {number} words
 */

/** @returns {Document} */
export const readDocument = (text, kind) =>
  kind === 'markdown' ? readMarkdown(text) : readPlainMarkup(text, kind);
