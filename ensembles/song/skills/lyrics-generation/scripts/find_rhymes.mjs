/**
 * Finds words that rhyme perfectly with one.
 *
 * Alone: `{ "word": "harbour" }` on stdin; on stdout `{ "rhymes": ["…"] }`, in alphabetical order. Many are rare, or names: choose.
 */
import { asProgram, BadInput, objectIn, textIn } from '../../../lib/as-program.mjs';
import { wordsIn } from '../../../lib/pronunciation.mjs';
import { rhymesWith } from '../../../lib/rhyming-words.mjs';

await asProgram(import.meta.url, (input) => {
  const [word, ...more] = wordsIn(textIn(objectIn(input).word, '"word"'));
  if (word === undefined || more.length > 0) throw new BadInput('"word" must be one word');
  return { rhymes: rhymesWith(word) };
});
