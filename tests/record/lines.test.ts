import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printAddress, sha256, type AcceptedTake, type Key } from '../../src/base/index.ts';
import { leftOutLines, messageOf, trailersOf } from '../../src/record/commit-message.ts';
import { readSessionLine, readSessionLines, sessionLine } from '../../src/record/session-line.ts';
import { leftOut, outputIn, placesOf } from '../../src/record/trailers.ts';
import { unsafePath } from '../../src/record/paths.ts';

const hex = fc.string().map((text) => sha256(text));
const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9 _."*\t-]{1,12}$/), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'))
  .filter((one) => unsafePath(one) === undefined);
const file = fc.record({ path, size: fc.nat(), sha256: hex, committed: fc.boolean() });
const part = fc
  .record({
    ensemble: fc.constant('demo'),
    nickname: fc.constantFrom('one', 'two-b'),
    round: fc.integer({ min: 1, max: 9 }),
  })
  .map(printAddress);
const take: fc.Arbitrary<AcceptedTake> = fc.record(
  {
    part,
    key: hex.map((one) => one as Key),
    session: fc.stringMatching(/^[a-f0-9]{8}$/),
    ensembleVersion: fc.constant('1.0.0'),
    attempts: fc.nat(9),
    verdict: fc.constant('1 held'),
    player: fc.string(),
    model: fc.string({ minLength: 1 }),
    understudy: fc.string({ minLength: 1 }),
    summary: fc.string({ unit: 'binary' }),
    takePath: path,
    outputSha256: hex,
    takeSha256: hex,
    files: fc.array(file),
    // Fields of a key have names of ours; the reader keeps any but the one that no JSON reader of JavaScript keeps.
    digests: fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.oneof(fc.string(), fc.constant(null)),
    ),
  },
  {
    requiredKeys: [
      'part',
      'key',
      'session',
      'ensembleVersion',
      'attempts',
      'verdict',
      'player',
      'summary',
      'takePath',
      'outputSha256',
      'takeSha256',
      'files',
    ],
  },
);

test("a record's line is one line, and is read back as it was", () => {
  fc.assert(
    fc.property(take, fc.nat(), (one, nth) => {
      const line = sessionLine({ take: one, nth, clean: {} });
      expect(line.indexOf('\n')).toBe(line.length - 1);
      const read = readSessionLine(line.trimEnd());
      expect('recorded' in read && JSON.parse(sessionLine(read.recorded))).toEqual(JSON.parse(line));
    }),
  );
});

test('a line with a key that no record has, or without one that it needs, is none', () => {
  const [line] = fc.sample(take, 1).map((one) => sessionLine({ take: one, nth: 1, clean: {} }));
  const value: unknown = JSON.parse(line ?? '');
  expect(readSessionLine(JSON.stringify({ ...(value as object), more: 1 }))).toHaveProperty('wrong');
  expect(readSessionLine(JSON.stringify({ ...(value as object), key: 'x' }))).toHaveProperty('wrong');
  expect(readSessionLine(JSON.stringify({ ...(value as object), takePath: '../x' }))).toHaveProperty('wrong');
  expect(readSessionLines(`${line}nonsense\n${line}`)).toMatchObject({
    recorded: [{}, {}],
    wrong: [{ line: 2 }],
  });
});

test('whatever a take says, its message has one subject of at most 72 characters and each trailer once', () => {
  fc.assert(
    fc.property(take, (one) => {
      const [subject = '', blank, ...rest] = messageOf(one).trimEnd().split('\n');
      expect(subject.length).toBeLessThanOrEqual(72);
      expect(blank).toBe('');
      const names = rest.map((line) => line.slice(0, line.indexOf(': ')));
      expect(names.filter((name) => name !== 'Simphony-Output')).toEqual([
        ...new Set(names.filter((name) => name !== 'Simphony-Output')),
      ]);
      expect(names.slice(0, 6)).toEqual([
        'Simphony-Session',
        'Simphony-Part',
        'Simphony-Key',
        'Simphony-Ensemble',
        'Simphony-Attempts',
        'Simphony-Verdict',
      ]);
    }),
  );
});

test('files that no commit holds are read back from their trailers, up to fifty; more are one line', () => {
  fc.assert(
    fc.property(
      fc.array(
        file.map(({ committed: _, ...one }) => one),
        { maxLength: 50 },
      ),
      (files) => {
        expect(leftOut(leftOutLines(files))).toEqual(files);
      },
    ),
  );
  const many = Array.from({ length: 51 }, (_, n) => ({ path: `f${n}`, size: 2, sha256: sha256(String(n)) }));
  expect(leftOutLines(many)).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64} 102 \*51 files$/)]);
  expect(leftOut(leftOutLines(many))).toEqual([]);
});

test("the order of the trailers is the design's", () => {
  const usage = { input: 3, output: 2, cached: 1, usd: 0.5 };
  const [one] = fc.sample(take, 1);
  if (one === undefined) throw new Error('no sample');
  const full: AcceptedTake = {
    ...one,
    model: 'm',
    understudy: 'u',
    usage,
    files: [{ path: 'a b', size: 1, sha256: sha256('x'), committed: false }],
  };
  expect(
    trailersOf(full)
      .map((line) => line.replace(/[0-9a-f]{64}/, 'H'))
      .slice(6),
  ).toEqual([
    'Simphony-Model: m',
    'Simphony-Understudy: u',
    'Simphony-Tokens: 3/2/1',
    'Simphony-Cost-USD: 0.5',
    'Simphony-Output: sha256:H 1 a b',
    'Assisted-by: Simphony:m',
  ]);
});

test('a split folder is the first two digits of the sha256 of the name', () => {
  expect(placesOf({ ensemble: 'chain', nickname: 's00001', round: 1 })).toContain(
    'takes/chain/7f/s00001.json',
  );
  expect(outputIn('a.json', Buffer.from('{'))).toBeUndefined();
  expect(outputIn('a.md', Buffer.from('# x'))).toBe('# x');
});

test.each([
  '',
  '/x',
  'a//b',
  '.',
  'a/..',
  '.git',
  '.GIT/x',
  'x/.git',
  'git~1',
  '.git ',
  '.git.',
  '.g\u200cit',
  '.git::$INDEX_ALLOCATION',
  'a\\b',
  'a\0',
  'a\nb',
  '.simphony/x',
])('%j is no path for a take', (one) => {
  expect(unsafePath(one)).toBeDefined();
});
test.each(['a', '.github/x', '.gitignore', 'a/git', 'git~x', 'ü/ñ', 'a b'])('%j is one', (one) => {
  expect(unsafePath(one)).toBeUndefined();
});
