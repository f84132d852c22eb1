/** Started by mutations.ts: the promises of a mutated record. What is broken is printed, a sentence a line. */
import { brokenPromises } from './promises.ts';

process.stdout.write((await brokenPromises()).map((one) => `${one}\n`).join(''));
process.exit(0);
