import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from '../base/index.ts';
import type { Evaluated, Values } from './expression.ts';
import { costOf, step } from './expression-steps.ts';

/**
 * A value of the expression language as JSON. Integers become numbers; timestamps, durations and bytes what
 * protobuf's JSON mapping makes of them: RFC 3339, `3.5s`, base64. Infinite numbers are no JSON.
 */
export function toJson(value: unknown): Evaluated {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { ok: true, value };
    case 'bigint':
      return { ok: true, value: Number(value) };
    case 'number':
      return Number.isFinite(value)
        ? { ok: true, value }
        : { ok: false, because: `${value} is no number that JSON has` };
    case 'object':
      return value === null ? { ok: true, value } : objectToJson(value);
    default:
      return { ok: false, because: `a ${typeof value} is no JSON value` };
  }
}

function objectToJson(value: object): Evaluated {
  if (!step(1 + costOf(value))) return { ok: true, value: null };
  if (Array.isArray(value) || value instanceof Set) return listToJson(value);
  if (value instanceof Map) return membersToJson(value);
  if (value instanceof Date) return { ok: true, value: value.toISOString() };
  if (value instanceof Uint8Array) return { ok: true, value: Buffer.from(value).toString('base64') };
  const made: unknown = Object.getPrototypeOf(value);
  if (made === Object.prototype || made === null) return membersToJson(Object.entries(value));
  if (value instanceof UnsignedInt) return { ok: true, value: Number(value.value) };
  if (value instanceof Duration) return { ok: true, value: value.toString() };
  // A type, as `type(x)` yields it, has nothing but its name.
  return 'name' in value && typeof value.name === 'string'
    ? { ok: true, value: value.name }
    : { ok: false, because: 'this is no JSON value' };
}

function listToJson(values: Iterable<unknown>): Evaluated {
  const list: Json[] = [];
  for (const value of values) {
    const json = toJson(value);
    if (!json.ok) return json;
    list.push(json.value);
  }
  return { ok: true, value: list };
}

function membersToJson(members: Iterable<readonly [unknown, unknown]>): Evaluated {
  const entries: [string, Json][] = [];
  for (const [name, value] of members) {
    const json = toJson(value);
    if (!json.ok) return json;
    entries.push([String(name), json.value]);
  }
  return { ok: true, value: Object.fromEntries(entries) };
}

/** Whether a value hides its kind. Values are never changed, so one look at each is enough. */
const hiding = new WeakMap<object, boolean>();
/** Whether what is below has been looked at is kept this deep: takes stand in lists of items, under `inputs`. */
const keptDepth = 3;

/** As Maps. */
const readable = new WeakMap<object, unknown>();

/**
 * The package tells kinds of objects apart by `constructor`, which a member of that name would hide: such objects,
 * and those around them, are handed to it as Maps.
 */
export function forReading(value: Json): unknown {
  if (typeof value !== 'object' || value === null || !hidesItsKind(value, 0)) return value;
  const after = readable.get(value) ?? withMaps(value);
  readable.set(value, after);
  return after;
}

function hidesItsKind(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const before = depth > keptDepth ? undefined : hiding.get(value);
  if (before !== undefined) return before;
  const hides = Array.isArray(value)
    ? value.some((entry: Json) => hidesItsKind(entry, depth + 1))
    : Object.hasOwn(value, 'constructor') ||
      Object.values(value).some((member) => hidesItsKind(member, depth + 1));
  if (depth <= keptDepth) hiding.set(value, hides);
  return hides;
}

function withMaps(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map(withMaps)
    : new Map(Object.entries(value).map(([name, member]) => [name, withMaps(member)]));
}

/** What the package reads names from: no prototype, so that nothing is there that was not handed over. */
export function scopeOf(names: readonly string[], values: Values): Record<string, unknown> {
  const scope: Record<string, unknown> = { __proto__: null };
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) scope[name] = forReading(value);
  }
  return scope;
}
