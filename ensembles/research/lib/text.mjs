/** Bytes → text, and small wording that every instrument shares. No locale, no clock. */

/** Bytes of a file that are looked at to tell text from anything else. */
const looked = 8_000;

/**
 * The text of a file with LF line ends and without a byte-order mark.
 * UTF-8; UTF-16 where a byte-order mark says so; Windows-1252 where the bytes are no UTF-8.
 * @param {Uint8Array} bytes
 * @returns {{ text: string, encoding: string } | undefined} `undefined` where it is no text.
 */
export function decode(bytes) {
  const found = decoded(bytes);
  return found && { ...found, text: found.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n') };
}

function decoded(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const swapped = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
    return { text: new TextDecoder('utf-16le').decode(swapped), encoding: 'UTF-16' };
  }
  if (bytes.subarray(0, looked).includes(0)) return undefined;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/** `1234567` → `1,234,567`; the same on every machine. */
export const grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

/** `count(1, 'file')` → `1 file`, `count(2, 'file')` → `2 files`. */
export const count = (n, one, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;

/** A share as whole per cent; what is there but rounds to nothing is `<1 %`. */
export function percent(part, whole) {
  if (whole === 0 || part === 0) return '0 %';
  const share = (100 * part) / whole;
  if (share < 1) return '<1 %';
  if (share > 99 && part < whole) return '99 %';
  return `${Math.round(share)} %`;
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words) =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** One line of at most `most` characters, cut between words where there is one to cut at. */
export function shortened(text, most) {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length <= most) return line;
  const head = characters.slice(0, most - 1).join('');
  const space = head.lastIndexOf(' ');
  return `${(space > most * 0.6 ? head.slice(0, space) : head).replace(/[\s,;:.–-]+$/, '')}…`;
}

/** Order by UTF-8 bytes, the order of git's trees. */
export const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** For `toSorted`: larger numbers first, then by bytes of the name. */
export const most = (number, name) => (a, b) => number(b) - number(a) || byBytes(name(a), name(b));

/** How often each value occurs. */
export function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
