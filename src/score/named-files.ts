import type { Diagnostic } from '../base/index.ts';
import type { Written } from './located.ts';
import { isBelow, joined } from './paths.ts';
import { diagnose } from './wording.ts';
import type { Entry, Workspace } from './workspace.ts';

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

/** Regular files of an ensemble's folder, by their paths from it. */
export const filesOf = (folder: string, workspace: Workspace): readonly string[] =>
  below(folder, workspace).files;

/** What lies below an ensemble's folder, by its path from there. */
export const entriesOf = (folder: string, workspace: Workspace): ReadonlyMap<string, Entry> =>
  below(folder, workspace).entries;

interface Listing {
  readonly entries: Map<string, Entry>;
  readonly files: string[];
}

/** The listings of all ensembles are made at once, in one walk over the entries. */
function below(folder: string, { entries }: Workspace): Listing {
  const known = listings.get(entries) ?? new Map<string, Listing>();
  if (!listings.has(entries)) {
    listings.set(entries, known);
    for (const [path, entry] of entries) {
      const end = path.indexOf('/', 'ensembles/'.length);
      if (end === -1 || !path.startsWith('ensembles/')) continue;
      const [ensemble, inside] = [path.slice(0, end), path.slice(end + 1)];
      const listing = known.get(ensemble) ?? { entries: new Map<string, Entry>(), files: [] };
      known.set(ensemble, listing);
      listing.entries.set(inside, entry);
      if (entry.entry === 'file') listing.files.push(inside);
    }
  }
  return known.get(folder) ?? empty;
}

const empty: Listing = { entries: new Map(), files: [] };
const listings = new WeakMap<Workspace['entries'], Map<string, Listing>>();

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
