import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byBytes, type Diagnostic, type Grounds } from '../base/index.ts';
import { parseScore } from './parse-score.ts';
import type { Score } from './score.ts';
import type { Entry, Workspace } from './workspace.ts';

export interface ReadScore {
  /** Absent when there is any mistake. */
  readonly score?: Score;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the score of the workspace at `folder` once, from disk into memory, and parses it.
 * Never throws for what a person wrote: every mistake in every file is a diagnostic, in the order of the files.
 * `sheet` is another sheet than `sheetMusic.md`, from the folder or absolute; it must lie in the workspace. `grounds`
 * are told of every path that is looked at. `text` is what the sheet will say, where it does not lie there yet.
 */
export function readScore(
  folder: string,
  options: { readonly sheet?: string; readonly grounds?: Grounds; readonly text?: string } = {},
): Promise<ReadScore> {
  return new Promise((done) => {
    const { sheet = 'sheetMusic.md', grounds, text } = options;
    done(parseScore(readWorkspace(folder, { sheet, text }, grounds)));
  });
}

/** What tools leave beside their sources, and what is of no person's making: no part of a score. */
export const isNoPartOfScore = (name: string): boolean => ignored.has(name);

const ignored: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '__pycache__',
  '.DS_Store',
  'Thumbs.db',
]);

function readWorkspace(
  folder: string,
  { sheet, text }: { readonly sheet: string; readonly text: string | undefined },
  grounds: Grounds | undefined,
): Workspace {
  const top = realPath(folder) ?? resolve(folder);
  const sheetPath = slashes(
    relative(top, isAbsolute(sheet) ? realSheet(sheet) : resolve(top, sheet)),
  ).normalize('NFC');
  const entries = new Map<string, Entry>();
  for (const path of [sheetPath, 'concerto.md', 'production.md']) {
    if (path === '' || path === '..' || path.startsWith('../') || isAbsolute(path)) continue;
    const entry = entryAt(join(top, path), top, grounds);
    if (entry !== undefined) entries.set(path, entry);
  }
  if (text !== undefined) entries.set(sheetPath, { entry: 'file', bytes: Buffer.from(text) });
  readFolder(join(top, 'ensembles'), 'ensembles', undefined, entries, grounds);
  return {
    sheet: sheetPath,
    entries: new Map([...entries].sort(([a], [b]) => byBytes(a, b))),
    besides: besides(top, sheetPath),
    input: (path) => entryAt(resolve(top, path), undefined, grounds),
    packageVersion: versions(top, grounds),
    isBuiltin,
  };
}

/** What lies beside the sheet and could be one: the nearest to a name that is not there is among them. */
function besides(top: string, sheet: string): string[] {
  const [folder, kind] = [dirname(sheet), extname(sheet).toLowerCase() === '.json' ? '.json' : '.md'];
  return namesIn(join(top, folder)).flatMap(({ name }) =>
    name.endsWith(kind) ? [folder === '.' ? name : `${folder}/${name}`] : [],
  );
}

/** Everything below a folder. `within` is the real path of the ensemble's folder, which links may not leave. */
function readFolder(
  folder: string,
  path: string,
  within: string | undefined,
  entries: Map<string, Entry>,
  grounds: Grounds | undefined,
): void {
  grounds?.on(folder);
  for (const one of namesIn(folder)) {
    if (ignored.has(one.name)) continue;
    const [below, name] = [join(folder, one.name), `${path}/${one.name}`.normalize('NFC')];
    const isLink = one.isSymbolicLink();
    const entry = !isLink
      ? unlinked(below, one, grounds)
      : within === undefined
        ? linkOut(below, grounds)
        : entryAt(below, within, grounds);
    if (entry === undefined) continue;
    entries.set(name, entry);
    if (entry.entry !== 'folder') continue;
    const real = isLink || within === undefined ? realPath(below) : below;
    // A link to a folder that holds it would never end.
    if (real === undefined || (isLink && isInside(real, realPath(folder) ?? folder)))
      entries.set(name, { entry: 'link out' });
    else readFolder(below, name, within ?? real, entries, grounds);
  }
}

/** What is no link lies where its folder does, which was looked at: `realpath` would ask for each folder above it again. */
function unlinked(path: string, one: Dirent, grounds: Grounds | undefined): Entry | undefined {
  grounds?.on(path);
  if (one.isDirectory()) return { entry: 'folder' };
  if (!one.isFile()) return { entry: 'other' };
  try {
    return { entry: 'file', bytes: readFileSync(path) };
  } catch (error) {
    return failed(error);
  }
}

/** An ensemble's folder is a folder of the workspace itself, or `git` would not remember what is in it. */
function linkOut(path: string, grounds: Grounds | undefined): Entry | undefined {
  grounds?.on(path);
  return isFolder(path) ? { entry: 'link out' } : undefined;
}

/** What stands at an absolute path, links resolved; `undefined` where there is nothing. Only regular files are opened. */
function entryAt(path: string, within: string | undefined, grounds: Grounds | undefined): Entry | undefined {
  grounds?.on(path);
  try {
    const real = realpathSync(path);
    if (within !== undefined && !isInside(within, real)) return { entry: 'link out' };
    const facts = statSync(real);
    if (facts.isDirectory()) return { entry: 'folder' };
    return facts.isFile() ? { entry: 'file', bytes: readFileSync(real) } : { entry: 'other' };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Entry | undefined {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  return { entry: 'unreadable', because: reasons[code] ?? code };
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links run in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ERR_INVALID_ARG_VALUE: 'its name holds what no file name can',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'an unknown error';

function namesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The folder of an absolute sheet as the workspace's own real path is written; the sheet itself may be a link. */
const realSheet = (sheet: string): string =>
  join(realPath(dirname(sheet)) ?? dirname(sheet), sheet.slice(dirname(sheet).length));

const isInside = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

const slashes = (path: string): string => (sep === '/' ? path : path.split(sep).join('/'));

/** Versions as Node resolves packages: from a folder of the workspace upwards, then from Simphony's own installation. */
function versions(top: string, grounds: Grounds | undefined): Workspace['packageVersion'] {
  const known = new Map<string, string | undefined>();
  return (name, folder) => {
    const asked = `${folder}\0${name}`;
    if (!known.has(asked))
      known.set(
        asked,
        versionFrom(join(top, folder), name, grounds) ??
          versionFrom(here, name, grounds) ??
          ownVersion(name, grounds),
      );
    return known.get(asked);
  };
}

const here = dirname(fileURLToPath(import.meta.url));

function versionFrom(folder: string, name: string, grounds: Grounds | undefined): string | undefined {
  for (let from = folder, last = ''; from !== last; [from, last] = [dirname(from), from]) {
    const version = manifest(join(from, 'node_modules', name), grounds)?.version;
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Simphony is a package to its own instruments, though it is not installed below itself. */
function ownVersion(name: string, grounds: Grounds | undefined): string | undefined {
  if (name !== 'simphony') return undefined;
  for (let from = here, last = ''; from !== last; [from, last] = [dirname(from), from]) {
    const found = manifest(from, grounds);
    if (found?.name === 'simphony') return found.version;
  }
  return undefined;
}

function manifest(
  folder: string,
  grounds: Grounds | undefined,
): { readonly name: unknown; readonly version: string } | undefined {
  const file = join(folder, 'package.json');
  grounds?.on(file);
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found !== 'object' || found === null) return undefined;
    const [name, version] = [
      'name' in found ? found.name : undefined,
      'version' in found ? found.version : undefined,
    ];
    return { name, version: typeof version === 'string' ? version : '0.0.0' };
  } catch {
    return undefined;
  }
}
