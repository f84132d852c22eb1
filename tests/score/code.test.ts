import { describe, expect, test } from 'vitest';
import { withLf } from '../../src/score/code.ts';
import { instrumentOf, mistakesOf, parse, scoreOf, script, small, type Files } from './written.ts';

const cook = 'ensembles/kitchen/scripts/cook.mjs';
const codeOf = (files: Files, nickname = 'cook'): string[] =>
  [...instrumentOf(scoreOf(files), `kitchen/${nickname}`).code.keys()].map((path) =>
    path.replace('ensembles/kitchen/', ''),
  );
const module_ = (source: string): Files => ({ [cook]: `${source}\nexport default async () => null;\n` });

describe('a module', () => {
  const parts: Files = {
    'ensembles/kitchen/scripts/salt.mjs': 'import "./pepper.mjs";\nexport const salt = 1;\n',
    'ensembles/kitchen/scripts/pepper.mjs': 'import "./salt.mjs";\n',
    'ensembles/kitchen/scripts/table.json': '{}',
    'ensembles/shared/ensemble.md': '---\nversion: 1.0.0\n---\n',
    'ensembles/shared/serve.md': '---\nkind: script\ncommand: ["true"]\n---\n',
    'ensembles/shared/lib.mjs': '',
    'ensembles/kitchen/unused.mjs': '',
  };

  test('is its import graph and its packages, whatever the form of the import', () => {
    const source = `
      import { salt } from './salt.mjs';
      import table from "./table.json" with { type: 'json' };
      export * from '../../shared/lib.mjs?fresh';
      import { readFile } from 'node:fs/promises';
      import path from 'path';
      import { marked } from 'marked/lib/marked.esm.js';
      import { chart } from 'simphony/kit';
      const later = () => import('./pepper.mjs');
      const unknown = (name) => import(name);
      // import './nowhere.mjs'
      const text = "import './nowhere.mjs'";
    `;
    const { code } = instrumentOf(scoreOf({ ...parts, ...module_(source) }), 'kitchen/cook');
    expect([...code.keys()]).toEqual([
      cook,
      'ensembles/kitchen/scripts/pepper.mjs',
      'ensembles/kitchen/scripts/salt.mjs',
      'ensembles/kitchen/scripts/table.json',
      'ensembles/shared/lib.mjs',
      'marked',
      'simphony',
    ]);
    expect(code.get('marked')).toBe('marked@9.0.0');
  });

  test('a change in a file that it imports, however far away, changes it; one in another file does not', () => {
    const before = instrumentOf(
      scoreOf({ ...parts, ...module_("import './salt.mjs';") }),
      'kitchen/cook',
    ).code;
    const changed = (path: string) =>
      instrumentOf(
        scoreOf({ ...parts, ...module_("import './salt.mjs';"), [path]: '// changed\n' }),
        'kitchen/cook',
      ).code;
    expect(changed('ensembles/kitchen/scripts/pepper.mjs')).not.toEqual(before);
    expect(changed('ensembles/kitchen/unused.mjs')).toEqual(before);
  });

  test.each([
    ["import './slt.mjs';", '1:9 no_import'],
    ["import('./slt.mjs');", '1:9 no_import'],
    ["import '.';", '1:9 no_import'],
    ["import '../../../src/x.mjs';", '1:9 import_leaves'],
    ["import '../../../../x.mjs';", '1:9 import_leaves'],
    ["import 'file:///etc/passwd';", '1:9 odd_import'],
    ["import '/etc/passwd';", '1:9 odd_import'],
    ["import 'https://example.org/x.mjs';", '1:9 odd_import'],
    ["import '#own';", '1:9 odd_import'],
    ["import 'no-such-package';", '1:9 no_package'],
    ["import '@no/such/deep.js';", '1:9 no_package'],
    ['import { from', '2:33 bad_module'],
  ])('%s', (source, expected) => {
    expect(mistakesOf({ ...parts, ...module_(source) })).toEqual([`${cook}:${expected}`]);
  });

  test('two instruments of one module hear its mistakes once', () => {
    expect(mistakesOf({ ...module_("import './slt.mjs';"), 'ensembles/kitchen/serve.md': script() })).toEqual(
      [`${cook}:1:9 no_import`],
    );
  });

  test('without a default export there is nothing to play', () => {
    expect(mistakesOf({ [cook]: 'export const play = 1;\n' })).toEqual([`${cook}:1:1 no_play`]);
    expect(mistakesOf({ [cook]: '' })).toEqual([`${cook}:1:1 no_play`]);
    expect(mistakesOf({ [cook]: 'const a = 1;\nexport { a as default };\n' })).toEqual([]);
    expect(
      mistakesOf({
        [cook]: "export { default } from './other.mjs';\n",
        'ensembles/kitchen/scripts/other.mjs': 'export default 1;\n',
      }),
    ).toEqual([]);
  });

  test('a file for `require` is followed too, with Node’s endings; what is not there may never be asked for', () => {
    const files = {
      ...module_("import './old.cjs';"),
      'ensembles/kitchen/scripts/old.cjs':
        "const a = require('./older');\ntry { require('./gone') } catch {}\nwith (a) {}\n",
      'ensembles/kitchen/scripts/older.js': '',
    };
    expect(codeOf(files)).toEqual(['scripts/cook.mjs', 'scripts/old.cjs', 'scripts/older.js']);
  });

  test.each([
    ['module: scripts/cok.mjs', '3:9 no_such_file'],
    ['module: scripts', '3:9 not_a_file'],
    ['module: ../garden/pick.mjs', '3:9 path_leaves'],
    ['module: /etc/passwd', '3:9 path_leaves'],
    ['module: scripts/../../kitchen/../x.mjs', '3:9 path_leaves'],
    ['module: ensemble.md', '3:9 wrong_value'],
    ['module: ""', '3:9 wrong_value'],
  ])('%s', (line, expected) => {
    expect(mistakesOf({ 'ensembles/kitchen/cook.md': `---\nkind: script\n${line}\n---\n` })).toEqual([
      `ensembles/kitchen/cook.md:${expected}`,
    ]);
  });

  test('a path may take a detour within its folder', () => {
    expect(
      codeOf({
        'ensembles/kitchen/cook.md': '---\nkind: script\nmodule: ./scripts/../scripts//cook.mjs\n---\n',
      }),
    ).toEqual(['scripts/cook.mjs']);
  });
});

