import type { EnsembleFile } from './ensemble-file.ts';
import type { Known, Names } from './expression.ts';
import { isIdentifier } from './names.ts';
import type { FoundNeeds } from './needs.ts';
import type { References } from './references.ts';

/** Names in scope of the expressions of one instrument (design, Expressions and templates), by where they stand. */
export interface InScope {
  /** `each` and `when`: every instrument can be named here, and is needed for it. */
  readonly each: Names;
  readonly when: Names;
  /** `graph`, `program`, `duration` and `loop`: as `when`, and the same for all attempts. */
  readonly sound: Names;
  /** `reads` and `probe`, which are the same for all attempts. */
  readonly before: Names;
  /** Everything else. */
  readonly playing: Names;
  readonly checks: Names;
  /** `request` and `status`, where the variables that are handed through stand under `env`. */
  readonly asking: Names;
  /** `poll`, and what reads the answer of `status`, where there is a `response`, too. */
  readonly polling: Names;
}

export type WideScope = Pick<InScope, 'each' | 'when' | 'sound'>;
export type NarrowScope = Omit<InScope, keyof WideScope>;

export const ofSheet: ReadonlySet<string> = new Set(['title', 'text', 'cue', 'inputs']);

/** The wide scopes of each ensemble, worked out once for those with items and once for those without. */
export function wideScopes(
  references: References,
  flags: ReadonlySet<string>,
): (own: EnsembleFile, fanOut: boolean) => WideScope {
  const known = new Map<string, WideScope>();
  return (own, fanOut) => {
    const name = `${own.name}${fanOut ? '[]' : ''}`;
    const scope = known.get(name) ?? wideScope(own, fanOut, references, flags);
    known.set(name, scope);
    return scope;
  };
}

function wideScope(
  own: EnsembleFile,
  fanOut: boolean,
  references: References,
  flags: ReadonlySet<string>,
): WideScope {
  const nicknames = [...own.instruments.keys()];
  const members = new Map<string, ReadonlySet<string>>([
    ['sheet', ofSheet],
    ['flags', flags],
  ]);
  const across: string[] = [];
  for (const name of references.ensembleNames) {
    const instruments = references.ensemble(name)?.instruments.keys() ?? [];
    const named = [...instruments];
    across.push(...named.map((nickname) => `${name}/${nickname}`));
    if (!own.instruments.has(name) && references.ensemble(name) !== undefined)
      members.set(name, new Set(named));
  }
  members.set('inputs', new Set([...nicknames, ...across]));
  const names = [...nicknames, ...references.ensembleNames].filter(isIdentifier);
  const each = ['inputs', 'sheet', 'flags', 'slug', 'round'];
  const ofItem = fanOut ? ['item', 'id'] : [];
  return {
    each: { names: new Set([...names, ...each]), members },
    when: { names: new Set([...names, ...each, ...ofItem]), members },
    sound: { names: new Set([...names, ...each, 'id', 'seed', ...ofItem]), members },
  };
}

export function narrowScope(
  needs: FoundNeeds,
  fanOut: boolean,
  flags: ReadonlySet<string>,
  env: readonly string[],
): NarrowScope {
  if (!needs.whole) return { before: 'any', playing: 'any', checks: 'any', asking: 'any', polling: 'any' };
  const needed = once(() => namesOf(needs));
  const members = once(() => {
    const { nicknames, across, all } = needed();
    const some = new Map<string, ReadonlySet<string>>(
      [...across].filter(([name]) => !nicknames.includes(name)).map(([name, own]) => [name, new Set(own)]),
    );
    some.set('sheet', ofSheet);
    some.set('flags', flags);
    some.set('inputs', new Set(all));
    some.set('env', new Set(env));
    return some;
  });
  const base = once(() =>
    [
      ...needed().nicknames,
      ...needed().across.keys(),
      'inputs',
      'sheet',
      'flags',
      'slug',
      'id',
      'seed',
      'round',
      ...(fanOut ? ['item'] : []),
    ].filter(isIdentifier),
  );
  // Most instruments have few expressions, and some have none: what may stand there is gathered when it is asked for.
  const known = (...more: readonly string[]): Known => {
    const names = once(() => new Set([...base(), ...more]));
    return {
      get names() {
        return names();
      },
      get members() {
        return members();
      },
    };
  };
  return {
    before: known(),
    playing: known('attempt'),
    checks: known('attempt', 'output', 'files', 'code', 'stdout', 'stderr'),
    asking: known('attempt', 'env', 'idempotency_key'),
    polling: known('attempt', 'env', 'idempotency_key', 'response'),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The names of needs, resolved or not: nicknames, and across ensembles the instruments by ensemble as written. */
export function namesOf({ needs, written }: FoundNeeds): {
  nicknames: string[];
  across: Map<string, string[]>;
  all: string[];
} {
  const all = [...new Set([...needs.map(({ as }) => as), ...written])];
  const across = new Map<string, string[]>();
  for (const name of all) {
    const [first = '', second] = name.split('/');
    if (second !== undefined) across.set(first, [...(across.get(first) ?? []), second]);
  }
  return { nicknames: all.filter((name) => !name.includes('/')), across, all };
}

/** What `until` and `best` of a loop may name: the members of its body, and what stands for the whole session. */
export function loopScope(body: readonly string[], flags: ReadonlySet<string>): Names {
  const members = new Map<string, ReadonlySet<string>>([
    ['sheet', ofSheet],
    ['flags', flags],
    ['inputs', new Set(body)],
  ]);
  return {
    names: new Set([...body.filter(isIdentifier), 'inputs', 'sheet', 'flags', 'slug', 'round', 'seed']),
    members,
  };
}
