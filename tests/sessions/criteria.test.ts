import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const board = (...lines: readonly string[]): string => ['# Mixing board', '', ...lines, ''].join('\n');
const workspace = (production: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'sheetMusic.md': '---\ntitle: Judged\nplays: [e]\nbudget: { minutes: 60 }\n---\nPlay.\n',
  'production.md': production,
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/one.md': instrument('module: one.mjs\nwrites: ["output/{slug}/one.txt"]\nresult: true'),
  'ensembles/e/one.mjs': module("await context.write('output/judged/one.txt', 'one\\n');\nreturn { n: 1 };"),
  ...more,
});

describe('criteria', () => {
  test('goals of an ensemble and of the session decide ticks and exit code 3, and block no commit', async () => {
    await using rig = await Rig.with(
      workspace(board('## Goals', '- [ ] @e `one.n > 1` More than one.', '- [x] @e `one.n == 1` One.', '- [ ] @e `result.n == 1` The result.', '- [ ] `e.one.n == 1` From outside.', '- [x] `e.one.n == 2` Not so.', '- [x] Ticked by hand.', '- [ ] Not ticked by hand.')),
    );
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.reason).toContain('one.n > 1');
    expect(await rig.history()).toEqual(['Ann Person · the workspace', 'Ann Person · open: Judged', expect.stringMatching(/^one · /) as unknown, 'conductor · close: Judged']);
    expect((await rig.read('production.md')).split('\n').filter((line) => line.startsWith('- ['))).toEqual([
      '- [ ] @e `one.n > 1` More than one.', '- [x] @e `one.n == 1` One.', '- [x] @e `result.n == 1` The result.', '- [x] `e.one.n == 1` From outside.', '- [ ] `e.one.n == 2` Not so.', '- [x] Ticked by hand.', '- [ ] Not ticked by hand.',
    ]);
    const head = await rig.git('rev-parse', 'HEAD');
    expect((await rig.play()).code).toBe(3);
    expect(await rig.git('rev-parse', 'HEAD')).toBe(head);
  });

  test('a criterion on single takes makes an attempt fail; one on every item must hold for all', async () => {
    await using rig = await Rig.with({
      ...workspace(board('## Goals', '- [x] @e/one `output.n > 1` Never.', '- [ ] @e/many `output > 0` All of them.', '- [ ] @e/many `output > 1` Not all of them.')),
      'ensembles/e/many.md': instrument('module: many.mjs\neach: sheet.inputs.words'),
      'ensembles/e/many.mjs': module('return input.item;'),
      'ensembles/e/ensemble.md': ensemble('e', 'inputs: { words: {} }\n'),
      'sheetMusic.md': '---\ntitle: Judged\nplays: [e]\ninputs: { words: [1, 2] }\n---\nPlay.\n',
    });
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.parts).toMatchObject({ played: 1, failed: 2 });
    expect((await rig.read('production.md')).split('\n').filter((line) => line.startsWith('- ['))).toEqual([
      '- [ ] @e/one `output.n > 1` Never.', '- [x] @e/many `output > 0` All of them.', '- [ ] @e/many `output > 1` Not all of them.',
    ]);
    // The kept item and the failed one are judged the same way once more.
    await rig.play();
    expect(await rig.read('production.md')).toContain('- [ ] @e/many `output > 1` Not all of them.');
  });

  test('metrics are judged by their targets; without data they are not heard, and fail nothing', async () => {
    const table = (...rows: readonly string[]): string => board('## Metrics', '| Metric | Measure | Target | Scope |', '|---|---|---|---|', ...rows);
    await using rig = await Rig.with(workspace(table('| Size | `e.one.n` | 1..3 | |', '| Its own | `output.n` | >= 1 | @e/one |', '| Tokens | efficiency | <= 1 | |', '| Right | accuracy | >= 0.5 | |', '| Time | performance | <= 1 | |')));
    expect((await rig.play()).code).toBe(0);
    await rig.write({ 'production.md': table('| Size | `e.one.n` | > 3 | |') });
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.reason).toContain('Size');
  });

  test('deliverables are judged once, before the close, and never hold without a match', async () => {
    await using rig = await Rig.with(workspace(board('## Deliverables', '- [ ] `output/{slug}/*.txt`', '- [x] `output/{slug}/*.wav`')));
    const { code, report } = await rig.play();
    expect(code).toBe(3);
    expect(report.reason).toContain('output/{slug}/*.wav');
    const text = await rig.read('production.md');
    expect(text).toContain('- [x] `output/{slug}/*.txt`');
    expect(text).toContain('- [ ] `output/{slug}/*.wav`');
  });

  test('one of an ensemble is looked for where that ensemble is played', async () => {
    const deliverables = board('## Deliverables', '- [ ] @e `output/{slug}/*.txt`', '- [x] @e `output/{slug}/*.wav`', '- [x] @other `output/{slug}/*.ogg`');
    await using rig = await Rig.with(
      workspace(deliverables, {
        'ensembles/other/ensemble.md': ensemble('other'),
        'ensembles/other/one.md': instrument('module: one.mjs'),
        'ensembles/other/one.mjs': module('return { n: 1 };'),
      }),
    );
    const { code, report } = await rig.play();
    expect([code, report.reason]).toEqual([3, expect.stringContaining('output/judged/*.wav')]);
    expect(report.reason).not.toContain('ogg');
    const text = await rig.read('production.md');
    expect(text).toContain('- [x] @e `output/{slug}/*.txt`\n- [ ] @e `output/{slug}/*.wav`\n- [x] @other `output/{slug}/*.ogg`\n');
  });

  test('what is not heard never counts as held: a constraint in words, an optional tool, an ensemble that is not played', async () => {
    await using rig = await Rig.with(
      workspace(board('## Goals', '- [ ] @other `one.n > 0` Elsewhere.', '', '## Constraints', '- @e/one Be brief.'), {
        'ensembles/other/ensemble.md': ensemble('other'),
        'ensembles/other/one.md': instrument('module: one.mjs'),
        'ensembles/other/one.mjs': module('return { n: 1 };'),
        'ensembles/e/one.md': instrument('module: one.mjs\nwrites: ["output/{slug}/one.txt"]\nchecks:\n  - run: [no-such-tool]\n    optional: true\n  - output.n == 1'),
      }),
    );
    expect((await rig.play()).code).toBe(0);
    const verdict = await rig.trailer('Simphony-Verdict', await rig.git('log', '-1', '--format=%H', '--author=^one '));
    expect(verdict).toMatch(/, 2 not heard$/);
    expect(await rig.read('production.md')).not.toContain('- [x] @other');
    expect(await rig.read('production.md')).toMatch(/\| e\/one .*2 not heard/);
  });

  test('an interrupted or blocked scope is not judged as if it had been heard', async () => {
    await using rig = await Rig.with({
      ...workspace(board('## Goals', '- [ ] @e `two.n == 2` Two.', '- [ ] `e.two.n == 2` Two.')),
      'ensembles/e/bad.md': instrument('module: bad.mjs'),
      'ensembles/e/bad.mjs': module("throw new Error('bad');"),
      'ensembles/e/two.md': instrument('module: one.mjs\nneeds: [bad]'),
    });
    const { code, report } = await rig.play();
    expect(code).toBe(1);
    expect(report.reason).toContain('e/bad');
    expect((await rig.read('production.md')).match(/- \[ \]/g)).toHaveLength(2);
  });

  test('the sheet’s flags decide over those of production.md, and they over the ensemble’s', async () => {
    const declared = 'flags: { e.a: 1, e.b: 1, e.c: 1 }\n';
    await using rig = await Rig.with({
      ...workspace(board('## Flags', '- e.b: 2', '- e.c: 2')),
      'sheetMusic.md': '---\ntitle: Judged\nplays: [e]\nflags: { e.c: 3 }\n---\n',
      'ensembles/e/ensemble.md': ensemble('e', declared),
      'ensembles/e/one.md': instrument('module: flags.mjs\nflags: [e.a, e.b, e.c]'),
      'ensembles/e/flags.mjs': module('return input.flags;'),
    });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.json('takes/e/one.json')).toEqual({ 'e.a': 1, 'e.b': 2, 'e.c': 3 });
  });
});
