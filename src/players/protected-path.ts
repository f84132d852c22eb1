/** What stands at the top of a workspace and is never an instrument's to write (design, Expressions and templates). */
const top = [
  '.simphony',
  'handoff.md',
  'summary.txt',
  'takes',
  'sessions',
  'production.md',
  'concerto.md',
  'sheetmusic.md',
  'ensembles',
];

/**
 * A name as the most forgiving file system would read it: HFS+ ignores some characters, NTFS drops dots and spaces
 * at the end and what follows a colon, both fold case. A name that only looks like a protected one is refused too:
 * nobody needs it.
 */
function asReadAnywhere(name: string): string {
  const seen = name.normalize('NFKC').replace(/[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g, '');
  return (seen.split(':')[0] ?? '').toLowerCase().replace(/[. ]+$/, '');
}

/** Whether an instrument may never write this path, whatever its `writes` say. */
export function isProtected(path: string): boolean {
  const names = path.split(/[/\\]/).map(asReadAnywhere);
  if (names.some((name) => name === '.git' || name === 'git~1')) return true;
  const [first = '', second = ''] = names;
  return top.includes(first) || (first === 'tests' && second === 'takes');
}
