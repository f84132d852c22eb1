/** The least that a Node program can do: start the step, hear it, and nothing else; and the same with commits. */
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { git, plainFolder } from '../shared/workspace.mjs';

const program = fileURLToPath(new URL('../programs/floor.mjs', import.meta.url));

const contender = (name, committed, does) => ({
  name,
  does,
  version: () => `Node ${process.version}`,
  missing: () => undefined,
  prepare(folder, { steps, parallel }) {
    plainFolder(folder, { committed });
    const words = [execPath, program, String(steps), String(parallel)];
    return { words: committed ? [...words, '--commit'] : words };
  },
  verify(folder, { steps }) {
    if (!committed) return;
    const commits = Number(git(folder, 'rev-list', '--count', 'HEAD'));
    if (commits !== steps + 1) throw new Error(`${commits} commits for ${steps} steps`);
  },
});

export const bareLoop = contender('bare Node loop', false, 'process; its line is heard, nothing is kept');
export const floors = [
  bareLoop,
  contender(
    'Node loop, fast-import',
    true,
    'process; one commit through one `git fast-import`, no index, no fsync',
  ),
];
