/** Order by UTF-8 bytes, the order of git's trees: the same on every machine and locale. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
