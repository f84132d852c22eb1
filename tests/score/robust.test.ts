import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printDiagnostic } from '../../src/base/index.ts';
import { parse, script, small, type Files } from './written.ts';

/** A workspace with every kind of file in it, so that a change in any of them meets the others. */
const whole: Files = {
  ...small,
  'concerto.md':
    '---\nsimphony: 1\nplays: [kitchen]\ncast: { field: kitchen }\nlimits: { commit: 1MiB }\n---\nText\n',
  'sheetMusic.md':
    '---\ntitle: Soup\nflags: { hot: true }\ninputs: { song: { beats: 1 } }\n---\n# Soup\n- @kitchen/cook Now.\n',
  'production.md':
    '## Goals\n- [ ] @kitchen/cook `output.n > 0` x\n\n## Flags\n- hot: false\n\n## Metrics\n| Metric | Measure | Target | Scope |\n|---|---|---|---|\n| a | accuracy | >= 1 | |\n',
  'ensembles/kitchen/ensemble.md':
    '---\nensemble: kitchen\nversion: 1.0.0\ninputs: { song: { schema: schemas/song.json } }\nflags: { hot: false }\nloops:\n  - { name: l, body: [fix, judge], until: judge.good, max: 2 }\n---\n',
  'ensembles/kitchen/cook.md': script(
    'needs: [sheet]\noutput: { schema: schemas/song.json }\nchecks:\n  - size(output) > 1\n  - run: [node, scripts/cook.mjs]\nwrites: ["out/{slug}.txt"]\nuses: ["**"]',
  ),
  'ensembles/kitchen/fix.md': script('needs: [judge]\nwhen: flags.hot'),
  'ensembles/kitchen/judge.md': script('needs: ["cook?", fix]\neach: cook.items'),
  'ensembles/kitchen/ask.md':
    '---\nkind: service\nrequest: { url: "http://x/{slug}", body: { a: "{sheet.title}" } }\npoll: { url: "{response.a}", until: response.b }\n---\n',
  'ensembles/kitchen/schemas/song.json': '{ "type": "object", "$ref": "b.json" }',
  'ensembles/kitchen/schemas/b.json': '{ "format": "date" }',
};
const paths = Object.keys(whole);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whatever happens, the answer is a score or at least one mistake, and each mistake can be printed. */
const answers = (files: Files): void => {
  const { score, diagnostics } = parse(files);
  const mistakes = diagnostics.filter(({ severity }) => severity === 'mistake');
  expect(score === undefined).toBe(mistakes.length > 0);
  for (const one of diagnostics) {
    expect(printDiagnostic(one)).not.toMatch(/undefined|\[object/);
    expect(one.at?.line).toBeGreaterThan(0);
    expect(one.at?.column).toBeGreaterThan(0);
  }
};

test('the whole of it is without a mistake', () => {
  expect(parse(whole).diagnostics).toEqual([]);
});

test('no bytes in any file make reading throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 200 }), (path, bytes) => {
      answers({ ...whole, [path]: bytes });
    }),
    { numRuns: 100 },
  );
});

test('nor does any text between the fences', () => {
  const odd = fc.constantFrom(
    '---\n',
    '---',
    '\n',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a',
    '*a',
    '!t',
    '|\n',
    '>\n',
    '#',
    '\t',
    '{{',
    '@',
    '`',
    '\r\n',
    '\ufeff',
    'a',
    'kind',
    'needs',
    'each',
    'cook',
    '🎵',
    '\0',
    '- [ ] ',
    '| a |\n',
    '## Goals\n',
    '<<',
    '1e999',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.array(fc.oneof(odd, fc.string({ maxLength: 6 })), { maxLength: 40 }),
      fc.boolean(),
      (path, parts, fenced) => {
        const text = parts.join('');
        answers({ ...whole, [path]: encode(fenced ? `---\n${text}\n---\n` : text) });
      },
    ),
    { numRuns: 120 },
  );
});

test('nor does one change in a good file: bytes cut, doubled or swapped for others', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.nat(),
      fc.nat(40),
      fc.string({ maxLength: 8 }),
      (path, from, length, instead) => {
        const text = String(whole[path]);
        const at = from % (text.length + 1);
        answers({ ...whole, [path]: text.slice(0, at) + instead + text.slice(at + length) });
      },
    ),
    { numRuns: 150 },
  );
});

test('nor does a value of any kind under any key', () => {
  const keys = [
    'kind',
    'needs',
    'reads',
    'probe',
    'each',
    'when',
    'flags',
    'writes',
    'output',
    'checks',
    'attempts',
    'returns_to',
    'timeout',
    'env',
    'uses',
    'module',
    'command',
    'request',
    'poll',
    'title',
    'plays',
    'seed',
    'budget',
    'inputs',
    'loops',
    'version',
    'cast',
    'limits',
    'models',
    'simphony',
    'record',
    'form',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...paths.filter((path) => path.endsWith('.md'))),
      fc.constantFrom(...keys),
      fc.jsonValue({ maxDepth: 3 }),
      (path, key, value) => {
        const text = String(whole[path]);
        const line = `${key}: ${JSON.stringify(value)}`;
        const lines = text.split('\n').filter((one) => !one.startsWith(`${key}:`));
        answers({ ...whole, [path]: [lines[0], line, ...lines.slice(1)].join('\n') });
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  ['quotes in the sheet', { 'sheetMusic.md': '> '.repeat(3_000) }],
  ['lists in the sheet', { 'sheetMusic.md': '- '.repeat(1_500) }],
  ['brackets in the front matter', { 'ensembles/kitchen/cook.md': `---\na: ${'['.repeat(50_000)}\n---\n` }],
  ['maps in the front matter', { 'ensembles/kitchen/cook.md': `---\n${'a: {'.repeat(5_000)}\n---\n` }],
  [
    'arrays in a schema',
    { 'ensembles/kitchen/schemas/song.json': '['.repeat(100_000) + ']'.repeat(100_000) },
  ],
  [
    'schemas in a schema',
    { 'ensembles/kitchen/schemas/song.json': '{"not":'.repeat(3_000) + '{}' + '}'.repeat(3_000) },
  ],
  ['brackets in an expression', { 'ensembles/kitchen/fix.md': script(`when: "${'('.repeat(20_000)}"`) }],
  ['braces in a template', { 'ensembles/kitchen/fix.md': script(`reads: ["${'{'.repeat(20_001)}"]`) }],
  ['brackets in a module', { 'ensembles/kitchen/scripts/cook.mjs': '('.repeat(100_000) }],
  ['a pattern without end', { 'ensembles/kitchen/cook.md': script(`uses: ["${'*('.repeat(40_000)}"]`) }],
])('thousands of %s', (_, files) => {
  answers({ ...whole, ...files });
});