describe('a command', () => {
  const command = (lines: string): Files => ({
    'ensembles/kitchen/cook.md': `---\nkind: script\n${lines}\n---\n`,
    'ensembles/kitchen/data/a.txt': 'a',
    'ensembles/kitchen/data/.b': 'b',
    'ensembles/kitchen/notes/c.md': 'c',
    'ensembles/kitchen/README.md': 'd',
  });

  test('is every file of its ensemble’s folder besides the Markdown at the top', () => {
    expect(codeOf(command('command: [python3, data/a.txt]'))).toEqual([
      'data/.b',
      'data/a.txt',
      'notes/c.md',
      'scripts/cook.mjs',
    ]);
  });

  test('unless `uses` narrows it', () => {
    expect(codeOf(command('command: [cat]\nuses: ["data/**", "!**/.b"]'))).toEqual(['data/a.txt']);
    expect(codeOf(command('command: [cat]\nuses: ["**/*.md"]'))).toEqual([
      'README.md',
      'cook.md',
      'ensemble.md',
      'notes/c.md',
    ]);
    expect(mistakesOf(command('command: [cat]\nuses: ["../x"]'))).toEqual([
      'ensembles/kitchen/cook.md:4:8 path_leaves',
    ]);
  });

  test('a word that looks like a script of the folder and isn’t there', () => {
    expect(mistakesOf(command('command: [node, scripts/cok.mjs]'))).toEqual([
      'ensembles/kitchen/cook.md:3:17 no_such_file',
    ]);
    expect(mistakesOf(command('command: [node, other/x.mjs]'))).toEqual([]);
    expect(mistakesOf(command('command: [node, scripts/cok.mjs]\nreads: ["scripts/*"]'))).toEqual([]);
  });

  test('a run check counts what its words name, and what that imports', () => {
    const files = {
      'ensembles/kitchen/cook.md': script(
        'checks:\n  - run: [node, checks/a.mjs, "{output.path}", ./data/t.csv]',
      ),
      'ensembles/kitchen/checks/a.mjs': 'import "./b.mjs";',
      'ensembles/kitchen/checks/b.mjs': '',
      'ensembles/kitchen/data/t.csv': '',
      'ensembles/kitchen/data/u.csv': '',
    };
    expect(codeOf(files)).toEqual(['checks/a.mjs', 'checks/b.mjs', 'data/t.csv', 'scripts/cook.mjs']);
  });
});

