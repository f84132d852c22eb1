/**
 * Tags for the style field of a music engine: at most eight that it should hear and five that it should not, no two of them in
 * conflict, none twice, none that names a living artist to sound like.
 *
 * Alone: `{ "tags_positive": [], "tags_negative": [], "given": [], "mode": "public" }` on stdin; `given` are words that stand
 * already (moods, the mode of the key) and that no tag may contradict. The tags that are left, and what was left out and why, on stdout.
 */
import { asProgram, BadInput, objectIn, textsIn } from '../../../lib/as-program.mjs';
import { livingArtistIn } from '../../../lib/living-artist.mjs';
import { inConflict, standsFor } from '../../../lib/tag-conflicts.mjs';

export const mostPositive = 8;
export const mostNegative = 5;
/** Characters of a tag: longer is a sentence, and no tag. */
const longest = 60;

/**
 * The tags in their order, the earlier going over the later.
 *
 * @param {{ tags_positive?: readonly string[], tags_negative?: readonly string[], given?: readonly string[], mode?: string }} asked
 * @returns {{ tags_positive: string[], tags_negative: string[], removed: { tag: string, because: string }[] }}
 */
export function sanitizeTags({ tags_positive = [], tags_negative = [], given = [], mode = 'public' }) {
  const removed = [];
  const kept = (tags, most, refusal) => {
    const left = [];
    for (const tag of tags.map(oneTag)) {
      const because = refusal(tag, left) ?? (left.length < most ? undefined : `there are ${most} already`);
      if (because === undefined) left.push(tag);
      else removed.push({ tag, because });
    }
    return left;
  };
  const unfit = (tag, left) => {
    if (tag === '') return 'it says nothing';
    if ([...tag].length > longest) return `it has more than ${longest} characters`;
    if (includes(left, tag)) return 'it is there already';
    if (mode === 'public' && livingArtistIn(tag, { bare: true }).length > 0)
      return 'it asks for the style of an artist, in public mode';
    return undefined;
  };
  const positive = kept(tags_positive, mostPositive, (tag, left) => {
    const other = [...given, ...left].find((one) => inConflict(one, tag));
    return unfit(tag, left) ?? (other === undefined ? undefined : `it contradicts ${other}`);
  });
  const negative = kept(
    tags_negative.map((tag) => tag.replace(/^\s*(?:no|without|avoid|not)\s+/i, '')),
    mostNegative,
    (tag, left) =>
      unfit(tag, left) ??
      ([...positive, ...given].some((one) => isSame(one, tag)) ? 'it is asked for' : undefined),
  );
  return { tags_positive: positive, tags_negative: negative, removed };
}

/** The same word, or another spelling of the same word of the matrix. */
const isSame = (one, other) =>
  one.trim().toLowerCase() === other.toLowerCase() ||
  (standsFor(one) !== undefined && standsFor(one) === standsFor(other));

const includes = (tags, tag) => tags.some((one) => one.toLowerCase() === tag.toLowerCase());

/** A tag on one line, without what separates tags or encloses them in a prompt. */
const oneTag = (tag) =>
  tag
    .normalize('NFC')
    .replace(/[[\](){}<>,;|\p{Cc}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();

await asProgram(import.meta.url, (input) => {
  const { tags_positive = [], tags_negative = [], given = [], mode = 'public' } = objectIn(input);
  if (mode !== 'public' && mode !== 'private')
    throw new BadInput(`"mode" must be public or private, and is ${JSON.stringify(mode)}`);
  return sanitizeTags({
    tags_positive: textsIn(tags_positive, '"tags_positive"'),
    tags_negative: textsIn(tags_negative, '"tags_negative"'),
    given: textsIn(given, '"given"'),
    mode,
  });
});
