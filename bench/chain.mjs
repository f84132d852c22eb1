/**
 * (a) What one step of a chain costs: `node bench/chain.mjs --steps 100,1000,10000`.
 *
 * N steps, each needing the one before it, each the same `sh step.sh`. Time is that of the whole program, from its
 * start in a fresh folder to its exit, divided by N.
 */
import { contenders } from './contenders/index.mjs';
import { compareSteps } from './shared/steps.mjs';
import { asCommand } from './shared/main.mjs';

export const bench = (options) =>
  compareSteps(contenders, { shape: 'chain', parallel: 1, title: 'chained steps' }, options);

await asCommand(
  import.meta,
  bench,
  'N chained steps, each committed, against the same steps in other hands.',
);
