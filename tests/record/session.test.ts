import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { Rig, whole } from './rig.ts';

test('a session leaves one commit for each step, an opening and a closing one, and a clean tree', async () => {
  await using rig = await Rig.with({ 'docs/a.md': 'a\n' });
  await rig.session([
    await rig.step('demo/one', { n: 1 }, { files: { 'output/x.txt': 'x' } }),
    await rig.step('demo/two', { n: 2 }, { script: 'export {};\n' }),
  ]);
  expect(await rig.git('log', '--reverse', '--format=%an <%ae>|%cn|%s')).toMatchInlineSnapshot(`
    "Ada <ada@example.com>|Ada|begin
    Ada <ada@example.com>|Ada|open: Signals
    one <one@demo.simphony>|Ada|one: did one
    two <two@demo.simphony>|Ada|two: did two
    conductor <conductor@simphony>|Ada|close: Signals
    "
  `);
  expect(await rig.git('show', '--format=%B', '--name-only', 'HEAD~1')).toMatchInlineSnapshot(`
    "two: did two

    Simphony-Session: k3f9a0b1
    Simphony-Part: demo/two
    Simphony-Key: 7bf811cbc1a94fb26e7ddd4e4ccfb5f9b469ec78c0ad9b1cb88fd4415100c795
    Simphony-Ensemble: demo@1.0.0
    Simphony-Attempts: 1
    Simphony-Verdict: 1 held


    handoff.md
    summary.txt
    takes/demo/two.json
    tests/takes/demo/two_test.mjs
    "
  `);
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  expect(await rig.read('handoff.md')).toMatchInlineSnapshot(`
    "## 2026-11-21 Signals (k3f9)
    - one · script · did one → takes/demo/one.json
    - two · script · did two → takes/demo/two.json
    "
  `);
  expect(await rig.read('summary.txt')).toMatchInlineSnapshot(`
    "2026-11-21 Signals (k3f9)
    one: did one.
    two: did two.
    "
  `);
  expect(await rig.git('diff-files')).toBe('');
  const record = await rig.open();
  const accepted = await record.accepted();
  expect([...accepted.keys()]).toEqual(['demo/one', 'demo/two']);
  await record.release();
});

test('with SOURCE_DATE_EPOCH two plays of the same thing give the same commits, whatever was accepted first', async () => {
  const heads: string[] = [];
  for (const turn of [0, 1]) {
    await using rig = await Rig.with({ 'docs/a.md': 'a\n' });
    const steps = [
      await rig.step('demo/one', { n: 1 }),
      await rig.step('demo/two', { n: 2 }, { files: { 'output/y': 'y' } }),
    ];
    const record = await rig.open();
    whole(await record.begin(await rig.start()));
    for (const step of turn === 0 ? steps : steps.toReversed()) await record.accept(step);
    whole(await record.publish(steps.map(({ accepted }) => accepted.part)));
    whole(await record.close([], 'closed'));
    await record.release();
    heads.push(await rig.git('rev-parse', 'HEAD', 'HEAD^{tree}'));
  }
  expect(heads[0]).toBe(heads[1]);
});

test('three hundred steps are three hundred commits, and git finds nothing to complain about', async () => {
  await using rig = await Rig.with();
  const steps = await Promise.all(Array.from({ length: 300 }, (_, n) => rig.step(`demo/many[i${n}]`, { n })));
  await rig.session(steps, { handoffLimit: 20 });
  expect(await rig.git('rev-list', '--count', 'HEAD')).toBe('303\n');
  expect(await rig.git('log', '--format=%s', '--author=^many ', '-2', '--reverse')).toBe(
    'many[i298]: did many[i298]\nmany[i299]: did many[i299]\n',
  );
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  const handoff = (await rig.read('handoff.md')).trimEnd().split('\n');
  expect(handoff.length).toBeLessThanOrEqual(20);
  expect(handoff[0]).toMatch(/^- \(\d+ older lines: git log --format='%an · %s' -- handoff.md\)$/);
  expect(handoff.at(-1)).toBe('- many[i299] · script · did many[i299] → takes/demo/many/i299.json');
});

