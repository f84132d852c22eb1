/** Which words rhyme perfectly with a word. */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { isVowel, stressOf } from './phonemes.mjs';
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
  for (const sounds of pronunciationsOf(small)) {
    for (const end of endsOf(small, sounds)) {
      for (const other of byPart().get(end.part.join(' ')) ?? []) {
        const [own] = endsOf(other.word, other.sounds);
        if (other.word !== small && gradeOf(end, own) === 1) found.add(other.word);
      }
    }
  }
  return [...found].sort();
}

/** From the last stressed vowel on, with the consonants before it; of a word made of two (moonwater) also from the second's. */
function endsOf(word, sounds) {
  const main = sounds.lastIndexOf(sounds.findLast((sound) => stressOf(sound) === 1) ?? sounds.find(isVowel));
  const second = sounds.findLastIndex((sound) => stressOf(sound) === 2);
  return [main, ...(second > main ? [second] : [])].map((at) => {
    const from = sounds.slice(0, Math.max(0, at)).findLastIndex(isVowel);
    // the stress is moved, so that the part is that of the second word
    const part = rhymingPart(
      sounds.slice(Math.max(0, at)).map((sound, place) => (place === 0 ? sound.replace(/\d$/, '1') : sound)),
    );
    return { part, onset: sounds.slice(from + 1, Math.max(0, at)).join(' '), weight: 1, word, leans: false };
  });
}
