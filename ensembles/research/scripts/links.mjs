/** Follows every link from one file to another; what leads nowhere is listed with its place. */
import { listingOf } from '../lib/listing.mjs';
import { folderOf, foldersOf, joined, resolved, writtenBySessions } from '../lib/paths.mjs';
import { byBytes, count, most, tally } from '../lib/text.mjs';

export default async function play(input) {
  const { files, workspace } = listingOf(input);
  const there = new Set(files);
  const folders = foldersOf(files);
  const spelled = new Map(files.map((path) => [path.toLowerCase(), path]));
  const documents = input.inputs.document.map(({ output }) => output);
  const anchors = new Map(documents.map(({ path, anchors: known }) => [path, new Set(known)]));
  const counts = { good: 0, dead: 0, outside: 0, unknown: 0 };
  const dead = [];
  for (const { path, links } of documents) {
    for (const { to, line, image } of links) {
      const end = ending(path, to);
      counts[end.end] += 1;
      if (end.end === 'dead') dead.push({ path, line, to, image, because: end.because });
    }
  }
  const hosts = tally(documents.flatMap(({ outward }) => outward.map((url) => hostOf(url))));
  const checked = counts.good + counts.dead;
  return {
    summary:
      checked === 0
        ? 'no links between files'
        : `${count(checked, 'link')} between files, ${counts.dead === 0 ? 'all lead somewhere' : `${counts.dead} dead`}`,
    total: counts.good + counts.dead + counts.outside + counts.unknown,
    checked,
    ...counts,
    dead_links: dead.toSorted((a, b) => byBytes(a.path, b.path) || a.line - b.line || byBytes(a.to, b.to)),
    outward: documents.reduce((sum, { outward }) => sum + outward.length, 0),
    hosts: [...hosts]
      .map(([host, links]) => ({ host, links }))
      .toSorted(
        most(
          (one) => one.links,
          (one) => one.host,
        ),
      )
      .slice(0, 20),
  };

  function ending(from, written) {
    // A template, or a place on a site rather than beside the file.
    if (written === '' || /[{}<>$]|%7B/i.test(written)) return { end: 'unknown' };
    const [before = '', hash = ''] = written.split(/#(.*)/s);
    const place = decoded(before.replace(/\?.*$/s, ''));
    if (place === '') return anchored(from, hash);
    const target = resolved(folderOf(from), place);
    if (target === undefined) return { end: 'outside' };
    const file = found(target);
    if (file !== undefined) return anchored(file, hash);
    if (folders.has(target)) return { end: 'good' };
    // What a session writes comes and goes; a path from the root of a site is laid out by whoever serves it.
    if (place.startsWith('/') || (workspace && writtenBySessions(`${target}/`, [''])))
      return { end: 'unknown' };
    if (workspace && writtenBySessions(target, [''])) return { end: 'unknown' };
    return { end: 'dead', because: nearest(target) };
  }

  /** A file under this path, or under the one that a site's generator would make this page from. */
  function found(target) {
    const page = target.replace(/\.html?$/, '');
    const names = [
      target,
      ...['md', 'mdx', 'rst', 'adoc', 'html'].map((name) => `${page}.${name}`),
      ...['README.md', 'index.md', 'index.mdx', 'index.rst'].map((name) => joined(page, name)),
    ];
    return names.find((name) => there.has(name));
  }

  function anchored(file, hash) {
    const known = anchors.get(file);
    if (hash === '' || known === undefined || !/\.(md|markdown)$/i.test(file)) return { end: 'good' };
    const wanted = decoded(hash);
    if (/^(L\d+|:~:|user-content-|top$)/i.test(wanted)) return { end: 'good' };
    // Sites spell the anchors of headings in many ways: letters and digits decide.
    return known.has(wanted) || [...known].some((one) => bare(one) === bare(wanted))
      ? { end: 'good' }
      : { end: 'dead', because: 'no such heading' };
  }

  function nearest(target) {
    if (/^(.*\/)?www\.[^/]+\.[a-z]+\//i.test(`${target}/`)) return 'a web address without https://';
    const other = spelled.get(target.toLowerCase());
    return other === undefined ? 'no such file' : `the name is written ${other}`;
  }
}

const bare = (anchor) => anchor.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function decoded(text) {
  try {
    return decodeURIComponent(text).normalize('NFC');
  } catch {
    return text.normalize('NFC');
  }
}

const hostOf = (url) =>
  /^https?:\/\/(?:[^@/]*@)?([^/:?#]+)/i
    .exec(url)?.[1]
    ?.toLowerCase()
    .replace(/^www\./, '') ?? '';