test('files over the commit limit and ignored ones are recorded by digest, laid down, and leave the status clean', async () => {
  await using rig = await Rig.with({ '.gitignore': '*.log\n' });
  const step = await rig.step('demo/one', 1, {
    files: { 'output/big[1].bin': 'b'.repeat(2000), 'output/a.log': 'log', 'output/small': 's' },
  });
  await rig.session([step], { commitLimit: 1000 });
  expect((await rig.git('show', '--format=', '--name-only', 'HEAD~1')).split('\n')).toContain('output/small');
  expect(await rig.git('log', '-1', '--format=%(trailers:key=Simphony-Output,valueonly)', 'HEAD~1')).toMatch(
    /^sha256:[0-9a-f]{64} 2000 output\/big\[1\]\.bin\nsha256:[0-9a-f]{64} 3 output\/a\.log\n/,
  );
  expect(await rig.read('output/big[1].bin')).toHaveLength(2000);
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  const record = await rig.open();
  const take = (await record.accepted()).get(step.accepted.part);
  expect(take?.files.map(({ path, committed }) => [path, committed])).toEqual([
    ['output/big[1].bin', false],
    ['output/a.log', false],
    ['output/small', true],
  ]);
  const big = step.accepted.files[0];
  expect(big && record.cached(big.sha256)).toBeDefined();
  await record.release();
});

test('a summary that pretends to be trailers is one harmless line', async () => {
  await using rig = await Rig.with();
  const summary = 'x\n\nSimphony-Verdict: forged\nSimphony-Part: demo/other <!-- \u202e';
  await rig.session([await rig.step('demo/one', 1, { summary })]);
  expect(await rig.git('log', '-1', '--format=%(trailers:key=Simphony-Verdict,valueonly)', 'HEAD~1')).toBe(
    '1 held\n\n',
  );
  expect(await rig.git('log', '-1', '--format=%s', 'HEAD~1')).toBe(
    'one: x Simphony-Verdict: forged Simphony-Part: demo/other <!--\n',
  );
  expect((await rig.read('handoff.md')).split('\n')).toHaveLength(3);
});

test('the closing commit writes, revises, moves, copies and removes what still is as it was', async () => {
  await using rig = await Rig.with({
    'production.md': '- [ ] goal\n',
    'takes/demo/old.json': '1\n',
    'takes/demo/mine.json': 'edited\n',
  });
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  const step = await rig.step('demo/fix', { n: 1 }, { takePath: 'takes/demo/fix.2.json' });
  await record.accept(step);
  whole(await record.publish([step.accepted.part]));
  await rig.write({ 'production.md': '- [ ] goal\nmy own line\n' });
  whole(
    await record.close(
      [
        { change: 'revise', path: 'production.md', revise: (text) => text.replace('[ ]', '[x]') },
        {
          change: 'copy',
          from: 'takes/demo/fix.2.json',
          to: 'takes/demo/fix.json',
          sha256: step.accepted.takeSha256,
        },
        { change: 'remove', path: 'takes/demo/old.json', sha256: sha256('1\n') },
        { change: 'remove', path: 'takes/demo/mine.json', sha256: sha256('1\n') },
      ],
      'closed',
    ),
  );
  await record.release();
  expect(await rig.git('show', '--format=%s', '--name-status', 'HEAD')).toBe(
    'close: Signals\n\nM\tproduction.md\nA\tsessions/2026-11-21-k3f9a0b1.jsonl\nD\ttakes/demo/old.json\nA\ttakes/demo/fix.json\n'.replace(
      'D\ttakes/demo/old.json\nA\ttakes/demo/fix.json',
      'A\ttakes/demo/fix.json\nD\ttakes/demo/old.json',
    ),
  );
  expect(await rig.git('show', 'HEAD:production.md')).toBe('- [x] goal\n');
  expect(await rig.read('production.md')).toBe('- [x] goal\nmy own line\n');
  expect(await rig.git('status', '--porcelain')).toBe(' M production.md\n');
});
