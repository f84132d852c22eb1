import { isAbsolute, join } from 'node:path';
import type { PlayRequest } from './player.ts';
import type { ScratchFolders } from './scratch.ts';

export interface Environment {
  readonly [name: string]: string;
}

/** Where programs are looked for when the Conductor itself was started without a PATH. */
const plainPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * All that a program of an attempt sees of the world (design, "What a player hands over"). LANG is the same for
 * everybody, since it sorts and formats; HOME and TMPDIR lie in the attempt's own folder.
 */
export function environmentFor(
  request: PlayRequest,
  folders: ScratchFolders,
  bins: readonly string[],
): Environment {
  const { instrument, environment, workspace, part, attempt, seed } = request;
  const named = instrument.env.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    HOME: folders.home,
    TMPDIR: folders.tmp,
    LANG: 'C.UTF-8',
    ...Object.fromEntries(named),
    PATH: pathFor(join(workspace, 'ensembles', instrument.ensemble), workspace, bins, environment['PATH']),
    SIMPHONY_PART: part,
    SIMPHONY_ATTEMPT: String(attempt),
    SIMPHONY_SEED: String(seed),
  };
}

/** The PATH that was worked out last: it is the same for all parts of an ensemble. */
let lastPath: { readonly from: string; readonly path: string } | undefined;

function pathFor(ensemble: string, workspace: string, bins: readonly string[], callers = plainPath): string {
  const from = JSON.stringify([ensemble, workspace, bins, callers]);
  if (lastPath?.from === from) return lastPath.path;
  const own = [ensemble, workspace].map((folder) => join(folder, 'node_modules', '.bin'));
  // An entry that is not absolute would look into the scratch folder.
  const absolute = callers.split(':').filter((folder) => isAbsolute(folder));
  const path = [...new Set([...own, ...bins, ...absolute])].join(':');
  lastPath = { from, path };
  return path;
}
