import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression, type Names } from '../../src/score/index.ts';
import { languageSentence } from '../../src/score/language-mistakes.ts';
import { reservedNames } from '../../src/score/reserved-names.ts';
import { parsed } from './parsed-expression.ts';

const at = { file: 'test.md', line: 1, column: 1 };
const known: Names = {
  names: new Set(['output', 'files', 'flags', 'sheet', 'designer', 'kitchen']),
  members: new Map([
    ['flags', new Set(['render.enabled', 'dry'])],
    ['kitchen', new Set(['weigh', 'css-lint'])],
  ]),
};

describe('the names that an expression reads', () => {
  test.each<[string, string[][]]>([
    ['size(output) == 18', [['output']]],
    ['sheet.inputs.source', [['sheet', 'inputs', 'source']]],
    [
      'sheet["inputs"].source == sheet.title',
      [
        ['sheet', 'inputs', 'source'],
        ['sheet', 'title'],
      ],
    ],
    ['flags["render.enabled"] == true', [['flags', 'render.enabled']]],
    ['has(output.total)', [['output', 'total']]],
    [
      'output.items.filter(x, x.n > designer.least).size() > 0',
      [
        ['designer', 'least'],
        ['output', 'items'],
      ],
    ],
    [
      'output.items[designer.first].id',
      [
        ['designer', 'first'],
        ['output', 'items'],
      ],
    ],
    ['output.all(files, files.size > 0)', [['output']]],
    [
      'output.items.map(x, x.ok, x.n).exists(y, output.min < y)',
      [
        ['output', 'items'],
        ['output', 'min'],
      ],
    ],
    ['cel.bind(q, output.n, q * q) > files[0].size', [['files'], ['output', 'n']]],
    ['type(output) == list ? {"a": designer} : {}', [['designer'], ['output']]],
    ['[output, designer].all(x, x != null)', [['designer'], ['output']]],
    ['1 + 1 == 2', []],
  ])('%s', (source, paths) => {
    const expression = parsed(source, known);
    expect(expression.paths).toEqual(paths);
    expect(expression.names).toEqual([...new Set(paths.map(([root]) => root))].sort());
  });
});

