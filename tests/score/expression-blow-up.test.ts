import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, judgeExpression, type Values } from '../../src/score/index.ts';
import { worstOf } from '../../src/score/expression-patterns.ts';
import * as search from '../../src/score/expression-search.ts';
import { parsed } from './parsed-expression.ts';

const MiB = 1 << 20;
const many = Array.from({ length: 100_000 }, (_, n) => n);
/** Objects below a list of one: what is counted must be the whole of it. */
const deep = (): Values => ({
  list: [Array.from({ length: 100_000 }, (_, n) => [[n % 2], { a: 'x' }])],
});
const fourfold = (name: string): string =>
  Array.from({ length: 20 }, (_, n) => {
    const inner = `${name}${n}`;
    return `cel.bind(${name}${n + 1}, [${inner}, ${inner}, ${inner}, ${inner}], `;
  }).join('');

describe('what takes long in one step is counted by what it may take', () => {
  const blowUps: readonly (readonly [what: string, source: string, values: Values])[] = [
    ['lists compared at any depth', 'l.all(x, a == b)', { l: many, a: deep(), b: deep() }],
    ['and the other way round', '!l.exists(x, a != b)', { l: many, a: deep(), b: deep() }],
    ['a list sought in lists', 'l.all(x, a in [b, b])', { l: many, a: deep(), b: deep() }],
    [
      'a list that holds itself four times, at twenty depths',
      `${fourfold('a')}${fourfold('b')}a20 == b20${')'.repeat(40)}`,
      { a0: [1], b0: [1] },
    ],
    [
      'texts that differ at the end',
      'l.all(x, s <= t)',
      { l: many, s: `${'a'.repeat(4 * MiB)}x`, t: `${'a'.repeat(4 * MiB)}y` },
    ],
    [
      'a text among texts of the same length',
      'l.all(x, !(s in t))',
      { l: many, s: `${'a'.repeat(4 * MiB)}x`, t: [`${'a'.repeat(4 * MiB)}y`] },
    ],
    [
      'a text that nearly fits everywhere',
      'l.all(x, !s.contains(t))',
      { l: many, s: 'a'.repeat(2_000), t: `${'a'.repeat(1_000)}b` },
    ],
    [
      'the same from its end',
      'l.all(x, s.lastIndexOf(t) < 0)',
      { l: many, s: 'a'.repeat(2_000), t: `${'a'.repeat(1_000)}b` },
    ],
    ['a text cut into its characters', 'l.all(x, size(s.split("")) > x)', { l: many, s: 'a'.repeat(MiB) }],
    ['long texts joined', 'l.all(x, l.map(y, s).join() != "")', { l: many, s: 'a'.repeat(5_000) }],
    ['long texts told apart', 'size(distinct(l.map(x, s))) == 1', { l: many, s: 'a'.repeat(MiB) }],
    [
      'the members of an object listed',
      'l.all(x, o.exists(k, true))',
      { l: many, o: Object.fromEntries(many.map((n) => [`k${n}`, n])) },
    ],
    ['bytes', 'l.all(x, bytes(s) == bytes(s))', { l: many, s: 'a'.repeat(MiB) }],
    ['a calendar', 'l.all(x, timestamp("2026-01-01T00:00:00Z").getHours("Europe/Berlin") >= 0)', { l: many }],
    ['a pattern of two open parts', 'l.all(x, !s.matches("^a+a+b$"))', { l: many, s: 'a'.repeat(500) }],
  ];

  test.each(blowUps)('%s', (_, source, values) => {
    const { outcome, evidence } = judgeExpression(parsed(source, 'any'), values);
    expect(outcome).toBe('failed');
    expect(evidence).toMatch(/ is too much work: it takes more than 2 million steps$/);
  });

  test('a search that V8 would not come back from ends', () => {
    const values = { s: 'a'.repeat(2 * MiB), t: `${'a'.repeat(MiB)}b` };
    expect(judgeExpression(parsed('s.lastIndexOf(t) == -1', 'any'), values).outcome).toBe('held');
    expect(judgeExpression(parsed('!s.contains(t)', 'any'), values).outcome).toBe('held');
    expect(judgeExpression(parsed('size(s.split(t)) == 1', 'any'), values).outcome).toBe('held');
  });

  test('a duration is no long text', () => {
    const { evidence } = judgeExpression(parsed('duration(s) > duration("1s")', 'any'), {
      s: '1'.repeat(20_000),
    });
    expect(evidence).toContain('a duration is a text of at most 1000 characters');
  });

  test('an object that is looked into often costs what is looked at', () => {
    const o = Object.fromEntries(
      many.slice(0, 2_000).map((n) => [`k${n}`, Array.from({ length: 100 }, () => n)]),
    );
    const source = 'keys.all(k, k in o && o[k][0] >= 0)';
    expect(evaluate(parsed(source, 'any'), { keys: Object.keys(o), o })).toEqual({ ok: true, value: true });
  });
});

