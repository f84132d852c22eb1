/** Syllables and stresses of a line, and how well its stresses keep a beat. */
import { isVowel, stressOf } from './phonemes.mjs';
import { pronunciationsOf, syllablesOf, wordsIn } from './pronunciation.mjs';
import { isWeak } from './weak-words.mjs';

/** How many syllables are sung; a line without words has none. */
export const syllablesIn = (line) => wordsIn(line).reduce((sum, word) => sum + syllablesOf(word), 0);

/**
 * One sign per syllable: `1` where speech puts a stress (a word's primary or secondary one, a word of one syllable that means
 * something), else `0`.
 */
export const stressesOf = (line) =>
  wordsIn(line)
    .map((word) => {
      const vowels = pronunciationsOf(word)[0].filter(isVowel);
      if (vowels.length <= 1) return isWeak(word) ? '0' : '1';
      return vowels.map((vowel) => (stressOf(vowel) > 0 ? '1' : '0')).join('');
    })
    .join('');

/** One sign per syllable: `1` must be strong, `0` must be weak, `?` may be either (words of one syllable). */
const demandsOf = (line) =>
  wordsIn(line)
    .map((word) => {
      const vowels = pronunciationsOf(word)[0].filter(isVowel);
      if (vowels.length <= 1) return isWeak(word) ? 'w' : 's';
      return vowels
        .map((vowel) => (stressOf(vowel) === 1 ? '1' : stressOf(vowel) === 2 ? 's' : '0'))
        .join('');
    })
    .join('');

/** How well one demand sits on a beat or beside it. */
const fits = { 1: [0, 1], 0: [1, 0.25], s: [0.65, 1], w: [1, 0.7] };

/** Feet, as distances between beats, and the syllables before the first beat. */
const feet = [
  { every: 2, from: 0 },
  { every: 2, from: 1 },
  { every: 3, from: 0 },
  { every: 3, from: 1 },
  { every: 3, from: 2 },
];

/**
 * From 0 to 1: how well the stresses of a line fall on beats, in the best of trochees, iambs, dactyls, amphibrachs and
 * anapaests; a line may have one foot of another length (a beat that waits, or an extra syllable), which costs a tenth.
 */
export function beatFit(line) {
  const demands = demandsOf(line);
  if (demands.length < 2) return 1;
  return Math.max(...feet.map((foot) => fitOf(demands, foot)));
}

function fitOf(demands, { every, from }) {
  // best[p]: the best sum so far when the next syllable stands at place p of its foot; slips: at most two are taken
  let best = new Map([[`${((every - from) % every).toString()} 0`, 0]]);
  for (const demand of demands) {
    const next = new Map();
    const put = (key, sum) => {
      if (sum > (next.get(key) ?? -Infinity)) next.set(key, sum);
    };
    for (const [key, sum] of best) {
      const [place, slips] = key.split(' ').map(Number);
      const gain = fits[demand][place === 0 ? 1 : 0];
      put(`${(place + 1) % every} ${slips}`, sum + gain);
      if (slips < 2 && place !== 0) {
        // this foot is one syllable shorter or longer
        put(`1 ${slips + 1}`, sum + fits[demand][1]);
        put(`${place} ${slips + 1}`, sum + gain);
      }
    }
    best = next;
  }
  return Math.max(
    ...[...best].map(([key, sum]) => Math.max(0, sum / demands.length - 0.1 * Number(key.split(' ')[1]))),
  );
}
