import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where this Simphony is installed: in a checkout (src/ or dist/) or under somebody's node_modules. */
export interface SimphonyHome {
  /** Absolute path of the folder of its package.json. */
  readonly folder: string;
  /** URL from which its own packages resolve. */
  readonly url: string;
  /** URL of the built kit; absent in a checkout that was never built. */
  readonly kit?: string;
  /** Folders with the commands of its packages. */
  readonly bins: readonly string[];
  /** Absolute path of the worker's entry. */
  readonly worker: string;
  /** Absolute path of the launcher's. */
  readonly launcher: string;
}

export function findSimphony(from: string = import.meta.url): SimphonyHome {
  const here = dirname(fileURLToPath(from));
  const folder = packageAbove(here);
  const kit = join(folder, 'dist', 'kit.js');
  // Beside this file in src/players/; beside the bundle, or a chunk of it, in dist/.
  const worker = [join(here, 'worker', 'worker.mjs'), join(folder, 'dist', 'worker', 'worker.mjs')].find(
    (one) => existsSync(one),
  );
  if (worker === undefined)
    throw new Error(`worker/worker.mjs is neither beside ${here} nor in dist/: build Simphony again`);
  // As somebody's dependency, its packages may lie beside it instead of in it.
  const beside = /^(.*[/\\]node_modules)[/\\]simphony$/.exec(folder)?.[1];
  return {
    folder,
    url: pathToFileURL(join(folder, 'package.json')).href,
    ...(existsSync(kit) ? { kit: pathToFileURL(kit).href } : {}),
    bins: [join(folder, 'node_modules', '.bin'), ...(beside === undefined ? [] : [join(beside, '.bin')])],
    worker,
    launcher: join(dirname(worker), 'launcher.mjs'),
  };
}

function packageAbove(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof found === 'object' && found !== null && 'name' in found && found.name === 'simphony')
        return folder;
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of simphony above ${start}`);
  }
}
