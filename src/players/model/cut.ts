import { bytesOfTokens, isJsonObject, type Json } from '../../base/index.ts';

/**
 * How a section of a prompt is brought under its limit. The same value and limit always give the same text.
 *
 *   text      cut at the end of a line, from its end
 *   list      cut at whole elements, from its end; the first is cut itself where it alone does not fit
 *   map       its members share the room: small ones stay whole, what they leave is divided among the others,
 *             and each of these is cut by the rule of its own kind
 *
 * Where something is left out, a marker stands in its place.
 */
export interface LeftOut {
  /** `inputs.plan: 12 of 40 elements`. */
  readonly what: string;
  /** The rule, in words. */
  readonly rule: string;
}

export interface Cut<T> {
  readonly kept: T;
  readonly left: readonly LeftOut[];
}

const rules = {
  text: 'texts are cut at line ends, from the end',
  list: 'lists are cut at whole elements, from the end',
  map: 'the members of a map share the room',
} as const;

const bytes = (text: string): number => Buffer.byteLength(text);
const bytesOfJson = (value: Json): number => bytes(JSON.stringify(value));

/** Bytes that are kept for the marker. */
const markerRoom = 32;

export function cutText(name: string, text: string, tokens: number): Cut<string> {
  const room = bytesOfTokens(tokens);
  return bytes(text) <= room ? { kept: text, left: [] } : shortened(name, text, room);
}

function shortened(name: string, text: string, room: number): Cut<string> {
  const lines = text.replace(/\n$/, '').split('\n');
  const kept: string[] = [];
  let left = room - markerRoom;
  for (const line of lines) {
    const size = bytes(line) + 1;
    if (size > left) break;
    kept.push(line);
    left -= size;
  }
  const rest = lines.length - kept.length;
  if (kept.length > 0)
    return {
      kept: [...kept, `[… ${rest} more lines]`].join('\n'),
      left: [{ what: `${name}: ${rest} of ${lines.length} lines`, rule: rules.text }],
    };
  const start = beginningOf(text, Math.max(0, room - markerRoom));
  return {
    kept: `${start}[… cut]`,
    left: [{ what: `${name}: ${bytes(text) - bytes(start)} of ${bytes(text)} bytes`, rule: rules.text }],
  };
}

/** At most so many bytes, of whole characters, without half a word where that can be helped. */
function beginningOf(text: string, room: number): string {
  const whole = Buffer.from(text).subarray(0, room).toString().replace(/�$/, '');
  const space = whole.lastIndexOf(' ');
  return space > whole.length / 2 ? whole.slice(0, space) : whole;
}

export function cutJson(name: string, value: Json, tokens: number): Cut<Json> {
  return within(name, value, bytesOfTokens(tokens));
}

function within(name: string, value: Json, room: number): Cut<Json> {
  if (bytesOfJson(value) <= room) return { kept: value, left: [] };
  if (typeof value === 'string') {
    // What JSON writes longer than it is (quotes, line ends) has its share taken from the room.
    const longer = Math.max(1, bytesOfJson(value) / Math.max(1, bytes(value)));
    return shortened(name, value, Math.floor(room / longer));
  }
  if (Array.isArray(value)) return listWithin(name, value, room);
  if (isJsonObject(value)) return mapWithin(name, value, room);
  return { kept: value, left: [] };
}

function listWithin(name: string, list: readonly Json[], room: number): Cut<Json> {
  const kept: Json[] = [];
  let left = room - markerRoom;
  for (const element of list) {
    const size = bytesOfJson(element) + 1;
    if (size > left) break;
    kept.push(element);
    left -= size;
  }
  const [first] = list;
  const cut = kept.length === 0 && first !== undefined ? within(`${name}[0]`, first, left) : undefined;
  const there = cut === undefined ? kept : [cut.kept];
  const rest = list.length - there.length;
  if (rest === 0) return { kept: there, left: cut?.left ?? [] };
  return {
    kept: [...there, `[… ${rest} more]`],
    left: [...(cut?.left ?? []), { what: `${name}: ${rest} of ${list.length} elements`, rule: rules.list }],
  };
}

function mapWithin(name: string, map: { readonly [key: string]: Json }, room: number): Cut<Json> {
  const members = Object.entries(map);
  const sizes = members.map(([key, value]) => ({ own: bytesOfJson(key) + 2, value: bytesOfJson(value) }));
  const own = sizes.reduce((sum, size) => sum + size.own, 2);
  const share = shareOf(
    sizes.map(({ value }) => value),
    room - own,
  );
  // So many members that not even their names have room: the last ones go, as with a list.
  if (share < markerRoom) return fewerMembers(name, members, room);
  const cuts = members.map(([key, value]) => [key, within(`${name}.${key}`, value, share)] as const);
  return {
    kept: Object.fromEntries(cuts.map(([key, { kept }]) => [key, kept])),
    left: cuts.flatMap(([, { left }]) => left),
  };
}

function fewerMembers(name: string, members: readonly (readonly [string, Json])[], room: number): Cut<Json> {
  const kept: [string, Json][] = [];
  let left = room - markerRoom;
  for (const [key, value] of members) {
    const size = bytesOfJson(key) + bytesOfJson(value) + 2;
    if (size > left) break;
    kept.push([key, value]);
    left -= size;
  }
  const rest = members.length - kept.length;
  return {
    kept: Object.fromEntries([...kept, ['…', `${rest} more`]]),
    left: [{ what: `${name}: ${rest} of ${members.length} members`, rule: rules.map }],
  };
}

/** The most that one may have so that all together stay within the room, where those that need less leave theirs. */
function shareOf(sizes: readonly number[], room: number): number {
  let [left, count] = [room, sizes.length];
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const share = Math.floor(left / count);
    if (size > share) return share;
    left -= size;
    count -= 1;
  }
  return room;
}
