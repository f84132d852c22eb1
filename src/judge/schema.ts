import type { ErrorObject } from 'ajv';
import type { Json, Judged } from '../base/index.ts';
import type { JsonSchema } from '../score/index.ts';
import { compileSchema } from '../score/index.ts';
import { bounded, listed, shown } from './evidence.ts';

/** How many errors the evidence spells out. */
const spelledOut = 5;

/** Compiled once per schema object; a score is read once, so its schemas keep their identity for a session. */
const compiled = new WeakMap<JsonSchema, ReturnType<typeof compileSchema>>();

/**
 * Judges an output by its declared schema (JSON Schema 2020-12).
 * `format` asserts, by ajv-formats: who writes `"format": "date"` expects it to be checked, and a format that nobody
 * knows fails the criterion instead of passing unheard. Unknown keywords are annotations, as the standard says.
 */
export function judgeSchema(schema: JsonSchema, output: Json): Judged {
  const criterion = `schema ${schema.file}`;
  const ready = compiled.get(schema) ?? compileSchema(schema);
  compiled.set(schema, ready);
  if ('because' in ready)
    return { criterion, outcome: 'failed', evidence: bounded(`the schema can’t be used: ${ready.because}`) };
  if (ready.validate(output))
    return { criterion, outcome: 'held', evidence: `the output fits: ${kindOf(output)}` };
  const errors = mostTelling(ready.validate.errors ?? []).map(sentence);
  return { criterion, outcome: 'failed', evidence: bounded(listed(errors, spelledOut)) };
}

/** An `anyOf` or `oneOf` that fails lists the errors of all its branches: those say more than "must match one". */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const wrappers = new Set(['if', 'allOf', '$ref', '$dynamicRef']);
  const telling = errors.filter(({ keyword }) => !wrappers.has(keyword));
  return telling.length === 0 ? errors : telling;
}

/** `/samples/3/freq: must be <= 20000, was 48000`. The empty instance path is the output itself. */
function sentence({ instancePath, message, params, keyword, data, parentSchema }: ErrorObject): string {
  const at = instancePath === '' ? 'output' : `output${instancePath}`;
  // A pattern is hard to read; who wrote it has often said in words what it asks for.
  const words: unknown = keyword === 'pattern' ? parentSchema?.['description'] : undefined;
  const named = typeof words === 'string' ? ` (${words})` : detail(keyword, params);
  const was = keyword === 'required' ? '' : `, was ${shown(data as Json)}`;
  return `${at}: ${message ?? keyword}${named}${was}`;
}

function detail(keyword: string, params: ErrorObject['params']): string {
  const { additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = params as {
    [name: string]: Json | undefined;
  };
  const extra = additionalProperty ?? unevaluatedProperty;
  if (extra !== undefined) return `: ${JSON.stringify(extra)}`;
  if (keyword === 'enum' && allowedValues !== undefined)
    return `: ${JSON.stringify(allowedValues).slice(0, 120)}`;
  return keyword === 'const' ? `: ${shown(allowedValue)}` : '';
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object'
    ? `an object of ${Object.keys(value).length} members`
    : `a ${typeof value}`;
}