describe('a schema', () => {
  const schema = (content: string, more: Files = {}): Files => ({
    'ensembles/kitchen/cook.md': script('output: { schema: schemas/a.json }'),
    'ensembles/kitchen/schemas/a.json': content,
    ...more,
  });
  const at = 'ensembles/kitchen/schemas/';

  test('is its file and what it refers to, which is handed on with it', () => {
    const files = schema(
      '{ "$ref": "b.json#/$defs/x", "properties": { "y": { "$ref": "#/$defs/y" } }, "$defs": { "y": true } }',
      {
        [`${at}b.json`]: '{ "$defs": { "x": { "$ref": "./deep/c.json" } } }',
        [`${at}deep/c.json`]: '{ "$ref": "../b.json#/$defs/z", "$defs": {} }',
        [`${at}b.json.bak`]: '',
      },
    );
    const broken = mistakesOf(files);
    expect(broken).toEqual([`${at}a.json:1:1 bad_schema`]);
    const whole = {
      ...files,
      [`${at}b.json`]: '{ "$defs": { "x": { "$ref": "./deep/c.json" }, "z": { "type": "string" } } }',
    };
    expect(codeOf(whole)).toEqual([
      'schemas/a.json',
      'schemas/b.json',
      'schemas/deep/c.json',
      'scripts/cook.mjs',
    ]);
    const { output } = instrumentOf(scoreOf(whole), 'kitchen/cook');
    expect(output.form === 'json' && [...(output.schema?.others.keys() ?? [])]).toEqual([
      `${at}b.json`,
      `${at}deep/c.json`,
    ]);
  });

  test.each([
    ['{ "type": "strng" }', 'a.json:1:1 bad_schema'],
    ['{ "type": }', 'a.json:1:11 bad_json'],
    ['', 'a.json:1:1 bad_json'],
    ['[]', 'a.json:1:1 bad_schema'],
    ['{ "$ref": "c.json" }', 'a.json:1:11 no_such_file'],
    ['{ "$ref": "../../garden/c.json" }', 'a.json:1:11 path_leaves'],
    ['{ "$schema": "http://json-schema.org/draft-07/schema#" }', 'a.json:1:14 old_schema'],
    ['{ "pattern": "(" }', 'a.json:1:1 bad_schema'],
    ['{ "format": "no-such" }', 'a.json:1:13 unknown_format'],
  ])('%s', (content, expected) => {
    expect(mistakesOf(schema(content))).toEqual([`${at}${expected}`]);
  });

  test('one with an `$id` of its own still finds the file beside it', () => {
    expect(
      mistakesOf(
        schema(
          '{ "$id": "https://example.org/a.json", "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "b.json" }',
          { [`${at}b.json`]: '{ "type": "string" }' },
        ),
      ),
    ).toEqual([]);
    expect(
      mistakesOf(
        schema(
          '{ "$ref": "https://example.org/own", "$defs": { "own": { "$id": "https://example.org/own" } } }',
        ),
      ),
    ).toEqual([]);
  });

  test('an `$id` that is a relative address is worked out from the file', () => {
    const files = schema('{ "$id": "other.json", "$ref": "b.json" }', {
      [`${at}b.json`]: '{ "type": "string" }',
    });
    expect(mistakesOf(files)).toEqual([]);
  });

  test('a BOM and CRLF are no mistakes', () => {
    expect(mistakesOf(schema('\ufeff{\r\n"type": "object" }\r\n'))).toEqual([]);
  });
});

describe('front matter that joins the key', () => {
  const frontMatter = (lines: string, body = '') =>
    instrumentOf(
      scoreOf({
        'ensembles/kitchen/serve.md': script(),
        'ensembles/kitchen/plan.md': script(),
        'ensembles/kitchen/cook.md': script(lines, body),
      }),
      'kitchen/cook',
    ).frontMatter;

  test('order, quotes, defaults and what can’t change a take are not in it', () => {
    const plain = frontMatter('needs: [serve, plan, sheet]\nattempts: 2');
    expect(
      frontMatter(
        'attempts: 9\nneeds: ["sheet", plan, serve]\ndescription: other\nparallel: 3\ntimeout: 3s\nemits: done\nresult: true\nidempotent: false\noutput:\nchecks: []\nreads: []'.replace(
          'output:\n',
          '',
        ),
      ),
    ).toEqual(plain);
    expect(frontMatter('')).toEqual(frontMatter('needs: [sheet]'));
    expect(frontMatter('each: plan.items')).toEqual(frontMatter('needs: [plan, sheet]\neach: plan.items'));
  });

  test.each([
    'needs: [plan]',
    'needs: ["serve?", plan, sheet]',
    'reads: [a]',
    'writes: [a]',
    'output: none',
    'checks: ["true"]',
    'env: [A]',
    'when: "true"',
    'probe: [date]',
    'uses: [x]',
  ])('%s is', (lines) => {
    expect(frontMatter(lines)).not.toEqual(frontMatter('needs: [serve, plan, sheet]'));
    expect(frontMatter(lines)).not.toEqual(frontMatter(''));
  });
});

test('CRLF is LF to a digest where the bytes are text, and only there', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(withLf(bytes('a\r\nb\rc\r\n'))).toEqual(bytes('a\nb\rc\n'));
  expect(withLf(bytes('a\r\n\0'))).toEqual(bytes('a\r\n\0'));
  const late = bytes(`${'x'.repeat(9_000)}\0\r\n`);
  expect(withLf(late)).toHaveLength(late.length - 1);
  const crlf = parse({ ...small, [cook]: 'export default 1;\r\n' }).score;
  const lf = parse({ ...small, [cook]: 'export default 1;\n' }).score;
  expect(crlf && instrumentOf(crlf, 'kitchen/cook').code).toEqual(
    lf && instrumentOf(lf, 'kitchen/cook').code,
  );
});
