import { seedOf, type AcceptedTake, type Json, type JsonObject } from '../base/index.ts';
import { constraintsFor, notesFor, sheetFor, type Need, type Score, type Values } from '../score/index.ts';
import type { Part, Slot } from './part.ts';

/** The value of each need, resolved for one round of the one who needs. */
export type NeedValues = readonly { readonly need: Need; readonly value: Json }[];

/**
 * The one JSON value that is handed over (design, section 3), without `attempt` and `feedback`, which are of
 * the attempt, and without `probe`, which the look brings. A function of the score and the takes it needs.
 */
export function inputOf(
  score: Score,
  part: Part,
  needs: NeedValues,
  past: { readonly handoff?: readonly string[]; readonly record?: readonly Json[] },
): JsonObject {
  const { instrument } = part.slot.node;
  const { ensemble, nickname } = instrument;
  return {
    ...(instrument.hearsSheet
      ? { sheet: sheetFor(score.sheet, ensemble, nickname, instrument.drawnInputs) }
      : {}),
    flags: Object.fromEntries(instrument.flags.map((flag) => [flag, score.sheet.flags.get(flag) ?? null])),
    inputs: inputsOf(needs),
    ...(part.item === undefined ? {} : { item: part.item.value }),
    ...(past.handoff === undefined ? {} : { handoff: past.handoff }),
    ...(past.record === undefined ? {} : { record: past.record }),
    seed: seedOf(score.sheet.seed, part.name),
    round: part.name.round,
    production: {
      notes: notesFor(score.production, ensemble, nickname),
      constraints: constraintsFor(score.production, ensemble, nickname),
    },
  };
}

const inputsOf = (needs: NeedValues): JsonObject =>
  Object.fromEntries(needs.filter(({ need }) => !need.itemOnly).map(({ need, value }) => [need.as, value]));

/** Names in scope of a slot's expressions: its needs by nickname, across ensembles as `other.instrument`. */
export function valuesOf(score: Score, slot: Slot, needs: NeedValues): Values {
  const { instrument } = slot.node;
  const across: Record<string, Record<string, Json>> = {};
  const near: Record<string, Json> = {};
  for (const { need, value } of needs) {
    const [other, name] = need.as.split('/');
    if (other !== undefined && name !== undefined) (across[other] ??= {})[name] = value;
    else near[need.as] = value;
  }
  return {
    ...across,
    ...near,
    inputs: Object.fromEntries(needs.map(({ need, value }) => [need.as, value])),
    sheet: sheetFor(score.sheet, instrument.ensemble, instrument.nickname),
    flags: Object.fromEntries(score.sheet.flags),
    slug: score.sheet.slug,
    round: slot.round,
  };
}

/** Names in scope of a part's own expressions: the slot's, without what only `each` draws from, and its own. */
export function partValues(score: Score, part: Part, needs: NeedValues, attempt: number): Values {
  const heard = needs.filter(({ need }) => !need.itemOnly);
  return {
    ...valuesOf(score, part.slot, heard),
    seed: seedOf(score.sheet.seed, part.name),
    round: part.name.round,
    attempt,
    ...(part.item === undefined ? { id: part.name.nickname } : { item: part.item.value, id: part.item.id }),
  };
}

/** The values of what an instrument's expressions name of sheet, slug and id, by dotted path. */
export function namedValues(paths: readonly (readonly string[])[], values: Values): JsonObject {
  const found: Record<string, Json> = {};
  for (const path of paths) {
    let value: Json | undefined = values;
    for (const step of path) {
      value =
        value !== null && typeof value === 'object' && !Array.isArray(value)
          ? (value as JsonObject)[step]
          : undefined;
    }
    found[path.join('.')] = value ?? null;
  }
  return found;
}

/** A line of handoff.md without its leading `- `: `nickname[item]#round · who played · summary → where`. */
export function handoffLine(
  shortName: string,
  take: Pick<AcceptedTake, 'player' | 'attempts' | 'summary' | 'takePath' | 'files'>,
): string {
  const [file] = take.files;
  const where = file !== undefined && take.files.length === 1 ? file.path : take.takePath;
  const attempts = take.attempts > 1 ? `, ${take.attempts} attempts` : '';
  return `${shortName} · ${take.player} · ${take.summary}${attempts} → ${where}`;
}
