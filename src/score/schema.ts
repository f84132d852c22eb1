import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type Diagnostic, type Json, type Span } from '../base/index.ts';
import { folderOf, isBelow, joined } from './paths.ts';
import type { JsonSchema } from './score.ts';
import { spanAt, type TextFile } from './text-file.ts';
import { diagnose } from './wording.ts';
import type { TextFiles, Workspace } from './workspace.ts';

/** Reads schemas by path, each once: its mistakes are told once, however many instruments name it. */
export interface Schemas {
  /** `undefined` where it has a mistake, which has been told. */
  of(path: string): JsonSchema | undefined;
}

export function schemasOf(workspace: Workspace, texts: TextFiles, found: Diagnostic[]): Schemas {
  const read = new Map<string, JsonSchema | undefined>();
  const parsed = new Map<string, Json | undefined>();

  const content = (path: string): Json | undefined => {
    if (!parsed.has(path)) {
      const file = texts.of(path);
      parsed.set(path, file === undefined ? undefined : parseJson(file, found));
    }
    return parsed.get(path);
  };

  function gather(path: string): JsonSchema | undefined {
    const schema = content(path);
    const file = texts.of(path);
    if (schema === undefined || file === undefined) return undefined;
    const others = new Map<string, Json>();
    const open = [path];
    const ensemble = path.split('/').slice(0, 2).join('/');
    let whole = true;
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      const here = content(from);
      const hereFile = texts.of(from);
      if (here === undefined || hereFile === undefined) return undefined;
      const ids = new Set(valuesOf(here, '$id'));
      const place = (text: string): Span =>
        spanAt(hereFile, Math.max(0, hereFile.text.indexOf(JSON.stringify(text))), text.length + 2);
      for (const format of new Set(valuesOf(here, 'format'))) {
        if (formats.includes(format)) continue;
        found.push(diagnose(place(format), { mistake: 'unknown_format', format, known: formats }));
        whole = false;
      }
      for (const ref of new Set(valuesOf(here, '$ref'))) {
        const target = ref.split('#')[0] ?? '';
        if (target === '' || ids.has(target) || /^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
        const other = joined(folderOf(from), target);
        if (other !== undefined && (other === path || others.has(other))) continue;
        const at = spanAt(hereFile, Math.max(0, hereFile.text.indexOf(JSON.stringify(ref))), ref.length + 2);
        if (other === undefined || !isBelow(ensemble, other)) {
          found.push(diagnose(at, { mistake: 'path_leaves', path: target, folder: ensemble }));
          whole = false;
        } else if (workspace.entries.get(other)?.entry !== 'file') {
          const known = [...workspace.entries.keys()].filter(
            (one) => isBelow(ensemble, one) && one.endsWith('.json'),
          );
          found.push(diagnose(at, { mistake: 'no_such_file', path: other, in: ensemble, known }));
          whole = false;
        } else {
          const value = content(other);
          if (value === undefined) whole = false;
          else {
            others.set(other, value);
            open.push(other);
          }
        }
      }
    }
    if (!whole) return undefined;
    const ready: JsonSchema = { file: path, schema, others };
    const compiled = compileSchema(ready);
    if ('validate' in compiled) return ready;
    const dialect = isJsonObject(schema) ? schema['$schema'] : undefined;
    const old = typeof dialect === 'string' && !dialect.includes('2020-12');
    const at = spanAt(
      file,
      Math.max(0, old ? file.text.indexOf(JSON.stringify(dialect)) : 0),
      old ? dialect.length + 2 : 1,
    );
    found.push(
      diagnose(
        at,
        old ? { mistake: 'old_schema', dialect } : { mistake: 'bad_schema', says: compiled.because },
      ),
    );
    return undefined;
  }

  return {
    of(path) {
      if (!read.has(path)) read.set(path, gather(path));
      return read.get(path);
    },
  };
}

/** JSON with the place of what is wrong. A byte-order mark and CRLF are gone already. */
export function parseJson(file: TextFile, found: Diagnostic[]): Json | undefined {
  try {
    return JSON.parse(file.text) as Json;
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const offset = Number(
      /at position (\d+)/.exec(says)?.[1] ?? (file.text.trim() === '' ? 0 : file.text.trimEnd().length),
    );
    const plain =
      file.text.trim() === ''
        ? 'the file is empty'
        : says.replace(/ in JSON at position.*$| at position.*$/, '').replace(/, (?:\.\.\.)?".*$/s, '');
    found.push(
      diagnose(spanAt(file, Math.min(offset, Math.max(0, file.text.trimEnd().length - 1))), {
        mistake: 'bad_json',
        says: plain.charAt(0).toLowerCase() + plain.slice(1),
      }),
    );
    return undefined;
  }
}

/** All texts under a key of a schema, at any depth; values that a schema only compares with or shows are left out. */
function valuesOf(schema: Json, key: string): string[] {
  const texts: string[] = [];
  const open: Json[] = [schema];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (isJsonArray(one)) open.push(...one);
    else if (isJsonObject(one)) {
      const here = one[key];
      if (typeof here === 'string') texts.push(here);
      for (const [name, value] of Object.entries(one)) if (!isPlainValue.has(name)) open.push(value);
    }
  }
  return texts.reverse();
}

