import { isJsonObject, type Diagnostic, type JsonObject } from '../base/index.ts';
import type { DeclaredInput, EnsembleFile } from './ensemble-file.ts';
import { jsonPlaces, type JsonPlaces } from './json-places.ts';
import { kindOf } from './keys.ts';
import { emptyMap, type LocatedMap } from './located.ts';
import { fileNamed } from './named-files.ts';
import type { References } from './references.ts';
import { parseJson, type Schemas } from './schema.ts';
import type { JsonSchema } from './score.ts';
import { oneLine, type SheetFile } from './sheet-file.ts';
import type { TextFile } from './text-file.ts';
import { misfits } from './unfit.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

/**
 * A sheet that is an input and nothing else: a JSON file that fits the schema of exactly one ensemble's only input.
 * It plays that ensemble, is called what its `title` says or its file is called, and has its own `seed`.
 */
export const isInputSheet = (path: string): boolean => /\.json$/i.test(path);

/** An ensemble whose only input has a schema, by the name under which it is played. */
interface Taker {
  readonly name: string;
  readonly ensemble: EnsembleFile;
  readonly input: DeclaredInput;
  readonly schema: JsonSchema;
}

/** Mistakes of one ensemble's schema that are told; whoever has as many more meant another ensemble. */
const mostTold = 20;

export function readInputSheet(
  file: TextFile,
  around: {
    readonly references: References;
    readonly schemas: Schemas;
    readonly workspace: Workspace;
    readonly found: Diagnostic[];
  },
): SheetFile {
  const { found } = around;
  const at = { file: file.path, line: 1, column: 1 };
  const unread: SheetFile = {
    ...{ file, title: nameOf(file.path), seed: 1, text: '', cues: [], budget: {} },
    ...{ data: emptyMap(at), whole: false },
  };
  const before = found.length;
  const value = parseJson(file, found);
  if (value === undefined) return unread;
  const places = jsonPlaces(file);
  if (!isJsonObject(value)) found.push(diagnose(at, { mistake: 'no_input_map', is: kindOf(value) }));
  for (const { name, at: again, first } of places.twice)
    found.push(diagnose(again, { mistake: 'key_twice', key: name, first }));
  for (const { number, at: there } of places.inexact)
    found.push(diagnose(there, { mistake: 'odd_number', number }));
  if (places.tooDeep !== undefined) found.push(diagnose(places.tooDeep, { mistake: 'too_deep' }));
  if (found.length > before || !isJsonObject(value)) return unread;
  const taker = takerOf(value, file, places, around);
  if (taker === undefined) return unread;
  const { title, seed } = value;
  const inputs: LocatedMap = {
    ...{ shape: 'map', at, value: { [taker.input.name]: value }, dropped: new Set() },
    entries: new Map([[taker.input.name, { key: at, value: { ...emptyMap(places.valueAt('')), value } }]]),
  };
  return {
    ...unread,
    title: oneLine(typeof title === 'string' && title.trim() !== '' ? title : nameOf(file.path)),
    seed: typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 ? seed : 1,
    plays: [{ name: taker.name, at }],
    inputs,
    whole: true,
  };
}

const nameOf = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.json$/i, '');

/** The one ensemble that can play it; where there is none, or more than one, every reason is told. */
function takerOf(
  value: JsonObject,
  file: TextFile,
  places: JsonPlaces,
  { references, schemas, workspace, found }: Parameters<typeof readInputSheet>[1],
): Taker | undefined {
  const at = { file: file.path, line: 1, column: 1 };
  const takers: Taker[] = [];
  let broken = false;
  for (const name of references.ensembleNames) {
    const ensemble = references.ensemble(name);
    if (ensemble === undefined || takers.some((one) => one.ensemble === ensemble)) continue;
    const [input, ...others] = ensemble.inputs.values();
    if (input?.schema === undefined || others.length > 0) continue;
    // What is wrong with the path is told where inputs are looked up, and what is wrong with the schema just once.
    const path = fileNamed(input.schema, ensemble.folder, workspace, []);
    const schema = path === undefined ? undefined : schemas.of(path);
    if (schema === undefined) broken = true;
    else takers.push({ name, ensemble, input, schema });
  }
  const fitting = takers.filter(({ schema }) => misfits(schema, value).length === 0);
  const [first, ...more] = fitting;
  if (first !== undefined && more.length === 0) return first;
  if (first !== undefined) {
    const options = fitting.map(({ name, input }) => ({ ensemble: name, input: input.name }));
    found.push(diagnose(at, { mistake: 'many_takers', options, file: file.path }));
  } else if (takers.length === 0 && !broken) {
    found.push(diagnose(at, { mistake: 'no_taker', file: file.path }));
  }
  if (first !== undefined) return undefined;
  for (const { name, input, schema } of takers) {
    const all = misfits(schema, value);
    for (const { pointer, name: member, because } of all.slice(0, mostTold)) {
      const place = member === undefined ? places.valueAt(pointer) : places.nameAt(pointer, member);
      const words = { ensemble: name, input: input.name, pointer, because };
      found.push(
        diagnose(place, { mistake: 'unfit_sheet', ...words, more: Math.max(0, all.length - mostTold) }),
      );
    }
  }
  return undefined;
}
