import type { Diagnostic, Json, Span } from '../base/index.ts';
import { readFrontMatter, tellNoFrontMatter, type FrontMatter } from './front-matter.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { kindOf, readKeys, type Read } from './keys.ts';
import { emptyMap, itemsAt, mapAt, writtenIn, type LocatedMap, type Written } from './located.ts';
import { isFlagName, isInputName } from './names.ts';
import type { TextFile } from './text-file.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';

/** ensemble.md as read, and its instruments, before any name is looked up. */
export interface EnsembleFile {
  /** The name of its folder. */
  readonly name: string;
  /** `ensembles/<name>` */
  readonly folder: string;
  /** `undefined` where ensemble.md can't be read as text. */
  readonly file?: TextFile;
  readonly version: string;
  readonly description: string;
  readonly needs: readonly Written[];
  readonly inputs: ReadonlyMap<string, DeclaredInput>;
  readonly flags: ReadonlyMap<string, DeclaredFlag>;
  readonly parallel?: number;
  readonly loops: readonly LoopFile[];
  readonly text: string;
  /** By nickname, in byte order. */
  readonly instruments: ReadonlyMap<string, InstrumentFile>;
}

export interface DeclaredInput {
  readonly name: string;
  readonly at: Span;
  /** Relative to the ensemble's folder. */
  readonly schema?: Written;
  readonly default?: { readonly value: Json; readonly at: Span };
}

export interface DeclaredFlag {
  readonly value: Json;
  readonly at: Span;
}

export interface LoopFile {
  /** The loop's own name, or what stands for it in a sentence. */
  readonly name: string;
  readonly at: Span;
  readonly body: readonly Written[];
  readonly map: LocatedMap;
  readonly read: Read<typeof loopShape>;
}

const shape = {
  ensemble: value.text('the name of the folder'),
  version: value.version,
  description: value.prose,
  needs: value.names,
  inputs: value.map,
  flags: value.map,
  parallel: value.wholeFrom(1),
  form: value.oneOf(['score', 'debate']),
  loops: value.list,
};

const loopShape = {
  name: value.text('a name'),
  body: value.nicknames,
  until: value.expression,
  max: value.wholeFrom(1),
  best: value.expression,
};

const inputShape = { schema: value.text('the path of a JSON Schema'), default: value.json };

export function readEnsemble(
  name: string,
  file: TextFile | undefined,
  instruments: ReadonlyMap<string, InstrumentFile>,
  found: Diagnostic[],
): EnsembleFile {
  const matter = file === undefined ? unread(name) : readFrontMatter(file, found, 'strict');
  const { data, state } = matter;
  const read = state === 'read' ? readKeys(data, shape, { of: '`ensemble.md`' }, found) : {};
  if (state === 'none' && file !== undefined) tellNoFrontMatter(file, matter, '`ensemble.md`', found);
  const ensemble = data.entries.get('ensemble')?.value;
  if (read.ensemble !== undefined && read.ensemble !== name && ensemble !== undefined) {
    found.push(diagnose(ensemble.at, { mistake: 'other_name', name: read.ensemble, folder: name }));
  }
  const form = data.entries.get('form')?.value;
  if (read.form === 'debate' && form !== undefined)
    found.push(diagnose(form.at, { mistake: 'not_yet', what: '`form: debate`' }));
  return {
    name,
    folder: `ensembles/${name}`,
    ...(file === undefined ? {} : { file }),
    version: read.version ?? '0.0.0',
    description: read.description ?? '',
    needs: writtenIn(data, 'needs'),
    inputs: readInputs(mapAt(data, 'inputs'), found),
    flags: readFlags(mapAt(data, 'flags'), found),
    ...(read.parallel === undefined ? {} : { parallel: read.parallel }),
    loops: readLoops(data, found),
    text: matter.body,
    instruments,
  };
}

