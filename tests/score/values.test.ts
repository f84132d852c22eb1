import fc from 'fast-check';
import { expect, test } from 'vitest';
import { semver } from '../../src/score/semver.ts';
import { nearest } from '../../src/base/index.ts';
import * as value from '../../src/score/values.ts';

const read = (
  type: { safeParse(given: unknown): { data?: unknown; error?: { issues: readonly object[] } | undefined } },
  given: unknown,
): unknown => {
  const { data, error } = type.safeParse(given);
  return error === undefined ? data : 'mistake';
};

test.each([
  ['500ms', 500],
  ['300s', 300_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1.5s', 1_500],
  ['10 s', 10_000],
  ['0s', 'mistake'],
  ['600h', 'mistake'],
  ['10', 'mistake'],
  [10, 'mistake'],
  ['10 sec', 'mistake'],
  ['-1s', 'mistake'],
  ['1e3s', 'mistake'],
  ['', 'mistake'],
  [null, 'mistake'],
])('the duration %j', (given, ms) => {
  expect(read(value.duration, given)).toBe(ms);
});

test.each([
  ['1MiB', 1_048_576],
  ['64KiB', 65_536],
  ['2GiB', 2_147_483_648],
  ['1.5KiB', 1_536],
  ['12B', 12],
  [4096, 4096],
  ['4096', 'mistake'],
  ['1MB', 'mistake'],
  [0, 'mistake'],
  [-1, 'mistake'],
  [1.5, 'mistake'],
])('the size %j', (given, bytes) => {
  expect(read(value.size, given)).toBe(bytes);
});

test('a duration in whole units is read exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom('ms', 's', 'm', 'h'), (number, unit) => {
      const ms = { ms: 1, s: 1e3, m: 6e4, h: 36e5 }[unit];
      expect(read(value.duration, `${number}${unit}`)).toBe(number * ms);
    }),
  );
});

test.each([
  '0.0.0',
  '1.0.0',
  '10.20.30',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-0.3.7',
  '1.0.0-x-y',
  '1.0.0+build.01',
  '1.0.0-rc.1+b',
])('%s is a version', (version) => {
  expect(semver.test(version)).toBe(true);
});

test.each(['1', '1.0', 'v1.0.0', '1.0.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0+', '1.0.0 ', ''])(
  '%j is none',
  (version) => {
    expect(semver.test(version)).toBe(false);
  },
);

test.each([
  ['parralel', 'parallel'],
  ['attemps', 'attempts'],
  ['Timeout', 'timeout'],
  ['raeds', 'reads'],
  ['x', undefined],
  ['nothing like it', undefined],
])('nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['parallel', 'attempts', 'timeout', 'reads'])).toBe(expected);
});
