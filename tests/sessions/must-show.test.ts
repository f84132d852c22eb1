import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const kitchen = {
  'sheetMusic.md': '---\ntitle: Dinner\nplays: [kitchen]\n---\nPlease cook.\n',
  'ensembles/kitchen/ensemble.md': ensemble('kitchen'),
  'ensembles/kitchen/shop.md': instrument('module: shop.mjs\nreads: ["pantry/egg.txt"]\nchecks:\n  - size(output.list) == 3'),
  'ensembles/kitchen/shop.mjs': module(
    "const egg = await context.read('pantry/egg.txt');\nreturn { summary: `bought three, ${egg.toString().trim()}`, list: [{ id: 'egg' }, { id: 'ham' }, { id: 'pea' }] };",
  ),
  'ensembles/kitchen/cook.md': instrument('module: cook.mjs\neach: shop.list\nreads: ["pantry/{item.id}.txt"]\nwrites: ["output/{slug}/{id}.txt"]'),
  'ensembles/kitchen/cook.mjs': module(
    "const it = (await context.read(`pantry/${input.item.id}.txt`)).toString();\nawait context.write(`output/dinner/${input.item.id}.txt`, `cooked ${it}`);\nreturn { seed: input.seed, it };",
  ),
  'ensembles/kitchen/serve.md': instrument('module: serve.mjs\nneeds: [sheet, cook]\nresult: true'),
  'ensembles/kitchen/serve.mjs': module('return { served: input.inputs.cook.length };'),
  'production.md': [
    '# Mixing board', '', '## Goals', '- [ ] @kitchen/shop `size(output.list) > 2` Enough.', '- [ ] @kitchen `serve.served == 3` All served.',
    '', '## Deliverables', '- [ ] `output/{slug}/*.txt`', '', 'A closing word.', '',
  ].join('\n'),
  'pantry/egg.txt': 'an egg\n',
  'pantry/ham.txt': 'some ham\n',
  'pantry/pea.txt': 'a pea\n',
};

