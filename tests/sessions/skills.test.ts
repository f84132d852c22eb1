import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensemble, module, Rig } from './rig.ts';

const workspace = {
  'sheetMusic.md': '---\ntitle: Skills\nplays: [e]\n---\nPlay.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/cook.md':
    '---\nkind: model\nneeds: [sheet]\nskill: skills/tasting\nunderstudy: cook.mjs\nchecks:\n  - output.says == "salt\\n"\n  - run: [./skills/tasting/scripts/taste.sh]\n---\nCook.\n',
  'ensembles/e/cook.mjs': module(
    "return { says: await context.read('skills/tasting/references/words.md').then(String) };",
  ),
  'ensembles/e/skills/tasting/SKILL.md': '---\nname: tasting\ndescription: Tastes food.\n---\nTwice.\n',
  'ensembles/e/skills/tasting/references/words.md': 'salt\n',
  'ensembles/e/skills/tasting/scripts/taste.sh': '#!/bin/sh\nexit 0\n',
};

describe('a skill', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.with(workspace);
    await chmod(join(rig.folder, 'ensembles/e/skills/tasting/scripts/taste.sh'), 0o755);
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });

  test('is at hand where its instrument plays, and none of it is taken for a file of the take', async () => {
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, failed: 0 } } });
    expect((await rig.play()).report.parts).toMatchObject({ played: 0, kept: 1 });
  });

  test.each([
    ['ensembles/e/cook.mjs', 'the understudy that played it changed'],
    ['ensembles/e/skills/tasting/references/words.md', 'its code changed: `ensembles/e/skills/tasting/references/words.md`'],
    ['ensembles/e/ensemble.md', 'the text of its ensemble changed'],
  ])('plan --if-changed %s', async (path, because) => {
    expect((await rig.simphony('plan', '--if-changed', path)).stdout).toContain(because);
  });
});
