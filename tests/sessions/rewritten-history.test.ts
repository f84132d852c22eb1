import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

describe('9: a history that was written anew', () => {
  const small = {
    'sheetMusic.md': '---\ntitle: Rewritten\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.md': instrument('module: one.mjs\nwrites: ["one.txt"]'),
    'ensembles/e/one.mjs': module("await context.write('one.txt', 'one\\n');\nreturn 1;"),
    'ensembles/e/two.md': instrument('module: two.mjs\nneeds: [one]'),
    'ensembles/e/two.mjs': module('return input.inputs.one + 1;'),
  };
  const isNull = { code: 0, report: { parts: { played: 0, kept: 2 } } };

  test('rebased, with another subject, and by a filter that drops every trailer: nothing plays', async () => {
    await using rig = await Rig.with(small);
    await rig.git('checkout', '-q', '-b', 'work');
    await rig.play();
    await rig.git('checkout', '-q', 'main');
    await rig.write({ 'notes.txt': 'more\n' });
    await rig.commit('on main');
    await rig.git('checkout', '-q', 'work');
    await rig.git('rebase', '-q', 'main');
    expect(await rig.play()).toMatchObject(isNull);
    await rig.git('commit', '-q', '--amend', '-m', 'another subject');
    expect(await rig.play()).toMatchObject(isNull);
    await rig.gitWith({ FILTER_BRANCH_SQUELCH_WARNING: '1' }, 'filter-branch', '-f', '--msg-filter', "sed '/^Simphony-/d'", 'main..HEAD');
    expect(await rig.git('log', '--format=%B')).not.toContain('Simphony-');
    expect(await rig.play()).toMatchObject(isNull);
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('a step that was reverted plays again, because its commit was taken back', async () => {
    await using rig = await Rig.with(small);
    await rig.play();
    await rig.git('revert', '--no-edit', await rig.git('log', '-1', '--format=%H', '--author=^two '));
    expect((await rig.simphony('explain', 'two')).stdout).toContain('its commit was taken back');
    expect((await rig.simphony('explain', 'one')).stdout).toContain('keep');
    expect((await rig.play()).report.parts).toMatchObject({ played: 1, kept: 1 });
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('steps that a reset took off the branch play again, because their commits were taken back', async () => {
    await using rig = await Rig.with(small);
    await rig.play();
    await rig.git('reset', '-q', '--hard', `${await rig.git('log', '-1', '--format=%H', '--author=^one ')}~1`);
    expect((await rig.simphony('explain', 'one')).stdout).toContain('its commit was taken back');
    expect((await rig.play()).report.parts).toMatchObject({ played: 2 });
    expect(await rig.play()).toMatchObject(isNull);
  });
});
