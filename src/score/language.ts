import type { Diagnostic, Span } from '../base/index.ts';
import {
  parseExpression,
  type Expression,
  type JsonTemplate,
  type Names,
  type Template,
} from './expression.ts';
import { languageSentence, type LanguageMistake } from './language-mistakes.ts';
import { below, type Located } from './located.ts';
import { parseJsonTemplate, parseTemplate } from './template.ts';
import { spanAt, type TextFile } from './text-file.ts';
import { diagnose, outOfScope } from './wording.ts';

/** Reads the expressions and templates of one file's front matter, with the places of their mistakes. */
export interface Language {
  /** `undefined` where there is none, or where it has a mistake, which has been told. */
  expression(key: string, value: Located | undefined, names: Names): Expression | undefined;
  template(value: Located, names: Names): Template | undefined;
  /** The same for the rest of a text, from the character `from` on: `!pattern` without its mark. */
  templateFrom(value: Located, from: number, names: Names): Template | undefined;
  jsonTemplate(value: Located, names: Names): JsonTemplate | undefined;
}

/** `hint` says what to do about a name that is not in scope, where more is known than which names are. */
export function languageOf(
  file: TextFile,
  found: Diagnostic[],
  hint: (name: string) => string | undefined = () => undefined,
): Language {
  const tell = (text: string, at: Span, mistakes: readonly LanguageMistake[]): void => {
    for (const mistake of mistakes) {
      const told = diagnosis(mistake, placeWithin(file, text, at, mistake.offset, mistake.length));
      const help = mistake.code === 'unknown_name' ? hint(mistake.name) : undefined;
      found.push(help === undefined ? told : { ...told, message: outOfScope(told.message), help });
    }
  };
  const templateFrom = (value: Located, from: number, names: Names): Template | undefined => {
    if (value.shape !== 'scalar' || typeof value.value !== 'string') return undefined;
    const text = value.value.slice(from);
    const at = { ...value.textAt, column: value.textAt.column + from };
    const { template, mistakes } = parseTemplate(text, at, names);
    if (mistakes !== undefined) tell(text, at, mistakes);
    return template;
  };
  return {
    expression(key, value, names) {
      if (value?.shape !== 'scalar') return undefined;
      const text = value.value === null ? '' : String(value.value);
      if (text.trim() === '') {
        found.push(diagnose(value.at, { mistake: 'empty_expression', key }));
        return undefined;
      }
      const { expression, mistakes } = parseExpression(text, value.textAt, names);
      if (mistakes !== undefined) tell(text, value.textAt, mistakes);
      return expression;
    },
    template: (value, names) => templateFrom(value, 0, names),
    templateFrom,
    jsonTemplate(value, names) {
      const place = (path: readonly (string | number)[]): Span => {
        const there = below(value, path);
        return there.shape === 'scalar' ? there.textAt : there.at;
      };
      const { template, mistakes } = parseJsonTemplate(value.value, place, names);
      for (const { path, mistake } of mistakes ?? []) {
        const there = below(value, path);
        if (typeof there.value === 'string') tell(there.value, place(path), [mistake]);
      }
      return template;
    },
  };
}

/** A mistake of the expression language at its place in a file. */
export const diagnosis = (mistake: LanguageMistake, at: Span): Diagnostic => ({
  code: mistake.code,
  severity: 'mistake',
  at,
  ...languageSentence(mistake),
});

/**
 * The place of some characters of a text that YAML has read. Where quotes, escapes or folded lines make the text
 * differ from what the file holds, the whole of it is named.
 */
function placeWithin(file: TextFile, text: string, at: Span, offset: number, length: number): Span {
  const start = (file.lines[at.line - 1] ?? 0) + at.column - 1;
  const end = offset + length;
  if (file.text.slice(start, start + end) === text.slice(0, end))
    return spanAt(file, start + Math.min(offset, Math.max(0, text.length - 1)), Math.max(1, length));
  return at;
}
