import { isJsonObject } from '../base/index.ts';

/**
 * In what two values differ, place by place, in words that a person can search for; and how much of them is the same.
 */
export interface Difference {
  /** From 0, nothing, to 1, the same. */
  readonly share: number;
  /** `body.messages[0].content: recorded “… a thin soup …”, asked “… a thick soup …”`. */
  readonly words: string;
}

interface Place {
  readonly path: string;
  readonly recorded?: string;
  readonly asked?: string;
}

/** Places that are named; the rest is counted. */
const mostPlaces = 4;
/** Characters on either side of what differs. */
const around = 40;
const longestShown = 160;

export function differenceOf(recorded: unknown, asked: unknown): Difference {
  const places = placesOf(leavesOf(recorded), leavesOf(asked));
  let [same, all] = [0, 0];
  for (const place of places) {
    const [a = '', b = ''] = [place.recorded, place.asked];
    all += Math.max(a.length, b.length) + 1;
    same +=
      place.recorded === undefined || place.asked === undefined ? 0 : sharedIn(a, b) + (a === b ? 1 : 0);
  }
  const different = places.filter((place) => place.recorded !== place.asked);
  const shown = different.slice(0, mostPlaces).map(wordsOf);
  const more = different.length - shown.length;
  return {
    share: all === 0 ? 1 : same / all,
    words: `${shown.join('; ')}${more > 0 ? `; and ${more} more places` : ''}`,
  };
}

/** Every text, number and the like of a value, by its path. */
function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value))
    value.forEach((element: unknown, at) => leavesOf(element, `${path}[${at}]`, leaves));
  else if (isJsonObject(value))
    for (const [key, member] of Object.entries(value))
      leavesOf(member, path === '' ? key : `${path}.${key}`, leaves);
  else leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return leaves;
}

function placesOf(recorded: ReadonlyMap<string, string>, asked: ReadonlyMap<string, string>): Place[] {
  return [...new Set([...recorded.keys(), ...asked.keys()])].map((path) => {
    const [a, b] = [recorded.get(path), asked.get(path)];
    return {
      path,
      ...(a === undefined ? {} : { recorded: a }),
      ...(b === undefined ? {} : { asked: b }),
    };
  });
}

function sharedStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at += 1;
  return at;
}

function sharedEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

function sharedIn(a: string, b: string): number {
  const start = sharedStart(a, b);
  return start + sharedEnd(a, b, start);
}

function wordsOf({ path, recorded, asked }: Place): string {
  if (recorded === undefined) return `${path} is not recorded`;
  if (asked === undefined) return `${path} is recorded and not asked`;
  const start = sharedStart(recorded, asked);
  const end = sharedEnd(recorded, asked, start);
  return `${path}: recorded ${part(recorded, start, end)}, asked ${part(asked, start, end)}`;
}

/** What differs, with whole words of what stands around it. */
function part(text: string, start: number, end: number): string {
  const [from, to] = [Math.max(0, start - around), Math.min(text.length, text.length - end + around)];
  const shown = text.slice(from, to);
  const short =
    shown.length <= longestShown
      ? shown
      : `${shown.slice(0, longestShown / 2)} … ${shown.slice(-longestShown / 2)}`;
  return JSON.stringify(`${from > 0 ? '… ' : ''}${short}${to < text.length ? ' …' : ''}`);
}
