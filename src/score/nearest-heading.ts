/**
 * Whether one letter more, less, other or swapped makes the words the same, ignoring case. Headings and columns that
 * are not known are for people, so only what is very near is taken for a slip: `Totals` is not `Goals`.
 */
export function isOneEditApart(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  const after = (text: string, skipped: number): string => text.slice(same + skipped);
  if (after(a, 1) === after(b, 0) || after(a, 0) === after(b, 1) || after(a, 1) === after(b, 1)) return true;
  return a[same] === b[same + 1] && a[same + 1] === b[same] && after(a, 2) === after(b, 2);
}
