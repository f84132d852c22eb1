import type { Diagnostic } from '../base/index.ts';
import type { Written } from './located.ts';
import { isBelow, joined } from './paths.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

/**
 * The path from the workspace's folder of a file that an ensemble names by its path from the ensemble's folder.
 * It must be there, be a regular file, and lie in that folder, links resolved; else it is told, and `undefined`.
 */
export function fileNamed(
  { name, at }: Written,
  folder: string,
  workspace: Workspace,
  found: Diagnostic[],
): string | undefined {
  const path = joined(folder, name);
  if (path === undefined || !isBelow(folder, path)) {
    found.push(diagnose(at, { mistake: 'path_leaves', path: name, folder }));
    return undefined;
  }
  const entry = workspace.entries.get(path.normalize('NFC'));
  switch (entry?.entry) {
    case 'file':
      return path.normalize('NFC');
    case undefined:
      found.push(
        diagnose(at, { mistake: 'no_such_file', path: name, in: folder, known: filesOf(folder, workspace) }),
      );
      return undefined;
    case 'link out':
      found.push(diagnose(at, { mistake: 'link_out', file: path, of: `\`${folder}\`` }));
      return undefined;
    case 'unreadable':
      found.push(diagnose(at, { mistake: 'unreadable', file: path, because: entry.because }));
      return undefined;
    case 'folder':
    case 'other':
      found.push(
        diagnose(at, {
          mistake: 'not_a_file',
          file: path,
          is: entry.entry === 'folder' ? 'a folder' : 'no regular file',
        }),
      );
      return undefined;
  }
}

/** Regular files of an ensemble's folder, by their paths from it; looked up once for each folder. */
export function filesOf(folder: string, { entries }: Workspace): readonly string[] {
  const known = listings.get(entries) ?? new Map<string, readonly string[]>();
  listings.set(entries, known);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const files = [...entries].flatMap(([path, { entry }]) =>
    entry === 'file' && isBelow(folder, path) ? [path.slice(folder.length + 1)] : [],
  );
  known.set(folder, files);
  return files;
}

const listings = new WeakMap<Workspace['entries'], Map<string, readonly string[]>>();

/**
 * A word of a command that looks like a script of the ensemble's folder and isn't there. Only words below a folder that
 * the ensemble has are looked at: others may name what lies in the scratch folder.
 */
export function missingScript(
  word: string,
  folder: string,
  workspace: Workspace,
): readonly string[] | undefined {
  const [first, second] = word.replace(/^\.\//, '').split('/');
  if (
    first === undefined ||
    second === undefined ||
    !/\.(m?js|cjs|py|sh|rb|pl|lua|jl|R|php)$/.test(word) ||
    /[\s*]/.test(word)
  )
    return undefined;
  const path = joined(folder, word);
  if (
    path === undefined ||
    workspace.entries.has(path) ||
    workspace.entries.get(`${folder}/${first}`)?.entry !== 'folder'
  )
    return undefined;
  return filesOf(folder, workspace);
}
