import { build } from 'esbuild';
import { execa } from 'execa';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'simphony-process-'));
  program = path.join(folder, 'simphony.mjs');
  await writeFile(
    path.join(folder, 'package.json'),
    '{ "name": "simphony", "version": "0.0.0", "type": "module" }',
  );
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'fake-process.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    external: ['../conductor/index.ts'],
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (scenario: string, ...words: string[]) =>
  execa('node', [program, ...words], {
    env: { FAKE_SCENARIO: scenario, NO_COLOR: '1' },
    cwd: folder,
    reject: false,
    timeout: 30_000,
  });

describe('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('the first %s lets the conductor finish, then ends with %i', async (signal, code) => {
    const playing = start('until aborted', 'play', '--jsonl');
    playing.stdout.once('data', () => playing.kill(signal));
    const { exitCode, stdout, stderr } = await playing;
    expect(exitCode).toBe(code);
    expect(stdout).toContain('committed after the signal');
    expect(stderr).toContain('stopping: what is accepted is being committed');
  });

  test('the second one ends at once, whatever still runs', async () => {
    const playing = start('deaf', 'play', '--jsonl');
    playing.stderr.once('data', () => playing.kill('SIGINT'));
    playing.stdout.once('data', () => playing.kill('SIGINT'));
    const { exitCode, signal } = await playing;
    expect({ exitCode, signal }).toEqual({ exitCode: 130, signal: undefined });
  });
});

test('a reader that goes away is no crash, and the session plays on', async () => {
  const command = `"${process.execPath}" "${program}" play --jsonl | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await execa('bash', ['-c', command], {
    env: { FAKE_SCENARIO: 'many events' },
    cwd: folder,
  });
  const [first = '', code, ...rest] = stdout.split('\n');
  expect(JSON.parse(first)).toMatchObject({ event: 'progress', node: 'a' });
  expect({ code, rest, stderr }).toEqual({ code: '0', rest: [], stderr: '' });
});

test('all that was written reaches a slow reader before the process ends', async () => {
  const command = `"${process.execPath}" "${program}" play --jsonl | (sleep 0.3; wc -l)`;
  const { stdout } = await execa('bash', ['-c', command], {
    env: { FAKE_SCENARIO: 'many events' },
    cwd: folder,
  });
  expect(stdout.trim()).toBe('20000');
});

test('without a terminal: calm plain lines, no control characters, nothing drawn twice', async () => {
  const playing = start('live', 'play');
  playing.stdin.write('go\n');
  playing.stdin.end('on\n');
  const { exitCode, stderr, stdout } = await playing;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '✓ 2 played · 1.2 s' });
  expect(stderr.split('\n')).toEqual([
    'Tides (k3f9)',
    '✓ surveyor · 7 held',
    '✓ digest[a] · 1 held',
    '✓ digest[b] · 1 held',
  ]);
});

test('NO_COLOR wins over FORCE_COLOR', async () => {
  const coloured = { FORCE_COLOR: '1' };
  const look = async (env: Record<string, string>): Promise<boolean> => {
    const { stderr } = await execa('node', [program, 'say'], {
      env,
      extendEnv: true,
      cwd: folder,
      reject: false,
    });
    return stderr.includes('\u001b[');
  };
  expect(await look({ NO_COLOR: '', ...coloured })).toBe(true);
  expect(await look({ NO_COLOR: '1', ...coloured })).toBe(false);
  expect(await look({ NO_COLOR: '', FORCE_COLOR: '' })).toBe(false);
});
