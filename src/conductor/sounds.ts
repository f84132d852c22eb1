import type { Synth } from '../dsp/index.ts';
import type { AtHand } from '../plan/index.ts';
import { startConfined } from '../players/index.ts';
import type { Score } from '../score/index.ts';

/*
 * What renders sounds. It is loaded where there are any to render: it reads more code than all the rest of a session
 * without them.
 */

const hasSounds = ({ ensembles }: Score): boolean =>
  [...ensembles.values()].some(({ instruments }) =>
    [...instruments.values()].some(({ kind }) => kind === 'dsp'),
  );

/** The version that joins the keys of sounds. */
export async function soundsAtHand(score: Score): Promise<Pick<AtHand, 'synth'>> {
  if (!hasSounds(score)) return {};
  const { synthVersion } = await import('../dsp/index.ts');
  return { synth: synthVersion() };
}

export const synthFor = (parallel: number) => async (): Promise<Synth> => {
  const { makeSynth } = await import('../dsp/index.ts');
  return makeSynth({ start: startConfined, children: parallel });
};
