/**
 * The known word that is most like `word`, or `undefined` where none is like it enough.
 * Likeness is the Damerau–Levenshtein distance with adjacent transpositions (optimal string alignment), ignoring
 * case; about a third of the letters may differ. Of equals the first one wins.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(Math.min(wanted.length, 30) / 3)) + 1;
  for (const one of known) {
    if (one === word || Math.abs(one.length - word.length) >= least) continue;
    const apart = distance(wanted, one.toLowerCase());
    if (apart < least) [best, least] = [one, apart];
  }
  return best;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + changed,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
