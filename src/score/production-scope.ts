import type { Known, Names } from './expression.ts';
import { isIdentifier } from './names.ts';
import { ofSheet } from './scope.ts';
import type { Model, Scope } from './score.ts';

/** What production.md may name: given by whoever has read the ensembles. */
export interface ProductionContext {
  /** By their real names. */
  readonly ensembles: ReadonlyMap<string, ProductionEnsemble>;
  /** A role's name to the real ensemble's name: both may be written as a scope, and in expressions. */
  readonly cast: ReadonlyMap<string, string>;
  /** Every flag that any ensemble declares. */
  readonly flags: ReadonlySet<string>;
  /** By the names that instruments use. */
  readonly models: ReadonlyMap<string, Model>;
}

export interface ProductionEnsemble {
  readonly instruments: ReadonlyMap<string, ProductionInstrument>;
}

export interface ProductionInstrument {
  /**
   * What its own checks may name of its needs: nicknames of this ensemble, and for needs across ensembles the
   * ensemble's name (the role, as written) with its instruments. Absent where its needs could not be read.
   */
  readonly needs?: {
    readonly nicknames: readonly string[];
    readonly across: ReadonlyMap<string, readonly string[]>;
  };
}

/** A scope as it is written, without the `@`, looked up: by real names, or what is not known of it. */
export type FoundScope =
  | { readonly scope: Scope; readonly unknown?: never }
  | {
      readonly scope?: never;
      readonly unknown: {
        readonly what: 'ensemble' | 'instrument';
        readonly scope: string;
        readonly known: readonly string[];
      };
    };

export function findScope(written: string, { ensembles, cast }: ProductionContext): FoundScope {
  const slash = written.indexOf('/');
  const role = slash === -1 ? written : written.slice(0, slash);
  const name = cast.get(role) ?? role;
  const ensemble = ensembles.get(name);
  if (ensemble === undefined)
    return {
      unknown: { what: 'ensemble', scope: role, known: [...new Set([...ensembles.keys(), ...cast.keys()])] },
    };
  if (slash === -1) return { scope: { ensemble: name } };
  const nickname = written.slice(slash + 1);
  return ensemble.instruments.has(nickname)
    ? { scope: { ensemble: name, nickname } }
    : {
        unknown: {
          what: 'instrument',
          scope: written,
          known: [...ensemble.instruments.keys()].map((one) => `${role}/${one}`),
        },
      };
}

/**
 * The names that an expression of this scope may read: on a take what its checks may, across an ensemble's takes its
 * instruments and `result`, across the session `<ensemble>.<instrument>`.
 */
export function namesOfScope({ ensemble, nickname }: Scope, context: ProductionContext): Names {
  const { ensembles, cast, flags } = context;
  const members = new Map([
    ['sheet', ofSheet],
    ['flags', flags],
  ]);
  const known = (...names: readonly string[]): Known => ({
    names: new Set([...names.filter(isIdentifier), 'sheet', 'flags', 'seed', 'slug']),
    members,
  });
  if (ensemble === undefined) {
    const named = [...[...ensembles.keys()].map((name) => [name, name] as const), ...cast];
    for (const [name, real] of named) members.set(name, new Set(ensembles.get(real)?.instruments.keys()));
    return known(...named.map(([name]) => name));
  }
  const instruments = ensembles.get(ensemble)?.instruments;
  if (nickname === undefined) return known(...(instruments?.keys() ?? []), 'result');
  const needs = instruments?.get(nickname)?.needs;
  if (needs === undefined) return 'any';
  const across = [...needs.across].filter(([name]) => !needs.nicknames.includes(name));
  for (const [name, some] of across) members.set(name, new Set(some));
  const inputs = [
    ...needs.nicknames,
    ...[...needs.across].flatMap(([name, some]) => some.map((one) => `${name}/${one}`)),
  ];
  members.set('inputs', new Set(inputs));
  const own = ['output', 'files', 'item', 'id', 'inputs', 'round', 'attempt', 'code', 'stdout', 'stderr'];
  return known(...needs.nicknames, ...across.map(([name]) => name), ...own);
}
