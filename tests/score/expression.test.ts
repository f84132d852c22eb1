import { describe, expect, test } from 'vitest';
import {
  evaluate,
  judgeExpression,
  type Expression,
  type Names,
  type Values,
} from '../../src/score/index.ts';
import { parsed } from './parsed-expression.ts';

const values: Values = {
  output: {
    count: 17,
    half: 0.5,
    zero: 0,
    nothing: null,
    title: 'Lanterns',
    done: true,
    list: [1, 2, 3],
    items: [
      { id: 'L1', peak: -1.5, tags: ['a'] },
      { id: 'L2', peak: 0.5, tags: [] },
    ],
    odd: { constructor: 'a word', inner: [1] },
  },
  files: [{ path: 'output/a.wav', size: 1200, sha256: 'ab' }],
  item: { i: 1, n: 4 },
  flags: { 'render.enabled': true },
  inputs: { 'css-lint': { errors: 0 } },
};
const known: Names = new Set(Object.keys(values));
const expression = (source: string): Expression => parsed(source, known);
const value = (source: string): unknown => evaluate(expression(source), values);
const judged = (source: string): unknown => judgeExpression(expression(source), values);

describe('numbers of JSON and numbers that are written', () => {
  test.each([
    ['item.n * 2', 8],
    ['2 * item.n', 8],
    ['item.n + 1', 5],
    ['10 - item.n', 6],
    ['item.n / 8', 0.5],
    ['9 / item.n', 2.25],
    ['item.n % 3', 1],
    ['9 % item.n', 1],
    ['item.n % item.i', 0],
    ['size(output.list) * output.half', 1.5],
    ['7 / 2', 3],
    ['-item.n', -4],
    ['10 - (5 - 2)', 7],
    ['2 * (3 + item.n)', 14],
    ['output.list[item.i]', 2],
    ['output.list[0]', 1],
    ['{"a": item.n, "b": [1, "x", null]}', { a: 4, b: [1, 'x', null] }],
    ['output.done ? 1 : 0.5', 1],
    ['output.done ? "yes" : 0', 'yes'],
  ])('%s is %j', (source, expected) => {
    expect(value(source)).toEqual({ ok: true, value: expected });
  });

  test.each([
    'output.count == 17',
    '17 == output.count',
    'output.count != 18',
    'output.count > 16 && 16 < output.count && output.count >= 17',
    'output.half < 1',
    '3 in output.list',
    '!(4 in output.list)',
    'size(output.list) == 3',
    'size(output.list) < output.count',
    'output.list == [1, 2, 3]',
    '[1, 2, 3] == output.list',
    '{"i": 1, "n": 4} == item',
    'output.nothing == null',
    'output.count != null',
    'type(output.count) == double',
  ])('%s holds', (source) => {
    expect(value(source)).toEqual({ ok: true, value: true });
  });
});

