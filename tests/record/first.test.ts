import { expect, test } from 'vitest';
import { Rig } from './rig.ts';

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
