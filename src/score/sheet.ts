import { slugOf, type Diagnostic } from '../base/index.ts';
import type { ConcertoFile } from './concerto.ts';
import type { FoundInstrument } from './instrument.ts';
import { instrumentNamed, realName, type References } from './references.ts';
import type { Cue, Sheet } from './score.ts';
import type { SheetFile } from './sheet-file.ts';

/** What playing an ensemble brings with it. */
interface PlayedEnsemble {
  readonly name: string;
  readonly needs: readonly { readonly name: string }[];
  readonly instruments: ReadonlyMap<string, FoundInstrument>;
}

/** The sheet's, else concerto's, else all; of a role and the ensemble that plays it, the latter. */
export function playsOf(
  sheet: SheetFile | undefined,
  { plays }: ConcertoFile,
  references: References,
  found: Diagnostic[],
): string[] {
  const named = (by: string, names: ConcertoFile['plays']): string[] =>
    (names ?? []).flatMap((one) => realName(one, by, references, found) ?? []);
  const byConcerto = named('`concerto.md` plays', plays);
  const bySheet = named('the sheet plays', sheet?.plays);
  if (sheet?.plays !== undefined && sheet.plays.length > 0) return [...new Set(bySheet)];
  if (plays !== undefined && plays.length > 0) return [...new Set(byConcerto)];
  return [
    ...new Set([...references.ensembles.keys()].flatMap((name) => references.ensemble(name)?.name ?? [])),
  ];
}

export function cuesOf(sheet: SheetFile | undefined, references: References, found: Diagnostic[]): Cue[] {
  return (sheet?.cues ?? []).flatMap(({ name, text, at }): Cue[] => {
    if (!name.includes('/')) {
      const ensemble = realName({ name, at }, 'this is a cue for', references, found);
      return ensemble === undefined ? [] : [{ ensemble, text, at }];
    }
    const instrument = instrumentNamed({ name, at }, undefined, 'this is a cue for', references, found);
    return instrument === undefined
      ? []
      : [{ ensemble: instrument.ensemble, nickname: instrument.nickname, text, at }];
  });
}

/** Ensembles that are played, with those that they and their instruments need. */
export function playedBy(roots: readonly string[], ensembles: readonly PlayedEnsemble[]): Set<string> {
  const played = new Set(roots);
  const byName = new Map(ensembles.map((one) => [one.name, one]));
  for (const name of played) {
    const ensemble = byName.get(name);
    for (const need of ensemble?.needs ?? []) played.add(need.name);
    for (const { needs } of ensemble?.instruments.values() ?? [])
      for (const need of needs.needs) played.add(need.ensemble);
  }
  return played;
}

export const sheetOf = (
  sheet: SheetFile,
  plays: readonly string[],
  cues: readonly Cue[],
  inputs: Sheet['inputs'],
  flags: Sheet['flags'],
): Sheet => ({
  file: sheet.file.path,
  title: sheet.title,
  slug: slugOf(sheet.title),
  seed: sheet.seed,
  text: sheet.text,
  plays,
  cues,
  inputs,
  flags,
  budget: sheet.budget,
});
