import type { Json, Span } from '../base/index.ts';

/** A CEL expression whose names have been looked up. Minted by `parseExpression` only. */
export interface Expression {
  readonly source: string;
  readonly at: Span;
  /** Root names that it reads (no macro variables), sorted, unique. */
  readonly names: readonly string[];
  /** Static member paths that begin at a root name: `sheet.inputs.source` is ['sheet','inputs','source']. */
  readonly paths: readonly (readonly string[])[];
}

/** Text with `{…}` expressions in it. A string that is one placeholder yields the value with its type. */
export interface Template {
  readonly source: string;
  readonly at: Span;
  readonly pieces: readonly (string | Expression)[];
}

/** A JSON value whose strings are templates. */
export type JsonTemplate = null | boolean | number | Template | readonly JsonTemplate[] | { readonly [key: string]: JsonTemplate };

/** The names in scope with their values. */
export type Values = { readonly [name: string]: Json };

export type Evaluated<T = Json> =
  | { readonly ok: true; readonly value: T }
  /** A sentence about what is missing or wrong. */
  | { readonly ok: false; readonly because: string };
