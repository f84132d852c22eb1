/**
 * Why git's index or a checkout elsewhere would not be safe with this path, or `undefined` where it is.
 * fast-import takes `.git/hooks/x` without a word, so this check is ours. Spellings of `.git` that a
 * case-folding, HFS+ or NTFS disk resolves to it count (CVE-2014-9390, CVE-2019-1352, CVE-2019-1353).
 */
export function unsafePath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  if (/[\0\n\r]/.test(path)) return 'it holds a line end or a NUL';
  if (path.includes('\\')) return 'it holds a backslash';
  for (const name of path.split('/')) {
    if (name === '') return 'a folder in it has no name';
    if (name === '.' || name === '..') return `it goes through \`${name}\``;
    if (spellsGit(name)) return `\`${name}\` spells .git`;
  }
  return undefined;
}

/** Code points that HFS+ leaves out when it compares names. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function spellsGit(name: string): boolean {
  const folded = name
    .replace(ignoredByHfs, '')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');
  return folded === '.git' || /^git~\d+$/.test(folded) || folded === '.simphony';
}

/** The folders that a path lies in, outermost first. */
export function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
