import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isJsonObject, type Diagnostic, type Json } from '../base/index.ts';
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

/** All texts under a key, at any depth. */
function valuesOf(value: Json, key: string): string[] {
  const texts: string[] = [];
  const open: Json[] = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (Array.isArray(one)) open.push(...(one as readonly Json[]));
    else if (isJsonObject(one)) {
      const here = one[key];
      if (typeof here === 'string') texts.push(here);
      open.push(...Object.values(one));
    }
  }
  return texts.reverse();
}

/**
 * A schema ready to check values (JSON Schema 2020-12; `format` asserts, by ajv-formats; unknown keywords are annotations),
 * or why it can't be used. Each file is known by its place below `file:///`, so `$ref`s by relative path resolve.
 */
export function compileSchema({
  file,
  schema,
  others,
}: JsonSchema): { readonly validate: ValidateFunction } | { readonly because: string } {
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, logger: false });
  addFormats.default(ajv);
  try {
    for (const [path, other] of others) {
      ajv.addSchema(forAjv(other), addressOf(path));
      const beside = besideId(schema, file, path);
      if (beside !== undefined && !(isJsonObject(other) && typeof other['$id'] === 'string'))
        ajv.addSchema(forAjv(other), beside);
    }
    const name = addressOf(file);
    ajv.addSchema(forAjv(schema), name);
    const validate = ajv.getSchema(name);
    return validate === undefined ? { because: 'it can’t be found by its own address' } : { validate };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}

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

/** ajv keeps schemas by identity; what it gets is its own. */
function forAjv(schema: Json): boolean | Record<string, unknown> {
  if (typeof schema === 'boolean') return schema;
  if (!isJsonObject(schema)) throw new TypeError('a schema is a map or a boolean');
  return structuredClone(schema);
}
