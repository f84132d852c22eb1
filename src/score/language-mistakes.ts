import { unreachable } from '../base/index.ts';
import { nearest } from '../base/index.ts';

/** What can be wrong in an expression. Facts only; offset and length count UTF-16 units of the expression's source. */
export type ExpressionMistake = Where &
  (
    | { readonly code: 'empty_expression' }
    /** `says` is a clause without a full stop: `a string is never closed`. */
    | { readonly code: 'bad_expression'; readonly says: string; readonly help?: string }
    | { readonly code: 'unknown_name'; readonly name: string; readonly known: readonly string[] }
    /** `kitchen.wiegh`, `flags["rnder"]`: what may follow `of` is known. `path` is all that follows, joined with dots. */
    | {
        readonly code: 'unknown_member';
        readonly of: string;
        readonly name: string;
        readonly path: string;
        readonly known: readonly string[];
      }
    /** `otherwise` is how it would be right: `sum(…)` where it was written after a dot. */
    | {
        readonly code: 'unknown_function';
        readonly name: string;
        readonly known: readonly string[];
        readonly otherwise?: string;
      }
    /** An operator or function that is given what it does not take, whatever the values turn out to be. */
    | { readonly code: 'wrong_type'; readonly says: string }
  );

/** What can be wrong in a template: an expression in it, or its braces. Offsets count from the template's begin. */
export type TemplateMistake = ExpressionMistake | (Where & { readonly code: 'open_brace' });

/** What can be wrong in production.md. Offsets count from the begin of the text. */
export type ProductionMistake =
  | TemplateMistake
  | (Where &
      (
        | { readonly code: 'too_deep' }
        | { readonly code: 'too_long' }
        | { readonly code: 'near_heading'; readonly heading: string; readonly known: readonly string[] }
        | {
            readonly code: 'unknown_scope';
            readonly scope: string;
            readonly what: 'ensemble' | 'instrument';
            readonly known: readonly string[];
          }
        | { readonly code: 'scope_refused'; readonly of: string; readonly rather: string }
        | { readonly code: 'empty_item'; readonly of: string }
        | { readonly code: 'no_path'; readonly text: string }
        | { readonly code: 'no_table'; readonly of: string; readonly columns: readonly string[] }
        | { readonly code: 'unknown_column'; readonly column: string; readonly known: readonly string[] }
        | { readonly code: 'missing_column'; readonly column: string; readonly of: string }
        | { readonly code: 'empty_cell'; readonly column: string }
        | { readonly code: 'bad_target'; readonly target: string; readonly why: 'form' | 'order' }
        | { readonly code: 'bad_flag'; readonly text: string }
        | { readonly code: 'unknown_flag'; readonly flag: string; readonly known: readonly string[] }
        | { readonly code: 'flag_twice'; readonly flag: string }
        | { readonly code: 'unknown_model'; readonly name: string; readonly known: readonly string[] }
      ));

export type LanguageMistake = ExpressionMistake | TemplateMistake | ProductionMistake;

interface Where {
  readonly offset: number;
  readonly length: number;
}

/** The sentence for a mistake, and what to do next where the sentence does not say it. */
export function languageSentence(m: LanguageMistake): { readonly message: string; readonly help?: string } {
  switch (m.code) {
    case 'empty_expression':
      return { message: 'the expression is empty' };
    case 'bad_expression':
      return m.help === undefined ? { message: m.says } : { message: m.says, help: m.help };
    case 'unknown_name':
      return unknown(`there is no \`${m.name}\` here`, m.name, m.known, 'names that can be used here');
    case 'unknown_member':
      return m.path !== m.name && m.known.includes(m.path)
        ? { message: `\`${m.of}.${m.path}\` reads a dot as a member; did you mean \`${m.of}["${m.path}"]\`?` }
        : unknown(`\`${m.of}\` has no \`${m.name}\``, m.name, m.known, 'it has');
    case 'unknown_function':
      return m.otherwise === undefined
        ? unknown(`there is no function \`${m.name}\``, m.name, m.known, 'functions')
        : { message: `\`${m.name}\` is written \`${m.otherwise}\`` };
    case 'wrong_type':
      return { message: m.says };
    case 'open_brace':
      return { message: 'this `{` is never closed', help: 'a brace that is meant as text is written `{{`' };
    case 'too_deep':
      return { message: 'production.md is nested too deeply to be read' };
    case 'too_long':
      return { message: 'production.md is longer than 1 MiB' };
    case 'near_heading':
      return { message: `\`${m.heading}\` is not a heading of production.md${meant(m.heading, m.known)}` };
    case 'unknown_scope':
      return unknown(
        `\`${m.scope}\` names no ${m.what}`,
        m.scope,
        m.known,
        m.what === 'ensemble' ? 'ensembles' : 'instruments',
      );
    case 'scope_refused':
      return {
        message: `${m.of} belongs to an ensemble or to the session: it is judged once, before the close`,
        help: `write \`@${m.rather}\`, or leave the \`@…\` out`,
      };
    case 'empty_item':
      return { message: `this ${m.of} says nothing` };
    case 'no_path':
      return {
        message: `\`${short(m.text)}\` is no path`,
        help: 'begin with a path or glob, best as code: `output/{slug}/report.md`',
      };
    case 'no_table':
      return { message: `${m.of} stand in a table`, help: `its columns: ${m.columns.join(', ')}` };
    case 'unknown_column':
      return unknown(`there is no column \`${short(m.column)}\` here`, m.column, m.known, 'columns');
    case 'missing_column':
      return { message: `the table of ${m.of} has no column \`${m.column}\`` };
    case 'empty_cell':
      return { message: `${m.column} is empty` };
    case 'bad_target':
      return m.why === 'order'
        ? { message: `the target \`${short(m.target)}\` begins above its end` }
        : {
            message: `\`${short(m.target)}\` is no target`,
            help: 'an operator and a number, such as `>= 0.9`, or a range, such as `-3..3`',
          };
    case 'bad_flag':
      return {
        message: `\`${short(m.text)}\` sets no flag`,
        help: 'write `name: value`, with text, a number, true or false as value',
      };
    case 'unknown_flag':
      return unknown(`no ensemble has a flag \`${m.flag}\``, m.flag, m.known, 'flags');
    case 'unknown_model':
      return m.name === ''
        ? { message: '`(by ear: …)` names no model', help: 'name one, or write `(by ear)`' }
        : unknown(`\`${short(m.name)}\` is no model`, m.name, m.known, 'models');
    case 'flag_twice':
      return { message: `the flag \`${m.flag}\` is set twice` };
    default:
      return unreachable(m);
  }
}

function unknown(
  says: string,
  word: string,
  known: readonly string[],
  what: string,
): { message: string; help?: string } {
  const near = nearest(word, known);
  if (near !== undefined) return { message: `${says}; did you mean \`${near}\`?` };
  return known.length === 0
    ? { message: says }
    : { message: says, help: `${what}: ${known.slice(0, 40).join(', ')}` };
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
};
