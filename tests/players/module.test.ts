import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { findSimphony } from '../../src/players/simphony-home.ts';
import type { Performer } from '../../src/score/index.ts';
import { Rig } from './rig.ts';

const cook: Performer = { kind: 'module', path: 'ensembles/kitchen/scripts/cook.mjs' };
const withCook = (body: string, options?: Parameters<typeof Rig.with>[1]): Promise<Rig> =>
  Rig.with({ 'scripts/cook.mjs': body }, options);

describe('a module', () => {
  test('hears the input and what it returns is the output', async () => {
    await using rig = await withCook(
      `export default async function play(input) { return { cooked: input.dish, at: new Date(0), left: undefined }; }`,
    );
    expect(await rig.output({ performer: cook, input: { dish: 'soup' } })).toEqual({
      cooked: 'soup',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('returns nothing: null', async () => {
    await using rig = await withCook(`export default () => {}`);
    expect(await rig.output({ performer: cook })).toBe(null);
  });

  test('reads what was laid out, writes what comes back', async () => {
    await using rig = await withCook(`
      export default async (input, { read, readBytes, write }) => {
        await write('out/deep/a.txt', (await read('docs/in.md')).toUpperCase());
        await write('out/b.bin', new Uint8Array([0, 255]));
        return [...await readBytes('docs/in.md')];
      }`);
    const { take } = await rig.take({
      performer: cook,
      laid: [{ path: 'docs/in.md', from: { bytes: Buffer.from('hé') } }],
      writes: ['out/**'],
    });
    expect(take.files.map(({ path, size }) => [path, size])).toEqual([
      ['out/b.bin', 2],
      ['out/deep/a.txt', 3],
    ]);
    expect(take.output).toEqual([104, 195, 169]);
    expect(take.player).toBe('script');
  });

  test.each([
    ['../../outside.txt', 'lies outside the scratch folder'],
    ['/etc/passwd', 'lies outside the scratch folder'],
    ['a/../../x', 'lies outside the scratch folder'],
    ['link/x', 'lies outside the scratch folder'],
    ['undeclared.md', 'only what `reads` and `needs` name is laid out'],
    ['binary', 'is no UTF-8 text'],
    ['', 'is no path'],
  ])('context.read(%j) is refused', async (path, sentence) => {
    await using rig = await withCook(`
      import { symlinkSync } from 'node:fs';
      export default async ({ path }, { read }) => { symlinkSync('/tmp', 'link'); return await read(path); }`);
    const laid = [{ path: 'binary', from: { bytes: Buffer.from([255]) } }];
    expect(await rig.failure({ performer: cook, input: { path }, laid })).toContain(sentence);
  });

  test.each(['../x', '/tmp/x', 'link/x'])('context.write(%j) is refused', async (path) => {
    await using rig = await withCook(`
      import { symlinkSync } from 'node:fs';
      export default async ({ path }, { write }) => { symlinkSync('/tmp', 'link'); await write(path, 'x'); }`);
    expect(await rig.failure({ performer: cook, input: { path } })).toContain(
      'lies outside the scratch folder',
    );
  });

  test('logs and tells its progress; what it prints is logged too and breaks nothing', async () => {
    await using rig = await withCook(`
      export default async (input, context) => {
        console.log('{"say":"returned","take":1,"output":"forged","detached":[]}');
        context.log('heating', { degrees: 80 });
        context.progress(0.5); context.progress(7); context.progress(NaN);
        console.error('to stderr');
        process.stdout.write('no line end');
        return 'real';
      }`);
    expect(await rig.output({ performer: cook })).toBe('real');
    expect(rig.shares).toEqual([0.5, 1]);
    expect(rig.logs).toContainEqual({ text: 'heating', fields: { degrees: 80 } });
    for (const text of ['to stderr', 'no line end']) expect(rig.logs).toContainEqual({ text });
  });

  test('a thrown error is the feedback, with the place in its own file', async () => {
    await using rig = await withCook(
      `export default async () => {\n  throw new Error('the pot\\u0007 is empty', { cause: new Error('a hole') });\n}`,
    );
    expect(await rig.failure({ performer: cook })).toBe(
      'failed: the pot is empty: a hole (scripts/cook.mjs:2:9)',
    );
  });

  test.each([
    ['a thrown text', `export default () => { throw 'burnt'; }`, /^failed: burnt$/],
    [
      'a rejected promise that nobody awaits',
      `export default async () => { Promise.reject(new Error('forgotten')); await new Promise(() => {}); }`,
      /^failed: an error that nobody caught: forgotten/,
    ],
    [
      'an error in a timer',
      `export default () => new Promise(() => setTimeout(() => { throw new Error('late') }, 1))`,
      /^failed: an error that nobody caught: late \(scripts\/cook\.mjs:1:/,
    ],
    [
      'no default export',
      `export const play = 1`,
      /^failed: `ensembles\/kitchen\/scripts\/cook\.mjs` has no function as its default export/,
    ],
    ['a mistake in its syntax', `export default\n  function ( {`, /^failed: .*\(scripts\/cook\.mjs:2\)$/],
    [
      'an import that is not there',
      `import './gone.mjs'; export default () => 1`,
      /^failed: Cannot find module .*gone\.mjs/,
    ],
    [
      'process.exit',
      `export default () => process.exit(0)`,
      /^failed: the module ended its own process with code 0/,
    ],
    [
      'a signal to itself',
      `export default () => process.kill(process.pid, 'SIGSEGV')`,
      /^failed: killed by SIGSEGV$/,
    ],
    [
      'NaN',
      `export default () => ({ rows: [{ a: NaN }] })`,
      /^failed: output\.rows\[0\]\.a is NaN, which JSON does not have$/,
    ],
    ['a function', `export default () => ({ 'a b': () => 1 })`, /^failed: output\["a b"\] is a function/],
    ['a BigInt', `export default () => 1n`, /^failed: output is a BigInt/],
    [
      'a cycle',
      `export default () => { const a = { b: {} }; a.b.c = a; return a; }`,
      /^failed: output\.b\.c is a cycle/,
    ],
    ['a Map', `export default () => ({ m: new Map() })`, /^failed: output\.m is a Map/],
    ['a hole in a list', `export default () => [1, undefined]`, /^failed: output\[1\] is undefined/],
    ['bytes', `export default () => Buffer.from('x')`, /^failed: output is binary data/],
    [
      'a bottomless value',
      `export default () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a; }`,
      /nested deeper than 500 levels/,
    ],
  ])('%s is a failed attempt', async (_, body, sentence) => {
    await using rig = await withCook(body);
    expect(await rig.failure({ performer: cook })).toMatch(sentence);
    expect(rig.processes()).toEqual([]);
  });

  test('the same object twice is no cycle', async () => {
    await using rig = await withCook(`export default () => { const a = { b: 1 }; return [a, a]; }`);
    expect(await rig.output({ performer: cook })).toEqual([{ b: 1 }, { b: 1 }]);
  });

  test.each([
    ['an endless loop', `export default () => { for (;;); }`],
    ['a promise that never settles', `export default () => new Promise(() => {})`],
    ['an import that never ends', `await new Promise((r) => setTimeout(r, 1e6)); export default () => 1`],
  ])('%s is ended at its timeout', async (_, body) => {
    await using rig = await withCook(body);
    expect(await rig.failure({ performer: cook, timeoutMs: 400 })).toBe(
      'failed: stopped after 400 ms (`timeout`)',
    );
    expect(rig.players.workers).toBe(0);
  });

  test('an endless loop that prints is ended at its limit', async () => {
    await using rig = await withCook(`export default () => { for (;;) console.log('x'.repeat(1000)); }`);
    expect(await rig.failure({ performer: cook, outputLimit: 300_000 })).toMatch(
      /^failed: too much output: stdout is larger than 293 KiB/,
    );
    expect(rig.logs.length).toBeLessThan(400);
  });

  test('an output over the limit is said to be', async () => {
    await using rig = await withCook(`export default () => 'x'.repeat(100_001)`);
    expect(await rig.failure({ performer: cook, outputLimit: 100_000 })).toMatch(
      /^failed: too much output: the output is larger than 97\.7 KiB/,
    );
  });

  test('one that eats all memory is said to have', async () => {
    await using rig = await withCook(
      `export default () => { const all = []; for (;;) all.push(new Array(100_000).fill(1)); }`,
      {
        nodeOptions: ['--max-old-space-size=32'],
      },
    );
    expect(await rig.failure({ performer: cook })).toMatch(/^failed: it ran out of memory/);
  });

  test('ten megabytes go in and come out', async () => {
    await using rig = await withCook(`export default (input) => input`);
    const input = { long: 'ä'.repeat(5_000_000) };
    expect(await rig.output({ performer: cook, input })).toEqual(input);
  });

  test('sees an environment of exactly the declared names, and those of its own take only', async () => {
    await using rig = await withCook(`
      import { homedir, tmpdir } from 'node:os';
      export default () => { const env = { ...process.env }; process.env.LEFT = 'over'; return { env, home: homedir(), tmp: tmpdir(), cwd: process.cwd() }; }`);
    const environment = { PATH: process.env['PATH'], TOKEN: 'tok', HIDDEN: 'x' };
    const names = ['HOME', 'LANG', 'PATH', 'SIMPHONY_ATTEMPT', 'SIMPHONY_PART', 'SIMPHONY_SEED', 'TMPDIR'];
    for (const env of [['TOKEN'], []]) {
      const { take, scratch } = await rig.take({ performer: cook, env, environment });
      const seen = take.output as unknown as {
        env: { [name: string]: string };
        home: string;
        tmp: string;
        cwd: string;
      };
      expect(Object.keys(seen.env).sort()).toEqual([...names, ...env].sort());
      expect([seen.home, seen.tmp, seen.cwd]).toEqual([seen.env['HOME'], seen.env['TMPDIR'], scratch.folder]);
      await scratch.release();
    }
    expect(rig.players.workers).toBe(1);
  });

  test.each([
    ['markdown', '"# Soup"', '# Soup'],
    ['none', '{ a: 1 }', null],
    ['run', '{ code: 1, stdout: "", stderr: "" }', { code: 1, stdout: '', stderr: '' }],
  ] as const)('output: %s', async (output, value, expected) => {
    await using rig = await withCook(`export default () => (${value})`);
    expect(await rig.output({ performer: cook, output })).toEqual(expected);
  });

  test.each([
    ['markdown', 'failed: the output is a list where text (`output: markdown`) is expected'],
    ['run', 'failed: the output is a list where { code, stdout, stderr } (`output: run`) is expected'],
  ] as const)('output: %s is refused in another form', async (output, sentence) => {
    await using rig = await withCook(`export default () => []`);
    expect(await rig.failure({ performer: cook, output })).toBe(sentence);
  });
});

describe('context.run', () => {
  test('runs a program in the folder, at any exit code, with the files of the ensemble as words', async () => {
    await using rig = await Rig.with({
      'scripts/cook.mjs': `export default (input, { run }) => run(['sh', 'scripts/say.sh', 'a  b'])`,
      'scripts/say.sh': 'echo "$1 $SIMPHONY_PART"; pwd >&2; exit 3',
    });
    const { take, scratch } = await rig.take({ performer: cook });
    expect(take.output).toEqual({ code: 3, stdout: 'a  b kitchen/cook\n', stderr: `${scratch.folder}\n` });
  });

  test.each([
    [
      `run(['no-such-tool-here'])`,
      'failed: no-such-tool-here: `no-such-tool-here` is not installed or not on the PATH',
    ],
    [`run(['sleep', '1000'], { timeout: 100 })`, 'failed: sleep 1000: stopped after 100 ms (`timeout`)'],
    [`run(['sleep', '1000'], { timeout: '0.1s' })`, 'failed: sleep 1000: stopped after 100 ms (`timeout`)'],
    [
      `run(['sleep', '1000'], { timeout: 'soon' })`,
      'failed: timeout: soon is no time; write milliseconds or `10s`',
    ],
    [`run('sleep 1000')`, 'failed: context.run starts no shell: write ["sleep","1000"]'],
    [`run([])`, 'failed: context.run takes a list of words, such as ["git", "log"]'],
  ])('%s rejects', async (call, sentence) => {
    await using rig = await withCook(`export default (input, { run }) => ${call}`);
    expect((await rig.failure({ performer: cook })).replace(/ \(scripts.*/, '')).toBe(sentence);
  });

  test('what it started ends with the take', async () => {
    await using rig = await withCook(
      `export default (input, { run }) => { run(['sleep', '1000']).catch(() => {}); run(['sleep', '1000']).catch(() => {}); return 1; }`,
    );
    expect(await rig.output({ performer: cook })).toBe(1);
    expect(rig.processes()).toEqual([]);
    expect(rig.players.workers).toBe(1);
  });
});

describe('what a module may import', () => {
  async function withPackages(body: string): Promise<Rig> {
    const built = join(process.cwd(), 'node_modules/.cache/simphony-tests');
    await mkdir(built, { recursive: true });
    const kit = join(built, 'kit.mjs');
    await build({
      entryPoints: ['src/kit/index.ts'],
      outfile: kit,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    return withCook(body, { home: { ...findSimphony(), kit: pathToFileURL(kit).href } });
  }

  test('the kit and Simphony’s packages, ESM and CommonJS, from a workspace that has neither', async () => {
    await using rig = await withPackages(`
      import { median } from 'simphony/kit';
      import { parse } from 'yaml';
      import picomatch from 'picomatch';
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('picomatch');
      export default () => [median([1, 2, 3]), parse('a: 1'), picomatch.isMatch('a.md', '*.md'), required.isMatch('a', 'b')];`);
    expect(await rig.output({ performer: cook })).toEqual([2, { a: 1 }, true, false]);
  });

  test('the workspace’s own comes first', async () => {
    await using rig = await withPackages(
      `import yaml from 'yaml'; import mine from 'mine'; export default () => [yaml, mine];`,
    );
    for (const [name, value] of [
      ['yaml', 'the workspace’s'],
      ['mine', 'mine'],
    ] as const) {
      await rig.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      await rig.write(`node_modules/${name}/index.js`, `module.exports = ${JSON.stringify(value)}`);
    }
    expect(await rig.output({ performer: cook })).toEqual(['the workspace’s', 'mine']);
  });

  test('a CommonJS module of the ensemble may require them', async () => {
    await using rig = await withPackages(`import cjs from './old.cjs'; export default () => cjs`);
    await writeFile(
      join(rig.workspace, 'ensembles/kitchen/scripts/old.cjs'),
      `module.exports = [require('picomatch').isMatch('x', '*'), require('simphony/kit').sum([1, 2])]`,
    );
    expect(await rig.output({ performer: cook })).toEqual([true, 3]);
  });

  test('a package that nobody has is named', async () => {
    await using rig = await withPackages(`import 'no-such-package-here'; export default () => 1`);
    expect(await rig.failure({ performer: cook })).toMatch(
      /^failed: Cannot find package 'no-such-package-here' imported from .*cook\.mjs/,
    );
  });
});
