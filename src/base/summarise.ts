/**
 * Summaries that are made of a text's own sentences, without a model: the same on every machine.
 */

/** Words that say nothing about what a text is about. English only: in other languages the frequent ones weigh a little more. */
const commonWords = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but by can ' +
    'could did do does doing down during each few for from further had has have having he her here hers him his how i if in ' +
    'into is it its itself just me more most my no nor not now of off on once only or other our ours out over own same she ' +
    'should so some such than that the their theirs them then there these they this those through to too under until up very ' +
    'was we were what when where which while who whom why will with would you your yours'
  ).split(' '),
);

/** Abbreviations after which a full stop ends no sentence. */
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|al|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Eq|[A-Z])\.$/;

/** The sentences of a text, in order, each on one line. A blank line always ends one. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    let open = '';
    for (const piece of paragraph
      .replace(/\s+/g, ' ')
      .trim()
      .split(/(?<=[.!?…。！？]["'”’)\]]?)\s+(?=["'“‘([]?[\p{Lu}\p{Lo}\p{N}])/u)) {
      open = open === '' ? piece : `${open} ${piece}`;
      if (abbreviation.test(open)) continue;
      sentences.push(open);
      open = '';
    }
    if (open !== '') sentences.push(open);
  }
  return sentences.filter((sentence) => sentence !== '');
}

/** The words of a text that say what it is about, lower case. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.filter((word) => word.length > 1 && !commonWords.has(word));
}

/** The most frequent words, the most frequent first; of equals the one that comes first in the text. */
export function keywordsOf(text: string, most = 10): string[] {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text))
    if (!/^\p{N}+$/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([word]) => word);
}

/**
 * The sentences that say most about a text, in the order of the text, at most `most` of them. A sentence weighs the
 * mean frequency of its words; the words of a chosen one weigh less afterwards, so that nothing is said twice
 * (SumBasic: Nenkova and Vanderwende, 2005); the first sentences weigh a little more.
 */
export function summarise(text: string, most = 3): string[] {
  const sentences = sentencesOf(text).map((sentence, place) => ({
    sentence,
    place,
    words: wordsOf(sentence),
  }));
  const weights = new Map<string, number>();
  const all = sentences.flatMap(({ words }) => words);
  for (const word of all) weights.set(word, (weights.get(word) ?? 0) + 1 / all.length);
  const left = new Set(sentences.filter(({ words }) => words.length > 2));
  const chosen: typeof sentences = [];
  while (chosen.length < most && left.size > 0) {
    let best: (typeof sentences)[number] | undefined;
    let bestWeight = -1;
    for (const one of left) {
      const total = one.words.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0);
      const weight = (total / one.words.length) * (1 + 1 / (1 + one.place));
      if (weight > bestWeight) [best, bestWeight] = [one, weight];
    }
    if (best === undefined) break;
    left.delete(best);
    chosen.push(best);
    for (const word of new Set(best.words)) weights.set(word, (weights.get(word) ?? 0) ** 2);
  }
  return chosen.sort((a, b) => a.place - b.place).map(({ sentence }) => sentence);
}
