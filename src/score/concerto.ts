import type { Diagnostic } from '../base/index.ts';
import { readFrontMatter } from './front-matter.ts';
import { kindOf, readKeys } from './keys.ts';
import { mapAt, writtenIn, type LocatedMap, type Written } from './located.ts';
import { checkNames } from './names.ts';
import { readModels } from './models.ts';
import { defaultModels } from './prices.ts';
import type { ContextLimits, Limits, Model } from './score.ts';
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
  readonly sandbox: 'required' | 'best';
  /** By name, with those that are always there. */
  readonly models: ReadonlyMap<string, Model>;
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
  sandbox: value.oneOf(['required', 'best']),
  record: value.oneOf(['here', 'apart']),
};

const limitsShape = {
  handoff: value.wholeFrom(1),
  commit: value.size,
  output: value.size,
  context: value.map,
};

const tokens = value.wholeFrom(0);
const contextShape = {
  ensemble: tokens,
  skill: tokens,
  production: tokens,
  sheet: tokens,
  handoff: tokens,
  record: tokens,
  inputs: tokens,
  item: tokens,
  reads: tokens,
  feedback: tokens,
} satisfies Record<keyof ContextLimits, typeof tokens>;

export function readConcerto(file: TextFile | undefined, found: Diagnostic[]): ConcertoFile {
  const none: ConcertoFile = {
    cast: new Map(),
    limits: defaultLimits,
    sandbox: 'required',
    models: defaultModels,
  };
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
  const plays = read.plays === undefined ? undefined : writtenIn(data, 'plays');
  return {
    ...(plays === undefined ? {} : { plays }),
    ...(read.parallel === undefined ? {} : { parallel: read.parallel }),
    cast: readCast(mapAt(data, 'cast'), found),
    limits: readLimits(mapAt(data, 'limits'), found),
    sandbox: read.sandbox ?? 'required',
    models: readModels(mapAt(data, 'models'), found),
  };
}

function readLimits(limits: LocatedMap | undefined, found: Diagnostic[]): Limits {
  if (limits === undefined) return defaultLimits;
  const { context: _, ...read } = readKeys(limits, limitsShape, { of: '`limits`', under: 'limits' }, found);
  const map = mapAt(limits, 'context');
  const context =
    map === undefined
      ? {}
      : readKeys(map, contextShape, { of: '`limits.context`', under: 'limits.context' }, found);
  return { ...defaultLimits, ...read, context: { ...defaultContext, ...context } };
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
