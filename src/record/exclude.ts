import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, replaceFile } from './disk.ts';
import type { Repository } from './repository.ts';

/** Lines of ours in `.git/info/exclude` stand below this one; a person's are never touched. */
const head = '# kept by Simphony: its own folder, and takes over the commit limit';

/** A path from the top as a pattern that matches it alone (gitignore(5)). */
const patternOf = (path: string): string =>
  `/${path.replace(/[\\*?[\]]/g, '\\$&').replace(/ +$/, (spaces) => '\\ '.repeat(spaces.length))}`;

/** Adds and removes paths (from the top); writes only where something changes. */
export async function exclude(
  repository: Repository,
  paths: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const file = repository.facts.excludeFile;
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const at = lines.indexOf(head);
  const own = new Set(at === -1 ? [] : lines.slice(at + 1).filter((line) => line.startsWith('/')));
  const before = [...own].join('\n');
  for (const path of paths.add) own.add(patternOf(path));
  for (const path of paths.remove) own.delete(patternOf(path));
  if (at !== -1 && [...own].join('\n') === before) return;
  const others =
    at === -1
      ? lines
      : [...lines.slice(0, at), ...lines.slice(at + 1).filter((line) => !line.startsWith('/'))];
  const kept = others.join('\n').replace(/\n+$/, '');
  const { disk } = repository;
  await makeFolder(disk, 'exclude.folder', dirname(file));
  // The person's own lines are in it too: durable.
  const all = `${kept === '' ? '' : `${kept}\n`}${head}\n${[...own].join('\n')}\n`;
  await replaceFile(disk, 'exclude', file, all, { durable: true });
}

/** `.simphony/` of this workspace is never shown by `git status`. */
export const excludeHome = (repository: Repository): Promise<void> =>
  exclude(repository, { add: [repository.fromTop('.simphony/')], remove: [] });

/** Of these paths, those that stand there because they were over the limit. */
export async function excludedByUs(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const text = await readFile(repository.facts.excludeFile, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const own = new Set(lines.slice(lines.indexOf(head) + 1 || lines.length));
  return new Set(paths.filter((path) => own.has(patternOf(path))));
}
