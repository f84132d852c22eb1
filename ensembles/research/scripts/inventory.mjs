/** Which files there are, and which of them are read: by name alone, so that this stays the same while texts change. */
import { chosenAreas, chosenDocuments } from '../lib/choose.mjs';
import { classOf, isGenerated, isMaterial, isVendored } from '../lib/kinds.mjs';
import { listingOf } from '../lib/listing.mjs';
import { topOf } from '../lib/paths.mjs';
import { byBytes, count, grouped, tally } from '../lib/text.mjs';

const classes = ['document', 'source', 'data', 'media', 'licence', 'other'];

export default async function play(input) {
  const listing = listingOf(input);
  const { files } = listing;
  if (files.length === 0)
    throw new Error('the folder holds no files that git tracks or would track; there is nothing to survey');
  const large = new Set(listing.large);
  const own = files.filter((path) => !isVendored(path));
  const readable = own.filter((path) => !large.has(path) && !isGenerated(path));
  const documents = readable.filter((path) => classOf(path) === 'document' && !isMaterial(path));
  const material = readable.filter((path) => classOf(path) === 'document' && isMaterial(path));
  const source = readable.filter((path) => classOf(path) === 'source');
  const chosen = chosenDocuments(
    documents.length > 0 ? documents : material,
    input.flags['survey.documents'],
  );
  const { areas, read } = chosenAreas(source, input.flags['survey.files']);
  const found = tally(files.map((path) => classOf(path)));

  return {
    summary: `${count(files.length, 'file')}: ${count(chosen.length, 'document')} to read, source in ${count(areas.length, 'portion')}${
      documents.length > chosen.length
        ? `; ${grouped(documents.length - chosen.length)} documents beyond the limit`
        : ''
    }`,
    git: listing.git,
    workspace: listing.workspace,
    total: files.length,
    classes: Object.fromEntries(classes.map((name) => [name, found.get(name) ?? 0])),
    folders: foldersOf(files),
    documents: chosen,
    documents_found: documents.length > 0 ? documents.length : material.length,
    areas,
    source_found: source.length,
    source_read: read,
    left_out: {
      large: listing.large.length,
      vendored: files.length - own.length,
      generated: own.filter((path) => isGenerated(path)).length,
      material: documents.length > 0 ? material.length : 0,
      links: listing.leftOut.links,
      submodules: listing.leftOut.submodules,
      odd_names: listing.leftOut.names,
      beyond: listing.leftOut.beyond,
    },
  };
}

/** Files by folder at the top and by class; `''` is what lies at the top itself. */
function foldersOf(files) {
  const folders = new Map();
  for (const path of files) {
    const top = topOf(path);
    const counts = folders.get(top) ?? {};
    folders.set(top, counts);
    const name = classOf(path);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return [...folders]
    .toSorted(([a], [b]) => byBytes(a, b))
    .map(([path, counts]) => ({
      path,
      files: Object.values(counts).reduce((sum, n) => sum + n, 0),
      classes: counts,
    }));
}
