import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { foldersOf } from './paths.ts';
import type { Repository } from './repository.ts';

/** Files that say how git sees the content and the names of a folder (gitattributes(5), gitignore(5)). */
const rules: readonly string[] = ['.gitignore', '.gitattributes'];

/** What rules of git apply to a path (from the top) rests on these files of all folders above it. */
export function tellRules(
  { grounds, absolute }: Pick<Repository, 'grounds' | 'absolute'>,
  top: string,
): void {
  for (const folder of ['', ...foldersOf(top)])
    for (const name of rules) grounds?.on(join(absolute(folder), name), 'late');
}

/**
 * Which files git tracks or would track below a folder of the workspace rests on the names in every folder there that
 * git does not ignore, on the rules in them and above them, and on the index. `holds` says which folders hold a listed
 * file, so that git is asked of the others only.
 */
export async function tellListing(
  repository: Repository,
  {
    base,
    deep,
    holds,
  }: { readonly base: string; readonly deep: boolean; readonly holds: ReadonlySet<string> },
): Promise<void> {
  const { grounds } = repository;
  if (grounds === undefined) return;
  const top = repository.fromTop(base);
  tellRules({ grounds, absolute: (path) => repository.absolute(path) }, `${top}/`);
  for (let level: readonly string[] = [base]; level.length > 0;) {
    const [next, empty]: [string[], string[]] = [[], []];
    for (const folder of level) {
      const absolute = repository.absolute(repository.fromTop(folder));
      grounds.on(absolute, 'late');
      const entries = entriesOf(absolute);
      // Another repository: git lists nothing of what is in it.
      if (folder !== '' && entries.some(({ name }) => name === '.git')) continue;
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (rules.includes(entry.name)) grounds.on(join(absolute, entry.name), 'late');
        if (!deep || !entry.isDirectory() || ['.git', '.simphony'].includes(path)) continue;
        (holds.has(path.normalize('NFC')) ? next : empty).push(path);
      }
    }
    const ignored = await repository.ignored(empty.map((path) => `${repository.fromTop(path)}/`));
    level = [...next, ...empty.filter((path) => !ignored.has(`${repository.fromTop(path)}/`))];
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
