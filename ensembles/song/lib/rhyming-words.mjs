/** Which words rhyme perfectly with a word. */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { isVowel } from './phonemes.mjs';
import { pronunciationsOf } from './pronunciation.mjs';
import { gradeOf, rhymingPart } from './rhyme.mjs';

let index = null;

/** Rhyming part → entries of the dictionary. Built at the first question. */
function byPart() {
  if (index !== null) return index;
  index = new Map();
  for (const [entry, written] of Object.entries(dictionary)) {
    const word = entry.replace(/\(\d\)$/, '');
    if (!/^[a-z']+$/.test(word)) continue;
    const sounds = written.replace(/\s*#.*$/, '').split(' ');
    const part = rhymingPart(sounds).join(' ');
    const known = index.get(part);
    if (known === undefined) index.set(part, [{ word, sounds }]);
    else known.push({ word, sounds });
  }
  return index;
}

/**
 * Words of the dictionary that rhyme perfectly with `word`, in alphabetical order, without itself and without those that sound
 * the same before the vowel too. Many of them are rare, or names: whoever writes lines chooses among them by a vocabulary.
 */
export function rhymesWith(word) {
  const small = word.toLowerCase();
  const found = new Set();
  for (const end of pronunciationsOf(small).map((sounds) => endOf(small, sounds))) {
    for (const other of byPart().get(end.part.join(' ')) ?? []) {
      if (other.word !== small && gradeOf(end, endOf(other.word, other.sounds)) === 1) found.add(other.word);
    }
  }
  return [...found].sort();
}

/** From the last stressed vowel on, with the consonants before it. */
function endOf(word, sounds) {
  const part = rhymingPart(sounds);
  let vowels = part.filter(isVowel).length;
  const at = sounds.findLastIndex((sound) => isVowel(sound) && --vowels === 0);
  const from = sounds.slice(0, at).findLastIndex(isVowel);
  return { part, onset: sounds.slice(from + 1, at).join(' '), weight: 1, word, leans: false };
}
