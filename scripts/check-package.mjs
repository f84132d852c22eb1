/** `npm run check:package`: what would be published is well formed, and its types resolve (publint, attw). */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmPack, root } from './npm-pack.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'simphony-package-'));
const tarball = await npmPack(folder);
const checks = [
  ['publint', ['run', tarball, '--strict', '--pack=false']],
  // the package is ESM only, as its engines are
  ['attw', [tarball, '--profile', 'esm-only']],
];
for (const [command, words] of checks) {
  const { status } = spawnSync(path.join(root, 'node_modules/.bin', command), words, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
await rm(folder, { recursive: true });
