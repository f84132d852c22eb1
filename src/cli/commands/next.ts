import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Answer } from '../answer.ts';
import type { World } from '../world.ts';
import { nextLines, statusText } from './reading.ts';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const isWorkspace = async (folder: string): Promise<boolean> =>
  (await exists(path.join(folder, 'concerto.md'))) || (await exists(path.join(folder, 'sheetMusic.md')));

/** The nearest folder above that is a workspace, as a path for `-C`. */
async function workspaceAbove(folder: string): Promise<string | undefined> {
  for (let at = path.dirname(folder); ; at = path.dirname(at)) {
    if (await isWorkspace(at)) return path.relative(folder, at);
    if (at === path.dirname(at)) return undefined;
  }
}

/** `simphony` alone: what there is here, and what to do next. */
export async function next(world: World): Promise<Answer> {
  if (!(await isWorkspace(world.folder))) {
    const above = await workspaceAbove(world.folder);
    const steps = [
      ...(above === undefined ? [] : [`\`simphony -C ${above}\` speaks of the workspace above this folder`]),
      '`simphony init` makes this folder a workspace',
      '`simphony --help` lists all commands',
    ];
    return {
      code: 0,
      data: { workspace: false, next: steps },
      diagnostics: [],
      text: (paint) => ['this folder is no workspace yet', ...nextLines(steps, paint)].join('\n'),
    };
  }
  const conductor = await world.conductor();
  const { view, diagnostics } = await conductor.status(world);
  return {
    code: view === undefined ? 2 : 0,
    data: view === undefined ? null : { workspace: true, ...view },
    diagnostics,
    // parts are for `status`; here only the session and the way on
    text: (paint) => (view === undefined ? '' : statusText({ ...view, parts: [] }, paint)),
  };
}
