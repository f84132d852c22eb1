import type { Instrument, Values } from '../../score/index.ts';
import { soundAsked } from './asked.ts';
import type { ProgramWanted } from './contract.ts';

/** The program that a model is asked for by this instrument; `undefined` for one that wants none. */
export function programWanted(
  { performer }: Pick<Instrument, 'performer'>,
  values: Values,
): ProgramWanted | 'cannot be said' | undefined {
  if (performer.kind !== 'dsp' || performer.source.from !== 'model') return undefined;
  const found = soundAsked(performer, values);
  if ('failure' in found) return 'cannot be said';
  const { language, channels } = performer.source;
  return { language, channels, asked: found.asked };
}
