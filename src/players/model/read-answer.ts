import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import type { Failure } from '../end.ts';
import type { AnswerForm } from './answer-form.ts';
import { readJson } from './read-json.ts';

/** What an answer brings, once it has been read in its form. Not yet validated: the judge does that, as for scripts. */
export interface Answer {
  readonly output: Json;
  /** Beside the output. */
  readonly summary?: string;
  readonly files: readonly WrittenFile[];
  readonly edits: readonly Edit[];
}

export interface WrittenFile {
  readonly path: string;
  readonly content: string;
}

export interface Edit {
  readonly path: string;
  readonly find: string;
  readonly replace: string;
}

type Read<T> = { readonly read: T } | { readonly failure: Failure };
type JsonForm = Extract<AnswerForm, { form: 'json' }>;

export function readAnswer(form: AnswerForm, text: string): Read<Answer> {
  if (form.form === 'text') return textAnswer(text);
  const answer = readJson(text, isOpen(form) || form.layout === 'wrapped' ? 'any' : 'map');
  if ('failure' in answer) return answer;
  const { value } = answer;
  if (isOpen(form)) return { read: { output: value, files: [], edits: [] } };
  // A list that was asked for stands in a map beside its summary; on its own it is the output all the same.
  if (!isJsonObject(value))
    return form.layout === 'wrapped'
      ? { read: { output: value, files: [], edits: [] } }
      : wrong('a map', value);
  return form.layout === 'files' ? filesAnswer(form, value) : mapAnswer(form, value);
}

/** Any JSON at all is an output, whatever summary it has among its members. */
const isOpen = (form: JsonForm): boolean => form.isAny;

/** A text that is wrapped as a whole in a fence that calls itself Markdown is taken out of it. */
function textAnswer(text: string): Read<Answer> {
  if (text.trim() === '') return { failure: { failure: 'nothing printed' } };
  const [, inside] = /^\s*```(?:markdown|md)[ \t]*\n([\s\S]*)\n```\s*$/.exec(text) ?? [];
  return { read: { output: inside ?? text, files: [], edits: [] } };
}

function mapAnswer({ layout, output, keepsSummary }: JsonForm, value: JsonObject): Read<Answer> {
  const nothing = { files: [], edits: [] };
  if (keepsSummary) return { read: { output: value, ...nothing } };
  const { summary: _, ...rest } = value;
  if (layout === 'plain')
    return { read: { output: output === 'none' ? null : rest, ...summaryOf(value), ...nothing } };
  const { output: inner } = value;
  if (inner === undefined) return wrong('a map with `output` and `summary`', value);
  return { read: { output: inner, ...summaryOf(value), ...nothing } };
}

function filesAnswer({ output: kind }: JsonForm, value: JsonObject): Read<Answer> {
  const files = listOf(value['files'] ?? [], fileOf);
  const edits = listOf(value['edits'] ?? [], editOf);
  if (files === undefined || edits === undefined)
    return wrong('`files` of path and content, `edits` of path, find and replace', value);
  const lists = { files, edits, ...summaryOf(value) };
  const { output } = value;
  if (kind === 'none') return { read: { output: null, ...lists } };
  if (kind === 'text' && typeof output !== 'string') return wrong('a map with a text as its `output`', value);
  if (output !== undefined) return { read: { output, ...lists } };
  // Nothing but files was asked for: what is said of them is the output.
  return { read: { output: { ...summaryOf(value) }, ...lists } };
}

const summaryOf = ({ summary }: JsonObject): { readonly summary?: string } =>
  typeof summary === 'string' && summary.trim() !== '' ? { summary } : {};

function listOf<T>(value: Json, one: (member: JsonObject) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.map((member: Json) => (isJsonObject(member) ? one(member) : undefined));
  const read = list.filter((member) => member !== undefined);
  return read.length === list.length ? read : undefined;
}

const fileOf = ({ path, content }: JsonObject): WrittenFile | undefined =>
  typeof path === 'string' && typeof content === 'string' ? { path, content } : undefined;

const editOf = ({ path, find, replace }: JsonObject): Edit | undefined =>
  typeof path === 'string' && typeof find === 'string' && typeof replace === 'string'
    ? { path, find, replace }
    : undefined;

const wrong = (wanted: string, value: Json): { readonly failure: Failure } => ({
  failure: {
    failure: 'wrong form',
    wanted,
    got: Array.isArray(value)
      ? 'a list'
      : isJsonObject(value)
        ? `a map of ${Object.keys(value).slice(0, 8).join(', ')}`
        : `a ${typeof value}`,
  },
});
