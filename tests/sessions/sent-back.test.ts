import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

test('what failed under the highest accepted round does not begin all over again in a later session', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': '---\ntitle: Back\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/draft.md': instrument('module: draft.mjs\nattempts: 2'),
    'ensembles/e/draft.mjs': module('return input.round;'),
    'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [draft]\nreturns_to: draft'),
    'ensembles/e/read.mjs': module("if (input.inputs.draft < 4) throw new Error('not yet');\nreturn 1;"),
  });
  expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 3, failed: 1 } } });
  expect(await rig.json('takes/e/draft.json')).toBe(3);
  const steps = await rig.steps();
  expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 0, kept: 1, failed: 1 } } });
  expect(await rig.steps()).toEqual(steps);
  // Once the draft is another one, it may be sent back again.
  await rig.write({ 'ensembles/e/draft.mjs': module('return input.round + 0;') });
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 3, failed: 0 } } });
  expect(await rig.json('takes/e/draft.json')).toBe(4);
});
