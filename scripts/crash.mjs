/**
 * `npm run crash`: bundles the campaign (tests/crash/campaign.ts) and runs it on the command as it is built.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outfile = path.join(root, 'node_modules/.cache/simphony-crash/campaign.mjs');

await build({
  absWorkingDir: root,
  entryPoints: ['tests/crash/campaign.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  packages: 'external',
  outfile,
  logLevel: 'warning',
});
spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
