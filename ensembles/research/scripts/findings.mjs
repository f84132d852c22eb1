/** Says what was found in whole sentences, for those who write about it. */
import { facts } from '../lib/findings.mjs';
import { plain } from '../lib/plain.mjs';
import { count, shortened } from '../lib/text.mjs';

/** Documents that a newcomer could begin with. */
const mostDocuments = 8;

export default function play({ inputs: { document, ...inputs } }) {
  const readable = document.map(({ output }) => output).filter((one) => one.readable);
  const found = facts({ ...inputs, readable, link: (path, words) => words ?? path });
  const documents = readable
    .filter(({ words }) => words > 0)
    .slice(0, mostDocuments)
    .map(({ path, title, words, extract }) => ({
      path,
      title,
      words,
      says: shortened(extract[0] ?? '', 240),
    }));
  return {
    summary: `${count(found.length, 'finding')} and ${count(documents.length, 'document')} to begin with`,
    facts: found.map(({ id, words }) => ({ id, words: plain(words) })),
    documents,
  };
}
