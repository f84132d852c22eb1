import type { Diagnostic } from '../base/index.ts';
import { readFrontMatter } from './front-matter.ts';
import { kindOf, readKeys } from './keys.ts';
import { mapAt, writtenIn, type LocatedMap, type Written } from './located.ts';
import { checkNames } from './names.ts';
import type { ContextLimits, Limits } from './score.ts';
import type { TextFile } from './text-file.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';

/** concerto.md as read, before its names are looked up. */
export interface ConcertoFile {
  /** Absent where it names none. */
  readonly plays?: readonly Written[];
  readonly parallel?: number;
  /** By role. */
  readonly cast: ReadonlyMap<string, Written>;
  readonly limits: Limits;
}

const defaultContext: ContextLimits = {
  ensemble: 2_000,
  skill: 8_000,
  production: 2_000,
  sheet: 4_000,
  handoff: 200,
  record: 2_000,
  inputs: 16_000,
  item: 8_000,
  reads: 16_000,
  feedback: 2_000,
};

export const defaultLimits: Limits = {
  handoff: 100,
  commit: 1024 ** 2,
  output: 16 * 1024 ** 2,
  context: defaultContext,
};

const shape = {
  simphony: value.json,
  plays: value.names,
  parallel: value.wholeFrom(1),
  models: value.map,
  cast: value.map,
  limits: value.map,
  record: value.oneOf(['here', 'apart']),
};

const limitsShape = { handoff: value.wholeFrom(1), commit: value.size, output: value.size };

const modelShape = { id: value.text('the id of a model'), base_url: value.text('an address') };

export function readConcerto(file: TextFile | undefined, found: Diagnostic[]): ConcertoFile {
  const none: ConcertoFile = { cast: new Map(), limits: defaultLimits };
  if (file === undefined) return none;
  const { data, state } = readFrontMatter(file, found, 'strict');
  if (state !== 'read') return none;
  const read = readKeys(data, shape, { of: '`concerto.md`' }, found);
  const simphony = data.entries.get('simphony')?.value;
  if (simphony !== undefined && simphony.value !== 1) {
    found.push(
      diagnose(simphony.at, {
        mistake: 'wrong_value',
        key: 'simphony',
        is: kindOf(simphony.value),
        expected: '`1`, the version of the formats that this Simphony reads',
      }),
    );
  }
  const record = data.entries.get('record')?.value;
  if (read.record === 'apart' && record !== undefined)
    found.push(diagnose(record.at, { mistake: 'not_yet', what: '`record: apart`' }));
  const limits = mapAt(data, 'limits');
  const models = mapAt(data, 'models');
  if (models !== undefined) checkModels(models, found);
  const plays = read.plays === undefined ? undefined : writtenIn(data, 'plays');
  const readLimits =
    limits === undefined ? {} : readKeys(limits, limitsShape, { of: '`limits`', under: 'limits' }, found);
  return {
    ...(plays === undefined ? {} : { plays }),
    ...(read.parallel === undefined ? {} : { parallel: read.parallel }),
    cast: readCast(mapAt(data, 'cast'), found),
    limits: { ...defaultLimits, ...readLimits },
  };
}

function readCast(cast: LocatedMap | undefined, found: Diagnostic[]): Map<string, Written> {
  const roles = new Map<string, Written>();
  if (cast === undefined) return roles;
  checkNames(
    [...cast.entries].map(([name, { key }]) => ({ name, at: key })),
    'a role',
    found,
  );
  for (const [role, { key, value: real }] of cast.entries) {
    if (typeof real.value === 'string' && real.value !== '')
      roles.set(role, { name: real.value, at: real.at });
    else
      found.push(
        diagnose(real.value === null ? key : real.at, {
          mistake: 'wrong_value',
          key: `cast.${role}`,
          is: kindOf(real.value),
          expected: 'the name of an ensemble',
        }),
      );
  }
  return roles;
}

/** Nothing plays a model yet; that the list can be read is known all the same. */
function checkModels(models: LocatedMap, found: Diagnostic[]): void {
  for (const [name, { key, value: model }] of models.entries) {
    if (model.shape === 'map')
      readKeys(
        model,
        modelShape,
        { of: 'a model', under: `models.${name}`, required: { id: 'the id of a model' } },
        found,
      );
    else if (typeof model.value !== 'string' || model.value === '') {
      found.push(
        diagnose(model.value === null ? key : model.at, {
          mistake: 'wrong_value',
          key: `models.${name}`,
          is: kindOf(model.value),
          expected: 'the id of a model, or a map with `id` and `base_url`',
        }),
      );
    }
  }
}
