/** A loop in bash, as a careful person writes it; and the same without git. */
import { fileURLToPath } from 'node:url';
import { firstLine } from '../shared/measure.mjs';
import { git, plainFolder } from '../shared/workspace.mjs';

const program = fileURLToPath(new URL('../programs/loop.sh', import.meta.url));
const version = () => firstLine('bash', '--version');

const contender = (name, committed, does) => ({
  name,
  does,
  version,
  missing: () => (version() === undefined ? 'bash is not on the PATH' : undefined),
  prepare(folder, { steps, parallel }) {
    plainFolder(folder, { committed });
    return { words: ['bash', program, String(steps), String(parallel), committed ? 'commit' : 'none'] };
  },
  verify(folder, { steps }) {
    if (!committed) return;
    const commits = Number(git(folder, 'rev-list', '--count', 'HEAD'));
    if (commits !== steps + 1) throw new Error(`${commits} commits for ${steps} steps`);
  },
});

export const committingLoop = contender(
  'shell loop, commits',
  true,
  'process; take written, handoff appended, `git add`, `git commit`',
);
export const shell = [
  committingLoop,
  contender('shell loop', false, 'process; take written, handoff appended'),
];
