/** Names that can be said aloud, made from the syllables of a text. */
import { tokensOf } from '../lexicon/index.mjs';

const onsets = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
const vowels = ['a', 'e', 'i', 'o', 'u'];
const afterVowel = ['n', 'l', 'r', 's', '', '', 'm', 'nd', 'x', 'th', 'ra', 'lo'];
const afterConsonant = ['', '', 'a', 'o', 'e', 'is', 'ul', 'en'];

/** Consonants, vowels, and at most one of the consonants that close a syllable softly: `lan`, `tern`, `ri`, `ver`. */
const syllable = /[bcdfghjklmnpqrstvwxz]{0,2}[aeiouy]{1,2}[nrlms]?/g;

/** Words of Latin letters give their own syllables; every other letter gives one of its own, always the same. */
function syllablesOf(token) {
  if (/^[a-z]+$/.test(token)) return token.length < 4 ? [] : (token.match(syllable) ?? []);
  return Array.from(token).map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return onsets[code % onsets.length] + vowels[Math.floor(code / onsets.length) % vowels.length];
  });
}

const common = new Set(
  'that this with from have what when where they them then than there their were been into over only each once your about which would could should because other every some like just still very more most such does'.split(
    ' ',
  ),
);

/** As it is spelt: at most two consonants and two vowels in a row, no letter three times, and none that needs another. */
const spelt = (text) =>
  text
    .replace(/q(?!u)/g, 'k')
    .replace(/([bcdfghjklmnpqrstvwxz]{2})[bcdfghjklmnpqrstvwxz]+/g, '$1')
    .replace(/([aeiouy]{2})[aeiouy]+/g, '$1')
    .replace(/(.)\1\1+/g, '$1$1')
    .replace(/^([bcdfghjklmnpqrstvwxz])\1/, '$1')
    .replace(
      /^(?!(?:bl|br|ch|cl|cr|dr|fl|fr|gl|gr|kl|kr|ph|pl|pr|qu|sc|sh|sk|sl|sm|sn|sp|st|sw|th|tr|tw|wh))([bcdfghjklmnpqrstvwxz])(?=[bcdfghjklmnpqrstvwxz])/,
      '',
    );

const sayable = (name) =>
  !/^[aeiouy]{2}/.test(name) &&
  name.length >= 4 &&
  name.length <= 10 &&
  /[aeiouy]/.test(name) &&
  !/[bcdfghjklmnpqrstvwxz]{3}|[aeiouy]{3}|yy|uu|ii/.test(name);

/** Makes names, none twice. `text` gives the syllables, `random` the choice. */
export class Names {
  #taken = new Set();
  #random;

  constructor(random) {
    this.#random = random;
  }

  from(text) {
    const syllables = tokensOf(text)
      .filter((token) => !common.has(token))
      .flatMap(syllablesOf);
    for (let turn = 0; ; turn++) {
      const from =
        turn < 60 && syllables.length > 0
          ? syllables
          : onsets.flatMap((one) => vowels.map((two) => one + two));
      const count = this.#random.integer(2, turn % 3 === 2 ? 3 : 2);
      const parts = Array.from({ length: count }, () => this.#random.pick(from));
      const stem = spelt(parts.join(''));
      const name = spelt(stem + this.#random.pick(/[aeiouy]$/.test(stem) ? afterVowel : afterConsonant));
      if (new Set(parts).size < parts.length || !sayable(name) || this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name[0].toUpperCase() + name.slice(1);
    }
  }
}
