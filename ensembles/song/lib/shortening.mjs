/**
 * How a prompt is made to fit. A stated rule, applied step by step, from the end of the song to its beginning, only as far as is
 * needed:
 *
 * 1. `hints`: the hints beside a section's name go.
 * 2. `repeats`: a section that sings the words of another again keeps its name and loses its lines: the engine has them.
 * 3. `optional sections`: a section that is not required goes as a whole, name and lines.
 * 4. `couplets`: of the section with the most lines the last two go, as long as two are left.
 *
 * A required section never goes, a line is never cut, and lines that a person wrote are left out by none of these. What still does not
 * fit is left too long: VALIDATE says so, and a person decides.
 */

/** Characters as engines count them: Unicode code points. */
export const charactersOf = (/** @type {string} */ text) => [...text].length;

/**
 * @typedef {{ id: string, tag: string, hints: string[], lines: string[], required: boolean, repeats: string | null, own: boolean }} Block
 * @param {readonly Block[]} blocks
 */
export const written = (blocks) =>
  blocks
    .map(({ tag, hints, lines }) =>
      [`[${tag}${hints.length === 0 ? '' : `: ${hints.join(', ')}`}]`, ...lines].join('\n'),
    )
    .join('\n\n');

/**
 * @param {readonly Block[]} blocks
 * @param {number} limit characters
 * @returns {{ blocks: readonly Block[], shortened: { rule: string, section: string, left_out: string }[] }}
 */
export function fitted(blocks, limit) {
  let left = blocks;
  const shortened = [];
  for (const { rule, next } of rules) {
    for (;;) {
      if (charactersOf(written(left)) <= limit) return { blocks: left, shortened };
      const step = next(left);
      if (step === undefined) break;
      left = step.blocks;
      shortened.push({ rule, section: step.section, left_out: step.left_out });
    }
  }
  return { blocks: left, shortened };
}

const changed = (blocks, at, change) => blocks.map((block, place) => (place === at ? change(block) : block));

/** Each gives the next step, or nothing where its rule has nothing left to do. */
const rules = [
  {
    rule: 'hints',
    next(blocks) {
      const at = blocks.findLastIndex(({ hints }) => hints.length > 0);
      if (at === -1) return undefined;
      const { id, hints } = blocks[at];
      return {
        blocks: changed(blocks, at, (block) => ({ ...block, hints: [] })),
        section: id,
        left_out: hints.join(', '),
      };
    },
  },
  {
    rule: 'repeats',
    next(blocks) {
      const at = blocks.findLastIndex(
        ({ repeats, lines, own }) =>
          repeats !== null && lines.length > 0 && !own && blocks.some(({ id }) => id === repeats),
      );
      if (at === -1) return undefined;
      const { id, repeats } = blocks[at];
      return {
        blocks: changed(blocks, at, (block) => ({ ...block, lines: [] })),
        section: id,
        left_out: `its lines, which are those of ${repeats}`,
      };
    },
  },
  {
    rule: 'optional sections',
    next(blocks) {
      const at = blocks.findLastIndex(({ required, own }) => !required && !own);
      if (at === -1) return undefined;
      const { id, lines } = blocks[at];
      return {
        blocks: blocks.filter((_, place) => place !== at),
        section: id,
        left_out: lines.length === 0 ? 'the section' : lines.join(' / '),
      };
    },
  },
  {
    rule: 'couplets',
    next(blocks) {
      const longest = Math.max(...blocks.map(({ lines, own }) => (own ? 0 : lines.length)));
      if (longest < 4) return undefined;
      const at = blocks.findLastIndex(({ lines, own }) => !own && lines.length === longest);
      const { id, lines } = blocks[at];
      return {
        blocks: changed(blocks, at, (block) => ({ ...block, lines: lines.slice(0, -2) })),
        section: id,
        left_out: lines.slice(-2).join(' / '),
      };
    },
  },
];

/**
 * Items joined by commas, as many from the first on as fit; no item is cut.
 *
 * @param {readonly string[]} items the most important first
 * @param {number} limit characters
 */
export function fittedList(items, limit) {
  let count = items.length;
  while (count > 1 && charactersOf(items.slice(0, count).join(', ')) > limit) count--;
  return { text: items.slice(0, count).join(', '), left: items.slice(count) };
}

/** Whole words, as many as fit. */
export function fittedTitle(/** @type {string} */ title, /** @type {number} */ limit) {
  if (charactersOf(title) <= limit) return { title, left: '' };
  const words = title.split(' ');
  let count = words.length;
  while (count > 1 && charactersOf(words.slice(0, count).join(' ')) > limit) count--;
  return { title: words.slice(0, count).join(' '), left: words.slice(count).join(' ') };
}
