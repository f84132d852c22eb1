/**
 * Writes the words of a song from its plan, without a model: the same plan, the same words.
 *
 * Alone: a plan artifact on stdin; `{ "sections": [{ "id", "lines", "citations" }] }` on stdout, as a model would answer.
 */
import { asProgram, arrayIn, BadInput, objectIn } from '../../../lib/as-program.mjs';
import { writeSong } from '../../../lib/lyrics/song-writer.mjs';

/** @param {Record<string, any>} plan a plan artifact */
export const writeLyrics = (plan) => writeSong(plan);

await asProgram(import.meta.url, (input) => {
  const plan = objectIn(input);
  if (plan.artifact_type !== 'plan')
    throw new BadInput(
      `the input must be a plan artifact: its artifact_type is ${JSON.stringify(plan.artifact_type) ?? 'missing'}`,
    );
  arrayIn(plan.sections, '"sections"');
  objectIn(plan.objectives, '"objectives"');
  return writeLyrics(plan);
});
