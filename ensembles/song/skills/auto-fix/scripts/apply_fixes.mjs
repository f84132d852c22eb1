/**
 * Mends a song where its validation says that it falls short, and says which issue each change answers.
 *
 * Alone: `{ "prompt": {…}, "validation": {…} }` on stdin, a prompt artifact and what VALIDATE says of it; a fix artifact on stdout.
 */
import { arrayIn, asProgram, objectIn, promptIn } from '../../../lib/as-program.mjs';
import { Draft } from '../../../lib/fixes/draft.mjs';
import { LineMender } from '../../../lib/fixes/lines.mjs';
import { rules } from '../../../lib/fixes/rules.mjs';

/** What fails a song whatever its total comes first; then what a later mending would have to take into account. */
const order = [
  'section_completeness',
  'profanity_score',
  'living_artist',
  'tags',
  'hook_density',
  'rhyme_tightness',
  'singability',
  'characters',
];

/**
 * @param {Record<string, any>} prompt a prompt artifact
 * @param {Record<string, any>} validation
 * @returns {Record<string, any>} a fix artifact
 */
export function applyFixes(prompt, validation) {
  const draft = new Draft(prompt);
  const lines = new LineMender(draft, `fix ${prompt.artifact_hash}`);
  const issues = validation.issues
    .map((issue, index) => ({ ...issue, index }))
    .filter(({ metric }) => order.includes(metric))
    .toSorted((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric) || a.index - b.index);
  for (const issue of issues) rules[issue.metric](issue, { draft, lines });
  return draft.finished();
}

await asProgram(import.meta.url, (input) => {
  const { prompt, validation } = objectIn(input);
  promptIn(prompt, '"prompt"');
  arrayIn(objectIn(validation, '"validation"').issues, '"validation.issues"');
  return applyFixes(prompt, validation);
});
