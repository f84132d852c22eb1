import { closeSync, existsSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** Folders of the system that every sandbox shows, read-only; what is no folder here is left out. */
export const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/lib32', '/libx32'];

/** What a program's prefix holds that it may need; the rest of it is somebody's own (`~/.cargo/credentials.toml`). */
const parts = [
  ...['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libexec', 'share', 'include', 'Frameworks', 'Cellar', 'opt'],
  ...['shims', 'versions', 'version', 'plugins', 'pyvenv.cfg', 'conda-meta', 'jre', 'conf'],
];
/** Folders that programs lie in, under their prefix. */
const binFolders = ['bin', 'sbin', 'shims', 'libexec'];
/** Prefixes that hold far more than programs. */
const tooWide = new Set(['/', '/home', '/root', '/opt', '/tmp', '/var', '/srv', '/mnt', '/Users']);
/** Stores of packages, which are read as one. */
const stores = ['/nix/store', '/gnu/store'];

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/** Whether the folders that are always there hold it. */
export const isOfSystem = (path: string): boolean => systemFolders.some((folder) => isWithin(path, folder));

export interface Looking {
  /** Where a program named in a `#!` line is looked for. */
  readonly path: string;
  /** Folders that must never be shown as a whole, nor anything that holds them: home, workspace. */
  readonly kept: readonly string[];
}

/**
 * Files and folders that must be readable for a program to start: itself, what its links lead to, its interpreter, and
 * of each the prefix that it was installed under (`~/.nvm/versions/node/v22`, `~/.pyenv`, a virtual environment),
 * so far as they lie outside the system's own folders.
 */
export function foldersOf(program: string, looking: Looking, seen = new Set<string>()): readonly string[] {
  const found = new Set<string>();
  for (const step of stepsTo(program)) {
    if (seen.has(step)) continue;
    seen.add(step);
    const store = stores.find((one) => isWithin(step, one));
    if (store !== undefined) found.add(store);
    else if (!isOfSystem(step)) for (const one of prefixOf(step, looking)) found.add(one);
    const interpreter = interpreterOf(step, looking.path);
    if (interpreter !== undefined) for (const one of foldersOf(interpreter, looking, seen)) found.add(one);
  }
  return [...found];
}

/** A path and what its links lead to, link by link: each may lie in another prefix. */
function stepsTo(path: string): string[] {
  const steps = [path];
  for (let at = path; steps.length < 20;) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) break;
    at = resolve(dirname(at), readlinkSync(at));
    steps.push(at);
  }
  return steps;
}

function prefixOf(path: string, { kept }: Looking): string[] {
  const folder = dirname(path);
  const prefix = dirname(folder);
  const isWide =
    tooWide.has(prefix) || basename(prefix) === '.local' || kept.some((one) => isWithin(one, prefix));
  if (!binFolders.includes(basename(folder)) || isWide) return [path];
  const shown = parts.map((part) => join(prefix, part)).filter((one) => existsSync(one));
  return shown.some((one) => isWithin(path, one)) ? shown : [...shown, path];
}

/** The program that a file's first line names, `env` looked through; `undefined` where it is no script. */
function interpreterOf(file: string, path: string): string | undefined {
  const [, first = '', second] = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(firstBytes(file)) ?? [];
  if (first === '') return undefined;
  if (basename(first) !== 'env') return isAbsolute(first) ? first : undefined;
  if (second === undefined) return undefined;
  const folders = path.split(':').filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, second)).find((one) => existsSync(one));
}

function firstBytes(file: string): string {
  try {
    const open = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(256);
      return bytes.toString('latin1', 0, readSync(open, bytes));
    } finally {
      closeSync(open);
    }
  } catch {
    return '';
  }
}
