import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { byBytes, type Grounds, type Sha256 } from '../base/index.ts';
import { digestOfFile } from './file-digests.ts';
import { fields, git, type Environment } from './git.ts';
import type { Opening } from './record.ts';

/**
 * The files of a folder outside the workspace that the sheet's inputs name, as they lie there: what git tracks or
 * would track in a repository, else every regular file without following links. Nothing is written into it. A file
 * in a folder's place is the only one there.
 * A digest is of the raw content, and stays what it was when first asked for.
 */
export async function outsideFiles(
  folder: string,
  environment: Environment = process.env,
  grounds?: Grounds,
): Promise<Opening> {
  grounds?.on(folder);
  const real = await realpath(folder).catch(() => folder);
  const found = new Map<string, string>();
  const isFile = (await lstat(real).catch(() => undefined))?.isFile() === true;
  const root = isFile ? dirname(real) : real;
  const paths = isFile
    ? [basename(real)]
    : ((await asGitSees(real, environment, grounds)) ?? (await walk(real, '', grounds)));
  for (const path of paths) found.set(path.normalize('NFC'), path);
  const digests = new Map<string, Promise<Sha256 | undefined>>();
  return {
    paths: [...found.keys()].toSorted(byBytes),
    lookedFor: () => Promise.resolve(),
    digest(path) {
      const there = found.get(path);
      if (there === undefined) return Promise.resolve(undefined);
      grounds?.on(join(root, there));
      const known = digests.get(path) ?? digestOfFile(join(root, there)).catch(() => undefined);
      digests.set(path, known);
      return known;
    },
    content(path) {
      const there = found.get(path);
      if (there === undefined) return Promise.reject(new Error(`\`${path}\` is not in ${folder}`));
      return Promise.resolve({ file: join(root, there) });
    },
  };
}

/** `undefined` where the folder is in no repository, or ignored by the one around it. */
async function asGitSees(
  folder: string,
  environment: Environment,
  grounds: Grounds | undefined,
): Promise<string[] | undefined> {
  const call = { folder, environment };
  const inside = await git(['rev-parse', '--is-inside-work-tree'], call);
  if (inside.code !== 0 || inside.out.toString().trim() !== 'true') return undefined;
  grounds?.once(`git says what is in ${folder}`);
  if ((await git(['check-ignore', '-q', '.'], { ...call, also: { GIT_LITERAL_PATHSPECS: '0' } })).code === 0)
    return undefined;
  const listed = await git(['ls-files', '-z', '-c', '-o', '--exclude-standard'], call);
  if (listed.code !== 0) return undefined;
  const paths: string[] = [];
  for (const path of new Set(fields(listed.out))) {
    const stat = path.endsWith('/') ? undefined : await lstat(join(folder, path)).catch(() => undefined);
    if (stat?.isFile() === true) paths.push(path);
  }
  return paths;
}

async function walk(folder: string, below: string, grounds: Grounds | undefined): Promise<string[]> {
  grounds?.on(join(folder, below));
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const paths: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== '.git') paths.push(...(await walk(folder, path, grounds)));
    else if (entry.isFile()) paths.push(path);
  }
  return paths;
}
