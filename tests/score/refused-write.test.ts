import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusedWrite } from '../../src/score/index.ts';

test.each([
  '.git',
  '.git/config',
  'a/b/.GIT/hooks/pre-commit',
  'a/.git./x',
  'a/.git /x',
  'a/.g\u200Cit/x',
  'a/\uFEFF.git',
  'GIT~1/config',
  'a\\.git\\config',
  '.git::$INDEX_ALLOCATION/x',
  '.\uFF47it/x',
  '.simphony/journal',
  '.Simphony',
  'output/.simphony/journal',
  'handoff.md',
  'HANDOFF.MD',
  'summary.txt',
  'takes/kitchen/cook.json',
  'Takes',
  'sessions/x.jsonl',
  'production.md',
  'concerto.md.',
  'sheetmusic.md',
  'sheetMusic.md',
  'ensembles/kitchen/cook.md',
  'tests/takes/kitchen/cook_test.mjs',
  'Tests/Takes/x',
])('%j is never an instrument’s to write', (path) => {
  expect(refusedWrite(path)).toBeTypeOf('string');
});

test.each([
  'output/x.wav',
  'docs/handoff.md',
  'tests/cook.test.ts',
  'tests/takes.md',
  'src/takes/x.ts',
  '.gitignore',
  '.github/x.yml',
  'my.git/x',
  'agit/x',
])('%j may be written where `writes` says so', (path) => {
  expect(refusedWrite(path)).toBeUndefined();
});

test('no spelling of case, trailing dots or ignored characters gets a .git through, at any depth', () => {
  const letter = (lower: string): fc.Arbitrary<string> => fc.constantFrom(lower, lower.toUpperCase());
  const ignored = fc.constantFrom('', '\u200C', '\u200D', '\u202A', '\uFEFF', '\u206F');
  const name = fc
    .tuple(
      ignored,
      ignored,
      letter('g'),
      ignored,
      letter('i'),
      ignored,
      letter('t'),
      fc.constantFrom('', '.', ' ', '. .', ':$DATA'),
    )
    .map(([a, b, g, c, i, d, t, end]) => `${a}.${b}${g}${c}${i}${d}${t}${end}`);
  const folders = fc.array(fc.constantFrom('a', 'docs', 'x.y', 'output'), { maxLength: 3 });
  fc.assert(
    fc.property(
      folders,
      name,
      folders,
      (before, git, after) => refusedWrite([...before, git, ...after].join('/')) !== undefined,
    ),
  );
});
