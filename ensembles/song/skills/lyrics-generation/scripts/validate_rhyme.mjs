/**
 * Finds the rhyme scheme of lines and says how tightly they rhyme.
 *
 * Alone: `{ "lines": ["…"], "scheme": "ABAB" }` on stdin, `scheme` if one was asked for; on stdout `{ "scheme": "<inferred>", "pairs":
 * [{ "a": 0, "b": 2, "grade": 0..1 }], "score": 0..100 }`. `a` and `b` are places in `lines`; blank lines part stanzas, and the letters
 * go on across them. With an asked scheme, pairs and score are those of that scheme.
 */
import { asProgram, BadInput, objectIn, textIn, textsIn } from '../../../lib/as-program.mjs';
import { holdScheme, inferScheme } from '../../../lib/scheme.mjs';

/**
 * @param {readonly string[]} lines
 * @param {string} [asked] letters; `X` rhymes with nothing
 */
export function validateRhyme(lines, asked) {
  const inferred = inferScheme(lines);
  if (asked === undefined) return inferred;
  const { pairs, score } = holdScheme(lines, asked);
  return { scheme: inferred.scheme, pairs, score };
}

await asProgram(import.meta.url, (input) => {
  const { lines, scheme } = objectIn(input);
  const asked = scheme === undefined || scheme === null ? undefined : textIn(scheme, '"scheme"');
  if (asked !== undefined && !/^[A-Za-z.\s-]*$/.test(asked))
    throw new BadInput(`"scheme" must be letters such as ABAB, and is ${JSON.stringify(asked)}`);
  return validateRhyme(textsIn(lines, '"lines"'), asked?.trim() === '' ? undefined : asked);
});
