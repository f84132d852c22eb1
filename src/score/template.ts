import { isJsonObject, type Json, type Span } from '../base/index.ts';
import {
  evaluate,
  parseExpression,
  type Evaluated,
  type Expression,
  type JsonTemplate,
  type Names,
  type Template,
  type Values,
} from './expression.ts';
import { shown } from './expression-shown.ts';
import type { ExpressionMistake, TemplateMistake } from './language-mistakes.ts';

type ParsedTemplate =
  | { readonly template: Template; readonly mistakes?: never }
  | { readonly template?: never; readonly mistakes: readonly TemplateMistake[] };

/** Reads `{…}` in a text. `{{` and `}}` are braces. Offsets of mistakes count from the begin of `source`. */
export function parseTemplate(source: string, at: Span, known: Names): ParsedTemplate {
  const pieces: (string | Expression)[] = [];
  const mistakes: TemplateMistake[] = [];
  let text = '';
  const endText = (): void => {
    if (text !== '') pieces.push(text);
    text = '';
  };
  for (let offset = 0; offset < source.length;) {
    const two = source.slice(offset, offset + 2);
    if (two === '{{' || two === '}}') {
      text += two.slice(0, 1);
      offset += 2;
    } else if (two.startsWith('{')) {
      endText();
      const end = endOfPlaceholder(source, offset);
      if (end === undefined) {
        mistakes.push({ code: 'open_brace', offset, length: 1 });
        break;
      }
      const inside = source.slice(offset + 1, end);
      const parsed = parseExpression(inside, within(at, offset + 1, inside.length), known);
      if (parsed.expression !== undefined) pieces.push(parsed.expression);
      else mistakes.push(...parsed.mistakes.map((one) => moved(one, offset + 1)));
      offset = end + 1;
    } else {
      text += two.slice(0, 1);
      offset += 1;
    }
  }
  endText();
  return mistakes.length > 0 ? { mistakes } : { template: { source, at, pieces } };
}

/** What can't be read as an expression was perhaps never meant as one: `awk '{print $1}'`. */
const moved = (mistake: ExpressionMistake, by: number): TemplateMistake =>
  mistake.code === 'bad_expression'
    ? { help: 'a brace that is meant as text is written `{{`', ...mistake, offset: mistake.offset + by }
    : { ...mistake, offset: mistake.offset + by };

/** On the template's first line; exact where the text stands in the file as it is. */
const within = (at: Span, offset: number, length: number): Span => ({
  ...at,
  column: at.column + offset,
  length: Math.max(1, length),
});

/** Where the brace that closes the one at `open` stands: not one in a text, nor one that closes an object. */
function endOfPlaceholder(source: string, open: number): number | undefined {
  let depth = 0;
  for (let offset = open; offset < source.length; offset += 1) {
    switch (source[offset]) {
      case '{':
        depth += 1;
        break;
      case '}':
        depth -= 1;
        if (depth === 0) return offset;
        break;
      case '"':
      case "'": {
        const end = endOfText(source, offset);
        if (end === undefined) return undefined;
        offset = end;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** The last character of a CEL text that begins at `quote`: one quote or three; raw ones have no escapes. */
function endOfText(source: string, quote: number): number | undefined {
  const mark = source.slice(quote, quote + 1);
  const long = source.startsWith(mark.repeat(3), quote);
  const close = long ? mark.repeat(3) : mark;
  // The package's lexer steps over what follows a backslash in raw texts too.
  for (let offset = quote + close.length; offset < source.length; offset += 1) {
    if (source[offset] === '\\') offset += 1;
    else if (source.startsWith(close, offset)) return offset + close.length - 1;
  }
  return undefined;
}

/** A string that is one placeholder yields its value with its type, anything else a text. Absent or null is not ok. */
export function expandTemplate(template: Template, values: Values): Evaluated {
  const [only] = template.pieces;
  if (template.pieces.length !== 1 || only === undefined || typeof only === 'string')
    return expandText(template, values);
  return present(only, values);
}

/** The same, always a text. What an expression yields is never expanded again. */
export function expandText({ pieces }: Template, values: Values): Evaluated<string> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const found = present(piece, values);
    if (!found.ok) return found;
    if (typeof found.value === 'object')
      return { ok: false, because: `{${piece.source}} is ${shown(found.value)}, which is no text` };
    text += typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
  }
  return { ok: true, value: text };
}

function present(expression: Expression, values: Values): Evaluated<Exclude<Json, null>> {
  const found = evaluate(expression, values);
  if (!found.ok) return found;
  const { value } = found;
  return value === null ? { ok: false, because: `${expression.source.trim()} is null` } : { ok: true, value };
}

/** A mistake in a string of a JSON value, and where that string stands in it. */
export interface JsonTemplateMistake {
  readonly path: readonly (string | number)[];
  readonly mistake: TemplateMistake;
}

type ParsedJsonTemplate =
  | { readonly template: JsonTemplate; readonly mistakes?: never }
  | { readonly template?: never; readonly mistakes: readonly JsonTemplateMistake[] };

/** Every string of `value` becomes a template; member names do not. `place` says where the string at a path stands. */
export function parseJsonTemplate(
  value: Json,
  place: (path: readonly (string | number)[]) => Span,
  known: Names,
): ParsedJsonTemplate {
  const mistakes: JsonTemplateMistake[] = [];
  const read = (one: Json, path: readonly (string | number)[]): JsonTemplate => {
    if (typeof one === 'string') {
      const parsed = parseTemplate(one, place(path), known);
      if (parsed.template !== undefined) return parsed.template;
      mistakes.push(...parsed.mistakes.map((mistake) => ({ path, mistake })));
      return null;
    }
    if (typeof one !== 'object' || one === null) return one;
    if (!isJsonObject(one)) return one.map((entry, index) => read(entry, [...path, index]));
    return Object.fromEntries(
      Object.entries(one).map(([name, member]) => [name, read(member, [...path, name])]),
    );
  };
  const template = read(value, []);
  return mistakes.length > 0 ? { mistakes } : { template };
}

export function expandJsonTemplate(template: JsonTemplate, values: Values): Evaluated {
  if (typeof template !== 'object' || template === null) return { ok: true, value: template };
  if (isTemplate(template)) return expandTemplate(template, values);
  if (isList(template)) {
    const list: Json[] = [];
    for (const entry of template) {
      const expanded = expandJsonTemplate(entry, values);
      if (!expanded.ok) return expanded;
      list.push(expanded.value);
    }
    return { ok: true, value: list };
  }
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(template)) {
    const expanded = expandJsonTemplate(member, values);
    if (!expanded.ok) return expanded;
    members.push([name, expanded.value]);
  }
  return { ok: true, value: Object.fromEntries(members) };
}

/** The expressions of a template or of a JSON value of templates, in the order in which they stand. */
export function templateExpressions(template: JsonTemplate): readonly Expression[] {
  if (typeof template !== 'object' || template === null) return [];
  if (isTemplate(template)) return template.pieces.filter((piece) => typeof piece !== 'string');
  return (isList(template) ? template : Object.values(template)).flatMap(templateExpressions);
}

const isList = (template: object): template is readonly JsonTemplate[] => Array.isArray(template);

/** A JSON object that has a member `source` holds a template there, never a string: so the two can't be confused. */
const isTemplate = (template: object): template is Template =>
  'source' in template && typeof template.source === 'string';
