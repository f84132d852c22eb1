/** The words that set each document apart from the others: term frequency by inverse document frequency. */
import { byBytes } from './text.mjs';

/**
 * @param {{ path: string, terms: [string, number][] }[]} documents
 * @returns {Map<string, string[]>} path → at most five terms
 */
export function distinctiveTerms(documents) {
  const within = new Map();
  for (const { terms } of documents)
    for (const [term] of terms) within.set(term, (within.get(term) ?? 0) + 1);
  return new Map(
    documents.map(({ path, terms }) => [
      path,
      terms
        .filter(([term]) => term.length > 2 && !/^\d/.test(term))
        .map(([term, times]) => [term, times * Math.log((1 + documents.length) / within.get(term))])
        .toSorted(([a, x], [b, y]) => y - x || byBytes(a, b))
        .slice(0, 5)
        .map(([term]) => term),
    ]),
  );
}
