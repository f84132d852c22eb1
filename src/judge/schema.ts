import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { posix } from 'node:path';
import type { Json, Judged } from '../base/index.ts';
import { isJsonObject } from '../base/index.ts';
import type { JsonSchema } from '../score/index.ts';
import { bounded, listed, shown } from './evidence.ts';

/** How many errors the evidence spells out. */
const spelledOut = 5;

type Compiled = { readonly validate: ValidateFunction } | { readonly because: string };

/** Compiled once per schema object; a score is read once, so its schemas keep their identity for a session. */
const compiled = new WeakMap<JsonSchema, Compiled>();

/**
 * Judges an output by its declared schema (JSON Schema 2020-12).
 * `format` asserts, by ajv-formats: who writes `"format": "date"` expects it to be checked, and a format that nobody
 * knows fails the criterion instead of passing unheard. Unknown keywords are annotations, as the standard says.
 */
export function judgeSchema(schema: JsonSchema, output: Json): Judged {
  const criterion = `schema ${schema.file}`;
  const ready = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, ready);
  if ('because' in ready) return { criterion, outcome: 'failed', evidence: bounded(ready.because) };
  if (ready.validate(output)) return { criterion, outcome: 'held', evidence: `the output fits: ${kindOf(output)}` };
  const errors = mostTelling(ready.validate.errors ?? []).map(sentence);
  return { criterion, outcome: 'failed', evidence: bounded(listed(errors, spelledOut)) };
}

function compile({ file, schema, others }: JsonSchema): Compiled {
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, allowUnionTypes: true, logger: false });
  addFormats.default(ajv);
  const name = addressOf(file);
  try {
    for (const [path, other] of others) {
      ajv.addSchema(clone(other), addressOf(path));
      // Where the schema that refers to it has an `$id`, the other one's address follows from that.
      const beside = besideId(schema, file, path);
      if (beside !== undefined && !hasId(other)) ajv.addSchema(clone(other), beside);
    }
    ajv.addSchema(clone(schema), name);
    const validate = ajv.getSchema(name);
    return validate === undefined ? { because: `${file} is no schema` } : { validate };
  } catch (error) {
    return { because: `${file} can't be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const addressOf = (path: string): string => new URL(path, 'file:///').href;

const hasId = (schema: Json): boolean => isJsonObject(schema) && typeof schema['$id'] === 'string';

function besideId(schema: Json, file: string, other: string): string | undefined {
  const id = isJsonObject(schema) ? schema['$id'] : undefined;
  if (typeof id !== 'string') return undefined;
  const base = URL.canParse(id) ? id : new URL(id, addressOf(file)).href;
  return new URL(posix.relative(posix.dirname(file), other), base).href;
}

/** ajv keeps schemas by identity and address; one under two addresses must be two. */
const clone = (schema: Json): boolean | { [key: string]: unknown } => {
  if (typeof schema === 'boolean') return schema;
  if (!isJsonObject(schema)) throw new TypeError(`a schema is an object or a boolean, not ${kindOf(schema)}`);
  return structuredClone(schema);
};

/** An `anyOf` or `oneOf` that fails lists the errors of all its branches: those say more than "must match one". */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const wrappers = new Set(['if', 'allOf', '$ref', '$dynamicRef']);
  const telling = errors.filter(({ keyword }) => !wrappers.has(keyword));
  return telling.length === 0 ? errors : telling;
}

/** `/samples/3/freq: must be <= 20000, was 48000`. The empty instance path is the output itself. */
function sentence({ instancePath, message, params, keyword, data }: ErrorObject): string {
  const at = instancePath === '' ? 'output' : `output${instancePath}`;
  const named = detail(keyword, params);
  const was = keyword === 'required' ? '' : `, was ${shown(data as Json)}`;
  return `${at}: ${message ?? keyword}${named}${was}`;
}

function detail(keyword: string, params: ErrorObject['params']): string {
  const { additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = params as { [name: string]: Json | undefined };
  const extra = additionalProperty ?? unevaluatedProperty;
  if (extra !== undefined) return `: ${JSON.stringify(extra)}`;
  if (keyword === 'enum' && allowedValues !== undefined) return `: ${JSON.stringify(allowedValues).slice(0, 120)}`;
  return keyword === 'const' ? `: ${shown(allowedValue)}` : '';
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? `an object of ${Object.keys(value).length} members` : `a ${typeof value}`;
}
