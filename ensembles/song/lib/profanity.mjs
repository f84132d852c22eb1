/**
 * Profanity in a text: whole words only, also where they are dressed up (`sh1t`, `f*ck`, `f u c k`, `fuuuck`, `ＦＵＣＫ`). The words
 * are those of `obscenity`, which also reads look-alike letters, and ours; a find counts only if it is a whole word, with at
 * most an inflection, and no plain word. So `class`, `Scunthorpe`, `cockpit` and `Hello` are clean, and a rooster, a donkey and
 * heaven's other half where the words around say that they are meant.
 */
import { DataSet, englishDataset, RegExpMatcher, resolveConfusablesTransformer } from 'obscenity';
import { isKnown } from './pronunciation.mjs';
import {
  clean,
  endings,
  everywhere,
  otherMeanings,
  plainEntries,
  stems,
  swearingWithHell,
} from './profanity-words.mjs';

const data = new DataSet()
  .addAll(englishDataset)
  .removePhrasesIf(({ metadata }) => plainEntries.has(metadata?.originalWord));
const matcher = new RegExpMatcher(data.build());
const confusables = resolveConfusablesTransformer();

/** Signs that are read as letters where letters stand beside them. */
const signs = {
  '@': 'a',
  4: 'a',
  8: 'b',
  '(': 'c',
  3: 'e',
  '€': 'e',
  6: 'g',
  9: 'g',
  1: 'i',
  '!': 'i',
  '|': 'i',
  0: 'o',
  5: 's',
  $: 's',
  7: 't',
  '+': 't',
  µ: 'u',
};

/**
 * `[{ word, index }]` in the order of the text: the word as it stands there, and where it begins (UTF-16 units).
 */
export function profanityIn(text) {
  const tokens = tokensOf(text);
  const found = [];
  for (const [at, token] of tokens.entries()) {
    if (readingsOf(token.text).some((reading) => isSwearing(reading) && !meansOther(reading, tokens, at)))
      found.push({ word: token.text, index: token.index });
    else if (masked(token.text)) found.push({ word: token.text, index: token.index });
  }
  for (const one of [...inTwo(text, tokens), ...spelledOut(text), ...dashed(text), ...withHell(text)])
    if (
      !found.some(({ word, index }) => one.index < index + word.length && index < one.index + one.word.length)
    )
      found.push(one);
  return found.sort((a, b) => a.index - b.index);
}

