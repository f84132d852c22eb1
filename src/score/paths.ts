/**
 * A path from the workspace's folder, worked out from one that is relative to `folder`: without `.`, `..` and doubled
 * slashes. `undefined` where it is absolute or climbs above the workspace.
 */
export function joined(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.includes('\0')) return undefined;
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else steps.push(step);
  }
  return steps.join('/');
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const isBelow = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);

/** What the Conductor or the person writes at the top of a workspace. */
const kept: { readonly [name: string]: string } = {
  'handoff.md': 'the Conductor writes it',
  'summary.txt': 'the Conductor writes it',
  takes: 'the Conductor writes takes there',
  sessions: 'the Conductor writes its records there',
  'production.md': 'it is part of the score',
  'concerto.md': 'it is part of the score',
  'sheetmusic.md': 'it is part of the score',
  ensembles: 'it is part of the score',
};

/**
 * Why an instrument may never write this path, or `undefined` where it may. Spellings that some file systems take for
 * the same name count as the name: case, composed letters, trailing dots and blanks, `git~1`, characters that HFS+ ignores.
 */
export function refusedWrite(path: string): string | undefined {
  const steps = path
    .split(/[/\\]/)
    .map(plainName)
    .filter((step) => step !== '' && step !== '.');
  if (/^[/\\]/.test(path) || /^[A-Za-z]:/.test(path)) return 'it is no path from the workspace’s folder';
  if (steps.includes('..')) return 'it leaves the workspace';
  if (steps.some((step) => step === '.git' || /^git~\d+$/.test(step))) return 'it belongs to git';
  if (steps.includes('.simphony')) return 'a Conductor keeps its journal there';
  const [first, second] = steps;
  if (first === undefined) return 'it is the workspace itself';
  if (first === 'tests' && second === 'takes') return 'the Conductor writes its validation scripts there';
  return Object.hasOwn(kept, first) ? kept[first] : undefined;
}

const ignorable = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const plainName = (step: string): string => {
  const name = step.normalize('NFKC').replace(ignorable, '').toLowerCase();
  // `.` and `..` are themselves; elsewhere trailing dots and blanks, and a stream's name, mean nothing to Windows.
  return /^\.{1,2}$/.test(name) ? name : name.replace(/:.*$/, '').replace(/[. ]+$/, '');
};
