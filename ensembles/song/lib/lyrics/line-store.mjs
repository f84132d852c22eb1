/**
 * All lines that a song may have, made once for it: pairs that belong together, and openings that tails can follow. Each is measured,
 * and knows its words, its field and the thing that it is about.
 */
import { beings, couplets, doings, fields, general, places, tails, things } from './bank.mjs';
import { asLine, isPast, said } from './grammar.mjs';
import { lastWordOf, rhymeKey, syllablesOf, wordsOf } from './sounds.mjs';
import { isPerson, isPlural, plainWords } from './word-kinds.mjs';

const placeWord =
  /^(?:in|on|at|from|across|through|between|beneath|beside|around|behind|above|under|into|outside|along|down|by|halfway|where|wherever)\b/iu;
const placeInside =
  /\b(?:in|on|at|from|across|through|between|beneath|beside|behind|above|under|into|outside|along|against|by)\b/iu;

export const contentOf = (/** @type {string} */ text) =>
  wordsOf(text).filter((word) => word.length > 2 && !plainWords.has(word));

/** Words that say when it is: what one line can't hold both of. */
const when = {
  day: /\b(?:sun|sunlight|morning|dawn|noon|sunrise|daylight)\b/iu,
  night: /\b(?:night|moon|moonlight|stars?|midnight|evening|dusk)\b/iu,
  winter: /\b(?:snow|ice|frost|winter|frozen|sleigh|carol)\b/iu,
  summer: /\b(?:summer|summertime|july|june|heat|may|clover|fireflies|bloom)\b/iu,
};

export const measured = (/** @type {string} */ text) => ({
  text,
  first: wordsOf(text)[0],
  times: Object.keys(when).filter((name) => when[name].test(text)),
  syllables: syllablesOf(text),
  content: contentOf(text),
  past: isPast(wordsOf(text)),
  last: lastWordOf(text),
});

/** A line that goes on from the one before, and can't stand far from it. */
const leaning =
  /^(?:and|as|are|is|to|for|of|that|before|because|until|till|so|in case|between|across|with|than|like|past|the ones|a little|from|along|behind|around|under|underneath|through|louder|there is no|by|the softest|the finest|the sweetest|the cleanest|on|softer|half|somewhere|when|although|though|but|who|whatever|everything|a plate|a broken|a hundred|a heartbeat|where|quiet|above|in|about|at)\b/iu;

const fieldsOf = (/** @type {readonly string[]} */ content) =>
  fields.filter((field) => content.some((word) => field.words.has(word))).map(({ id }) => id);

/** Everything about a tail that no song changes. */
const allTails = tails.map((tail) => {
  const own = measured(tail.text);
  return {
    ...tail,
    ...own,
    key: rhymeKey(own.last),
    place: !tail.clause && placeWord.test(tail.text),
    fields: fieldsOf(own.content),
  };
});

const familySizes = new Map();
for (const { key, last } of allTails) familySizes.set(key, (familySizes.get(key) ?? new Set()).add(last));
/** How many other words there are to answer a tail with. */
export const answersTo = (/** @type {{ key: string }} */ { key }) => familySizes.get(key).size - 1;

/** Tails that the song's voice, tense and genre allow. */
export function tailsFor({ genre, voice, tense }) {
  return allTails.filter(
    (tail) =>
      !tail.tags.some((tag) => genre.avoids.includes(tag)) &&
      (voice.refuses === null || !voice.refuses.test(tail.text)) &&
      !(tail.past && (tense === 'present' || tense === 'future')),
  );
}