const isPlainValue: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);

const isJsonArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export type CompiledSchema = { readonly validate: ValidateFunction } | { readonly because: string };

/** A score is read once, so its schemas keep their identity for a session. */
const compiledBefore = new WeakMap<JsonSchema, CompiledSchema>();

/** What each file's schema was when it was last compiled: who reads the same score again and again compiles it once. */
const lastOf = new Map<string, { readonly said: string; readonly compiled: CompiledSchema }>();
/** More files than a score has; what is forgotten is compiled again. */
const mostKept = 256;

/**
 * A schema ready to check values (JSON Schema 2020-12; `format` asserts, by ajv-formats; unknown keywords are annotations),
 * or why it can't be used. Each file is known by its place below `file:///`, so `$ref`s by relative path resolve.
 */
export function compileSchema(schema: JsonSchema): CompiledSchema {
  const compiled = compiledBefore.get(schema) ?? compiledOf(schema);
  compiledBefore.set(schema, compiled);
  return compiled;
}

function compiledOf(schema: JsonSchema): CompiledSchema {
  const said = textOf(schema);
  const last = lastOf.get(schema.file);
  if (said !== undefined && last?.said === said) return last.compiled;
  const compiled = compile(schema);
  if (said === undefined) return compiled;
  if (lastOf.size >= mostKept) lastOf.clear();
  lastOf.set(schema.file, { said, compiled });
  return compiled;
}

/** `undefined` where it is nested deeper than the stack reaches, though it could be parsed. */
function textOf({ schema, others }: JsonSchema): string | undefined {
  try {
    return JSON.stringify([schema, ...others]);
  } catch {
    return undefined;
  }
}

function compile({ file, schema, others }: JsonSchema): CompiledSchema {
  const ajv = newAjv(false);
  const add = (one: Json, address: string): void => {
    const own = withId(one, address);
    if (grammar.validateSchema(own) !== true)
      throw new Error(grammar.errorsText(grammar.errors, { dataVar: 'schema' }));
    ajv.addSchema(own, address);
  };
  try {
    for (const [path, other] of others) {
      add(other, addressOf(path));
      const beside = besideId(schema, file, path);
      const hasId = isJsonObject(other) && typeof other['$id'] === 'string';
      if (beside !== undefined && beside !== addressOf(path) && !hasId) add(other, beside);
    }
    const name = addressOf(file);
    add(schema, name);
    const validate = ajv.getSchema(name);
    return validate === undefined ? { because: 'it can’t be found by its own address' } : { validate };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}

function newAjv(validateSchema: boolean): Ajv2020 {
  const options = {
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    inlineRefs: false,
    // Compiling takes longer than all that is ever checked in a session; a third of it was polishing the code.
    code: { optimize: false },
  } as const;
  const ajv = new Ajv2020({ ...options, validateSchema });
  addFormats.default(ajv);
  return ajv;
}

/** The schema of schemas is compiled once, here. */
const grammar = newAjv(true);

/** Names of the formats that are checked: a misspelt one would pass everything. */
const formats: readonly string[] = Object.keys(grammar.formats);

const addressOf = (path: string): string =>
  new URL(path.split('/').map(encodeURIComponent).join('/'), 'file:///').href;

/** Where a schema has an `$id`, the address of the file beside it follows from that. */
function besideId(schema: Json, file: string, other: string): string | undefined {
  const id = isJsonObject(schema) ? schema['$id'] : undefined;
  if (typeof id !== 'string' || !URL.canParse(id, addressOf(file))) return undefined;
  const base = new URL(id, addressOf(file)).href;
  const [own, its] = [folderOf(file).split('/'), other.split('/')];
  let shared = 0;
  while (own[shared] !== undefined && own[shared] === its[shared]) shared += 1;
  const relative = [...own.slice(shared).map(() => '..'), ...its.slice(shared)].join('/');
  return new URL(relative, base).href;
}

/**
 * What ajv gets is its own: it keeps schemas by identity. Each is told its full address, for ajv resolves the
 * references of a file that it reached through another one against that other one (as of ajv 8).
 */
function withId(schema: Json, address: string): boolean | Record<string, unknown> {
  if (typeof schema === 'boolean') return schema;
  if (!isJsonObject(schema)) throw new TypeError('a schema is a map or a boolean');
  const id = schema['$id'];
  return structuredClone({
    ...schema,
    $id: typeof id === 'string' && URL.canParse(id, address) ? new URL(id, address).href : address,
  });
}
