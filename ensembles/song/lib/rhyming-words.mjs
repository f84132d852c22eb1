/** Which words rhyme perfectly with a word. */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { isVowel } from './phonemes.mjs';
import { pronunciationsOf } from './pronunciation.mjs';
import { gradeOf, rhymingPart } from './rhyme.mjs';

let index = null;

/** Rhyming part → words, in the dictionary's order. Built at the first question, from plain words only. */
function byPart() {
  if (index !== null) return index;
  index = new Map();
  for (const word of Object.keys(dictionary)) {
    if (!/^[a-z']+$/.test(word)) continue;
    for (const sounds of pronunciationsOf(word)) {
      const part = rhymingPart(sounds).join(' ');
      const known = index.get(part);
      if (known === undefined) index.set(part, [word]);
      else if (known.at(-1) !== word) known.push(word);
    }
  }
  return index;
}

/**
 * Words of the dictionary that rhyme perfectly with `word`, in alphabetical order, without itself and without those that sound
 * the same before the vowel too. Many of them are rare, or names: whoever writes lines chooses among them by a vocabulary.
 */
export function rhymesWith(word) {
  const small = word.toLowerCase();
  const ends = pronunciationsOf(small).map(endOf);
  const found = new Set();
  for (const { part } of ends) {
    for (const other of byPart().get(part.join(' ')) ?? []) {
      if (other === small) continue;
      const best = Math.max(
        ...pronunciationsOf(other).flatMap((sounds) =>
          ends.map((end) => gradeOf(end, { ...endOf(sounds), word: other })),
        ),
      );
      if (best === 1) found.add(other);
    }
  }
  return [...found].sort();

  function endOf(sounds) {
    const part = rhymingPart(sounds);
    const vowels = part.filter(isVowel).length;
    let left = vowels;
    const at = sounds.findLastIndex((sound) => isVowel(sound) && --left === 0);
    const from = sounds.slice(0, at).findLastIndex(isVowel);
    return { part, onset: sounds.slice(from + 1, at).join(' '), weight: 1, word: small, leans: false };
  }
}
