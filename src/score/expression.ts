import type { Json, Span } from '../base/index.ts';
import { typeSentence } from './expression-errors.ts';
import { evidenceOf } from './expression-evidence.ts';
import { namesIn } from './expression-names.ts';
import { atWork, readText } from './expression-run.ts';
import { evidenceLimit, oneLine, shown } from './expression-shown.ts';
import { syntaxMistake } from './expression-syntax.ts';
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
export type JsonTemplate =
  null | boolean | number | Template | readonly JsonTemplate[] | { readonly [key: string]: JsonTemplate };

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

type Parsed =
  | { readonly expression: Expression; readonly mistakes?: never }
  | { readonly expression?: never; readonly mistakes: readonly ExpressionMistake[] };

/**
 * Parses an expression and looks its names and functions up. All unknown names are told at once; an expression that
 * can't be parsed has one mistake. Offsets count from the begin of `source`.
 */
export function parseExpression(source: string, at: Span, known: Names): Parsed {
  if (source.trim() === '')
    return { mistakes: [{ code: 'empty_expression', offset: 0, length: Math.max(1, source.length) }] };
  try {
    const { ast, error } = readText(source);
    const { names, paths, mistakes } = namesIn(ast, known);
    if (mistakes.length > 0) return { mistakes };
    if (error !== undefined && !isPassable(error)) {
      const { start = 0, end = source.length } = error.range ?? {};
      return {
        mistakes: [
          { code: 'wrong_type', offset: start, length: Math.max(1, end - start), says: typeSentence(error) },
        ],
      };
    }
    return { expression: { source, at, names, paths } };
  } catch (error) {
    return { mistakes: [syntaxMistake(error, source)] };
  }
}

/** Branches of two kinds are refused by the package; they are printed so that it takes them (expression-text.ts). */
const isPassable = ({ code }: { readonly code: string }): boolean => code === 'incompatible_ternary_branches';

/** The value as JSON. Never throws: what is missing or wrong is a sentence. The same on every machine. */
export function evaluate({ source }: Expression, values: Values): Evaluated {
  const worked = atWork((bench) => bench.value(readText(source).ast, values));
  return worked.gaveUp ? { ok: false, because: tooMuch(source, worked.because) } : worked.value;
}

export interface JudgedExpression {
  readonly outcome: 'held' | 'failed';
  readonly evidence: string;
}

/** Held only where the value is exactly `true`; the evidence names the values that were compared, one line. */
export function judgeExpression({ source }: Expression, values: Values): JudgedExpression {
  const worked = atWork((bench) => bench.value(readText(source).ast, values));
  if (worked.gaveUp) return { outcome: 'failed', evidence: tooMuch(source, worked.because) };
  const result = worked.value;
  // The outcome stands. To explain it takes the parts one by one, and may be too much where the whole was not.
  const explained = atWork((bench) => evidenceOf(readText(source).ast, values, bench, result));
  const evidence = explained.gaveUp
    ? result.ok
      ? `${oneLine(source, 120)} is ${shown(result.value)}`
      : result.because
    : explained.value;
  return {
    outcome: result.ok && result.value === true ? 'held' : 'failed',
    evidence: oneLine(evidence, evidenceLimit),
  };
}

const tooMuch = (source: string, because: string): string => `${oneLine(source, 120)} ${because}`;
