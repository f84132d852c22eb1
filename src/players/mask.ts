import { isJsonObject, type Json } from '../base/index.ts';

/** Values shorter than this are left alone: `1` or `yes` would blot out half of every text. */
const shortest = 4;
/** Lines of a longer value, such as a key in PEM form, are masked by themselves from this length on. */
const shortestLine = 12;
export const blot = '***';

/** Puts `***` in the place of the values of `env`. */
export interface Mask {
  /** There is nothing to mask. */
  readonly empty: boolean;
  /** What is masked, longest first. */
  readonly secrets: readonly string[];
  readonly text: (text: string) => string;
  readonly json: (value: Json) => Json;
}

export function maskFor(
  names: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Mask {
  const found = new Set<string>();
  for (const name of names) {
    const value = environment[name];
    if (value === undefined || value.trim().length < shortest) continue;
    found.add(value).add(value.trim());
    const encoded = encodeURIComponent(value);
    if (encoded !== value) found.add(encoded);
    if (value.includes('\n'))
      value
        .split('\n')
        .filter((line) => line.length >= shortestLine)
        .forEach((line) => found.add(line));
  }
  const secrets = [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const text = (whole: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, blot), whole);
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), json(member)]));
  };
  return { empty: secrets.length === 0, secrets, text, json: secrets.length === 0 ? (value) => value : json };
}
