import type * as z from 'zod';
import type { Diagnostic, Json, Span } from '../base/index.ts';
import { below, isWritten, type Located, type LocatedMap } from './located.ts';
import { nearest } from '../base/index.ts';
import { diagnose } from './wording.ts';

/** What a map of front matter may hold: a zod type for each key. The message of a type's issue says what it expects. */
export interface Shape {
  readonly [key: string]: z.ZodType;
}

/** What could be read. A key that is absent, or whose value is a mistake, is not there. */
export type Read<S extends Shape> = { readonly [K in keyof S]?: z.output<S[K]> };

export interface Rules {
  /** What the map belongs to, for a sentence: `ensemble.md`, `a loop`. */
  readonly of: string;
  /** The path of a map within front matter: `limits`, `loops[2]`. */
  readonly under?: string;
  /** Keys that must be there, with what is expected of them. */
  readonly required?: { readonly [key: string]: string };
  /** Keys of later issues, answered with "not yet". */
  readonly later?: readonly string[];
  /** Of the keys, those to choose from where an unknown one is near to none; default: all of the shape. */
  readonly instead?: readonly string[];
}

/**
 * Reads a map key by key, so that a mistake in one leaves the others readable: all of them are told at once.
 */
export function readKeys<S extends Shape>(
  map: LocatedMap,
  shape: S,
  rules: Rules,
  found: Diagnostic[],
): Read<S> {
  const read: Record<string, unknown> = {};
  const known = [...Object.keys(shape), ...(rules.later ?? [])];
  for (const [key, { key: at, value }] of map.entries) {
    const type = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (rules.later?.includes(key) === true) {
      found.push(diagnose(at, { mistake: 'not_yet', what: `\`${key}\`` }));
    } else if (type === undefined) {
      const choice = Object.keys(shape).filter((one) => rules.instead?.includes(one) !== false);
      found.push(diagnose(at, { mistake: 'unknown_key', key, of: rules.of, known, choice }));
    } else {
      const result = type.safeParse(value.value);
      if (result.success) read[key] = result.data;
      else
        for (const issue of result.error.issues)
          found.push(wrongValue(rules.under === undefined ? key : `${rules.under}.${key}`, at, value, issue));
    }
  }
  const [firstKey] = map.entries.values();
  for (const [key, expected] of Object.entries(rules.required ?? {})) {
    if (!isWritten(map, key))
      found.push(diagnose(firstKey?.key ?? map.at, { mistake: 'missing_key', key, of: rules.of, expected }));
  }
  return read as Read<S>;
}

function wrongValue(key: string, keyAt: Span, value: Located, issue: z.core.$ZodIssue): Diagnostic {
  const culprit = below(value, issue.path);
  const { params } = issue.code === 'custom' ? issue : { params: undefined };
  const given = culprit.value;
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const near = typeof given === 'string' ? nearest(given, values) : undefined;
  const help: unknown = params?.['help'];
  return diagnose(culprit.shape === 'scalar' && culprit.value === null ? keyAt : culprit.at, {
    mistake: 'wrong_value',
    key: [key, ...issue.path]
      .map((step, n) =>
        typeof step === 'number' ? `[${step + 1}]` : n === 0 ? String(step) : `.${String(step)}`,
      )
      .join(''),
    is: kindOf(given, culprit.shape === 'scalar' ? culprit.source : undefined),
    expected: issue.message,
    ...(near === undefined ? {} : { nearest: near }),
    ...(typeof help === 'string' ? { help } : {}),
  });
}

/** A value as a sentence names it: `the number 3`, `a list`, `empty`. */
export function kindOf(value: Json, source?: string): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') {
    if (value === '') return 'an empty text';
    const line = value.replace(/\s+/g, ' ');
    return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
  }
  return typeof value === 'number' ? `the number ${source ?? value}` : `\`${value}\``;
}
