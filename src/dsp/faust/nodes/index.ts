import type { TypeName } from '../../graph/catalog/index.ts';
import type { Emit } from '../hand.ts';
import { controlTexts } from './control.ts';
import { effectTexts } from './effects.ts';
import { envelopeTexts } from './envelopes.ts';
import { filterTexts } from './filters.ts';
import { joiningTexts } from './joining.ts';
import { noiseTexts } from './noises.ts';
import { sourceTexts } from './sources.ts';
import { spaceTexts } from './spaces.ts';

/** For every type of the catalog, what its text is made by. */
export const texts: { readonly [type in TypeName]: Emit } = {
  ...sourceTexts,
  ...noiseTexts,
  ...filterTexts,
  ...envelopeTexts,
  ...controlTexts,
  ...effectTexts,
  ...spaceTexts,
  ...joiningTexts,
};