/** Its instruments are known all the same. */
const unread = (name: string): FrontMatter => ({
  data: emptyMap({ file: `ensembles/${name}/ensemble.md`, line: 1, column: 1 }),
  state: 'broken',
  body: '',
  bodyAt: 0,
});

function readInputs(inputs: LocatedMap | undefined, found: Diagnostic[]): Map<string, DeclaredInput> {
  const declared = new Map<string, DeclaredInput>();
  for (const [name, { key, value: input }] of inputs?.entries ?? []) {
    if (!isInputName(name)) {
      found.push(
        diagnose(key, {
          mistake: 'wrong_value',
          key: 'inputs',
          is: kindOf(name),
          expected: 'the name of an input: letters, digits, `_` and `-`',
        }),
      );
    }
    if (input.shape !== 'map') {
      // `song:` alone: there must be one, whatever it is.
      if (input.value === null) declared.set(name, { name, at: key });
      else
        found.push(
          diagnose(input.at, {
            mistake: 'wrong_value',
            key: `inputs.${name}`,
            is: kindOf(input.value),
            expected: 'a map with `schema` or `default`',
            help: 'write `{ default: … }`',
          }),
        );
      continue;
    }
    const read = readKeys(input, inputShape, { of: 'an input', under: `inputs.${name}` }, found);
    const [schema, standard] = [input.entries.get('schema')?.value, input.entries.get('default')];
    declared.set(name, {
      name,
      at: key,
      ...(read.schema === undefined || schema === undefined
        ? {}
        : { schema: { name: read.schema, at: schema.at } }),
      ...(standard === undefined ? {} : { default: { value: standard.value.value, at: standard.value.at } }),
    });
  }
  return declared;
}

function readFlags(flags: LocatedMap | undefined, found: Diagnostic[]): Map<string, DeclaredFlag> {
  const declared = new Map<string, DeclaredFlag>();
  for (const [name, { key, value: flag }] of flags?.entries ?? []) {
    const [inner] = flag.shape === 'map' ? flag.entries.keys() : [];
    if (!isFlagName(name)) {
      found.push(
        diagnose(key, {
          mistake: 'wrong_value',
          key: 'flags',
          is: kindOf(name),
          expected: 'the name of a flag, such as `render.enabled`',
        }),
      );
    } else if (flag.shape !== 'scalar' || flag.value === null) {
      found.push(
        diagnose(flag.at, {
          mistake: 'wrong_value',
          key: `flags.${name}`,
          is: kindOf(flag.value),
          expected: 'a default: a text, a number, `true` or `false`',
          ...(inner === undefined ? {} : { help: `flags are flat: write \`${name}.${inner}\`` }),
        }),
      );
    }
    // Known all the same, so that who names it is not told that nobody declares it.
    declared.set(name, { value: flag.value, at: key });
  }
  return declared;
}

function readLoops(data: LocatedMap, found: Diagnostic[]): LoopFile[] {
  const seen = new Map<string, Span>();
  return itemsAt(data, 'loops').flatMap((item, index) => {
    if (item.shape !== 'map') {
      found.push(
        diagnose(item.at, {
          mistake: 'wrong_value',
          key: `loops[${index + 1}]`,
          is: kindOf(item.value),
          expected: 'a map with `name`, `body`, `until` and `max`',
        }),
      );
      return [];
    }
    const required = {
      name: 'a name',
      body: 'a list of instruments',
      until: 'an expression',
      max: 'a whole number of at least 1',
    };
    const read = readKeys(item, loopShape, { of: 'a loop', under: `loops[${index + 1}]`, required }, found);
    const name = item.entries.get('name')?.value;
    if (read.name !== undefined && name !== undefined) {
      if (seen.has(read.name))
        found.push(
          diagnose(name.at, { mistake: 'named_twice', by: 'the ensemble has a loop', name: read.name }),
        );
      seen.set(read.name, name.at);
    }
    return [
      {
        name: read.name ?? String(index + 1),
        at: name?.at ?? item.at,
        body: writtenIn(item, 'body'),
        map: item,
        read,
      },
    ];
  });
}
