/** The words that a song is made of, read from their lists as values: openings and tails, pairs of lines, fields, genres. */
import { fieldCouplets } from './couplets-fields.mjs';
import { generalCouplets, thingCouplets } from './couplets-general.mjs';
import { genreCouplets } from './couplets-genres.mjs';
import { fields as fieldTexts } from './fields.mjs';
import { genres as genreTexts } from './genres.mjs';
import {
  aboutBeing,
  aboutDoing,
  aboutPlaces,
  aboutThings,
  beingCouplets,
  doingCouplets,
  openings,
} from './openings.mjs';
import { tails as tailText } from './tails.mjs';

const linesOf = (/** @type {string} */ text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const namesOf = (/** @type {string} */ text) => text.split(',').map((name) => name.trim());
const pairsOf = (/** @type {string} */ text) => linesOf(text).map((line) => line.split(' / '));
const each = (/** @type {Record<string, string>} */ texts, /** @type {(text: string) => any} */ read) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, read(text)]));

/** @typedef {{ text: string, clause: boolean, tags: string[] }} Tail `clause`: it stands behind a comma */

/** @type {readonly Tail[]} */
export const tails = [...new Set(linesOf(tailText))].map((line) => {
  const [written = '', tags = ''] = line.split('#').map((half) => half.trim());
  return {
    text: written.replace(/^,\s*/u, ''),
    clause: written.startsWith(','),
    tags: tags === '' ? [] : tags.split(/\s+/u),
  };
});

export const general = each(openings, linesOf);
export const things = each(aboutThings, linesOf);
export const doings = linesOf(aboutDoing);
export const beings = linesOf(aboutBeing);
export const places = linesOf(aboutPlaces);

/** Pairs of lines, `[first, second]`: by role, about a thing or nothing in particular; by field; by genre. */
export const couplets = {
  things: each(thingCouplets, pairsOf),
  doing: pairsOf(doingCouplets),
  being: pairsOf(beingCouplets),
  general: each(generalCouplets, pairsOf),
  fields: each(fieldCouplets, pairsOf),
  genres: each(genreCouplets, pairsOf),
};

export const fields = fieldTexts.map(({ id, words, images, heads }) => ({
  id,
  words: new Set(words.split(/\s+/u)),
  images: namesOf(images),
  heads: linesOf(heads),
}));
export const fieldOf = (/** @type {string} */ id) => fields.find((field) => field.id === id);

/** @type {Record<string, any>} */
export const genres = Object.fromEntries(
  Object.entries(genreTexts).map(([id, { images, heads, ...rest }]) => [
    id,
    { id, ...rest, images: namesOf(images), heads: linesOf(heads) },
  ]),
);
