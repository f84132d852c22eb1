import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const sheet = (more = ''): string => `---\ntitle: Paths\nplays: [e]\n${more}---\nPlay.\n`;
const list = "return (await context.run(['find', '.', '-type', 'f'])).stdout.split('\\n').filter(Boolean);";

test('what a template makes of a path may not lie outside; what the sheet names may, a single file too', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': sheet('inputs: { one: ../given.txt, folder: ../given }\n'),
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/menu.md': instrument('module: menu.mjs'),
    'ensembles/e/menu.mjs': module("return { path: '../secret.txt', paths: ['a.txt', '/etc/hostname'] };"),
    'ensembles/e/given.md': instrument('module: list.mjs\nneeds: [sheet]\nreads: ["{sheet.inputs.one}", "{sheet.inputs.folder}/**"]'),
    'ensembles/e/above.md': instrument('module: list.mjs\nneeds: [sheet]\nreads: ["{sheet.inputs.folder}/../secret.txt"]'),
    'ensembles/e/single.md': instrument('module: list.mjs\nneeds: [menu]\nreads: ["{menu.path}"]'),
    'ensembles/e/several.md': instrument('module: list.mjs\nneeds: [menu]\nreads: ["{menu.paths}"]'),
    'ensembles/e/list.mjs': module(list),
  });
  await writeFile(join(rig.outside, 'given.txt'), 'given');
  await writeFile(join(rig.outside, 'secret.txt'), 'secret');
  const { code, events } = await rig.events();
  expect(code).toBe(1);
  expect(await rig.json('takes/e/given.json')).toEqual(['./inputs/one/given.txt']);
  const said = new Map(events.filter(({ event }) => event === 'error').map(({ node, error_msg: because }) => [node, because]));
  expect(said.get('above')).toContain('lies outside ../given');
  expect(said.get('single')).toBe('reads "{menu.path}": "../secret.txt" lies outside the workspace');
  expect(said.get('several')).toContain('"/etc/hostname" lies outside the workspace');
});

test('an ignored file, or one over the limit, that is gone comes back from the cache; looking brings nothing back', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': sheet(),
    'concerto.md': '---\nlimits: { commit: 1KiB }\n---\n',
    '.gitignore': '*.tmp\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/big.md': instrument('module: big.mjs\nwrites: ["big.bin", "small.tmp", "seen.txt"]'),
    'ensembles/e/big.mjs': module(
      "for (const [path, text] of [['big.bin', 'x'.repeat(2000)], ['small.tmp', 'y'], ['seen.txt', 'z']]) await context.write(path, text);\nreturn 1;",
    ),
  });
  await rig.play();
  const head = await rig.git('rev-parse', 'HEAD');
  await unlink(join(rig.folder, 'big.bin'));
  await unlink(join(rig.folder, 'small.tmp'));
  expect((await rig.simphony('explain', 'e/big')).stdout).toContain('keep');
  await expect(rig.read('big.bin')).rejects.toThrow();
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
  expect([await rig.read('big.bin'), await rig.read('small.tmp')]).toEqual(['x'.repeat(2000), 'y']);
  expect(await rig.git('rev-parse', 'HEAD')).toBe(head);
  // A file that git holds is not ours to bring back: a person took it away.
  await unlink(join(rig.folder, 'seen.txt'));
  expect((await rig.simphony('explain', 'e/big')).stdout).toContain('`seen.txt` is missing');
});

test('a take that a person changed is said to be changed, and one that is gone to be missing', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': sheet(),
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.md': instrument('module: one.mjs'),
    'ensembles/e/one.mjs': module('return 1;'),
  });
  await rig.play();
  await rig.write({ 'takes/e/one.json': '2\n' });
  expect((await rig.simphony('explain', 'e/one')).stdout).toContain('no longer holds what the take left there');
  await unlink(join(rig.folder, 'takes/e/one.json'));
  expect((await rig.simphony('explain', 'e/one')).stdout).toContain('`takes/e/one.json` is missing');
});
