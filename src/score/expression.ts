import type { Json, Span } from '../base/index.ts';
import type { ExpressionMistake } from './language-mistakes.ts';

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

/** Names that an expression may read. */
export interface Known {
  readonly names: ReadonlySet<string>;
  /** What may follow a name, for the names where it is known: `<ensemble>` → its instruments, `flags` → the flags. */
  readonly members?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** `'any'` where what the names hang on is itself a mistake: then syntax and functions alone are looked at. */
export type Names = ReadonlySet<string> | Known | 'any';

/**
 * Parses an expression and looks its names and functions up. All unknown names are told at once; an expression that
 * can't be parsed has one mistake. Offsets count from the begin of `source`.
 */
export function parseExpression(
  source: string,
  at: Span,
  known: Names,
): { readonly expression: Expression; readonly mistakes?: never } | { readonly expression?: never; readonly mistakes: readonly ExpressionMistake[] } {
  throw new Error(`not there yet: ${source} ${at.file} ${String(known)}`);
}

/** The value as JSON. Never throws: what is missing or wrong is a sentence. The same on every machine. */
export function evaluate(expression: Expression, values: Values): Evaluated {
  throw new Error(`not there yet: ${expression.source} ${String(values)}`);
}

/** Held only where the value is exactly `true`; the evidence names the values that were compared, one line. */
export function judgeExpression(expression: Expression, values: Values): { readonly outcome: 'held' | 'failed'; readonly evidence: string } {
  throw new Error(`not there yet: ${expression.source} ${String(values)}`);
}
