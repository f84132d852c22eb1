/** What a phrase sounds like, remembered: the writer weighs some thousand lines for a song. */
import { beatFit, syllablesIn } from '../metre.mjs';
import { pronunciationsOf, wordsIn } from '../pronunciation.mjs';
import { rhymeGrade, rhymingPart } from '../rhyme.mjs';

/** @template V @param {(text: string) => V} of @returns {(text: string) => V} */
function remembered(of) {
  const known = new Map();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) known.set(text, (value = of(text)));
    return value;
  };
}

export const syllablesOf = remembered(syllablesIn);
export const beatOf = remembered(beatFit);
export const wordsOf = remembered(wordsIn);
export const lastWordOf = (/** @type {string} */ line) => wordsOf(line).at(-1) ?? '';

/** What a word rhymes by, as one text: words with the same one may rhyme perfectly. */
export const rhymeKey = remembered((word) => rhymingPart(pronunciationsOf(word)[0] ?? []).join(' '));

const vowelOf = remembered((word) => rhymeKey(word).split(' ')[0]);
const grades = new Map();

/** How well two lines rhyme by their last words, 0..1; 0 where the vowels are not the same, which is quickly seen. */
export function gradeOf(/** @type {string} */ a, /** @type {string} */ b) {
  const [one, other] = [lastWordOf(a), lastWordOf(b)].toSorted();
  if (vowelOf(one) !== vowelOf(other)) return 0;
  const key = `${one} ${other}`;
  let grade = grades.get(key);
  if (grade === undefined) grades.set(key, (grade = rhymeGrade(one, other)));
  return grade;
}
