/**
 * Producer's notes without a model, and what becomes of an answer that somebody else gave.
 *
 * Alone: `{ "plan": {…}, "style": {…}, "lyrics": {…}, "answer": {…}? }` on stdin, the first three artifacts; a producer artifact on
 * stdout.
 */
import { arrayIn, artifactIn, asProgram, objectIn, textsIn } from '../../../lib/as-program.mjs';
import { noted, settled } from '../../../lib/producer.mjs';

await asProgram(import.meta.url, (input) => {
  const { plan, style, lyrics, answer } = objectIn(input);
  const heard = { plan, style, lyrics };
  for (const [name, part] of Object.entries(heard)) artifactIn(part, name);
  if (answer === undefined) return settled(noted(heard), heard);
  objectIn(objectIn(answer, '"answer"').mix_targets, '"answer.mix_targets"');
  arrayIn(answer.sections, '"answer.sections"').forEach((section, at) =>
    textsIn(objectIn(section, `"answer.sections[${at}]"`).tags, `"answer.sections[${at}].tags"`),
  );
  return settled(answer, heard);
});