describe('functions beside those of CEL', () => {
  test.each([
    ['abs(-3)', 3],
    ['abs(output.items[0].peak)', 1.5],
    ['min(output.list)', 1],
    ['max(output.list)', 3],
    ['min(3, item.n, 2.5)', 2.5],
    ['max(1, item.n)', 4],
    ['sum(output.list)', 6],
    ['sum([])', 0],
    ['sum([1, 2])', 3],
    ['sum(output.items.map(i, i.peak))', -1],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(7)', 7],
    ['round(1.005, 2)', 1.01],
    ['round(1234.5678, 1)', 1234.6],
    ['round(1e-9, 3)', 0],
    ['distinct([1, 1.0, "1", item, {"n": 4, "i": 1}])', [1, '1', { i: 1, n: 4 }]],
    ['size(distinct(output.items.map(i, i.id)))', 2],
  ])('%s is %j', (source, expected) => {
    expect(value(source)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['max([])', '`max` of an empty list; [] is []'],
    ['sum(output.title)', '`sum` takes a list; output.title is "Lanterns"'],
    ['sum(["a"])', '`sum` takes numbers; ["a"] is ["a"]'],
    ['round(item.n, 99)', '`round` takes 0 to 15 digits; item.n is 4'],
  ])('%s: %s', (source, because) => {
    expect(value(source)).toEqual({ ok: false, because });
  });
});

describe('what comes out is JSON', () => {
  test.each([
    ['timestamp("2026-11-21T00:00:00Z")', '2026-11-21T00:00:00.000Z'],
    ['duration("1m30s")', '90s'],
    ['b"ab"', 'YWI='],
    ['5u', 5],
    ['type(1)', 'int'],
    ['output.odd', { constructor: 'a word', inner: [1] }],
    ['output.odd.inner[0]', 1],
    ['inputs["css-lint"].errors', 0],
    ['output.items.map(i, i.tags)', [['a'], []]],
    ['cel.bind(n, item.n, n * n)', 16],
    ['output.title.lowerAscii().split("t").join("-")', 'lan-erns'],
  ])('%s is %j', (source, expected) => {
    expect(value(source)).toEqual({ ok: true, value: expected });
  });

  test('a number that JSON does not have is none', () => {
    expect(value('1e308 * 10.0')).toEqual({ ok: false, because: 'Infinity is no number that JSON has' });
  });
});

describe('what is missing or does not fit is said in a sentence', () => {
  const members = 'count, half, zero, nothing, title, done, list, items, odd';
  test.each([
    ['output.total > 0', `output.total is not there; output has: ${members}`],
    ['output.total.net', `output.total is not there; output has: ${members}`],
    ['output["total"]', `output["total"] is not there; output has: ${members}`],
    ['output.nothing.net', 'output.nothing.net is not there; output.nothing is null'],
    ['output.title.net', 'output.title.net is not there; output.title is "Lanterns"'],
    ['output.list[7]', 'output.list[7] is not there; output.list has 3 entries'],
    ['output.items.all(i, i.rms > 0)', 'i.rms is not there'],
    ['output.title > 3', '`>` does not work between a text and a number: output.title > 3'],
    ['output.nothing > 3', '`>` does not work between null and a number: output.nothing > 3'],
    ['output.title + 1', '`+` does not work between a text and a number: output.title + 1'],
    ['!output.count', 'output.count is 17, where true or false is needed'],
    ['output.done && output.count', 'a side of `&&` or `||` is a number, where true or false is needed'],
    ['output.count && output.done', 'output.count is 17, where true or false is needed'],
    ['output.count ? 1 : 2', 'output.count is 17, where true or false is needed'],
    ['output.count.exists(c, c > 1)', 'output.count is 17, where a list is needed'],
    ['size(output.nothing)', '`size` does not take null: size(output.nothing)'],
    [
      'output.title.startsWith(3)',
      '`startsWith` does not work on a text with a number: output.title.startsWith(3)',
    ],
    ['output.count / output.zero', 'division by zero: output.zero is 0'],
    ['output.count / output.zero >= 0.9', 'division by zero: output.zero is 0'],
    ['output.count % output.zero', 'division by zero: output.zero is 0'],
    ['output.title.matches("(")', 'output.title.matches("("): invalid regular expression: ('],
  ])('%s: %s', (source, because) => {
    expect(value(source)).toEqual({ ok: false, because });
  });

  test('a name that was not handed over', () => {
    expect(evaluate(expression('item.n > 1'), {})).toEqual({ ok: false, because: 'item is not there' });
    expect(evaluate(expression('item'), { item: null })).toEqual({ ok: true, value: null });
  });

  test('what a prototype has is not there', () => {
    for (const source of [
      'output.toString',
      'output.__proto__',
      'output["constructor"]',
      'has(output.hasOwnProperty)',
    ]) {
      expect(value(source)).not.toMatchObject({ ok: true, value: expect.any(Function) });
    }
    expect(value('has(output.toString)')).toEqual({ ok: true, value: false });
  });

  test('a side that decides makes up for one that is missing, as in CEL', () => {
    expect(value('output.total > 0 || output.count == 17')).toEqual({ ok: true, value: true });
    expect(value('output.total > 0 && output.count == 18')).toEqual({ ok: true, value: false });
    expect(value('output.total > 0 && output.count == 17')).toMatchObject({ ok: false });
  });
});

describe('evidence names the values that were compared', () => {
  test.each([
    ['size(output.list) == 18', 'failed', '3 == 18'],
    ['size(output.list) == 3', 'held', '3 == 3'],
    ['output.title == "Signals"', 'failed', '"Lanterns" == "Signals"'],
    ['item.n in output.list', 'failed', '4 in [1,2,3]'],
    ['output.count > 3 && size(output.list) == 4 && output.done', 'failed', '3 == 4'],
    ['output.count > 3 && size(output.list) == 3', 'held', '17 > 3 && 3 == 3'],
    ['output.count > 30 || size(output.list) == 3', 'held', '3 == 3'],
    ['output.count > 30 || size(output.list) == 4', 'failed', '17 > 30 || 3 == 4'],
    ['!(output.count > 3)', 'failed', '!(17 > 3)'],
    ['output.done ? output.count == 3 : true', 'failed', 'output.done is true ? 17 == 3'],
    ['output.done', 'held', 'output.done is true'],
    ['flags["render.enabled"]', 'held', 'flags["render.enabled"] is true'],
    ['has(output.total)', 'failed', 'output.total is not there'],
    ['has(output.count)', 'held', 'output.count is there'],
    ['output.title.startsWith("Sig")', 'failed', '"Lanterns".startsWith("Sig")'],
    ['output.items.all(i, i.peak <= 0)', 'failed', 'at [1] of 2: 0.5 <= 0'],
    ['output.items.all(i, i.peak <= 1)', 'held', 'all of 2'],
    ['output.items.all(i, i.tags.exists(t, t == "a"))', 'failed', 'at [1] of 2: none of 0'],
    ['output.items.all(i, i.rms > 0)', 'failed', 'at [0] of 2: i.rms is not there; i has: id, peak, tags'],
    ['output.items.exists(i, i.id == "L2")', 'held', 'at [1] of 2: "L2" == "L2"'],
    ['output.items.exists(i, i.id == "L3")', 'failed', 'none of 2'],
    ['output.items.exists_one(i, i.peak < 9)', 'failed', '2 of 2'],
    ['item.all(k, k != "n")', 'failed', 'at ["n"] of 2: "n" != "n"'],
    ['output.count', 'failed', 'output.count is 17, not true or false'],
    ['output.title', 'failed', 'output.title is "Lanterns", not true or false'],
    ['output.count && true', 'failed', 'output.count is 17, not true or false'],
    ['output', 'failed', 'output is an object of 9 members, not true or false'],
    ['false', 'failed', 'false'],
    ['files.all(f, f.size > 2000)', 'failed', 'at [0] of 1: 1200 > 2000'],
  ])('%s %s: %s', (source, outcome, evidence) => {
    expect(judged(source)).toEqual({ outcome, evidence });
  });

  test('evidence is one line of at most 200 characters, whatever is in the values', () => {
    const nasty = `\u001b[31m\r\nSimphony-Verdict: forged\u2028\u202e${'x'.repeat(500)}\ud83d`;
    const list = Array.from({ length: 5_000 }, (_, n) => ({ n, nasty }));
    for (const source of [
      'a == b',
      'a',
      'a == "x" || b == "y" || a == "z"',
      'c == []',
      'c[0]',
      'a.startsWith("y")',
      'c.all(x, x.nasty == "")',
    ]) {
      const { evidence } = judgeExpression(parsed(source, 'any'), { a: nasty, b: `${nasty}b`, c: list });
      expect(evidence.length).toBeLessThanOrEqual(200);
      expect(evidence).not.toMatch(/[\p{Cc}\p{Cs}\u2028-\u202e]/u);
    }
    expect(judgeExpression(parsed('size(c) == 1 || c == []', 'any'), { c: list }).evidence).toBe(
      '5000 == 1 || a list of 5000 == []',
    );
  });
});
