import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { run } from '../run.ts';
import type { StartProgram } from '../start.ts';
import { isOfSystem } from './prefixes.ts';
import { pythonSays } from './python-runner.ts';

/** An interpreter with NumPy and SciPy. */
export interface FoundPython {
  /** Absolute path of the interpreter itself, whatever stood on the PATH for it (a shim of pyenv starts a shell). */
  readonly executable: string;
  /** Folders that it imports from, outside the system's own. */
  readonly shown: readonly string[];
  /** As the handoff names it. */
  readonly player: string;
}

export interface NoPython {
  readonly because: string;
  readonly instead: string;
}

const Says = z.object({
  executable: z.string(),
  path: z.array(z.string()),
  version: z.string(),
  numpy: z.string().nullable(),
  scipy: z.string().nullable(),
});

const install = 'install python3 with NumPy and SciPy (Debian: apt install python3-numpy python3-scipy)';
const known = new Map<string, Promise<FoundPython | NoPython>>();

/** The first `python3` of a PATH, or the system's, that has what programs need. Asked once for each PATH. */
export function findPython(path: string, start: StartProgram): Promise<FoundPython | NoPython> {
  const before = known.get(path);
  if (before !== undefined) return before;
  const found = look(path, start);
  known.set(path, found);
  return found;
}

async function look(path: string, start: StartProgram): Promise<FoundPython | NoPython> {
  const onPath = path
    .split(':')
    .filter((folder) => isAbsolute(folder) && !folder.includes('/node_modules/'))
    .map((folder) => `${folder}/python3`);
  const places = [...new Set([...onPath, '/usr/bin/python3', '/usr/local/bin/python3'])];
  const there = places.filter((place) => existsSync(place));
  let because = '`python3` is not installed or not on the PATH';
  for (const place of there) {
    const says = await ask(place, path, start);
    if (says === undefined) continue;
    const missing = [says.numpy === null ? 'NumPy' : [], says.scipy === null ? 'SciPy' : []].flat();
    if (missing.length > 0) {
      because = `${place} has no ${missing.join(' and no ')}`;
      continue;
    }
    return {
      executable: says.executable,
      shown: says.path.filter((one) => isAbsolute(one) && existsSync(one) && !isOfSystem(one)),
      player: `python ${says.version} · numpy ${shortened(says.numpy ?? '')}`,
    };
  }
  return { because, instead: install };
}

async function ask(
  python: string,
  path: string,
  start: StartProgram,
): Promise<z.infer<typeof Says> | undefined> {
  const { end, stdout } = await run(
    {
      words: [python, '-s', '-c', pythonSays],
      cwd: '/',
      environment: { PATH: path, HOME: homedir(), LANG: 'C.UTF-8' },
      timeoutMs: 20_000,
      outputLimit: 64 * 1024,
    },
    start,
  );
  if (end.end !== 'exited' || end.code !== 0) return undefined;
  try {
    return Says.safeParse(JSON.parse(stdout.toString())).data;
  } catch {
    return undefined;
  }
}

/** `1.24.2` as `1.24`. */
const shortened = (version: string): string => version.split('.').slice(0, 2).join('.');