describe('the first session', () => {
  test('1: every accepted take is one commit under its nickname; git is sound and the work tree clean', async () => {
    await using rig = await Rig.with(kitchen);
    const { code, report } = await rig.play();
    expect(code).toBe(0);
    expect(report).toMatchObject({ status: 'ok', parts: { played: 5, kept: 0, failed: 0 }, ensembles: { kitchen: { status: 'ok', result: { served: 3 } } } });
    expect(await rig.history()).toEqual([
      'Ann Person · the workspace',
      'Ann Person · open: Dinner',
      'shop · shop: bought three, an egg',
      expect.stringMatching(/^cook · cook\[egg\]: /) as unknown,
      expect.stringMatching(/^cook · cook\[ham\]: /) as unknown,
      expect.stringMatching(/^cook · cook\[pea\]: /) as unknown,
      'serve · serve: served 3',
      'conductor · close: Dinner',
    ]);
    expect(await rig.git('log', '--author=^cook ', '--format=%ae')).toBe('cook@kitchen.simphony\ncook@kitchen.simphony\ncook@kitchen.simphony');
    expect(await rig.git('fsck', '--full')).toBe('');
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.read('production.md')).toContain('- [x] @kitchen/shop');
    expect(await rig.read('production.md')).toContain('- [x] @kitchen `serve.served == 3`');
    expect(await rig.read('production.md')).toContain('- [x] `output/{slug}/*.txt`');
    expect(await rig.read('production.md')).toContain('A closing word.\n');
    expect(await rig.read('handoff.md')).toMatch(/^## \d{4}-\d\d-\d\d Dinner \([a-z0-9]{4}\)\n- shop · script · bought three, an egg → takes\/kitchen\/shop\.json\n/);
  });

  test('2, 9: the same again plays nothing and makes no commit; one changed file plays its item and what truly hangs on it', async () => {
    await using rig = await Rig.with(kitchen);
    await rig.play();
    const head = await rig.git('rev-parse', 'HEAD');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 5 } } });
    expect(await rig.git('rev-parse', 'HEAD')).toBe(head);
    expect(await rig.git('status', '--porcelain')).toBe('');
    await rig.write({ 'pantry/ham.txt': 'better ham\n' });
    expect((await rig.simphony('explain', 'cook[ham]')).stdout).toContain('what it reads changed: `pantry/ham.txt`');
    expect((await rig.simphony('explain', 'cook[egg]')).stdout).toContain('keep');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 2, kept: 3 } } });
    expect((await rig.steps()).slice(-2)).toEqual([expect.stringMatching(/^cook\[ham\]: /) as unknown, 'serve: served 3']);
  });

  test('3: two clones played on the same date have the same trees and trailers, and with SOURCE_DATE_EPOCH the same ids', async () => {
    const env = { SOURCE_DATE_EPOCH: '1790000000', GIT_AUTHOR_DATE: '1790000000 +0000', GIT_COMMITTER_DATE: '1790000000 +0000' };
    const heads: string[] = [];
    for (let clone = 0; clone < 2; clone += 1) {
      await using rig = await Rig.with(kitchen, { commit: false });
      expect((await rig.simphonyWith(env, 'play')).code).toBe(0);
      heads.push(await rig.git('log', '--format=%H %T'));
    }
    expect(heads[1]).toBe(heads[0]);
  });

  test('9: after a squash merge, in a checkout with CRLF or fresh mtimes, and without .simphony/, nothing plays', async () => {
    await using rig = await Rig.with(kitchen);
    await rig.git('checkout', '-q', '-b', 'work');
    await rig.play();
    await rig.git('checkout', '-q', 'main');
    await rig.git('merge', '-q', '--squash', 'work');
    await rig.git('commit', '-q', '-m', 'squashed');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 5 } } });
    await rig.git('clone', '-q', '-c', 'core.autocrlf=true', rig.folder, join(rig.outside, 'crlf'));
    expect(await readFile(join(rig.outside, 'crlf', 'pantry/egg.txt'), 'utf8')).toBe('an egg\r\n');
    await rig.git('-C', join(rig.outside, 'crlf'), 'config', 'user.name', 'Bo');
    await rig.git('-C', join(rig.outside, 'crlf'), 'config', 'user.email', 'bo@example.org');
    const crlf = await rig.simphony('-C', join(rig.outside, 'crlf'), 'plan', '--json');
    expect(crlf.stdout).not.toContain('"decision":"play"');
    expect(crlf.code).toBe(0);
  });
});

const one = (front: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'sheetMusic.md': '---\ntitle: One\nplays: [e]\n---\nPlay.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/a.md': instrument(front),
  ...more,
});

