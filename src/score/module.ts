import type { Diagnostic } from '../base/index.ts';
import type { Modules } from './imports.ts';
import type { Written } from './located.ts';
import { fileNamed } from './named-files.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

/** The path from the workspace's folder of a module that plays; what is wrong with it is told. */
export function moduleNamed(
  key: 'module' | 'understudy' | 'refine',
  named: Written,
  {
    folder,
    workspace,
    modules,
    found,
  }: {
    readonly folder: string;
    readonly workspace: Workspace;
    readonly modules: Modules;
    readonly found: Diagnostic[];
  },
): string | undefined {
  const path = fileNamed(named, folder, workspace, found);
  if (path === undefined) return undefined;
  if (!/\.[mc]?js$/.test(path)) {
    found.push(
      diagnose(named.at, {
        mistake: 'wrong_value',
        key,
        is: `\`${named.name}\``,
        expected: 'a JavaScript file (`.mjs`, `.js` or `.cjs`)',
        ...(key === 'module' ? { help: 'anything else is played by `command`' } : {}),
      }),
    );
    return undefined;
  }
  if (!modules.playsSomething(path))
    found.push(diagnose({ file: path, line: 1, column: 1 }, { mistake: 'no_play' }));
  return path;
}
