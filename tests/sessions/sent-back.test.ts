import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

test('a later session sends back again what failed, from where the parts stand, as often as a session may', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': '---\ntitle: Back\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/draft.md': instrument('module: draft.mjs\nattempts: 2'),
    'ensembles/e/draft.mjs': module('return input.round;'),
    'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [draft]\nreturns_to: draft'),
    'ensembles/e/read.mjs': module("if (input.inputs.draft < 7) throw new Error('not yet');\nreturn 1;"),
  });
  expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 3, failed: 1 } } });
  expect(await rig.json('takes/e/draft.json')).toBe(3);
  // What stands is kept: round 3 is heard first, and only then are there rounds 4 and 5.
  expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 2, kept: 0, failed: 1 } } });
  expect(await rig.json('takes/e/draft.json')).toBe(5);
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 3, failed: 0 } } });
  expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual([
    'draft',
    'draft#2',
    'draft#3',
    'draft#4',
    'draft#5',
    'draft#6',
    'draft#7',
    'read#7',
  ]);
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 2 } } });
});

test('a session that goes on after its Conductor was killed counts how often it sent back before', async () => {
  await using rig = await Rig.with({}, { commit: false });
  const killed = JSON.stringify(join(rig.outside, 'killed'));
  await rig.write({
    'sheetMusic.md': '---\ntitle: Back\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/draft.md': instrument('module: draft.mjs\nattempts: 2'),
    'ensembles/e/draft.mjs': module('return input.round;'),
    'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [draft]\nreturns_to: draft'),
    'ensembles/e/read.mjs': `import { existsSync, writeFileSync } from 'node:fs';\n${module(
      `if (input.round === 2 && !existsSync(${killed})) {\nwriteFileSync(${killed}, '');\nprocess.kill(process.ppid, 'SIGKILL');\n}\nthrow new Error('not yet');`,
    )}`,
  });
  await rig.commit('the workspace');
  await rig.start(['play', '--json']);
  await access(join(rig.outside, 'killed'));
  expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { failed: 1 } } });
  // Two returns in all, one of them before it was killed.
  expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['draft', 'draft#2', 'draft#3']);
});
