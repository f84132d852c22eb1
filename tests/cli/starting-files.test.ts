import { execa } from 'execa';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/base/index.ts';
import { readGraph } from '../../src/dsp/index.ts';
import { evaluate, readScore } from '../../src/score/index.ts';
import { parsed, simphony } from './fake-world.ts';

let top = '';
let folder = '';
let packageFolder = '';

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'simphony-init-'));
  folder = path.join(top, 'a workspace');
  packageFolder = path.join(top, 'package');
  await mkdir(folder);
  // a package as it is installed, with ensembles small enough to be compared whole
  await mkdir(path.join(packageFolder, 'ensembles/phonosyne'), { recursive: true });
  await writeFile(path.join(packageFolder, 'ensembles/phonosyne/ensemble.md'), 'phonosyne\n');
  await mkdir(path.join(packageFolder, 'ensembles/research/scripts'), { recursive: true });
  await writeFile(path.join(packageFolder, 'ensembles/research/ensemble.md'), 'research\n');
  await writeFile(path.join(packageFolder, 'ensembles/research/scripts/count.mjs'), 'export default 1;\n');
  await mkdir(path.join(packageFolder, 'ensembles/song'), { recursive: true });
  await writeFile(path.join(packageFolder, 'ensembles/song/ensemble.md'), 'song\n');
  await mkdir(path.join(packageFolder, 'songs'));
  await writeFile(path.join(packageFolder, 'songs/lanterns.json'), '{}\n');
});
afterEach(() => rm(top, { recursive: true, force: true }));

