/** How a word that no dictionary knows is read aloud, letter by letter, and where its stress lies. */
import { isVowel } from './phonemes.mjs';
import { rulesOf } from './reading-rules.mjs';

/** Endings that draw the stress onto themselves. */
const stressedEnding = /(ee|eer|een|oon|oo|ette|esque|ique|aire|ade|eau|ain|ane|oise)$/;
/** Endings before which the stress lies. */
const stressBefore = /(ions?|ics?|ical|ically|ity|ities|ial|ially|ious|iously|ian|ians|ify|ula|ulous|ual)$/;
/** Beginnings that are rarely stressed in words of two syllables. */
const weakBeginning =
  /^(a(?![wuiy])|be|de|re|en|em|un|pro|pre|sur|dis|mis|ex|con|com|im|in)(?=[bcdfghjklmnpqrstvwz])/;

/** `word` (small letters a to z) → phonemes with stress. */
export function readAloud(word) {
  const edged = `_${word}_`;
  const sounds = [];
  for (let at = 1; at < edged.length - 1;) {
    const before = edged.slice(0, at);
    const rule = rulesOf
      .get(edged[at])
      ?.find(
        ({ left, letters, right }) =>
          edged.startsWith(letters, at) &&
          (left === null || left.test(before)) &&
          (right === null || right.test(edged.slice(at + letters.length))),
      );
    sounds.push(...(rule?.phonemes ?? []));
    at += rule?.letters.length ?? 1;
  }
  return stressed(word, simplified(sounds));
}

/** A sound written twice is said once. */
const simplified = (sounds) => sounds.filter((one, at) => one !== sounds[at - 1] || isVowel(one));

/** Lax vowels fade where nothing stresses them. */
const faded = { AE: 'AH', AA: 'AH', EH: 'AH', AO: 'AH', UH: 'AH' };

function stressed(word, sounds) {
  const places = sounds.flatMap((sound, at) => (isVowel(sound) ? [at] : []));
  if (places.length === 0) return sounds.length === 0 ? ['AH1'] : ['AH1', ...sounds];
  const primary = stressedSyllable(word, places.length, sounds.at(-1));
  return sounds.map((sound, at) => {
    const syllable = places.indexOf(at);
    if (syllable === -1) return sound;
    if (syllable === primary) return `${sound}1`;
    const far = Math.abs(syllable - primary);
    if (far >= 2 && far % 2 === 0 && !(syllable === places.length - 1 && 'IY AH ER'.includes(sound)))
      return `${sound}2`;
    return `${syllable === 0 ? sound : (faded[sound] ?? sound)}0`;
  });
}

function stressedSyllable(word, count, last) {
  if (count === 1) return 0;
  if (stressedEnding.test(word)) return count - 1;
  if (stressBefore.test(word)) {
    const after = /(ity|ities|ical|ify|ula|ulous)$/.test(word)
      ? 2
      : /(ually|ically|ially)$/.test(word)
        ? 3
        : 1;
    const split = /(ial|ian|ians|ious|ual|iously|ially)$/.test(word) && last !== undefined ? 1 : 0;
    return Math.max(0, Math.min(count - 2, count - 1 - after + (split && count <= 2 ? 1 : 0)));
  }
  if (count === 2) return weakBeginning.test(word) ? 1 : 0;
  // names and loans in a vowel lie on the last but one: Manila, corona
  if (/[^aeiouy][aio]$/.test(word)) return count - 2;
  return count - 3;
}
