import { describe, expect, test } from 'vitest';
import { bounded } from '../../src/base/index.ts';
import { evaluate, judgeExpression } from '../../src/score/index.ts';
import { parsed } from './parsed-expression.ts';

const long = Array.from({ length: 10_000 }, (_, n) => n);
const items = Array.from({ length: 1_000 }, (_, id) => ({ id, tags: ['a', 'b'] }));
const values = { a: long, items };

describe('too much work fails the same way on every machine', () => {
  test.each([
    'a.all(x, a.all(y, a.all(z, x + y + z >= 0)))',
    'a.map(x, a.map(y, a.map(z, 1))) == []',
    'a.filter(x, a.exists_one(y, a.exists_one(z, x == y && y == z))) == a',
    'a.exists(x, a.exists(y, a.exists(z, z.missing == 1)))',
    'a.all(x, sum(a) > x)',
    'a.all(x, a.map(y, y) == a)',
    'cel.bind(b, a + a + a + a, cel.bind(c, b + b + b + b, cel.bind(d, c + c + c + c, cel.bind(e, d + d + d + d, size(e + e + e + e) > 0))))',
    'cel.bind(copy, a.map(x, x), copy.all(x, copy.all(y, copy.all(z, true))))',
  ])('%s', (source) => {
    const { outcome, evidence } = judgeExpression(parsed(source, 'any'), values);
    expect(outcome).toBe('failed');
    expect(evidence).toMatch(/ is too much work: it takes more than 2 million steps$/);
  });

  test.each([
    ['items.all(x, items.exists_one(y, y.id == x.id))', 'all of 1000'],
    ['size(distinct(items.map(x, x.id))) == size(items)', '1000 == 1000'],
    ['a.filter(x, x % 2 == 0).all(x, x in a.filter(y, y < 9))', 'at [5] of 5000: 10 in [0,1,2,3,4,5,6,7,8]'],
    ['a.map(x, a) == []', 'a.map(x, a) == [] is false'],
  ])('honest work is done: %s', (source, evidence) => {
    expect(judgeExpression(parsed(source, 'any'), values).evidence).toBe(evidence);
  });

  test('one that was given up leaves nothing behind for the next', () => {
    expect(evaluate(parsed('a.all(x, a.all(y, a.all(z, true)))', 'any'), values).ok).toBe(false);
    expect(evaluate(parsed('a.all(x, x >= 0)', 'any'), values)).toEqual({ ok: true, value: true });
    expect(Error.stackTraceLimit).toBeGreaterThan(0);
  });
});

describe('what steps do not count is ended by a clock', () => {
  test('a regular expression that backtracks', () => {
    expect(bounded(100, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`))).toEqual({ ended: false });
    expect(
      bounded(100, () => {
        for (;;);
      }),
    ).toEqual({ ended: false });
  });

  test('what ends in time is handed back, what throws throws', () => {
    expect(bounded(10_000, () => 'done')).toEqual({ ended: true, value: 'done' });
    expect(bounded(10_000, () => undefined)).toEqual({ ended: true, value: undefined });
    expect(() =>
      bounded(10_000, () => {
        throw new RangeError('its own');
      }),
    ).toThrow('its own');
  });
});
