/**
 * snakemake, in the table of null reruns. Its graph is walked by recursion, and a chain of 1,000 rules is more than
 * Python's stack allows there, so its steps are independent: one rule with a wildcard, as its tutorial has it.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { firstLine } from '../shared/measure.mjs';
import { plainFolder } from '../shared/workspace.mjs';

const version = () => firstLine('snakemake', '--version');

export const snakemake = {
  name: 'snakemake',
  compares: 'file times, and its own record of code, inputs and parameters compared; independent steps',
  most: 1_000,
  version,
  missing: () => (version() === undefined ? 'snakemake is not on the PATH' : undefined),
  prepare(folder, { steps, parallel }) {
    const snakefile = [
      'rule all:',
      `    input: [f"takes/s{n:05}.json" for n in range(1, ${steps + 1})]`,
      'rule step:',
      '    input: "step.sh"',
      '    output: "takes/s{n}.json"',
      '    shell: "sh step.sh {output}"',
      '',
    ].join('\n');
    plainFolder(folder, { files: { Snakefile: snakefile } });
    return { words: ['snakemake', '--cores', String(parallel), '--quiet', 'all'] };
  },
  verify(folder, { steps }) {
    const takes = readdirSync(path.join(folder, 'takes')).filter((file) => file.endsWith('.json')).length;
    if (takes !== steps) throw new Error(`${takes} takes for ${steps} steps`);
  },
};
