import type { Json, Span } from '../base/index.ts';
import type { Evaluated, Expression, JsonTemplate, Names, Template, Values } from './expression.ts';
import type { TemplateMistake } from './language-mistakes.ts';

/** Reads `{…}` in a text. `{{` and `}}` are braces. Offsets of mistakes count from the begin of `source`. */
export function parseTemplate(
  source: string,
  at: Span,
  known: Names,
): { readonly template: Template; readonly mistakes?: never } | { readonly template?: never; readonly mistakes: readonly TemplateMistake[] } {
  throw new Error(`not there yet: ${source} ${at.file} ${String(known)}`);
}

/** A string that is one placeholder yields its value with its type, anything else a text. Absent or null is not ok. */
export function expandTemplate(template: Template, values: Values): Evaluated {
  throw new Error(`not there yet: ${template.source} ${String(values)}`);
}

/** The same, always a text. */
export function expandText(template: Template, values: Values): Evaluated<string> {
  throw new Error(`not there yet: ${template.source} ${String(values)}`);
}

/** A mistake in a string of a JSON value, and where that string stands in it. */
export interface JsonTemplateMistake {
  readonly path: readonly (string | number)[];
  readonly mistake: TemplateMistake;
}

/** Every string of `value` becomes a template; member names do not. `place` says where the string at a path stands. */
export function parseJsonTemplate(
  value: Json,
  place: (path: readonly (string | number)[]) => Span,
  known: Names,
): { readonly template: JsonTemplate; readonly mistakes?: never } | { readonly template?: never; readonly mistakes: readonly JsonTemplateMistake[] } {
  throw new Error(`not there yet: ${String(value)} ${String(place)} ${String(known)}`);
}

export function expandJsonTemplate(template: JsonTemplate, values: Values): Evaluated {
  throw new Error(`not there yet: ${String(template)} ${String(values)}`);
}

/** The expressions of a template or of a JSON value of templates, in the order in which they stand. */
export function templateExpressions(template: JsonTemplate): readonly Expression[] {
  throw new Error(`not there yet: ${String(template)}`);
}
