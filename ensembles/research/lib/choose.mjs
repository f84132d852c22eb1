/** Chooses what is read of a repository: which documents, and in which portions its source. By names alone. */
import { isMaterial, isTest } from './kinds.mjs';
import { folderOf, joined, literal, nameOf } from './paths.mjs';
import { byBytes, most, tally } from './text.mjs';

/**
 * The most telling documents first: what lies near the top, the README of a folder before its neighbours, and what
 * tests and translations hold last. Chosen that way, then in the order of their paths.
 * @returns {{ id: string, path: string, glob: string }[]}
 */
export function chosenDocuments(paths, limit) {
  const ranked = paths.toSorted((a, b) => rankOf(a) - rankOf(b) || byBytes(a, b));
  const chosen = ranked.slice(0, limit).toSorted(byPlace);
  const ids = idsOf(chosen);
  return chosen.map((path, at) => ({ id: ids[at], path, glob: literal(path) }));
}

function rankOf(path) {
  const name = nameOf(path);
  const depth = path.split('/').length - 1;
  const readme = /^readme\b/i.test(name) ? 0 : 1;
  const hidden = /(^|\/)\.[^/]+\//.test(path) ? 6 : 0;
  const log = /^(change-?log|changes|history|releases?|news)\b/i.test(name) ? 3 : 0;
  const material = isMaterial(path) ? 30 : isTest(path) ? 12 : 0;
  const translated =
    /(^|\/)(i18n|locales?|translations?|_locale|[a-z]{2}[-_](?:[A-Z]{2}|Hans|Hant))\/|[._-](zh|ja|ko|fr|de|es|pt|ru|it|tr|vi|pl)([-_]?[A-Za-z]{2,4})?\.\w+$/.test(
      path,
    )
      ? 20
      : 0;
  return depth * 2 + readme + hidden + log + material + translated;
}

/** Files of a folder before its sub-folders, READMEs first. */
function byPlace(a, b) {
  const [x, y] = [folderOf(a), folderOf(b)];
  if (x !== y) return byBytes(x, y);
  return Number(/^readme\b/i.test(nameOf(b))) - Number(/^readme\b/i.test(nameOf(a))) || byBytes(a, b);
}

/** Names for items: `docs/guide.md` is `docs--guide.md`; where two would be one, both have a few digits more. */
export function idsOf(paths) {
  const plain = paths.map((path) =>
    path
      .replaceAll('/', '--')
      .replace(/[^A-Za-z0-9._-]/g, '_')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(-70)
      .replace(/^[^A-Za-z0-9]+/, '')
      .replace(/\.+$/, ''),
  );
  const taken = tally(plain.map((id) => id.toLowerCase()));
  return plain.map((id, at) =>
    id !== '' && taken.get(id.toLowerCase()) === 1 ? id : `${id.slice(0, 70) || 'x'}-${digits(paths[at])}`,
  );
}

/** 32 bits of FNV-1a (Fowler, Noll, Vo), as hex: enough to keep two names apart. */
function digits(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** More portions than this would be more commits than anyone reads. */
const mostAreas = 32;
/** A portion with more source files than this is split where it has folders to split at. */
const wideArea = 150;

/**
 * Portions of the source, each a folder with or without what lies below it, none overlapping: when one file changes,
 * only its portion is read again.
 * @param {string[]} paths source files
 * @param {number} limit source files that are read at all; whole portions, tests last
 * @returns {{ areas: { id: string, path: string, glob: string }[], read: number }}
 */
export function chosenAreas(paths, limit) {
  let areas = [areaOf('', true, paths)];
  for (;;) {
    const [widest] = areas
      .filter((area) => area.deep && area.splits)
      .toSorted(
        most(
          (area) => area.files.length,
          (area) => area.path,
        ),
      );
    if (
      widest === undefined ||
      (widest.files.length <= wideArea && !(widest.path === '' && widest.files.length > 40))
    )
      break;
    const parts = splitOf(widest);
    if (areas.length - 1 + parts.length > mostAreas) {
      widest.splits = false;
      continue;
    }
    areas = areas.filter((area) => area !== widest).concat(parts);
  }
  const wanted = areas
    .filter(({ files }) => files.length > 0)
    .toSorted((a, b) => Number(isTests(a)) - Number(isTests(b)) || byBytes(a.path, b.path));
  const chosen = [];
  let read = 0;
  for (const area of wanted) {
    if (chosen.length > 0 && read + area.files.length > limit) continue;
    chosen.push(area);
    read += area.files.length;
  }
  const sorted = chosen.toSorted((a, b) => byBytes(a.path, b.path));
  const ids = idsOf(sorted.map(({ path }) => (path === '' ? 'top' : path)));
  return { areas: sorted.map((area, at) => ({ id: ids[at], path: area.path, glob: globOf(area) })), read };
}

const isTests = ({ files }) => files.filter(isTest).length > files.length / 2;

function areaOf(path, deep, files) {
  return { path, deep, files, splits: files.some((file) => folderOf(file) !== path) };
}

function splitOf({ path, files }) {
  const inside = path === '' ? 0 : path.length + 1;
  const folders = new Map();
  const direct = [];
  for (const file of files) {
    const rest = file.slice(inside);
    if (!rest.includes('/')) direct.push(file);
    else {
      const name = joined(path, rest.slice(0, rest.indexOf('/')));
      folders.set(name, [...(folders.get(name) ?? []), file]);
    }
  }
  return [
    ...(direct.length > 0 ? [areaOf(path, false, direct)] : []),
    ...[...folders].map(([name, found]) => areaOf(name, true, found)),
  ];
}

function globOf({ path, deep, files }) {
  const endings = [...new Set(files.map((file) => file.slice(file.lastIndexOf('.') + 1)))].toSorted(byBytes);
  const ending = endings.length === 1 ? endings[0] : `{${endings.join(',')}}`;
  return joined(literal(path), `${deep ? '**/' : ''}*.${ending}`);
}