/** Runs without spaces, parted at dashes and slashes too, without the marks around them; `within` a sentence or at its start. */
function tokensOf(text) {
  const found = [];
  for (const { 0: run, index } of text.matchAll(/[^\s/\u2013\u2014\u2026,;:"“”()[\]{}<>]+/gu)) {
    const inner = /^[-'’‘.?¿¡`~]*(.*?)[-'’‘.?`~]*$/su.exec(run);
    if (inner === null || inner[1] === '') continue;
    const from = index + run.indexOf(inner[1]);
    const parts = inner[1].split('-');
    const within = /[\p{L},] $/u.test(text.slice(0, from));
    const whole = { text: inner[1], index: from, within };
    // sh-it is one word, hot-shot two: both are looked at
    if (parts.length === 1) found.push(whole);
    else if (isSwearing(folded(parts.join(''))) && parts.every((part) => part.length < 4)) found.push(whole);
    else {
      let place = from;
      for (const part of parts) {
        if (part !== '') found.push({ text: part, index: place, within: within || place > from });
        place += part.length + 1;
      }
    }
  }
  return found;
}

/** Small Latin letters, whatever alphabet they were taken from. */
function folded(text) {
  return [...text]
    .map((sign) => String.fromCodePoint(confusables.transform(lookAlikes[sign] ?? sign.codePointAt(0))))
    .join('')
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
    .replace(/[’‘]/g, "'")
    .toLowerCase();
}

/** Cyrillic and Greek letters that obscenity does not read. */
const lookAlikes = Object.fromEntries(
  [...'фfаaсcеeоoрpхxуyіiѕsкkтtмmнhвbαaοoυuκkιiτtρpꜰfᴜuᴄcᴋkꜱsʜhɪiᴛtʙbɴnᴀaᴘpʏyᴅdᴏoʀrᴇe'].reduce(
    (pairs, sign, at, all) => (at % 2 === 0 ? [...pairs, [sign, all[at + 1].codePointAt(0)]] : pairs),
    [],
  ),
);

/** What a run of letters and signs may be read as. */
function readingsOf(token) {
  const plain = folded(token).replace(/'s?$/, '');
  if (/^\d+$/.test(token) || clean.has(plain)) return [];
  // who're is two words
  if (plain.includes("'") && isKnown(plain)) return [];
  const bare = plain.replace(/!+$/, '').replace(/'/g, '');
  const dressed = /[a-z@$]/.test(bare) ? [...bare].map((sign) => signs[sign] ?? sign).join('') : bare;
  const readings = new Set();
  const asL = [...bare].map((sign) => ('1!|'.includes(sign) ? 'l' : (signs[sign] ?? sign))).join('');
  for (const one of [bare, dressed, asL]) {
    const letters = one.replace(/[^a-z]/g, '');
    if (letters === '') continue;
    // a dot within a word hides it (f.u.c.k), but a digit that is no letter makes another word of it (b8)
    if (/[0-9]/.test(one)) continue;
    readings.add(letters);
    readings.add(letters.replace(/(.)\1{2,}/g, '$1'));
    readings.add(letters.replace(/(.)\1{2,}/g, '$1$1'));
    if (!isKnown(letters)) readings.add(letters.replace(/l/g, 'i'));
    if (/(?:uu|ii|kk|cc)/.test(letters)) readings.add(letters.replace(/([uikc])\1+/g, '$1'));
  }
  return [...readings];
}

const byLength = stems.toSorted((a, b) => b.length - a.length);

/** A whole word. */
function isSwearing(word) {
  if (clean.has(word)) return false;
  if (everywhere.test(word)) return true;
  if (byLength.some((stem) => inflected(word, stem))) return true;
  // obscenity reads f?ck with any letter: a word of the language that is none of the above is what it is
  if (word.length < 3 || isKnown(word)) return false;
  return matcher
    .getAllMatches(word)
    .some(({ startIndex, endIndex }) => startIndex === 0 && endings.test(word.slice(endIndex + 1)));
}

/** With a doubled consonant, without a final e, with i for y: shitting, whoring, pussies. */
function inflected(word, stem) {
  if (word.startsWith(stem) && endings.test(word.slice(stem.length))) return true;
  const last = stem.at(-1);
  if (
    word.startsWith(`${stem}${last}`) &&
    /^(?:ed|er|ers|ing|in|y|ier|iest)$/.test(word.slice(stem.length + 1))
  )
    return true;
  if (
    last === 'e' &&
    word.startsWith(stem.slice(0, -1)) &&
    /^(?:ing|in|ed|ish)$/.test(word.slice(stem.length - 1))
  )
    return true;
  return last === 'y' && word === `${stem.slice(0, -1)}ies`;
}

function meansOther(reading, tokens, at) {
  // somebody's name, where no sentence begins
  if (/^dicks?$/.test(reading) && /^D[a-z]/.test(tokens[at].text) && tokens[at].within) return true;
  const says = otherMeanings[reading];
  if (says === undefined) return false;
  const around = [...tokens.slice(Math.max(0, at - 4), at), ...tokens.slice(at + 1, at + 5)];
  return around.some(({ text }) => says.test(folded(text).replace(/[^a-z]/g, '')));
}

/** Stars and the like in place of letters: as many as there are letters, or one for several. */
function masked(token) {
  const plain = folded(token);
  if (!/^[a-z]/.test(plain) || !/[*#%@_•·✱∗]|(?<=[a-z])-(?=[a-z])/u.test(plain)) return false;
  if (!/^[a-z$@!0-9*#%_•·✱∗.-]+$/u.test(plain)) return false;
  const pattern = plain.replace(/[*#%@_•·✱∗-]+|[^a-z]/gu, (run) =>
    run in signs ? signs[run] : `[a-z]{1,${run.length + 1}}`,
  );
  const exact = new RegExp(`^${pattern}$`);
  const letters = plain.replace(/[^a-z]/g, '').length;
  return (
    letters >= 1 && hidden.some((word) => exact.test(word) && (letters > 1 || plain.length >= word.length))
  );
}

/** What people hide behind stars. */
const hidden =
  'fuck fucks fucked fucker fuckers fucking fuckin motherfucker motherfucking motherfuckers shit shits shitty shitting bullshit bitch bitches cunt cunts nigga niggas nigger niggers asshole assholes pussy whore whores damn goddamn bastard slut sluts'.split(
    ' ',
  );

/** A word with a space in it, of which one half is no word: fu ck. */
function inTwo(text, tokens) {
  return tokens.slice(1).flatMap(({ text: second, index }, at) => {
    const first = tokens[at];
    const halves = [folded(first.text), folded(second)];
    if (!hidden.includes(halves.join('')) || halves.every((half) => isKnown(half))) return [];
    return [{ word: text.slice(first.index, index + second.length), index: first.index }];
  });
}

/** Letters one by one: f u c k, f.u.c.k, s-h-i-t. */
function spelledOut(text) {
  const found = [];
  for (const { 0: run, index } of text.matchAll(
    /(?<![\p{L}\p{N}])\p{L}(?:([ .\-_*·]+)\p{L}){2,}(?![\p{L}\p{N}])/gu,
  )) {
    const letters = folded(run).replace(/[^a-z]/g, '');
    for (const stem of byLength) {
      if (stem.length < 4 && letters !== stem) continue;
      const at = letters.indexOf(stem);
      if (at === -1) continue;
      found.push({ word: run, index });
      break;
    }
  }
  return found;
}

/** Dashes in place of letters, as print has it: f---, f--k, d—n. */
function dashed(text) {
  return [
    ...text.matchAll(
      /(?<![\p{L}\p{N}])(?:f[-–—…]{1,3}c?k|f-{3,}|[cs][-–—…]{2}t|s-{3,}|b[-–—…]{2,4}c?h|d[-–—…]{2}n)(?:ing?|ed|ers?|e?s|y)?(?![\p{L}\p{N}])/giu,
    ),
  ].map(({ 0: word, index }) => ({ word, index }));
}

function withHell(text) {
  const plain = text.toLowerCase().replace(/[’‘]/g, "'");
  const found = [];
  for (const { 0: turn, index } of plain.matchAll(swearingWithHell)) {
    const at = index + turn.indexOf('hell');
    found.push({ word: /^\p{L}+/u.exec(text.slice(at))[0], index: at });
  }
  return found;
}