describe('a mistake is found when the score is read, with its place', () => {
  const mistakes = (source: string): string[] =>
    (parseExpression(source, at, known).mistakes ?? []).map((mistake) => {
      const { message, help } = languageSentence(mistake);
      const { offset, length } = mistake;
      return `${offset} ${source.slice(offset, offset + length)}: ${message}${help === undefined ? '' : ` | ${help}`}`;
    });

  test.each([
    ['', '0 : the expression is empty'],
    ['  ', '0   : the expression is empty'],
    ['otput.total > 0', '0 otput: there is no `otput` here; did you mean `output`?'],
    [
      'zebra',
      '0 zebra: there is no `zebra` here | names that can be used here: output, files, flags, sheet, designer, kitchen',
    ],
    ['output.all(x, y > 0)', '14 y: there is no `y` here; did you mean `x`?'],
    ['kitchen.wiegh.total > 0', '8 wiegh: `kitchen` has no `wiegh`; did you mean `weigh`?'],
    [
      'flags["render.enabld"]',
      '6 "render.enabld": `flags` has no `render.enabld`; did you mean `render.enabled`?',
    ],
    [
      'flags.render.enabled',
      '6 render: `flags.render.enabled` reads a dot as a member; did you mean `flags["render.enabled"]`?',
    ],
    ['sise(output) == 3', '0 sise: there is no function `sise`; did you mean `size`?'],
    [
      'output.title.startWith("a")',
      '13 startWith: there is no function `startWith`; did you mean `startsWith`?',
    ],
    ['output.list.sum() > 1', '12 sum: `sum` is written `sum(…)`'],
    ['contains(output.title, "a")', '0 contains: `contains` is written `x.contains(…)`'],
    ['output.n = 3', '9 =: `=` is no operator; did you mean `==`?'],
    ['output.n === 3', '9 ===: `===` is no operator; did you mean `==`?'],
    ['output.n !== 3', '9 !==: `!==` is no operator; did you mean `!=`?'],
    ['output.a & output.b', '9 &: `&` is no operator; did you mean `&&`?'],
    ['output.a and output.b', '9 and: `and` is no operator; did you mean `&&`?'],
    ['not output.a', '0 not: `not` is no operator; did you mean `!`?'],
    ['output.n >', '9 >: the expression ends too early'],
    ['size(output', '10 t: a `)` is missing at the end'],
    ['output.title == "abc', '16 ": this text is never closed'],
    ['loop > 1', '0 loop: `loop` is a word of the expression language, not a name'],
    ['output.n 3', '9 3: `3` is not expected here'],
    ['`output`', '0 `: `\\`` is not expected here'.replace('\\', '')],
    ['has(output)', '4 output: has(…) takes a member, such as has(output.total)'],
    ['"a" > 1', '0 "a" > 1: `>` does not work between a text and a number: "a" > 1'],
    ['size(3) > 1', '0 size(3): `size` does not take a number: size(3)'],
    [
      'output.filter(files.x, true)',
      '20 x: a plain name is expected here, such as `x` in `list.filter(x, x > 0)`',
    ],
    [`${'['.repeat(200)}1${']'.repeat(200)}`, expect.stringContaining('the expression is too long')],
    [`output == [${'1,'.repeat(3000)}1]`, expect.stringContaining('the expression is too long')],
  ])('%s', (source, sentence) => {
    expect(mistakes(source)).toEqual([sentence]);
  });

  test('all unknown names at once, in the order of the text', () => {
    expect(mistakes('aaa > 1 && foo(bbb) && flags["dri"]')).toHaveLength(4);
    expect(mistakes('zzz == 1 || aaa == 2').map((one) => one.slice(0, 2))).toEqual(['0 ', '12']);
  });

  test('where the names are not known, syntax and functions are looked at all the same', () => {
    expect(parsed('anything.goes > there', 'any').names).toEqual(['anything', 'there']);
    expect(parseExpression('anything.foo(1)', at, 'any').mistakes).toHaveLength(1);
    expect(parseExpression('anything >', at, 'any').mistakes).toHaveLength(1);
  });

  test('whatever is written, there is an answer, and its places lie in the text', () => {
    const pieces = fc.constantFrom(
      'output',
      '.total',
      '["a"]',
      '[',
      ']',
      '(',
      ')',
      ' ',
      '==',
      '=',
      '&&',
      '|',
      '!',
      '-',
      '"',
      "'",
      '\\',
      'size',
      'in',
      '{',
      '}',
      ':',
      '?',
      ',',
      '3',
      '1e',
      '0x',
      'b"',
      'loop',
      '\n',
      'é',
      '🎼',
      '//',
      '.all(x, x)',
      '.map(',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (source) => {
          const { expression, mistakes: found } = parseExpression(source, at, known);
          if (expression !== undefined) return;
          expect(found.length).toBeGreaterThan(0);
          for (const mistake of found) {
            expect(mistake.length).toBeGreaterThanOrEqual(1);
            expect(mistake.offset).toBeGreaterThanOrEqual(0);
            expect(mistake.offset).toBeLessThanOrEqual(source.length);
            expect(languageSentence(mistake).message).not.toMatch(/undefined|\n/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('reserved names', () => {
  const reservedByThePackage = [
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
    'in',
    'let',
    'loop',
    'package',
    'namespace',
    'null',
    'return',
    'true',
    'var',
    'void',
    'while',
    'prototype',
  ];
  test.each([
    ...reservedByThePackage,
    'map',
    'list',
    'string',
    'int',
    'size',
    'has',
    'filter',
    'exists',
    'sum',
    'round',
    'distinct',
    'sheet',
    'output',
    'response',
    'production',
  ])('%s', (word) => {
    expect(reservedNames.has(word)).toBe(true);
  });

  test('a name that is not reserved can be read', () => {
    for (const name of ['join', 'split', 'designer', 'title', 'accuracy']) {
      expect(reservedNames.has(name)).toBe(false);
      expect(parsed(`${name}.x > 0`, new Set([name])).names).toEqual([name]);
    }
  });
});
