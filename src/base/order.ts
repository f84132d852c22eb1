/** Order by UTF-8 bytes, the order of git's trees: the same on every machine and locale. */
export function byBytes(a: string, b: string): number {
  // Without halves of surrogate pairs the order of UTF-16 units is that of UTF-8 bytes.
  if (halves.test(a) || halves.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

const halves = /[\ud800-\udfff]/;
