import { isJsonObject, type Take } from '../base/index.ts';
import type { Instrument, ModelPerformer } from './score.ts';

/**
 * The model that plays an instrument, or that writes the program of its sound; `undefined` where none is asked. Whoever
 * plays, keys, money, estimates, cassettes and what is shown before anything is sent hang on this and on nothing else.
 */
export function modelOf({ performer }: Pick<Instrument, 'performer'>): ModelPerformer | undefined {
  if (performer.kind === 'model') return performer;
  return performer.kind === 'dsp' && performer.source.from === 'model' ? performer.source.model : undefined;
}

/**
 * What it plays from is the same in every attempt, and so is what comes of it: it has one attempt, and `attempts` counts
 * the renders that may be made in it.
 */
export const playsTheSame = ({ performer }: Pick<Instrument, 'performer'>): boolean =>
  performer.kind === 'dsp' && performer.source.from !== 'model';

/** Attempts that a part may have. */
export const attemptsOf = (instrument: Pick<Instrument, 'performer' | 'attempts'>): number =>
  playsTheSame(instrument) ? 1 : instrument.attempts;

/** Renders that a sound took, as its output says; `undefined` for what is no sound: there its attempts are counted. */
export function itersOf(
  { kind }: Pick<Instrument, 'kind'>,
  { output }: Pick<Take, 'output'>,
): number | undefined {
  const iters = kind === 'dsp' && isJsonObject(output) ? output['iters'] : undefined;
  return typeof iters === 'number' ? iters : undefined;
}
