/** A JSON value, as instruments hear and return it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The canonical text of a JSON value: no spaces, keys in the order of their UTF-16 code units,
 * numbers and strings as ECMAScript writes them (RFC 8785, the JSON Canonicalization Scheme).
 * Members whose value is `undefined` are left out. Throws on NaN and the infinities, which JSON does not have.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no JSON value`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** An output without its top-level `summary`, which only `handoff` carries (design, Keys). */
export function withoutSummary(output: Json): Json {
  if (!isJsonObject(output) || !('summary' in output)) return output;
  const { summary: _, ...rest } = output;
  return rest;
}
