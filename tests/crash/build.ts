import { build, type Plugin } from 'esbuild';
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { obedient, root } from './rig.ts';

/** One place of a source file, written otherwise. */
export interface Mutation {
  /** From the root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Which of several equal ones; counts from 0. */
  readonly nth: number;
}

/** Bundles an entry from src/ as scripts/build.mjs bundles the command, with the workers of dist/ beside it. */
export async function buildEntry(
  to: string = obedient,
  mutation?: Mutation,
  from: 'entry.ts' | 'promises-entry.ts' = 'entry.ts',
): Promise<void> {
  const folder = dirname(to);
  await mkdir(folder, { recursive: true });
  const fresh = `${to}.${process.pid}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'tests/crash', from)],
    outfile: fresh,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: mutation === undefined ? [] : [mutating(mutation)],
  });
  // Two test files may build at the same time: each sees a whole one.
  await rename(fresh, to);
  await symlink(join(root, 'dist/worker'), join(folder, 'worker')).catch(async () => {
    await rm(join(folder, 'worker'), { force: true });
    await symlink(join(root, 'dist/worker'), join(folder, 'worker')).catch(() => undefined);
  });
}

export const removeEntry = (to: string): Promise<void> => rm(to, { force: true });

function mutating({ file, from, to, nth }: Mutation): Plugin {
  return {
    name: 'mutation',
    setup(on) {
      on.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(root, path) !== file) return undefined;
        const parts = (await readFile(path, 'utf8')).split(from);
        if (parts.length < nth + 2) throw new Error(`${file} has no such place: ${from}`);
        const contents = parts.reduce((text, part, at) => `${text}${at === nth + 1 ? to : from}${part}`);
        return { contents, loader: 'ts' };
      });
    },
  };
}
