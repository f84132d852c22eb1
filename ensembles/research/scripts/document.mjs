/** Reads one document: its title, its outline, the sentences that say most, where it points, what it leaves open. */
import { extractOf, termsOf } from '../lib/extract.mjs';
import { documentKind } from '../lib/kinds.mjs';
import { nameOf } from '../lib/paths.mjs';
import { readDocument } from '../lib/read-document.mjs';
import { marksIn } from '../lib/source.mjs';
import { byBytes, count, decode, shortened, tally } from '../lib/text.mjs';

export default async function play({ item }, context) {
  const { path } = item;
  const found = decode(await context.readBytes(`inputs/source/${path}`));
  if (found === undefined) {
    return {
      summary: 'no text: its bytes are binary',
      path,
      title: nameOf(path),
      readable: false,
      encoding: 'binary',
      ...nothing,
    };
  }
  const { text, encoding } = found;
  const kind = documentKind(path) ?? 'plain';
  const document = readDocument(text, kind);
  const isLog = /^(change-?log|changes|history|news|releases?)\b/i.test(nameOf(path));
  const title = shortened(document.title ?? nameOf(path), 100);
  const extract = extractOf(isLog ? newestOf(document) : document);
  return {
    summary: `${count(document.words, 'word')}: ${shortened(extract[0] ?? title, 110)}`,
    path,
    title,
    readable: true,
    encoding,
    words: document.words,
    sections: document.headings.length,
    outline: outlineOf(document),
    extract,
    terms: foremost(document),
    anchors: document.anchors,
    links: document.links
      .filter(({ to }) => !isOutward(to))
      .map(({ to, line, image }) => ({ to, line, image })),
    outward: [...new Set(document.links.map(({ to }) => to).filter((to) => /^https?:/i.test(to)))].toSorted(
      byBytes,
    ),
    marks: marksIn(text, 'prose'),
  };
}

/** Of a log of changes, what stands under the first heading that has anything below it: the newest. */
function newestOf(document) {
  const section = document.paragraphs.find((paragraph) => paragraph.section > 0)?.section;
  return {
    ...document,
    paragraphs: document.paragraphs.filter((paragraph) => paragraph.section === section),
  };
}

const nothing = {
  words: 0,
  sections: 0,
  outline: [],
  extract: [],
  terms: [],
  anchors: [],
  links: [],
  outward: [],
  marks: [],
};

/** It names a scheme or a host: nothing that lies beside the document. */
const isOutward = (to) => /^[a-z][a-z0-9+.-]*:/i.test(to) || to.startsWith('//');

/** The headings of the first level that has at least two, at most ten. */
function outlineOf({ headings, title }) {
  const rest = headings.filter(({ text }) => text !== title);
  const level = [1, 2, 3, 4, 5, 6, 7, 8].find(
    (depth) => rest.filter((heading) => heading.level === depth).length > 1,
  );
  return rest
    .filter((heading) => heading.level === level)
    .slice(0, 10)
    .map(({ text }) => shortened(text, 60));
}

/** The words that it uses most, with how often. */
function foremost({ paragraphs, headings, title }) {
  const said = [title ?? '', ...headings.map(({ text }) => text), ...paragraphs.map(({ text }) => text)];
  return [...tally(said.flatMap((text) => termsOf(text)))]
    .filter(([, n]) => n > 1)
    .toSorted(([a, x], [b, y]) => y - x || byBytes(a, b))
    .slice(0, 20);
}
