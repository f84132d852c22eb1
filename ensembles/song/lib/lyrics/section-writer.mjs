/** One section: lines that rhyme by a scheme, around those that stand already (a person's own, the hook). */
import { syllablesOf } from './sounds.mjs';

/** What the lines of a section are for. */
const roles = {
  verse: ['scene', 'memory'],
  rap: ['scene', 'memory'],
  'pre-chorus': ['turn', 'feeling'],
  bridge: ['turn'],
  breakdown: ['turn'],
};
export const rolesOf = (/** @type {string} */ kind) => roles[kind] ?? ['feeling'];

/**
 * @typedef {import('./line-writer.mjs').LineWriter} LineWriter
 * @typedef {{
 *   kind: string, scheme: string, lines: number, syllables: number, field: any, tense: string,
 *   standing?: Map<number, string>, openings?: Map<number, string>
 * }} Asked `standing`: lines that stay as they are, by their place; `openings`: what a line begins with
 */

/** @returns {string[]} */
export function writeSection(/** @type {LineWriter} */ writer, /** @type {Asked} */ asked) {
  const { kind, scheme, lines: count, standing = new Map(), openings = new Map() } = asked;
  const letters = Array.from({ length: count }, (_, at) => scheme[at] ?? 'X');
  /** @type {string[]} */
  const lines = Array.from({ length: count }, (_, at) => standing.get(at));
  const membersOf = (/** @type {number} */ at) =>
    letters.flatMap((letter, place) =>
      (letters[at] !== 'X' && letter === letters[at]) || place === at ? [place] : [],
    );
  for (const line of standing.values()) writer.sung(line);
  // letters in which something stands come first: the others can keep away from them
  const order = [...letters.keys()].toSorted((a, b) => bound(a) - bound(b) || a - b);
  for (const at of order) {
    if (lines[at] !== undefined) continue;
    const members = membersOf(at);
    const stands = members.map((place) => lines[place]).filter((line) => line !== undefined);
    const beside = lines.filter((line) => line !== undefined);
    const without = lines.filter((line, place) => line !== undefined && !members.includes(place));
    const common = {
      roles: rolesOf(kind),
      field: asked.field,
      tense: asked.tense,
      syllables: lengthFor(stands, asked.syllables),
      beside,
      without,
    };
    const free = members.filter((place) => lines[place] === undefined && !openings.has(place));
    const pair =
      stands.length === 0 && free.length >= 2 && free[0] === at
        ? writer.pair({ ...common, adjacent: free[1] === at + 1 })
        : undefined;
    if (pair !== undefined) {
      const [first, second] = pair.pair;
      lines[free[0]] = writer.take(first);
      lines[free[1]] = writer.take(second);
    } else {
      const answered = members.some((place) => place !== at && lines[place] === undefined);
      const place = { opening: openings.get(at), after: lines[at - 1], answered };
      const chosen =
        writer.single({ ...common, ...place, with: stands }) ??
        writer.single({ ...common, ...place, with: [] }) ??
        writer.single({ ...common, with: [], without: [] });
      lines[at] = chosen === undefined ? '' : writer.take(chosen);
    }
  }
  return lines;

  function bound(/** @type {number} */ at) {
    return membersOf(at).some((place) => standing.has(place) || openings.has(place)) ? 0 : 1;
  }
}

/** Lines that rhyme are as long as one another. */
function lengthFor(/** @type {readonly string[]} */ stands, /** @type {number} */ syllables) {
  if (stands.length === 0) return syllables;
  const mean = stands.reduce((sum, line) => sum + syllablesOf(line), 0) / stands.length;
  return Math.max(5, Math.min(14, Math.round(mean)));
}
