import type { Diagnostic, Json, Span } from '../base/index.ts';
import type { EnsembleFile } from './ensemble-file.ts';
import { kindOf } from './keys.ts';
import type { LocatedMap } from './located.ts';
import { diagnose } from './wording.ts';

/** Every flag that any ensemble declares, with its default; two ensembles may declare one flag, but with one default. */
export function declaredFlags(ensembles: Iterable<EnsembleFile>, found: Diagnostic[]): Map<string, Json> {
  const flags = new Map<string, Json>();
  const declaredBy = new Map<string, string>();
  for (const ensemble of ensembles) {
    for (const [name, { value, at }] of ensemble.flags) {
      const other = declaredBy.get(name);
      if (other === undefined) {
        flags.set(name, value);
        declaredBy.set(name, ensemble.name);
      } else if (flags.get(name) !== value)
        found.push(diagnose(at, { mistake: 'two_defaults', what: 'flag', name, other }));
    }
  }
  return flags;
}

/** The flags of a session: the sheet's over production.md's over the defaults. A type is that of the default. */
export function flagsOf(
  declared: ReadonlyMap<string, Json>,
  production: ReadonlyMap<string, { readonly value: Json; readonly at: Span }>,
  sheet: LocatedMap | undefined,
  found: Diagnostic[],
): Map<string, Json> {
  const flags = new Map(declared);
  for (const [name, { value, at }] of production) {
    // One that nobody declares has been told where production.md is read.
    if (declared.has(name) && fits(name, value, at, declared, found)) flags.set(name, value);
  }
  for (const [name, { key, value }] of sheet?.entries ?? []) {
    if (declared.has(name)) {
      if (fits(name, value.value, value.value === null ? key : value.at, declared, found))
        flags.set(name, value.value);
      continue;
    }
    const [inner] = value.shape === 'map' ? value.entries.keys() : [];
    const nested = inner === undefined ? undefined : `${name}.${inner}`;
    found.push(
      diagnose(key, {
        mistake: 'unknown_flag',
        flag: name,
        known: [...declared.keys()],
        ...(nested === undefined ? {} : { nested }),
      }),
    );
  }
  return flags;
}

function fits(
  flag: string,
  value: Json,
  at: Span,
  declared: ReadonlyMap<string, Json>,
  found: Diagnostic[],
): boolean {
  const standard = declared.get(flag);
  const expected = typeof standard;
  // A default that is a mistake itself says nothing about the type.
  if (expected === 'object' || typeof value === expected) return true;
  found.push(
    diagnose(at, {
      mistake: 'flag_type',
      flag,
      is: kindOf(value),
      expected: expected === 'boolean' ? '`true` or `false`' : expected === 'number' ? 'a number' : 'a text',
    }),
  );
  return false;
}
