/**
 * Where a text stands in another one, in time that grows with their lengths and not with their product: Knuth, Morris
 * and Pratt, "Fast pattern matching in strings" (1977). V8's own search is faster on what people write, but compares
 * a long text that nearly fits everywhere at each place (`lastIndexOf` always), and nothing can stop it meanwhile.
 */

/** For each place of `sought` how much of its begin ends there, short of all. */
function bordersOf(sought: string): Int32Array {
  const borders = new Int32Array(sought.length);
  let matched = 0;
  for (let at = 1; at < sought.length; at += 1) {
    const code = sought.charCodeAt(at);
    while (matched > 0 && sought.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
    if (sought.charCodeAt(matched) === code) matched += 1;
    borders[at] = matched;
  }
  return borders;
}

/** Where it begins, each time, from `from` on; overlapping ones too. `sought` is not empty. */
export function* placesOf(text: string, sought: string, from = 0): Generator<number> {
  const borders = bordersOf(sought);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    while (matched > 0 && sought.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
    if (sought.charCodeAt(matched) === code) matched += 1;
    if (matched < sought.length) continue;
    yield at + 1 - matched;
    matched = borders[matched - 1] ?? 0;
  }
}

export function indexOf(text: string, sought: string, from = 0): number {
  for (const place of placesOf(text, sought, from)) return place;
  return -1;
}

/** The last place at or before `from`. */
export function lastIndexOf(text: string, sought: string, from = text.length): number {
  let last = -1;
  for (const place of placesOf(text.slice(0, from + sought.length), sought)) last = place;
  return last;
}

export function split(text: string, by: string): string[] {
  const texts: string[] = [];
  let begin = 0;
  for (const place of placesOf(text, by)) {
    if (place < begin) continue;
    texts.push(text.slice(begin, place));
    begin = place + by.length;
  }
  texts.push(text.slice(begin));
  return texts;
}
