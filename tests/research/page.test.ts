import fc from 'fast-check';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { lib } from './rig.ts';

const { code, prose, said, linker, nameOfSource } = await lib<{
  code: (text: string) => string;
  prose: (text: string) => string;
  said: (text: string) => string;
  linker: (source: string) => (path: string, words?: string, line?: number) => string;
  nameOfSource: (source: string) => string;
}>('page');
const { card, fitted, ticks, widthOf } = await lib<{
  card: (drawing: { width: number; height: number; title: string; note: string; body: string }) => string;
  fitted: (path: string, width: number) => string;
  ticks: (highest: number) => number[];
  widthOf: (words: string) => number;
}>('svg');
const { columnsOf } = await lib<{
  columnsOf: (months: { month: string; commits: number }[]) => {
    per: string;
    columns: { label: string; value: number }[];
  };
}>('charts');
const { count, grouped, percent, shortened } = await lib<{
  count: (n: number, one: string) => string;
  grouped: (n: number) => string;
  percent: (part: number, whole: number) => string;
  shortened: (text: string, most: number) => string;
}>('text');

const reader = unified().use(remarkParse).use(remarkGfm);
const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '*',
        '_',
        '`',
        '[x](y)',
        '<b>',
        '|',
        '\\',
        '#',
        '- ',
        '1. ',
        '~~',
        '&amp;',
        '$',
        '![',
        ']',
        '> ',
        '=',
      ),
      fc.string({ maxLength: 6 }),
    ),
    {
      minLength: 1,
    },
  )
  .map((pieces) => pieces.join(''));
/** What Markdown itself changes in any text: blanks at the ends, entities of control characters, bare addresses. */
const comparable = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

describe('text put into a page', () => {
  test('stays text: no markup in it works, and every sign of it is shown', () => {
    fc.assert(
      fc.property(
        markup.filter(
          (text) => comparable(text) !== '' && !/[\p{Cc}\uFFFD]/u.test(text) && !/www\.|@|:\/\//i.test(text),
        ),
        (text) => {
          const tree = reader.parse(`Said: ${said(text)}`);
          expect(tree.children.map(({ type }) => type)).toEqual(['paragraph']);
          const [paragraph] = tree.children;
          expect(
            paragraph !== undefined && 'children' in paragraph
              ? paragraph.children.map(({ type }) => type)
              : [],
          ).toEqual(['text']);
          expect(comparable(toString(tree))).toBe(comparable(`Said: ${text}`));
        },
      ),
    );
  });

  test('at the beginning of a line it is text as well', () => {
    for (const text of [
      '# no heading',
      '- no item',
      '1. no number',
      '2) neither',
      '+ x',
      '= x',
      '> x',
      '| a | b |',
      '```',
      '<div>',
      '[ ] x',
    ]) {
      const tree = reader.parse(said(text));
      expect(
        tree.children.map(({ type }) => type),
        text,
      ).toEqual(['paragraph']);
      expect(toString(tree)).toBe(text);
    }
  });

  test('code may hold backquotes, and a bar ends no cell', () => {
    expect(toString(reader.parse(code('a `b` ``c``')))).toBe('a `b` ``c``');
    const [table] = reader.parse(`| h | i |\n| - | - |\n| ${code('a|b')} | c |\n`).children;
    expect(table?.type).toBe('table');
    expect(toString(table)).toContain('a|b');
  });

  test.each([
    ['.', 'a b.md', '[`a b.md`](../../a%20b.md)'],
    ['./docs/', 'x (1).md', '[`x (1).md`](../../docs/x%20%281%29.md)'],
    ['../other', 'x.md', '[`x.md`](../../../other/x.md)'],
    ['/home/ann/other', 'x.md', '`x.md`'],
    ['~/other', 'x.md', '`x.md`'],
  ])('from a source %j, %j is linked as %s', (source, path, link) => {
    expect(linker(source)(path)).toBe(link);
  });

  test('in a person’s prose, code stays code and nothing else is markup', () => {
    const { children } = reader.parse(prose('See `a_b` and *this* <b>, `c`')).children[0] as unknown as {
      children: { type: string; value: string }[];
    };
    expect(children.map(({ type, value }) => [type, value])).toEqual([
      ['text', 'See '],
      ['inlineCode', 'a_b'],
      ['text', ' and *this* <b>, '],
      ['inlineCode', 'c'],
    ]);
  });

  test('a line is part of the link', () => {
    expect(linker('.')('a.md', code('a.md'), 7)).toBe('[`a.md:7`](../../a.md#L7)');
  });

  test('a whole path names no place of this machine', () => {
    expect(nameOfSource('/home/ann/other/')).toBe('other');
    expect(nameOfSource('.')).toBe('this workspace');
  });
});

describe('numbers and words', () => {
  test('read the same on every machine', () => {
    expect([grouped(0), grouped(999), grouped(1234567), count(1, 'file'), count(2, 'file')]).toEqual([
      '0',
      '999',
      '1,234,567',
      '1 file',
      '2 files',
    ]);
    expect([percent(0, 5), percent(1, 1000), percent(999, 1000), percent(1, 3), percent(1, 0)]).toEqual([
      '0 %',
      '<1 %',
      '99 %',
      '33 %',
      '0 %',
    ]);
    expect(shortened('one two three four', 11)).toBe('one two…');
    expect(shortened('🎈🎈🎈', 2)).toBe('🎈…');
  });
});

describe('a drawing', () => {
  test('holds whatever names it is given, as well-formed XML', () => {
    const drawn = card({ width: 10, height: 10, title: 'a<b>&"\u0000\u0007\uD800', note: 'n', body: '' });
    expect(drawn).toContain('<title id="title">a&lt;b&gt;&amp;&quot;</title>');
    expect(drawn).not.toMatch(/[\0-\x08\uD800]/);
  });

  test('a path that is too long loses its beginning', () => {
    const path = 'packages/some/very/long/way/to/a/file.ts';
    const short = fitted(path, 120);
    expect(widthOf(short)).toBeLessThanOrEqual(120);
    expect(short).toMatch(/^….*file\.ts$/);
    expect(fitted('a.ts', 120)).toBe('a.ts');
  });

  test('an axis has a few round steps, from nothing to at least the highest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (highest) => {
        const steps = ticks(highest);
        expect(steps[0]).toBe(0);
        expect(steps.at(-1)).toBeGreaterThanOrEqual(highest);
        expect(steps.length).toBeLessThanOrEqual(7);
      }),
    );
  });

  test('months, quarters or years: whatever fits, the empty ones included, and no commit is lost', () => {
    const month = fc.tuple(fc.integer({ min: 1990, max: 2030 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.uniqueArray(month, { minLength: 1, maxLength: 40, selector: String }), (found) => {
        const months = found
          .map(([year, of]) => ({ month: `${year}-${String(of).padStart(2, '0')}`, commits: 3 }))
          .toSorted((a, b) => (a.month < b.month ? -1 : 1));
        const { columns } = columnsOf(months);
        expect(columns.length).toBeLessThanOrEqual(64);
        expect(columns.reduce((sum, { value }) => sum + value, 0)).toBe(3 * months.length);
      }),
    );
    expect(
      columnsOf([
        { month: '2024-01', commits: 1 },
        { month: '2024-03', commits: 2 },
      ]).columns.map(({ label, value }) => [label, value]),
    ).toEqual([
      ['2024-01', 1],
      ['2024-02', 0],
      ['2024-03', 2],
    ]);
  });
});
