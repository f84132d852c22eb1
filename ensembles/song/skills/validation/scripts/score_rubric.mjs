/**
 * Scores a song, or looks through one text.
 *
 * Alone: a prompt artifact, as `prompt-composition` writes it, on stdin; the validation on stdout. With `{ "text": "…", "explicit":
 * false }` it answers for one text: `{ "profanity": [{ "word", "index" }], "living_artist": [{ "phrase", "index" }] }`.
 */
import { asProgram, BadInput, objectIn, textIn, promptIn } from '../../../lib/as-program.mjs';
import { livingArtistIn } from '../../../lib/living-artist.mjs';
import { profanityIn } from '../../../lib/profanity.mjs';
import { judgeSong } from '../../../lib/rubric.mjs';

export { judgeSong };

/** What may not stand in a public song. Where it is marked as explicit, profanity may: the list is empty then. */
export const judgeText = (/** @type {string} */ text, explicit = false) => ({
  profanity: explicit ? [] : profanityIn(text),
  living_artist: livingArtistIn(text),
});

await asProgram(import.meta.url, (input) => {
  const asked = objectIn(input);
  if ('text' in asked) {
    const { explicit = false } = asked;
    if (typeof explicit !== 'boolean') throw new BadInput('"explicit" must be true or false');
    return judgeText(textIn(asked.text, '"text"'), explicit);
  }
  if (asked.artifact_type !== 'prompt')
    throw new BadInput(
      `the input must have a "text", or be a prompt artifact: its artifact_type is ${JSON.stringify(asked.artifact_type) ?? 'missing'}`,
    );
  promptIn(asked, 'the input');
  return judgeSong(asked);
});