const filesIn = async (at: string): Promise<string[]> => {
  const entries = await readdir(at, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(at, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('.git/'))
    .sort();
};
const whole = [
  '.gitignore',
  'concerto.md',
  'ensembles/phonosyne/ensemble.md',
  'ensembles/research/ensemble.md',
  'ensembles/research/scripts/count.mjs',
  'ensembles/song/ensemble.md',
  'production.md',
  'sheetMusic.md',
  'songs/lanterns.json',
];

describe('init', () => {
  test('an empty folder becomes a workspace, and a repository is made and announced', async () => {
    const said = await simphony(['init'], { folder, packageFolder });
    expect(said).toEqual({
      code: 0,
      stdout: [
        'made a git repository here: there was none',
        'wrote concerto.md, sheetMusic.md, production.md, .gitignore',
        'wrote ensembles/phonosyne/ (1 file)',
        'wrote ensembles/research/ (2 files)',
        'wrote ensembles/song/ (1 file)',
        'wrote songs/ (1 file)',
        '',
        'what to do next:',
        '  `simphony play` plays the sheet',
        '  then `git log` shows one commit per accepted take\n',
      ].join('\n'),
      stderr: '',
    });
    expect(await filesIn(folder)).toEqual(whole);
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toContain('.simphony/\n');
    const { stdout } = await execa('git', ['status', '--porcelain', '-uall'], { cwd: folder });
    expect(stdout.split('\n')).toHaveLength(whole.length);
  });

  test('a folder that is not there yet is made', async () => {
    const said = await simphony(['init', 'new/er', '--json'], { folder, packageFolder });
    expect(await filesIn(path.join(folder, 'new/er'))).toEqual(whole);
    expect(parsed(said)).toMatchObject({ status: 'ok', data: { repository: 'made', left: [] } });
    expect((await simphony(['init', 'new/er'], { folder, packageFolder })).stdout).toContain(
      '`simphony -C new/er play`',
    );
  });

  test('no file is overwritten, and those that were left are named', async () => {
    await writeFile(path.join(folder, 'sheetMusic.md'), 'mine\n');
    await writeFile(path.join(folder, '.gitignore'), 'mine too\n');
    const { code, stdout } = await simphony(['init'], { folder, packageFolder });
    expect(code).toBe(0);
    expect(stdout).toContain('left as they were sheetMusic.md, .gitignore\n');
    expect(await readFile(path.join(folder, 'sheetMusic.md'), 'utf8')).toBe('mine\n');
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe('mine too\n');
    const again = await simphony(['init', '--json'], { folder, packageFolder });
    expect(parsed(again)).toMatchObject({ data: { repository: 'there', written: [] } });
  });

  test('inside a repository no second one is made', async () => {
    await execa('git', ['init', '-q'], { cwd: top });
    const { stdout } = await simphony(['init'], { folder, packageFolder });
    expect(stdout).not.toContain('repository');
    expect(await readdir(folder)).not.toContain('.git');
  });

  test('without git: what to do, and nothing written', async () => {
    const said = await simphony(['init'], { folder, packageFolder, environment: { PATH: top } });
    expect(said).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: git is not installed, and git is the record\n  help: install git, then run `simphony init` again\n',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('where a file stands in the way of the folder', async () => {
    await writeFile(path.join(folder, 'taken'), '');
    const said = await simphony(['init', 'taken'], { folder, packageFolder });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain("error: this folder can't be made a workspace: EEXIST");
  });
});

describe('new', () => {
  const check = async (): Promise<Diagnostic[]> => [];

  test('an ensemble, then an instrument in it', async () => {
    expect(await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check } })).toMatchObject({
      code: 0,
    });
    expect(
      await simphony(['new', 'instrument', 'kitchen/weigh'], { folder, answers: { check } }),
    ).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await filesIn(folder)).toEqual([
      'ensembles/kitchen/draft.md',
      'ensembles/kitchen/ensemble.md',
      'ensembles/kitchen/scripts/draft.mjs',
      'ensembles/kitchen/scripts/weigh.mjs',
      'ensembles/kitchen/weigh.md',
    ]);
  });

  test('a model has an understudy, and a workspace with both is without mistakes', async () => {
    await writeFile(path.join(folder, 'sheetMusic.md'), 'Play.\n');
    await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check } });
    const asked = ['new', 'instrument', 'kitchen/poet', '--kind', 'model'];
    const really = async (): Promise<readonly Diagnostic[]> => (await readScore(folder)).diagnostics;
    const said = await simphony(asked, { folder, answers: { check: really } });
    expect(said).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('its understudy') });
    expect(await really()).toEqual([]);
    const { score } = await readScore(folder);
    expect(score?.ensembles.get('kitchen')?.instruments.get('poet')?.performer).toMatchObject({
      kind: 'model',
      models: [{ name: 'standard' }],
      understudy: { path: 'ensembles/kitchen/scripts/poet.mjs' },
    });
    expect(await simphony([...asked.slice(0, -1), 'service'], { folder })).toMatchObject({ code: 2 });
  });

  test('a sound has a graph, and needs nothing besides', async () => {
    await writeFile(path.join(folder, 'sheetMusic.md'), 'Play.\n');
    await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check } });
    const asked = ['new', 'instrument', 'kitchen/gong', '--kind', 'dsp'];
    const really = async (): Promise<readonly Diagnostic[]> => (await readScore(folder)).diagnostics;
    const said = await simphony(asked, { folder, answers: { check: really } });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining('output/<slug>/gong.wav') });
    expect(await really()).toEqual([]);
    const { score } = await readScore(folder);
    const gong = score?.ensembles.get('kitchen')?.instruments.get('gong');
    if (gong?.performer.kind !== 'dsp' || gong.performer.source.from !== 'graph') throw new Error('a graph');
    const graph = evaluate(gong.performer.source.graph, {});
    expect(readGraph(graph.ok ? graph.value : null)).toMatchObject({ read: 'graph' });
  });

  test.each([
    [['ensemble', '9lives'], 'bad_name'],
    [['ensemble', '../out'], 'bad_name'],
    [['ensemble', '🎻'], 'bad_name'],
    [['instrument', 'kitchen'], 'bad_name'],
    [['instrument', 'a/b/c'], 'bad_name'],
    [['instrument', 'kitchen/..'], 'bad_name'],
    [['instrument', 'kitchen/weigh'], 'unknown_ensemble'],
  ])('new %j is refused: %s', async (words, code) => {
    const said = await simphony(['new', ...words, '--json'], { folder, answers: { check } });
    expect(parsed(said)).toMatchObject({ status: 'error', diagnostics: [{ code }] });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a name that differs only in case is taken', async () => {
    await mkdir(path.join(folder, 'ensembles/Kitchen'), { recursive: true });
    const said = await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check } });
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('`Kitchen` already') });
  });

  test('a file of a person is left, and then nothing is written', async () => {
    const mine = path.join(folder, 'ensembles/kitchen/scripts');
    await mkdir(mine, { recursive: true });
    await writeFile(path.join(mine, 'weigh.mjs'), 'mine');
    const said = await simphony(['new', 'instrument', 'kitchen/weigh'], { folder, answers: { check } });
    expect(said).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('scripts/weigh.mjs is there already'),
    });
    expect(await filesIn(folder)).toEqual(['ensembles/kitchen/scripts/weigh.mjs']);
  });

  test('a name that the score refuses is taken back with its reason', async () => {
    const refuse = async (): Promise<Diagnostic[]> => [
      {
        code: 'reserved_name',
        severity: 'mistake',
        message: '`sheet` is a name that expressions use',
        at: { file: 'ensembles/kitchen/sheet.md', line: 1, column: 1 },
      },
    ];
    await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check } });
    const before = await filesIn(folder);
    const said = await simphony(['new', 'instrument', 'kitchen/sheet'], {
      folder,
      answers: { check: refuse },
    });
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('expressions use') });
    expect(await filesIn(folder)).toEqual(before);
  });

  test('a mistake elsewhere in the workspace takes nothing back', async () => {
    const elsewhere = async (): Promise<Diagnostic[]> => [
      { code: 'x', severity: 'mistake', message: 'y', at: { file: 'sheetMusic.md', line: 1, column: 1 } },
    ];
    expect(
      await simphony(['new', 'ensemble', 'kitchen'], { folder, answers: { check: elsewhere } }),
    ).toMatchObject({
      code: 0,
    });
  });
});

test('bash completes commands, options, shells and the instruments of this workspace', async () => {
  await simphony(['init'], { folder, packageFolder });
  await writeFile(path.join(folder, 'ensembles/research/surveyor.md'), '');
  await writeFile(path.join(folder, 'ensembles/research/README.md'), '');
  const { stdout: script } = await simphony(['completion', 'bash']);
  const complete = async (...words: string[]): Promise<string[]> => {
    const asked = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _simphony; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await execa('bash', ['-c', asked, 'bash', 'simphony', ...words], { cwd: folder });
    return stdout.split('\n');
  };
  expect(await complete('pl')).toEqual(['play', 'plan']);
  expect(await complete('-C', 'play', 'docto')).toEqual(['doctor']);
  expect(await complete('play', '--take')).toEqual(['--take-mine', '--take-theirs']);
  expect(await complete('explain', 'research/')).toEqual(['research/surveyor']);
  expect(await complete('log', 's')).toEqual(['surveyor']);
  expect(await complete('new', 'i')).toEqual(['instrument']);
  expect(await complete('play', 'she')).toEqual(['sheetMusic.md']);
});
