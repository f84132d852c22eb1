/** Simphony, as installed and with its defaults: `simphony play` in a workspace that was never played. */
import { execPath } from 'node:process';
import { firstLine } from '../shared/measure.mjs';
import { git, simphony as program, workspace } from '../shared/workspace.mjs';

const version = () => firstLine(execPath, program, '--version');

const contender = (kind, does) => ({
  name: `Simphony, ${kind}`,
  does,
  compares: 'all that the last answer rested on: score, inputs, code, takes, git; by size, times and inode',
  version,
  missing: () => (version() === undefined ? 'dist/ is not built: npm run build' : undefined),
  prepare(folder, { steps, shape }) {
    workspace(folder, { steps, kind, shape });
    return { words: [execPath, program, 'play'] };
  },
  verify(folder, { steps }) {
    const authors = git(folder, 'log', '--format=%ae').split('\n');
    const accepted = authors.filter((author) => author.endsWith('@chain.simphony')).length;
    if (accepted !== steps) throw new Error(`${accepted} of ${steps} steps have a commit`);
    if (git(folder, 'status', '--porcelain') !== '') throw new Error('the working tree differs from HEAD');
  },
});

const record = 'judged, proven by a validation script, journaled (fsync), committed with handoff and summary';
export const simphony = [
  contender('command', `process; ${record}`),
  contender('module', `call in a warm worker; ${record}`),
];
