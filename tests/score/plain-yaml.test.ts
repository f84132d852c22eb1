import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/base/index.ts';
import { readPlainYaml } from '../../src/score/plain-yaml.ts';
import { textFile } from '../../src/score/text-file.ts';
import { readYaml } from '../../src/score/yaml.ts';

/** A block of front matter as the plain reader reads it, and as the `yaml` package does, with what that would tell. */
function bothOf(block: string) {
  const file = textFile('ensembles/kitchen/cook.md', `---\n${block}\n---\nCook it.\n`);
  const told: Diagnostic[] = [];
  return {
    plain: readPlainYaml(file, 4, 4 + block.length),
    whole: readYaml(file, `\n${block}`, 3, told),
    told,
  };
}

/** Where the plain reader has an answer, it is that of the package, which has nothing to tell. */
const agree = (block: string): boolean => {
  const { plain, whole, told } = bothOf(block);
  if (plain === undefined) return false;
  expect({ read: plain, told }).toEqual({ read: whole, told: [] });
  return true;
};

describe('front matter as people write it is read without the package', () => {
  test.each([
    'kind: script\ndescription: Weighs it, once.\nneeds: [sheet, cook]\nmodule: scripts/weigh.mjs',
    'needs: ["validate?", other/cook]\ncommand: [git, -C, "{sheet.inputs.source}", log, "-1", --format=%H, --, "."]',
    'checks:\n  - size(output) == 18\n  - run: [sqlite3, ":memory:"]\n    timeout: 30s\n    optional: true\n  - output.a<1',
    'checks:\n- a == 1\n- "b: c"\nattempts: 10',
    'when: flags["render.enabled"] == true\neach: \'designer\'',
    'version: 1.0.0\ninputs: { sds: { schema: schemas/sds.schema.json }, source: { default: "." } }\nflags: { render.enabled: false }',
    'loops:\n  - name: polish\n    body: [fix, compose]\n    until: validate.result == "pass"\n    max: 3\n    best: validate.total',
    '# what it is\nkind: script   # of two\n\nreads:\n  # all of them\n  - docs/a#b.md\n\n  - x:y\nattempts: 2',
    'request: { method: POST, url: "http://127.0.0.1/{slug}", body: { a: [1, "2", true], b: [] } }\npoll:\n  url: https://x/y?z=1\n  every: 2s',
    'a:\nb: 1',
    'title: Süße Töne – “18” 🎵\nemits: analysis_complete',
  ])('%j', (block) => {
    expect(agree(block)).toBe(true);
  });
});

test.each([
  'a: b: c',
  'a: 1.5',
  'a: 0x10',
  'a: 1e3',
  'a: ~',
  'a: Null',
  'a: TRUE',
  'a: .inf',
  'a: 007',
  'a: -1',
  'a: 12345678901234567890',
  'a: &b c',
  'a: *b',
  'a: !!str c',
  'a: |\n  b',
  'a: >\n  b',
  'a: b\n  c',
  'a: [b,\n  c]',
  'a: "b\\n"',
  "a: 'b''c'",
  'a: [b, ]',
  'a: [b: c]',
  'a: {b}',
  'a: 1\na: 2',
  '__proto__: 1',
  'true: 1',
  '1: 2',
  '? a',
  '<<: { b: 1 }',
  '- a',
  'a',
  '',
  '# nothing',
  ' a: 1',
  'a: 1\n b: 2',
  'a:\n\tb: 1',
  'a: \tb',
  'a: @b',
  'a: b\u00a0',
  'a:\n  - - b',
  'a:\n  -\n    b: 1',
  '...',
])('%j is left to the package', (block) => {
  expect(bothOf(block).plain).toBeUndefined();
});

