/** What a song is about, from the objectives of its plan: things, fields, voice, hook. */
import { fieldOf, fields, genres } from './bank.mjs';
import { voiceOf } from './grammar.mjs';
import { syllablesOf, wordsOf } from './sounds.mjs';
import { subjectOf, thingsIn } from './word-kinds.mjs';

/**
 * @typedef {import('./word-kinds.mjs').Subject} Subject
 * @typedef {{ genre: any, fields: any[], keywords: Subject[], themes: (Subject & { cited?: string })[], images: string[],
 *   voice: import('./grammar.mjs').Voice, tense: string | undefined, hook: string }} Song
 */

/** @returns {Song} */
export function subjectOfSong(/** @type {Record<string, any>} */ objectives, passages = []) {
  const {
    genre: id,
    title = '',
    theme = '',
    keywords = [],
    hook = title,
    point_of_view: view,
    tense,
  } = objectives;
  const genre = genres[id] ?? genres.pop;
  const called = calledFields([theme, theme, ...keywords, ...keywords, hook, title].join(' '), genre);
  const wanted = unique(keywords.map(subjectOf));
  const known = new Set(wanted.flatMap(({ word }) => wordsOf(word)));
  const themes = unique(thingsIn(theme).map(subjectOf)).filter(
    ({ word, kind }) =>
      (kind === 'thing' || kind === 'place') && !wordsOf(word).some((one) => known.has(one)),
  );
  return {
    genre,
    fields: called,
    keywords: wanted,
    themes: [...fromPassages(passages, known), ...themes.slice(0, 5)],
    images: [...called.slice(0, 2).flatMap((field) => field.images), ...genre.images],
    voice: voiceOf(view),
    tense: ['past', 'present', 'future'].includes(tense) ? tense : undefined,
    hook: hook
      .trim()
      .replace(/\s+/gu, ' ')
      .replace(/[.,;:]+$/u, ''),
  };
}

/**
 * Things that passages of the sources name, two of each of the first three: a line about one of them cites its passage.
 */
function fromPassages(/** @type {readonly any[]} */ passages, /** @type {Set<string>} */ known) {
  const taken = new Set(known);
  return passages.slice(0, 3).flatMap(({ text, sha256 }) =>
    thingsIn(text)
      .map((thing) => ({ ...subjectOf(thing), cited: sha256 }))
      .filter(({ word, kind, text: said }) => {
        const words = wordsOf(word);
        if (
          kind !== 'thing' ||
          syllablesOf(said) > 6 ||
          words.some((one) => one.length < 3 || taken.has(one))
        )
          return false;
        for (const one of words) taken.add(one);
        return true;
      })
      .slice(0, 2),
  );
}

/** The three fields that the words call most, and behind them those that the genre falls back on. */
function calledFields(/** @type {string} */ text, /** @type {any} */ genre) {
  const words = wordsOf(text.replace(/['’]s\b/gu, ''));
  const calls = fields
    .map((field) => ({
      field,
      count: words.filter((word) => field.words.has(word) || field.words.has(word.replace(/s$/u, ''))).length,
    }))
    .filter(({ count, field }) => count > 0 && !(field.id === 'faith' && genre.avoids.includes('f')))
    .filter(
      ({ field }) =>
        !(
          field.id === 'winter' &&
          genre.avoids.includes('w') &&
          !words.includes('winter') &&
          !words.includes('snow')
        ),
    )
    .toSorted((a, b) => b.count - a.count)
    .map(({ field }) => field);
  return [...new Set([...calls.slice(0, 3), ...genre.fields.map(fieldOf)])].slice(0, 4);
}

function unique(/** @type {Subject[]} */ subjects) {
  const seen = new Set();
  return subjects.filter(({ text }) => {
    const key = text.toLowerCase();
    if (text === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