describe('checks and attempts', () => {
  const counting = module(
    "const heard = JSON.stringify(input.feedback);\ncontext.log(heard);\nreturn { n: input.attempt, heard: input.feedback };",
  );

  test('5: a script that fails a criterion twice and then passes has three attempts, each with the last one’s feedback, and one commit', async () => {
    await using rig = await Rig.with(one('module: a.mjs\nattempts: 5\nchecks:\n  - output.n > 2', { 'ensembles/e/a.mjs': counting }));
    expect((await rig.play()).code).toBe(0);
    expect(await rig.json('takes/e/a.json')).toEqual({ n: 3, heard: [{ criterion: 'output.n > 2', evidence: '2 > 2' }] });
    expect(await rig.steps()).toHaveLength(1);
    expect(await rig.trailer('Simphony-Attempts', 'HEAD~1')).toBe('3');
  });

  test('5: one that never passes makes no commit; its dependents are blocked, the rest is played, exit 3', async () => {
    await using rig = await Rig.with({
      ...one('module: a.mjs\nattempts: 2\nchecks:\n  - output.n > 2', { 'ensembles/e/a.mjs': counting }),
      'ensembles/e/after.md': instrument('module: ok.mjs\nneeds: [a]'),
      'ensembles/e/other.md': instrument('module: ok.mjs'),
      'ensembles/e/ok.mjs': module('return 1;'),
    });
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.parts).toMatchObject({ played: 1, failed: 1, blocked: 1 });
    expect(report.reason).toBe('e/a: output.n > 2: 2 > 2');
    expect(await rig.steps()).toEqual(['other: 1']);
  });

  test('10: a command check whose tool is missing has failed, and is not heard only where it is optional', async () => {
    await using rig = await Rig.with({
      ...one('module: ok.mjs\nchecks:\n  - run: [no-such-tool-here]', { 'ensembles/e/ok.mjs': module('return 1;') }),
      'ensembles/e/b.md': instrument('module: ok.mjs\nchecks:\n  - run: [no-such-tool-here]\n    optional: true'),
    });
    const { code } = await rig.play();
    expect(code).toBe(3);
    expect(await rig.steps()).toEqual(['b: 1']);
    expect(await rig.trailer('Simphony-Verdict', 'HEAD~1')).toBe('1 not heard');
  });

  test('10: a probe joins the key: what it says is heard, and a change of it plays', async () => {
    await using rig = await Rig.with(one('module: a.mjs\nprobe: [cat, ../said]', { 'ensembles/e/a.mjs': module('return { said: input.probe };'), '../said': 'one\n' }));
    await rig.play();
    expect(await rig.json('takes/e/a.json')).toEqual({ said: 'one\n' });
    expect((await rig.play()).report.parts.played).toBe(0);
    await rig.write({ '../said': 'two\n' });
    expect((await rig.play()).report.parts.played).toBe(1);
    expect(await rig.json('takes/e/a.json')).toEqual({ said: 'two\n' });
  });
});

describe('loops on disk', () => {
  test('10: each round’s take is a step, and the kept one also stands under its plain name', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Loop\nplays: [e]\n---\nPlay.\n',
      'ensembles/e/ensemble.md': ensemble('e', 'loops:\n  - name: polish\n    body: [fix, check]\n    until: check.n > 9\n    max: 2\n    best: check.n\n'),
      'ensembles/e/fix.md': instrument('module: fix.mjs\nneeds: [check]\nwrites: ["draft.txt"]'),
      'ensembles/e/fix.mjs': module("await context.write('draft.txt', `round ${input.round}`);\nreturn { heard: input.inputs.check };"),
      'ensembles/e/check.md': instrument('module: check.mjs\nneeds: [fix]'),
      'ensembles/e/check.mjs': module('return { n: input.round === 2 ? 7 : 3 };'),
      'ensembles/e/end.md': instrument('module: end.mjs\nneeds: ["check?"]'),
      'ensembles/e/end.mjs': module('return input.inputs;'),
    });
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.ensembles['e']?.status).toBe('failed');
    expect(await rig.steps()).toEqual(['check: n 3', 'fix#2: heard, 1 file of 7 bytes', 'check#2: n 7', 'fix#3: heard, 1 file of 7 bytes', 'check#3: n 3', 'end: check']);
    expect(await rig.json('takes/e/check.json')).toEqual({ n: 7 });
    expect(await rig.json('takes/e/check.2.json')).toEqual({ n: 7 });
    expect(await rig.json('takes/e/end.json')).toEqual({ check: { n: 7 } });
    expect(await rig.read('draft.txt')).toBe('round 2');
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.play()).toMatchObject({ code: 3, report: { parts: { played: 0, kept: 6 } } });
  });
});

test('what an interpreter leaves beside its sources is no change of the score', async () => {
  await using rig = await Rig.with({
    ...one('module: a.mjs', {
      'ensembles/e/a.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';\n${module(
        "const folder = new URL('./__pycache__/', import.meta.url);\nmkdirSync(folder, { recursive: true });\nwriteFileSync(new URL('lib.pyc', folder), 'bytes');\nreturn 1;",
      )}`,
    }),
    'ensembles/e/b.md': instrument('module: b.mjs\nneeds: [a]'),
    'ensembles/e/b.mjs': module('await new Promise((done) => setTimeout(done, 300));\nreturn 2;'),
    'ensembles/e/c.md': instrument('module: b.mjs\nneeds: [b]'),
  });
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 3 } } });
  expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 3 } } });
});
