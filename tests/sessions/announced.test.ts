import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

test('a workspace that was never played here is announced before its first probe, and once it was played no more', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': '---\ntitle: First\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.md': instrument('module: one.mjs\nprobe: [echo, hello]'),
    'ensembles/e/one.mjs': module('return 1;'),
  });
  expect((await rig.simphony('explain', 'e/one')).stderr).not.toContain('never played');
  expect((await rig.simphony('plan')).stderr).toContain('never played on this machine');
  expect((await rig.simphony('play')).stderr).toContain('never played on this machine');
  expect((await rig.simphony('plan')).stderr).not.toContain('never played');
});
