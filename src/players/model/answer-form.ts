import { isJsonObject, unreachable, type Json, type JsonObject } from '../../base/index.ts';
import type {
  Instrument,
  JsonSchema,
  ModelPerformer,
  OutputForm,
  ProgramLanguage,
} from '../../score/index.ts';
import { sentSchema } from './sent-schema.ts';

/** What an answer looks like: worked out from what the instrument declares, told to the model, and read by it. */
export type AnswerForm =
  /** The text as it is: `output: markdown`. */
  | { readonly form: 'text' }
  | {
      readonly form: 'json';
      /**
       * `plain`: the output itself, its summary among its members. `wrapped`: `{ summary, output }`.
       * `files`: `{ summary, output?, files, edits }`.
       */
      readonly layout: 'plain' | 'wrapped' | 'files';
      readonly output: 'json' | 'text' | 'none';
      /** The summary is a member of the output that the person's own schema, or its absence, allows. */
      readonly keepsSummary: boolean;
      /** No schema is declared: whatever JSON it is. */
      readonly isAny: boolean;
      /** For the API's structured output; absent where it cannot say what is wanted. */
      readonly schema?: JsonObject;
      /** What the prompt says where no schema is sent. */
      readonly told: string;
    };

const summary = { type: 'string', description: 'one line: what was done, at most 25 words' } as const;
const text = { type: 'string' } as const;

const closed = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const listOf = (names: readonly string[]): JsonObject => ({
  type: 'array',
  items: closed(Object.fromEntries(names.map((name) => [name, text]))),
});
const files = listOf(['path', 'content']);
const edits = listOf(['path', 'find', 'replace']);

/** What a model is asked for, and its understudy too. */
export const askedOf = (
  { answer }: Pick<ModelPerformer, 'answer'>,
  { output }: Pick<Instrument, 'output'>,
): OutputForm => (answer === undefined ? output : { form: 'json', schema: answer });

/** `writes`: it brings files back. */
export function answerFormOf(output: Instrument['output'], writes: boolean): AnswerForm {
  if (writes) return filesForm(output);
  switch (output.form) {
    case 'markdown':
      return { form: 'text' };
    case 'json':
      return output.schema === undefined ? anyJson : bySchema(output.schema);
    case 'none':
    case 'run':
      return {
        form: 'json',
        layout: 'plain',
        output: 'none',
        keepsSummary: false,
        isAny: false,
        schema: closed({ summary }),
        told: 'Answer with JSON only: {"summary": one line}.',
      };
    default:
      return unreachable(output);
  }
}

const anyJson: AnswerForm = {
  form: 'json',
  layout: 'plain',
  output: 'json',
  keepsSummary: true,
  isAny: true,
  told: 'Answer with one JSON object only, its "summary" being one line.',
};

/** The program of a sound. Where no schema is sent, a fenced program is as good as JSON. */
export function programForm(language: ProgramLanguage): AnswerForm {
  const name = language === 'faust' ? 'Faust' : 'Python';
  return {
    form: 'json',
    layout: 'plain',
    output: 'json',
    keepsSummary: true,
    isAny: false,
    schema: closed({ program: { ...text, description: `the whole ${name} program` } }),
    told: `Answer with JSON only: {"program": the whole ${name} program}, or with the program alone in one fence of three backticks.`,
  };
}

function bySchema(declared: JsonSchema): AnswerForm {
  const { schema } = declared;
  const members = isJsonObject(schema) && schema['type'] === 'object' ? schema['properties'] : undefined;
  if (!isJsonObject(schema) || !isJsonObject(members)) {
    const sent = sentSchema(schema);
    const whole = sent === undefined || hasDefinitions(sent) ? undefined : closed({ output: sent, summary });
    return {
      form: 'json',
      layout: 'wrapped',
      output: 'json',
      keepsSummary: false,
      isAny: false,
      ...(whole === undefined ? {} : { schema: whole }),
      told: `Answer with JSON only: {"output": …, "summary": one line}. ${schemaTold('"output"', declared)}`,
    };
  }
  const own = 'summary' in members;
  const whole = own ? schema : withSummary(schema, members);
  const sent = sentSchema(whole);
  return {
    form: 'json',
    layout: 'plain',
    output: 'json',
    keepsSummary: own,
    isAny: false,
    ...(sent === undefined ? {} : { schema: sent }),
    told: `Answer with JSON only. ${schemaTold('It', { ...declared, schema: whole })}`,
  };
}

const withSummary = (schema: JsonObject, members: JsonObject): JsonObject => ({
  ...schema,
  properties: { ...members, summary },
  required: [...namesIn(schema['required']), 'summary'],
});

const namesIn = (list: Json | undefined): string[] =>
  Array.isArray(list) ? list.filter((name: Json): name is string => typeof name === 'string') : [];

/** References into them would lead nowhere once the schema stands within another. */
const hasDefinitions = (schema: JsonObject): boolean => '$defs' in schema || 'definitions' in schema;

function filesForm(output: Instrument['output']): AnswerForm {
  const declared = output.form === 'json' ? output.schema : undefined;
  const sent = declared === undefined ? undefined : sentSchema(declared.schema);
  const member: Json | undefined =
    output.form === 'markdown' ? text : sent === undefined || hasDefinitions(sent) ? undefined : sent;
  const sendable = declared === undefined || member !== undefined;
  const kind = output.form === 'markdown' ? 'text' : output.form === 'json' ? 'json' : 'none';
  const shown =
    kind === 'none' || (kind === 'json' && declared === undefined)
      ? ''
      : kind === 'text'
        ? '"output": text, '
        : '"output": …, ';
  const lists = '"files": [{"path", "content"}], "edits": [{"path", "find", "replace"}]';
  return {
    form: 'json',
    layout: 'files',
    output: kind,
    keepsSummary: false,
    isAny: false,
    ...(sendable
      ? { schema: closed({ ...(member === undefined ? {} : { output: member }), files, edits, summary }) }
      : {}),
    told: [
      `Answer with JSON only: {${shown}${lists}, "summary": one line}.`,
      ...(declared === undefined ? [] : [schemaTold('"output"', declared)]),
    ].join(' '),
  };
}

function schemaTold(what: string, { schema, others }: JsonSchema): string {
  const more = [...others].map(([path, other]) => `\n${path}: ${JSON.stringify(other)}`);
  return `${what} holds to this JSON Schema: ${JSON.stringify(schema)}${more.join('')}`;
}
