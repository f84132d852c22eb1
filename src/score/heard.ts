import type { Json, JsonObject } from '../base/index.ts';
import type { Criterion, Instrument, Production, Scope, Sheet } from './score.ts';

/** The instrument itself, its whole ensemble, or everyone. */
const isWithin = (scope: Scope, ensemble: string, nickname: string): boolean =>
  scope.ensemble === undefined ||
  (scope.ensemble === ensemble && (scope.nickname === undefined || scope.nickname === nickname));

/** Criteria on single takes by `ensemble/nickname`: looked through once, however many instruments ask. */
const onTakes = new WeakMap<Production, ReadonlyMap<string, readonly Criterion[]>>();

function criteriaByInstrument(production: Production): ReadonlyMap<string, readonly Criterion[]> {
  const before = onTakes.get(production);
  if (before !== undefined) return before;
  const found = new Map<string, Criterion[]>();
  for (const criterion of production.criteria) {
    const { ensemble, nickname } = criterion.scope;
    if (ensemble === undefined || nickname === undefined) continue;
    const name = `${ensemble}/${nickname}`;
    const others = found.get(name);
    if (others === undefined) found.set(name, [criterion]);
    else others.push(criterion);
  }
  onTakes.set(production, found);
  return found;
}

/** Goals and constraints with an expression that are judged on each take of this instrument, in the order of the file. */
export const criteriaFor = (production: Production, ensemble: string, nickname: string): Criterion[] =>
  criteriaOn(production, ensemble, nickname).filter(({ expression }) => expression !== undefined);

/** All that stands in a take's verdict: as `criteriaFor`, with those that have no expression and are `not heard`. */
export const criteriaOn = (
  production: Production,
  ensemble: string,
  nickname: string,
): readonly Criterion[] => criteriaByInstrument(production).get(`${ensemble}/${nickname}`) ?? [];

/** The words of the constraints without an expression that this instrument hears, in the order of the file. */
export const constraintsFor = (production: Production, ensemble: string, nickname: string): string[] =>
  production.criteria
    .filter(
      ({ kind, expression, scope }) =>
        kind === 'constraint' && expression === undefined && isWithin(scope, ensemble, nickname),
    )
    .map(({ text }) => text);

/** A path of the ensemble's folder as its front matter names it: without that folder. */
export const asWritten = (
  { path }: { readonly path: string },
  { ensemble }: Pick<Instrument, 'ensemble'>,
): string => {
  const folder = `ensembles/${ensemble}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
};

/** The notes that this instrument hears, joined with blank lines; empty where there are none. */
export const notesFor = (production: Production, ensemble: string, nickname: string): string =>
  production.notes
    .filter(({ scope }) => isWithin(scope, ensemble, nickname))
    .map(({ text }) => text)
    .join('\n\n');

/**
 * The sheet as this instrument hears it: `{ title, text, cue, inputs }`.
 * Its inputs are those that its ensemble declares, defaults included, and those that no ensemble declares; `without`
 * are those that it hears as `item` only (`Instrument.drawnInputs`), left out of what is handed over.
 */
export function sheetFor(
  sheet: Sheet,
  ensemble: string,
  nickname: string,
  without: readonly string[] = [],
): JsonObject {
  const cue = sheet.cues.filter((one) => isWithin(one, ensemble, nickname)).map(({ text }) => text);
  const inputs: Record<string, Json> = {};
  for (const [name, { value, declaredBy }] of sheet.inputs) {
    if (without.includes(name)) continue;
    if (declaredBy.length === 0 || declaredBy.includes(ensemble)) inputs[name] = value;
  }
  return { title: sheet.title, text: sheet.text, cue: cue.join('\n'), inputs };
}
