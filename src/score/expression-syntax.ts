import { ParseError } from '@marcbachmann/cel-js';
import type { ExpressionMistake } from './language-mistakes.ts';

/** What people write who come from another language, with what CEL has for it. */
const otherWords: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  not: '!',
  is: '==',
  eq: '==',
  contains: '.contains(…)',
  None: 'null',
  nil: 'null',
  undefined: 'null',
};
const otherSigns: Readonly<Record<string, string>> = { '=': '==', '&': '&&', '|': '||' };
const marks: Readonly<Record<string, string>> = { RPAREN: ')', RBRACKET: ']', RBRACE: '}', COLON: ':' };

/** The mistake for text that the package could not parse. Its own words speak of tokens; these speak of the text. */
export function syntaxMistake(error: unknown, source: string): ExpressionMistake {
  if (!(error instanceof ParseError))
    return {
      code: 'bad_expression',
      offset: 0,
      length: source.length,
      says: 'the expression is nested too deeply',
    };
  const start = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.max(error.range?.end ?? start, start);
  const at = { code: 'bad_expression', offset: start, length: Math.max(1, end - start) } as const;
  const atEnd = source.slice(start).trim() === '';

  const [, mark] = /^Expected ([A-Z]+),/.exec(error.summary) ?? [];
  const missing = mark === undefined ? undefined : marks[mark];
  if (atEnd) {
    const offset = Math.max(0, source.trimEnd().length - 1);
    if (missing !== undefined)
      return { ...at, offset, length: 1, says: `a \`${missing}\` is missing at the end` };
    return { ...at, offset, length: 1, says: 'the expression ends too early' };
  }
  switch (error.code) {
    case 'limit_exceeded':
      return { ...at, says: 'the expression is too long', help: 'let an instrument work it out' };
    case 'reserved_identifier':
      return {
        ...at,
        says: `\`${source.slice(start, end)}\` is a word of the expression language, not a name`,
      };
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return { ...at, length: 1, says: 'this text is never closed' };
    case 'newline_in_string':
      return { ...at, says: 'a text in quotes ends on its own line', help: 'write `\\n` for a line end' };
    case 'invalid_macro_argument':
      return { ...at, says: 'a plain name is expected here, such as `x` in `list.filter(x, x > 0)`' };
  }
  if (/^Invalid|^Octal|not allowed/.test(error.summary)) return { ...at, says: lowered(error.summary) };
  return { ...at, ...unexpected(source, start, end, missing) };
}

function unexpected(
  source: string,
  start: number,
  end: number,
  missing: string | undefined,
): { says: string; help?: string; offset?: number; length?: number } {
  const token =
    /^[A-Za-z_]\w*/.exec(source.slice(start))?.[0] ?? source.slice(start, Math.max(end, start + 1));
  const [, before] = /([A-Za-z_]\w*)\s+$/.exec(source.slice(0, start)) ?? [];
  const [, signs] = /([=!<>&|]+)$/.exec(source.slice(0, start)) ?? [];
  const sign = otherSigns[token];
  if (sign !== undefined && signs !== undefined) {
    const whole = `${signs}${token}`;
    return {
      offset: start - signs.length,
      length: whole.length,
      says: `\`${whole}\` is no operator; did you mean \`${whole.startsWith('!') ? '!=' : sign}\`?`,
    };
  }
  const instead = sign ?? (Object.hasOwn(otherWords, token) ? otherWords[token] : undefined);
  if (instead !== undefined)
    return { length: token.length, says: `\`${token}\` is no operator; did you mean \`${instead}\`?` };
  if (before !== undefined && Object.hasOwn(otherWords, before)) {
    return {
      offset: source.lastIndexOf(before, start),
      length: before.length,
      says: `\`${before}\` is no operator; did you mean \`${otherWords[before] ?? ''}\`?`,
    };
  }
  if (missing !== undefined)
    return { length: token.length, says: `a \`${missing}\` is expected before \`${token}\`` };
  return { length: token.length, says: `\`${token}\` is not expected here` };
}

const lowered = (text: string): string =>
  `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`.replace(/\s+/g, ' ');
