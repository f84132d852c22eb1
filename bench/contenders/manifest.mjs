/** A Node program that loads a manifest and stats the files in it: those of Simphony's own workspace, once played. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { git, simphony, workspace } from '../shared/workspace.mjs';

const program = fileURLToPath(new URL('../programs/manifest.mjs', import.meta.url));
const place = '.git/bench-manifest.json';

export const manifest = {
  name: 'Node, manifest and stat',
  compares: 'a JSON manifest loaded, size, time and inode of every file compared',
  version: () => `Node ${process.version}`,
  missing: () => undefined,
  prepare(folder, { steps, shape }) {
    workspace(folder, { steps, shape, kind: 'module' });
    return {
      fill: {
        words: [execPath, simphony, 'play'],
        after() {
          const files = git(folder, 'ls-files');
          execFileSync(execPath, [program, 'write', path.join(folder, place)], { cwd: folder, input: files });
        },
      },
      words: [execPath, program, place],
    };
  },
};
