import { describe, expect, test } from 'vitest';
import { command, Rig, shell } from './rig.ts';

const node = process.execPath;

/** Commands are started from here or by the launcher: nobody may see a difference. */
describe.each([
  ['started from here', Rig.with],
  ['started by the launcher', Rig.withLauncher],
])('a command %s', (_, rigWith) => {
  test('hears one JSON value on stdin, gives one on stdout, and logs on stderr', async () => {
    await using rig = await rigWith({
      'cook.mjs': `
        import { text } from 'node:stream/consumers';
        const input = JSON.parse(await text(process.stdin));
        console.error('heating');
        console.error('ready');
        console.log(JSON.stringify({ cooked: input.dish, attempt: process.env.SIMPHONY_ATTEMPT }));`,
    });
    const output = await rig.output({ performer: command('node', 'cook.mjs'), input: { dish: 'soup' } });
    expect(output).toEqual({ cooked: 'soup', attempt: '1' });
    expect(rig.logs.map(({ text }) => text)).toEqual(['heating', 'ready']);
    expect(rig.leftOver()).toEqual([]);
  });

  test('sees an environment of exactly the declared names', async () => {
    await using rig = await rigWith({
      'env.mjs': `console.log(JSON.stringify({ env: process.env, cwd: process.cwd() }))`,
    });
    const { take, scratch } = await rig.take({
      performer: command('node', 'env.mjs'),
      env: ['ENGINE_URL', 'NOT_SET'],
      environment: {
        PATH: `${process.env['PATH'] ?? ''}:relative:`,
        ENGINE_URL: 'abc',
        GH_TOKEN: 'hidden',
        NODE_OPTIONS: '--no-warnings',
      },
    });
    const { env, cwd } = take.output as unknown as { env: { [name: string]: string }; cwd: string };
    expect(Object.keys(env).sort()).toEqual(
      [
        'ENGINE_URL',
        'HOME',
        'LANG',
        'PATH',
        'SIMPHONY_ATTEMPT',
        'SIMPHONY_PART',
        'SIMPHONY_SEED',
        'TMPDIR',
      ].sort(),
    );
    expect(env).toMatchObject({ SIMPHONY_PART: 'kitchen/cook', SIMPHONY_SEED: '7', LANG: 'C.UTF-8' });
    expect(cwd).toBe(scratch.folder);
    expect(scratch.folder.startsWith(`${rig.home}/scratch/`)).toBe(true);
    expect(env['HOME']?.startsWith(`${rig.home}/scratch/`)).toBe(true);
    expect(env['TMPDIR']?.startsWith(`${rig.home}/scratch/`)).toBe(true);
    const path = env['PATH']?.split(':') ?? [];
    expect(path.slice(0, 2)).toEqual([
      `${rig.workspace}/ensembles/kitchen/node_modules/.bin`,
      `${rig.workspace}/node_modules/.bin`,
    ]);
    expect(path[2]).toMatch(/node_modules\/\.bin$/);
    expect(path.every((folder) => folder.startsWith('/'))).toBe(true);
  });

  test('what it puts into HOME and TMPDIR is no file of the take', async () => {
    await using rig = await rigWith({
      'cook.sh': '#!/bin/sh\necho x > "$HOME/.cache"\necho y > "$TMPDIR/tmp"\necho null\n',
    });
    expect((await rig.take({ performer: command('cook.sh') })).take.files).toEqual([]);
  });

  test('each template is one word, never split and never read by a shell', async () => {
    await using rig = await rigWith({ 'words.mjs': 'console.log(JSON.stringify(process.argv.slice(2)))' });
    const output = await rig.output({
      performer: command('node', 'words.mjs', '{item.name}', 'n={item.n}', '{{literal}}', '{item.n}'),
      values: { item: { name: '$(touch x) a  b; *', n: 3 } },
    });
    expect(output).toEqual(['$(touch x) a  b; *', 'n=3', '{literal}', '3']);
  });

  test.each([
    ['a list', ['a', 'b']],
    ['a map', { a: 1 }],
  ])('a word that is %s is a failure: it is not split', async (shape, value) => {
    await using rig = await rigWith();
    expect(
      await rig.failure({ performer: command('echo', '{item.value}'), values: { item: { value } } }),
    ).toContain(`is ${shape}`);
  });

  test('a word that is absent fails the attempt', async () => {
    await using rig = await rigWith();
    expect(await rig.failure({ performer: command('echo', '{item.gone}'), values: { item: {} } })).toMatch(
      /^failed: `command`: /,
    );
  });

  test('a word that names a file of the ensemble becomes its path; one that leads out of it does not', async () => {
    await using rig = await rigWith({
      'scripts/x.txt': 'x',
      'show.mjs': 'console.log(JSON.stringify(process.argv.slice(2)))',
    });
    const kitchen = `${rig.workspace}/ensembles/kitchen`;
    const output = await rig.output({
      performer: command('node', 'show.mjs', 'scripts/x.txt', 'scripts', '../../concerto.md', './show.mjs'),
    });
    expect(output).toEqual([
      `${kitchen}/scripts/x.txt`,
      'scripts',
      '../../concerto.md',
      `${kitchen}/show.mjs`,
    ]);
  });

  test('one that is not installed, one that is not executable, one whose interpreter is missing', async () => {
    await using rig = await rigWith({ 'plain.sh': 'echo null', 'odd.sh': '#!/no/such/interpreter\n' });
    expect(await rig.failure({ performer: command('no-such-tool-here', 'x') })).toBe(
      'failed: `no-such-tool-here` is not installed or not on the PATH',
    );
    expect(await rig.failure({ performer: command('plain.sh') })).toMatch(
      /plain\.sh` is not executable: `chmod \+x` it/,
    );
    expect(await rig.failure({ performer: command('odd.sh') })).toMatch(
      /odd\.sh` could not be started: the interpreter/,
    );
  });

  test('words longer than the system allows, and a folder where nothing can be laid', async () => {
    await using rig = await rigWith();
    const long = { item: { long: 'x'.repeat(3_000_000) } };
    expect(await rig.failure({ performer: command('echo', '{item.long}'), values: long })).toMatch(
      /^failed: `echo` could not be started: its words and environment are longer than the system allows/,
    );
    await using other = await rigWith();
    await other.write('.simphony', 'a file in the way');
    expect(await other.failure({ performer: command('true') })).toBe(
      'failed: this machine does not let it be played: not a directory',
    );
  });

  test('a non-zero exit is a failed attempt with the end of stderr, without control characters', async () => {
    await using rig = await rigWith({
      'x.mjs': `process.stderr.write('x'.repeat(5000) + '\\u001b[31mred\\u001b[0m\\u0007 end\\n'); process.exit(3)`,
    });
    const failure = await rig.failure({ performer: command('node', 'x.mjs') });
    expect(failure).toMatch(/^failed: exit code 3; it said: …x+red end$/);
    expect(failure.length).toBeLessThan(2100);
  });

  test('output: run is what it printed, at any exit code', async () => {
    await using rig = await rigWith();
    const performer = shell('echo out; echo err >&2; exit 4');
    expect(await rig.output({ performer, output: 'run' })).toEqual({
      code: 4,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('output: markdown is text, output: none is null', async () => {
    await using rig = await rigWith();
    expect(await rig.output({ performer: command('echo', '# Soup'), output: 'markdown' })).toBe('# Soup\n');
    expect(await rig.output({ performer: command('echo', 'noise'), output: 'none' })).toBe(null);
  });

  test.each([
    ['not JSON', 'printf "hello there"', /^failed: stdout is no JSON: .*it begins "hello there"$/],
    ['nothing', 'true', /^failed: nothing was printed/],
    ['two values', 'echo 1; echo 2', /^failed: stdout is no JSON/],
    ['bytes that are no UTF-8', `printf '"a\\377b"'`, /^failed: stdout is no UTF-8 text: byte 2 /],
    [
      'a number that is none',
      'echo "{\\"a\\":[1e999]}"',
      /^failed: output\.a\[0\] is a number beyond all bounds/,
    ],
  ])('output that is %s is a failed attempt', async (_, script, sentence) => {
    await using rig = await rigWith();
    expect(await rig.failure({ performer: shell(script) })).toMatch(sentence);
  });

  test('one that never reads ten megabytes of input ends all the same', async () => {
    await using rig = await rigWith();
    const input = { long: 'x'.repeat(10_000_000) };
    expect(await rig.output({ performer: command('echo', '1'), input })).toBe(1);
  });

  test('one that reads ten megabytes and prints them gives them back', async () => {
    await using rig = await rigWith();
    const input = { long: 'ä'.repeat(5_000_000) };
    expect(await rig.output({ performer: command('cat'), input })).toEqual(input);
  });

  test('one that is killed says by what', async () => {
    await using rig = await rigWith();
    expect(await rig.failure({ performer: shell('kill -SEGV $$') })).toBe('failed: killed by SIGSEGV');
  });

  test('values of env are masked in output, logs and feedback', async () => {
    await using rig = await rigWith();
    const env = { env: ['TOKEN'], environment: { PATH: process.env['PATH'], TOKEN: 's3cret-value' } };
    const say = 'echo "using $TOKEN" >&2; echo "{\\"$TOKEN\\":[\\"at $TOKEN\\"]}"';
    expect(await rig.output({ performer: shell(say), ...env })).toEqual({ '***': ['at ***'] });
    expect(rig.logs.map(({ text }) => text)).toEqual(['using ***']);
    expect(await rig.failure({ performer: shell(`${say}; exit 1`), ...env })).toBe(
      'failed: exit code 1; it said: using ***',
    );
  });

  test('cancelled in mid-take: nothing comes back, nothing is left', async () => {
    await using rig = await rigWith();
    const part = rig.submit({ performer: shell('echo playing >&2; sleep 1000') });
    await rig.logged('playing');
    await rig.players.cancel(part);
    expect(await rig.players.result(part)).toEqual({ brought: 'cancelled' });
    expect(rig.processes()).toEqual([]);
    expect(rig.leftOver()).toEqual([]);
  });

  test('the same part and attempt submitted twice is played once', async () => {
    await using rig = await rigWith();
    const asked = { performer: shell('echo played >&2; echo 1'), attempt: 1 };
    const [first, second] = await Promise.all([rig.play(asked), rig.play(asked)]);
    expect(second).toEqual(first);
    expect(rig.logs).toHaveLength(1);
  });

  test('its node is the one on the PATH', async () => {
    await using rig = await rigWith();
    expect(await rig.output({ performer: command(node, '-p', '1') })).toBe(1);
  });
});
