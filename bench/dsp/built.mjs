/**
 * src/dsp as a module of its own, with what starts programs under limits: no ensemble and no command may import it, a
 * benchmark does. Built from the sources beside the workers that `npm run build` made.
 */
import { build } from 'esbuild';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { project } from '../shared/workspace.mjs';

/** @returns {Promise<string>} the address of the module, in this folder */
export async function builtDsp(folder) {
  const outfile = path.join(folder, 'dsp.mjs');
  await build({
    stdin: {
      contents: [
        "export * from './src/dsp/index.ts';",
        "export * from './src/dsp/faust/nodes/partials.ts';",
        "export { startConfined } from './src/players/index.ts';",
      ].join('\n'),
      resolveDir: project,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@grame/faustwasm'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  await symlink(path.join(project, 'dist/worker'), path.join(folder, 'worker'));
  await symlink(path.join(project, 'node_modules'), path.join(folder, 'node_modules'));
  return pathToFileURL(outfile).href;
}
