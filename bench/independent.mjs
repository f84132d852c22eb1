/**
 * (b) What one of N independent steps costs: `node bench/independent.mjs --steps 100,1000,10000`.
 *
 * As `chain.mjs`, but no step needs another, and everyone has as many in flight as the machine has cores.
 */
import { availableParallelism } from 'node:os';
import { contenders } from './contenders/index.mjs';
import { asCommand } from './shared/main.mjs';
import { compareSteps } from './shared/steps.mjs';

export const bench = (options) =>
  compareSteps(
    contenders,
    { shape: 'independent', parallel: availableParallelism(), title: 'independent steps' },
    options,
  );

await asCommand(import.meta, bench, 'N independent steps, as many at a time as there are cores.');
