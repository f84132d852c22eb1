import {
  criteriaFor,
  criteriaOn,
  modelOf,
  playsTheSame,
  type ContextLimits,
  type Criterion,
  type Instrument,
  type Production,
  type Score,
} from '../score/index.ts';
import type { Node } from './graph.ts';
import type { Keyed } from './key.ts';
import type { AtHand } from './who-plays.ts';

/**
 * The criteria on its takes that join the key: those that can make an attempt fail, computed or by ear. A model is told
 * of all of them, so for a model all count.
 */
export function criteriaInKey(production: Production, instrument: Instrument): readonly Criterion[] {
  const { ensemble, nickname } = instrument;
  const all = criteriaOn(production, ensemble, nickname);
  if (modelOf(instrument) !== undefined) return all;
  const computed = new Set(criteriaFor(production, ensemble, nickname));
  return all.filter((one) => one.byEar || computed.has(one));
}

/**
 * What a model is sent besides its input. Limits count for the sections that it has: of `handoff` the lines themselves
 * are bounded, and `feedback` is of the attempt, so neither is here.
 */
export function sentToModel(
  { concerto }: Score,
  { instrument, ensemble }: Pick<Node, 'instrument' | 'ensemble'>,
): Pick<Keyed, 'model'> {
  const asked = modelOf(instrument);
  if (asked === undefined) return {};
  const has: { readonly [section in keyof ContextLimits]: boolean } = {
    ensemble: true,
    skill: asked.skill !== undefined,
    production: true,
    sheet: instrument.hearsSheet,
    handoff: false,
    record: instrument.hearsRecord,
    inputs:
      instrument.hearsSheet ||
      instrument.flags.length > 0 ||
      instrument.probe !== undefined ||
      instrument.needs.some(({ itemOnly }) => !itemOnly),
    item: instrument.each !== undefined,
    reads: instrument.reads.length > 0 || instrument.needs.length > 0,
    feedback: false,
  };
  const { context } = concerto.limits;
  const sections = (Object.keys(has) as (keyof ContextLimits)[]).filter((section) => has[section]);
  return {
    model: {
      ensembleText: ensemble.text,
      limits: Object.fromEntries(sections.map((section) => [section, context[section]])),
    },
  };
}

/** A model's program stands as it was accepted, whatever would render it now: it is not asked for another one. */
export const renderedBy = (instrument: Instrument, { synth }: AtHand): Pick<Keyed, 'synth'> =>
  playsTheSame(instrument) && synth !== undefined ? { synth } : {};
