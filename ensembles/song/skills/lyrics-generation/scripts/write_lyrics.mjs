/**
 * Writes the words of a song from its plan, without a model: the same plan, the same words.
 *
 * Alone: a plan artifact on stdin; `{ "sections": [{ "id", "lines", "citations" }] }` on stdout, as a model would answer.
 */
import { artifactIn, asProgram } from '../../../lib/as-program.mjs';
import { writeSong } from '../../../lib/lyrics/song-writer.mjs';

/** @param {Record<string, any>} plan a plan artifact */
export const writeLyrics = (plan) => writeSong(plan);

await asProgram(import.meta.url, (input) => {
  const plan = artifactIn(input, 'plan', 'the input');
  return writeLyrics(plan);
});
