import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize, sep } from 'node:path';
import type { StartFault } from './end.ts';
import type { Environment } from './environment.ts';
import { codeOf } from './system-error.ts';

export type Program = { readonly program: string } | { readonly because: StartFault };

/**
 * A word that names a regular file of the ensemble's folder becomes that file's absolute path; any other stays as
 * it is. A link that leads out of the folder names nothing in it.
 */
export function resolveWord(word: string, ensembleFolder: string): string {
  if (word === '' || word.includes('\0') || isAbsolute(word)) return word;
  const path = normalize(word);
  if (path.startsWith('..') || path === '.') return word;
  const whole = join(ensembleFolder, path);
  try {
    if (statSync(whole, { throwIfNoEntry: false })?.isFile() !== true) return word;
    if (hasNoLink(ensembleFolder, path)) return whole;
    return realpathSync.native(whole).startsWith(realpathSync.native(ensembleFolder) + sep) ? whole : word;
  } catch {
    return word;
  }
}

/** Whether no step from the folder to what lies in it is a link: cheaper to see than where links lead. */
const hasNoLink = (folder: string, path: string): boolean =>
  path
    .split(sep)
    .every(
      (_, index, steps) =>
        lstatSync(join(folder, ...steps.slice(0, index + 1)), { throwIfNoEntry: false })?.isSymbolicLink() ===
        false,
    );

/**
 * Where words were found on a PATH. Folders of packages may be filled while a session plays, and are looked into each
 * time; those of the system are taken to stand: a program that was found there is only seen to be there still.
 */
const foundOn = new Map<string, string>();
const ofPackages = /\/node_modules\/\.bin$/;

/**
 * The file that the first word starts, as `execvp` would find it; looked up here so that "not installed" and "not
 * executable" can be told apart. A word with a slash is a path from the working directory.
 */
export function findProgram(word: string, cwd: string, environment: Environment): Program {
  if (word.includes('/')) return firstProgram(word, [isAbsolute(word) ? word : join(cwd, word)]);
  const folders = (environment['PATH'] ?? '').split(':');
  const known = `${word}\0${environment['PATH'] ?? ''}`;
  const before = foundOn.get(known);
  const places = folders
    .filter((folder) => before === undefined || ofPackages.test(folder) || join(folder, word) === before)
    .map((folder) => join(folder, word));
  const found = firstProgram(word, places);
  if ('program' in found) {
    foundOn.set(known, found.program);
    return found;
  }
  if (before === undefined) return found;
  foundOn.delete(known);
  return findProgram(word, cwd, environment);
}

function firstProgram(word: string, places: readonly string[]): Program {
  let notExecutable: string | undefined;
  for (const place of word === '' ? [] : places) {
    const found = kindOf(place);
    if (found === 'program') return { program: place };
    if (found === 'file') notExecutable ??= place;
  }
  return {
    because:
      notExecutable === undefined
        ? { fault: 'missing', tool: word }
        : { fault: 'not executable', file: word },
  };
}

function kindOf(path: string): 'program' | 'file' | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  } catch {
    return undefined;
  }
  try {
    accessSync(path, constants.X_OK);
    return 'program';
  } catch {
    return 'file';
  }
}

/** Why the system refused to start a program that is there. */
export function startFaultOf(error: unknown, program: string, word: string): StartFault {
  const code = codeOf(error) ?? '';
  if (code === 'ENOENT' && startsWithHashBang(program)) return { fault: 'no interpreter', file: word };
  if (code === 'ENOENT') return { fault: 'missing', tool: word };
  if (code === 'EACCES') return { fault: 'not executable', file: word };
  const message = error instanceof Error ? error.message : String(error);
  return { fault: 'system', tool: word, because: refusals[code] ?? message };
}

const refusals: { readonly [code: string]: string } = {
  E2BIG: 'its words and environment are longer than the system allows; a long value is on stdin',
  ENOEXEC: 'it is no program for this machine',
  EAGAIN: 'the system allows no more processes',
  EMFILE: 'too many files are open',
  ENOMEM: 'no memory is left',
};

function startsWithHashBang(program: string): boolean {
  try {
    return readFileSync(program).subarray(0, 2).toString('latin1') === '#!';
  } catch {
    return false;
  }
}