const odd = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      '"',
      "'",
      '-',
      '--x',
      '-1',
      '?',
      ':',
      'a:',
      ':a',
      ': ',
      ' :b',
      '#',
      ' #b',
      '~',
      '~a',
      'null',
      'No',
      '1.5',
      '1.2.3',
      '0o7',
      '0xg',
      '.5',
      '.',
      '..',
      '+',
      'é',
      '\ufeff',
      '\u2028',
      '""',
      "''",
      '"a"b',
      '[',
      ']',
      '{',
      '}',
      ',',
      '*',
      '&a',
      '!a',
      '|',
      '>',
      '%',
      '@',
      '`',
      '\t',
      '\\',
      '=',
      '<<',
      '  ',
      '\n',
      '\n  ',
      '\n- ',
      '\n# x\n',
      '\n\n',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
);
const scalar = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      'script',
      'a b',
      'x/y.mjs',
      '300s',
      '"q: [r]"',
      "'s # t'",
      '3',
      'true',
      'a#b',
      'a<b',
    ),
  },
  { weight: 1, arbitrary: odd.filter((one) => !one.includes('\n')) },
);
const name = fc.constantFrom('a', 'b.c', 'd-e', 'kind', 'needs', 'f', 'g');
const keyOf = ([key]: readonly [string, string]): string => key;
const { value: flow } = fc.letrec<{ readonly value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc
      .tuple(
        fc.array(tie('value'), { maxLength: 3 }),
        fc.constantFrom(', ', ',', ' , '),
        fc.constantFrom('', ' '),
      )
      .map(([items, comma, blank]) => `[${blank}${items.join(comma)}${blank}]`),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(name, tie('value')), { minLength: 1, maxLength: 3, selector: keyOf }),
        fc.constantFrom(', ', ','),
      )
      .map(([pairs, comma]) => `{ ${pairs.map((pair) => pair.join(': ')).join(comma)} }`),
  ),
}));
const remark = fc.constantFrom('', '', '', '', ' ', '  # why', ' #');
const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => `${' '.repeat(by)}${line}`);
const { map: block } = fc.letrec<{ readonly map: string[]; readonly list: string[] }>((tie) => ({
  map: fc
    .uniqueArray(
      fc
        .tuple(
          name,
          fc.oneof(
            { maxDepth: 3, withCrossShrink: true },
            fc.tuple(flow, remark).map(([value, end]) => [` ${value}${end}`]),
            remark.map((end) => [end]),
            fc.tuple(tie('map'), fc.constantFrom(1, 2, 4)).map(([lines, by]) => ['', ...indented(lines, by)]),
            fc.tuple(tie('list'), fc.constantFrom(0, 2)).map(([lines, by]) => ['', ...indented(lines, by)]),
          ),
        )
        .map(([key, [first = '', ...more]]) => [`${key}:${first}`, ...more]),
      { minLength: 1, maxLength: 4, selector: ([first = '']) => first.split(':')[0] },
    )
    .map((pairs) => pairs.flat()),
  list: fc
    .array(
      fc
        .tuple(
          fc.oneof(
            { maxDepth: 3, withCrossShrink: true },
            fc.tuple(flow, remark).map(([value, end]) => [`${value}${end}`]),
            tie('map'),
          ),
          fc.constantFrom(1, 1, 1, 3),
        )
        .map(([[first = '', ...more], by]) => [`-${' '.repeat(by)}${first}`, ...indented(more, by + 1)]),
      { minLength: 1, maxLength: 3 },
    )
    .map((items) => items.flat()),
}));

/** Nearly always front matter; half of it with something put in somewhere that it may not bear. */
const written = fc
  .tuple(block, fc.option(fc.tuple(fc.nat(), odd)))
  .map(([lines, more]) => {
    const text = lines.join('\n');
    if (more === null) return text;
    const at = more[0] % (text.length + 1);
    return text.slice(0, at) + more[1] + text.slice(at);
  })
  .filter((text) => !text.includes('\n---'));

test('what the plain reader answers is what the package answers, with every place', () => {
  let answered = 0;
  fc.assert(
    fc.property(written, (text) => {
      if (agree(text)) answered += 1;
    }),
    { numRuns: 1_000 },
  );
  // Were nothing ever plain, nothing would have been compared.
  expect(answered).toBeGreaterThan(100);
});
