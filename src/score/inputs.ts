import { canonicalJson, type Diagnostic, type Json, type Span } from '../base/index.ts';
import type { DeclaredInput, EnsembleFile } from './ensemble-file.ts';
import type { LocatedMap } from './located.ts';
import { fileNamed } from './named-files.ts';
import { isInputName } from './names.ts';
import { joined } from './paths.ts';
import { compileSchema, parseJson, type Schemas } from './schema.ts';
import type { JsonSchema, SheetInput } from './score.ts';
import { kindOf } from './keys.ts';
import { diagnose } from './wording.ts';
import type { TextFiles, Workspace } from './workspace.ts';

interface Declaration {
  readonly ensemble: EnsembleFile;
  readonly input: DeclaredInput;
  readonly schema?: JsonSchema;
}

export interface InputsWanted {
  readonly ensembles: Iterable<EnsembleFile>;
  /** Real names of the ensembles that this sheet plays, with those they need. */
  readonly played: ReadonlySet<string>;
  /** What the sheet writes under `inputs`. */
  readonly written: LocatedMap | undefined;
  /** Where a sentence about what is missing points; absent where the sheet's front matter can't be read. */
  readonly missingAt?: Span;
  readonly workspace: Workspace;
  readonly texts: TextFiles;
  readonly schemas: Schemas;
  readonly found: Diagnostic[];
}

/** The sheet's inputs: what it writes, else the defaults of the ensembles, checked against their schemas. */
export function inputsOf(wanted: InputsWanted): Map<string, SheetInput> {
  const { written, found } = wanted;
  const declarations = declared(wanted);
  const inputs = new Map<string, SheetInput>();
  for (const [name, { key, value }] of written?.entries ?? []) {
    if (!isInputName(name)) {
      found.push(
        diagnose(key, {
          mistake: 'wrong_value',
          key: 'inputs',
          is: kindOf(name),
          expected: 'the name of an input: letters, digits, `_` and `-`',
        }),
      );
      continue;
    }
    const by = declarations.get(name) ?? [];
    const place = value.value === null ? key : value.at;
    const content = contentOf(value.value, place, by, true, wanted);
    if (content !== undefined) {
      inputs.set(name, {
        value: content,
        declaredBy: by.map(({ ensemble }) => ensemble.name),
        written: true,
      });
      // What another ensemble expects under that name is no matter of a sheet that does not play it.
      const playing = by.filter(({ ensemble }) => wanted.played.has(ensemble.name));
      checkFits(name, content, place, playing, found);
    }
  }
  for (const [name, by] of declarations) {
    if (written?.entries.has(name) === true) continue;
    const [first, ...others] = by.flatMap(({ ensemble, input }) =>
      input.default === undefined ? [] : [{ ensemble, standard: input.default }],
    );
    for (const { standard } of others) {
      if (first !== undefined && canonicalJson(standard.value) !== canonicalJson(first.standard.value)) {
        found.push(
          diagnose(standard.at, { mistake: 'two_defaults', what: 'input', name, other: first.ensemble.name }),
        );
      }
    }
    for (const { ensemble, input } of by) {
      if (first === undefined && wanted.missingAt !== undefined && wanted.played.has(ensemble.name)) {
        found.push(
          diagnose(wanted.missingAt, {
            mistake: 'missing_input',
            input: input.name,
            ensemble: ensemble.name,
          }),
        );
      }
    }
    if (first === undefined) continue;
    const { value, at } = first.standard;
    const content = contentOf(value, at, by, false, wanted);
    if (content === undefined) continue;
    inputs.set(name, { value: content, declaredBy: by.map(({ ensemble }) => ensemble.name), written: false });
    checkFits(name, content, at, by, found);
  }
  return inputs;
}

function declared({ ensembles, workspace, schemas, found }: InputsWanted): Map<string, Declaration[]> {
  const all = new Map<string, Declaration[]>();
  for (const ensemble of ensembles) {
    for (const input of ensemble.inputs.values()) {
      const path =
        input.schema === undefined ? undefined : fileNamed(input.schema, ensemble.folder, workspace, found);
      const schema = path === undefined ? undefined : schemas.of(path);
      all.set(input.name, [
        ...(all.get(input.name) ?? []),
        { ensemble, input, ...(schema === undefined ? {} : { schema }) },
      ]);
    }
  }
  return all;
}

/** A text for which an ensemble declares a schema names a file from the workspace's folder; its content is the value. */
function contentOf(
  value: Json,
  at: Span,
  by: readonly Declaration[],
  written: boolean,
  { texts, workspace, found }: InputsWanted,
): Json | undefined {
  if (typeof value !== 'string' || by.every(({ input }) => input.schema === undefined)) return value;
  if (!written && joined('', value) === undefined) {
    found.push(diagnose(at, { mistake: 'path_leaves', path: value, folder: 'the workspace' }));
    return undefined;
  }
  const entry = workspace.input(value);
  if (entry === undefined)
    found.push(diagnose(at, { mistake: 'no_such_file', path: value, in: 'the workspace', known: [] }));
  else if (entry.entry === 'unreadable')
    found.push(diagnose(at, { mistake: 'unreadable', file: value, because: entry.because }));
  else if (entry.entry !== 'file')
    found.push(
      diagnose(at, {
        mistake: 'not_a_file',
        file: value,
        is: entry.entry === 'folder' ? 'a folder' : 'no regular file',
      }),
    );
  const file = entry?.entry === 'file' ? texts.of(value) : undefined;
  return file === undefined ? undefined : parseJson(file, found);
}

function checkFits(
  name: string,
  value: Json,
  at: Span,
  by: readonly Declaration[],
  found: Diagnostic[],
): void {
  for (const { ensemble, schema } of by) {
    const compiled = schema === undefined ? undefined : compileSchema(schema);
    if (compiled === undefined || !('validate' in compiled) || compiled.validate(value)) continue;
    const [first, ...more] = compiled.validate.errors ?? [];
    const where = first === undefined || first.instancePath === '' ? '' : `\`${first.instancePath}\` `;
    const because = `${where}${first?.message ?? 'it is not valid'}${more.length === 0 ? '' : `, and ${more.length} more`}`;
    found.push(diagnose(at, { mistake: 'unfit_input', input: name, ensemble: ensemble.name, because }));
  }
}
