/**
 * (b) What one of N independent steps costs: `node bench/independent.mjs --steps 100,1000,10000`.
 *
 * As `chain.mjs`, but no step needs another, and everyone has as many in flight as the machine has cores.
 */
import { availableParallelism } from 'node:os';
import { contenders } from './contenders/index.mjs';
import { committingLoop } from './contenders/shell.mjs';
import { asCommand } from './shared/main.mjs';
import { compareSteps } from './shared/steps.mjs';

/** Its commits cost what they cost in a chain, and 10,000 of them take minutes: they stand in that table. */
const playing = contenders.map((one) => (one === committingLoop ? { ...one, most: 1_000 } : one));

export const bench = (options) =>
  compareSteps(
    playing,
    { shape: 'independent', parallel: availableParallelism(), title: 'independent steps' },
    options,
  );

await asCommand(import.meta, bench, 'N independent steps, as many at a time as there are cores.');
