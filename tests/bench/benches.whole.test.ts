import { execa } from 'execa';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Every benchmark is run with a handful of steps: that it measures is tested here, never how long anything takes. */

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'simphony-benches-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bench = (name: string, words: string, env: Record<string, string> = {}) =>
  execa('node', [path.join(root, 'bench', `${name}.mjs`), ...words.split(' '), '--folder', folder], {
    cwd: root,
    env,
    reject: false,
    all: true,
    timeout: 120_000,
  });

/** The rows of all tables: first cell → the others. */
const rows = (text: string) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| *-/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, name = '', ...cells]) => [name, cells]),
  );

const figure = /^[\d.,]+$/;

test('tokens are counted by the server: three editors are asked three times, and no rival is needed for it', async () => {
  const ran = await bench('tokens', '--steps 2,3 --only simphony');
  expect(ran.exitCode, ran.all).toBe(0);
  const found = rows(ran.stdout);
  const [two = '', three = '', requests] = found.get('simphony, previous output only') ?? [];
  expect(requests).toBe('3');
  expect(Number(three.replace(',', ''))).toBeGreaterThan(Number(two));
  expect(Number(two)).toBeGreaterThan(2 * 190);
  expect(found.get('simphony, with `handoff`')?.[2]).toBe('3');
});

describe('every benchmark measures those who are there', { timeout: 180_000 }, () => {
  test.each(['chain', 'independent'])('%s', async (name) => {
    const ran = await bench(name, '--steps 5 --rounds 1 --only simphony,shell,node,make,ninja');
    expect(ran.exitCode, ran.all).toBe(0);
    const found = rows(ran.stdout);
    for (const contender of [
      'Simphony, command',
      'Simphony, module',
      'shell loop, commits',
      'shell loop',
      'bare Node loop',
      'Node loop, fast-import',
    ]) {
      expect(found.get(contender)?.[0], contender).toMatch(figure);
    }
    for (const [contender, why] of [
      ['GNU make', 'make is not on the PATH'],
      ['ninja', 'ninja is not on the PATH'],
    ] as const) {
      const cells = found.get(contender) ?? [];
      expect(cells[0] === '–' ? cells.at(-2) : 'measured').toBeOneOf(['measured', why]);
    }
  });

  test('null reruns', async () => {
    const ran = await bench('rerun', '--steps 5 --rounds 1 --only simphony,manifest,gnu');
    expect(ran.exitCode, ran.all).toBe(0);
    expect(rows(ran.stdout).get('Simphony')?.[0]).toMatch(figure);
    expect(rows(ran.stdout).get('Node, manifest and stat')?.[0]).toMatch(figure);
  });

  test('from the save to the start', async () => {
    const ran = await bench('save', '--steps 1 --rounds 2 --only conduct,fs.watch');
    expect(ran.exitCode, ran.all).toBe(0);
    for (const kind of ['module', 'command']) {
      expect(rows(ran.stdout).get(`simphony conduct, ${kind}, 1 instrument`)?.[0]).toMatch(figure);
    }
  });

  test('start-up', async () => {
    const ran = await bench('startup', '--steps 2 --rounds 1');
    expect(ran.exitCode, ran.all).toBe(0);
    expect(rows(ran.stdout).get('simphony check, 2 instruments')?.[0]).toMatch(figure);
  });

  test('graphs beside NumPy: both sides make the same sounds, where there is NumPy', async () => {
    const ran = await bench('dsp/numpy', '--quick');
    expect(ran.exitCode, ran.all).toBe(0);
    const found = rows(ran.stdout);
    expect(found.get('Simphony')?.[0]).toMatch(figure);
    if (ran.stdout.includes('not measured')) expect(found.has('NumPy and SciPy')).toBe(false);
    else expect(found.get('NumPy and SciPy')?.[0]).toMatch(figure);
  });

  test('bytes in .git', async () => {
    const ran = await bench('bytes', '--steps 5 --quick');
    expect(ran.exitCode, ran.all).toBe(0);
    expect(rows(ran.stdout).get('Simphony, module')?.[1]).toMatch(figure);
    expect(rows(ran.stdout).get('the last 1')?.[0]).toMatch(figure);
  });

  test('early and late steps', async () => {
    const ran = await bench('flat', '--steps 20');
    expect(ran.exitCode, ran.all).toBe(0);
    expect([...rows(ran.stdout).keys()]).toEqual(['', 'module', 'command']);
  });

  test('a large repository, made once and kept', async () => {
    const words = `--quick --cache ${path.join(folder, 'cache')}`;
    const ran = await bench('large', words);
    expect(ran.exitCode, ran.all).toBe(0);
    expect(ran.stderr).toContain('making a repository with 1000 files and 500 commits');
    expect(rows(ran.stdout).get('Simphony, command')?.[0]).toMatch(figure);
  });
});

describe('what is measured can be believed', { timeout: 180_000 }, () => {
  test('a contender that plays nothing has failed', async () => {
    const lazy = path.join(folder, 'lazy');
    await mkdir(lazy);
    await writeFile(path.join(lazy, 'make'), '#!/bin/sh\necho GNU Make 4.3\n');
    await chmod(path.join(lazy, 'make'), 0o755);
    const ran = await bench('chain', '--steps 3 --rounds 1 --only make', {
      PATH: `${lazy}:${process.env['PATH'] ?? ''}`,
    });
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('GNU make failed: 0 takes for 3 steps');
    expect(rows(ran.stdout).get('GNU make')).toContain('failed');
  });

  test('a rival that is not there is a line that says so', async () => {
    const few = path.join(folder, 'few');
    await mkdir(few);
    for (const program of ['node', 'git', 'sh', 'bash']) {
      const { stdout: place } = await execa('sh', ['-c', `command -v ${program}`]);
      await symlink(place, path.join(few, program));
    }
    const ran = await bench('chain', '--steps 2 --rounds 1 --only make,bare', { PATH: few });
    expect(ran.exitCode, ran.all).toBe(0);
    expect(rows(ran.stdout).get('GNU make')).toContain('make is not on the PATH');
    expect(rows(ran.stdout).get('bare Node loop')?.[0]).toMatch(figure);
  });

  test('the tables stand between their marks, and the rest of the page is left alone', async () => {
    const page = path.join(folder, 'performance.md');
    await copyFile(path.join(root, 'docs/performance.md'), page);
    await writeFile(page, (await readFile(page, 'utf8')).replace('# Performance', '# As a person wrote it'));
    const results = path.join(folder, 'results.json');
    const ran = await bench(
      'all',
      `--benches startup --only version,node --rounds 1 --write --page ${page} --results ${results}`,
    );
    expect(ran.exitCode, ran.all).toBe(0);
    const written = await readFile(page, 'utf8');
    expect(written).toContain('# As a person wrote it');
    const [, section = ''] = /<!-- bench:startup -->(.*)<!-- \/bench:startup -->/s.exec(written) ?? [];
    expect(rows(section).get('simphony --version')?.[0]).toMatch(figure);
    expect(Object.keys(JSON.parse(await readFile(results, 'utf8')) as object)).toEqual(['startup']);
  });
});