test('a pattern that runs away is ended by a clock', { timeout: 60_000 }, () => {
  const { outcome, evidence } = judgeExpression(parsed('s.matches("^(a+)+$")', 'any'), {
    s: `${'a'.repeat(60)}b`,
  });
  expect(outcome).toBe('failed');
  expect(evidence).toBe('s.matches("^(a+)+$") takes longer than 10 seconds');
});

describe('which patterns need nobody to watch', () => {
  test.each([
    ['^[a-z]+$', 20],
    ['^\\d{4}-\\d{2}-\\d{2}$', 10],
    ['^(?:major|minor|patch)$', 5],
    ['^v?[0-9]+\\.[0-9]+\\.[0-9]+(-rc\\d)?$', 12],
    ['[^/]+\\.wav$', 60],
  ])('%s on %i characters', (pattern, length) => {
    expect(worstOf(pattern, length)).toBeLessThan(1_000_000);
  });

  test.each(['^(a+)+$', '(a|a)*$', '(?=a)b', '(a)\\1', '(?<n>a)', '(a{2,})*', '(a', '[a', 'x'.repeat(2_000)])(
    '%s does',
    (pattern) => {
      expect(worstOf(pattern, 1)).toBe(Infinity);
    },
  );

  test('what is open, optional or told apart adds to the worst', () => {
    expect(worstOf('^a*a*b', 100)).toBeGreaterThan(10_000);
    expect(worstOf('^a*a*a*b', 100)).toBeGreaterThan(1_000_000);
    expect(worstOf('a*b', 100)).toBeGreaterThan(10_000);
    expect(worstOf('^a*|b', 100)).toBeGreaterThan(10_000);
    expect(worstOf(`^${'(a|a)'.repeat(20)}b`, 20)).toBeGreaterThan(2 ** 20);
    expect(worstOf(`^${'a?'.repeat(20)}b`, 20)).toBeGreaterThan(2 ** 20);
    expect(worstOf(`^${'(a)?'.repeat(20)}b`, 20)).toBeGreaterThan(2 ** 20);
    expect(worstOf(`^${'a{1,9}'.repeat(6)}b`, 20)).toBeGreaterThan(9 ** 6);
    expect(worstOf('^a{2,}a{3,}b', 100)).toBeGreaterThan(10_000);
  });
});

test('our search finds what V8 finds', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 });
  fc.assert(
    fc.property(few, few, fc.nat(40), (text, sought, from) => {
      fc.pre(sought !== '');
      expect(search.indexOf(text, sought)).toBe(text.indexOf(sought));
      expect(search.indexOf(text, sought, from)).toBe(text.indexOf(sought, from));
      expect(search.lastIndexOf(text, sought)).toBe(text.lastIndexOf(sought));
      expect(search.lastIndexOf(text, sought, from)).toBe(text.lastIndexOf(sought, from));
      expect(search.split(text, sought)).toEqual(text.split(sought));
    }),
    { numRuns: 2_000 },
  );
});

test('methods that are counted answer as the package does', () => {
  const values = { s: 'a lantern, a sea', l: ['x', 'y'], k: ['x', 1], n: 3 };
  const answers: readonly (readonly [source: string, value: unknown])[] = [
    ['s.matches("^a l")', true],
    ['s.contains("tern")', true],
    ['s.indexOf("a", 1)', 3],
    ['s.lastIndexOf("a")', 15],
    ['s.lastIndexOf("a", 12)', 11],
    ['s.lastIndexOf("", 2)', 2],
    ['s.split(", ")', ['a lantern', 'a sea']],
    ['s.split(" ", 2)', ['a', 'lantern, a sea']],
    ['s.split(" ", 0)', []],
    ['l.join()', 'xy'],
    ['l.join("-")', 'x-y'],
    ['duration("1m").getSeconds()', 60],
    ['timestamp("2026-01-01T00:00:00Z").getHours("Asia/Tokyo")', 9],
  ];
  for (const [source, value] of answers)
    expect(evaluate(parsed(source, 'any'), values)).toEqual({ ok: true, value });
  const wrong: readonly (readonly [source: string, because: string])[] = [
    ['s.matches("(")', 's.matches("("): invalid regular expression: ('],
    ['n.contains("x")', '`contains` does not work on a number with a text: n.contains("x")'],
    ['s.indexOf("a", 99)', 's.indexOf("a", 99): string.indexOf(search, fromIndex): fromIndex out of range'],
    ['k.join()', 'k.join(): string.join(): list must contain only strings'],
  ];
  for (const [source, because] of wrong)
    expect(evaluate(parsed(source, 'any'), values)).toEqual({ ok: false, because });
});
