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
  // An entry that is not absolute would look into the scratch folder.
  const callers = (environment['PATH'] ?? plainPath).split(':').filter((folder) => isAbsolute(folder));
  const own = [join(workspace, 'ensembles', instrument.ensemble), workspace].map((folder) =>
    join(folder, 'node_modules', '.bin'),
  );
  return {
    HOME: folders.home,
    TMPDIR: folders.tmp,
    LANG: 'C.UTF-8',
    ...Object.fromEntries(named),
    PATH: [...new Set([...own, ...bins, ...callers])].join(':'),
    SIMPHONY_PART: part,
    SIMPHONY_ATTEMPT: String(attempt),
    SIMPHONY_SEED: String(seed),
  };
}
