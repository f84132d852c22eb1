import type { Diagnostic } from '../base/index.ts';
import type { EnsembleFile } from './ensemble-file.ts';
import type { InstrumentFile } from './instrument-file.ts';
import type { Written } from './located.ts';
import { diagnose } from './wording.ts';

/** Who there is, by real name and by role. */
export interface References {
  readonly ensembles: ReadonlyMap<string, EnsembleFile>;
  /** A role's name to the real ensemble's name, for the roles whose ensemble there is. */
  readonly cast: ReadonlyMap<string, string>;
  /** Real names and roles: all that may be written where an ensemble is meant. */
  readonly ensembleNames: readonly string[];
  /** By the name as it is written; a role hides a real ensemble of that name. */
  ensemble(written: string): EnsembleFile | undefined;
}

export function referencesOf(
  ensembles: ReadonlyMap<string, EnsembleFile>,
  roles: ReadonlyMap<string, Written>,
  found: Diagnostic[],
): References {
  const cast = new Map<string, string>();
  const unplayed = new Set<string>();
  for (const [role, { name, at }] of roles) {
    if (ensembles.has(name)) cast.set(role, name);
    else {
      found.push(
        diagnose(at, {
          mistake: 'unknown_ensemble',
          by: `\`${role}\` is cast with`,
          name,
          known: [...ensembles.keys()],
        }),
      );
      unplayed.add(role);
    }
  }
  return {
    ensembles,
    cast,
    ensembleNames: [...new Set([...ensembles.keys(), ...cast.keys(), ...unplayed])],
    ensemble: (written) => ensembles.get(cast.get(written) ?? written),
  };
}

/** The real name of an ensemble as written, or a mistake; a role whose own cast is a mistake stays silent. */
export function realName(
  { name, at }: Written,
  by: string,
  references: References,
  found: Diagnostic[],
): string | undefined {
  const real = references.ensemble(name)?.name;
  if (real === undefined && !references.ensembleNames.includes(name)) {
    found.push(diagnose(at, { mistake: 'unknown_ensemble', by, name, known: references.ensembleNames }));
  }
  return real;
}

/** `nickname` of the own ensemble, or `other/instrument`; told where there is no such instrument. `besides`: what else may stand there. */
export function instrumentNamed(
  { name, at }: Written,
  own: EnsembleFile | undefined,
  by: string,
  references: References,
  found: Diagnostic[],
  besides: readonly string[] = [],
): InstrumentFile | undefined {
  const [first = '', second, ...more] = name.split('/');
  if (second === undefined && own !== undefined) {
    const instrument = own.instruments.get(first);
    if (instrument === undefined) {
      const elsewhere = [...references.ensembles.values()].flatMap((other) =>
        other !== own && other.instruments.has(first) ? [`${other.name}/${first}`] : [],
      );
      const known = [...own.instruments.keys(), ...besides];
      found.push(
        diagnose(at, { mistake: 'unknown_instrument', by, name, ensemble: own.name, known, elsewhere }),
      );
    }
    return instrument;
  }
  const real = realName({ name: first, at }, by, references, found);
  const ensemble = real === undefined ? undefined : references.ensembles.get(real);
  if (ensemble === undefined) return undefined;
  const nickname = more.length === 0 ? (second ?? '') : [second, ...more].join('/');
  const instrument = ensemble.instruments.get(nickname);
  if (instrument === undefined) {
    found.push(
      diagnose(at, {
        mistake: 'unknown_instrument',
        by,
        name: nickname,
        ensemble: ensemble.name,
        known: [...ensemble.instruments.keys()],
        elsewhere: [],
      }),
    );
  }
  return instrument;
}