/** Openings for a role, with their slots filled. `from`: what the clause is about or where it comes from. */
export function openingsFor(song, role, tense) {
  const made = [];
  const add = (/** @type {string} */ template, from, slots = {}) =>
    made.push({ ...measured(said(template, song.voice, tense, slots)), template, ...from });
  for (const template of general[role] ?? []) add(template, { source: 'general' });
  if (role === 'scene' || role === 'memory') {
    for (const field of song.fields) for (const template of field.heads) add(template, { source: field.id });
    for (const template of song.genre.heads) add(template, { source: 'genre' });
  }
  for (const subject of [...song.keywords, ...song.themes]) {
    const slots = { thing: subject.text, do: subject.text, being: subject.text };
    const templates = { thing: things[role] ?? [], place: places, doing: doings, being: beings }[
      subject.kind
    ];
    for (const template of templates) add(template, { source: 'thing', subject: subject.text }, slots);
  }
  return made
    .filter(
      ({ text, subject, past }) =>
        allowed(song, text, subject) && !(past && tense !== 'past' && song.tense !== undefined),
    )
    .map((opening) => ({ ...opening, place: placeInside.test(opening.text.split(' ').slice(1).join(' ')) }));
}

/** Pairs of lines for a role. */
export function coupletsFor(song, role, tense) {
  const made = [];
  const add = (/** @type {string[]} */ pair, from, slots = {}) => {
    if (pair.some((line) => line.includes('{you}') && song.voice.you === 'YOU')) return;
    const lines = pair.map((line) => measured(asLine(said(line, song.voice, tense, slots))));
    if (!lines.every(({ text }) => allowed(song, text, from.subject))) return;
    // in one tense or the other they may rhyme no more
    if (rhymeKey(lines[0].last) !== rhymeKey(lines[1].last) || lines[0].last === lines[1].last) return;
    if (song.tense !== undefined && tense !== 'past' && lines.some(({ past }) => past)) return;
    made.push({
      lines,
      leans: leaning.test(lines[1].text),
      template: pair[0],
      past: lines.some(({ past }) => past),
      key: rhymeKey(lines[0].last),
      ...from,
    });
  };
  for (const pair of couplets.general[role] ?? []) add(pair, { source: 'general' });
  if (role === 'scene' || role === 'memory') {
    for (const field of song.fields)
      for (const pair of couplets.fields[field.id]) add(pair, { source: field.id });
    for (const pair of couplets.genres[song.genre.id]) add(pair, { source: 'genre' });
  }
  const subjects = [
    ...[...song.keywords, ...song.themes].filter(({ kind }) => kind === 'thing' || kind === 'place'),
    ...song.images.map((text) => ({ text, image: true })),
  ];
  for (const { text, image = false } of subjects) {
    if (image && (role === 'feeling' || role === 'turn')) continue;
    const many = isPlural(text);
    const slots = {
      thing: text,
      it: many || isPerson(text) ? 'them' : 'it',
      are: many ? 'are' : 'is',
      were: many ? 'were' : 'was',
    };
    for (const pair of couplets.things[role] ?? [])
      add(pair, { source: image ? 'image' : 'thing', subject: text }, slots);
  }
  if (role !== 'scene')
    for (const { kind, text } of song.keywords)
      for (const pair of { doing: couplets.doing, being: couplets.being }[kind] ?? [])
        add(pair, { source: 'thing', subject: text }, { do: text, being: text });
  return made;
}

const grown =
  /\b(?:wine|kiss\w*|bars?|lipstick|smoke|dead|lovers?|hips|wives|rent|boss|lonel\w*|perfume|married|drunk|husbands|match)\b/iu;

/** `about` is the person's own word, which they may call theirs whoever sings. */
function allowed({ voice, genre }, /** @type {string} */ whole, about = '') {
  const text = about === '' ? whole : whole.replace(about, '');
  return (
    !text.includes('YOU') &&
    !/^(?:give|take|tell|ask|teach|leave|lift|hold) (?:you|them)\b|\byou and (?:you|they|we)\b/iu.test(
      text,
    ) &&
    (voice.refuses === null || !voice.refuses.test(text)) &&
    !(genre.avoids.includes('a') && grown.test(text))
  );
}
