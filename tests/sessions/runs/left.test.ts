import { expect, test } from 'vitest';
import { Rig } from '../rig.ts';
import { shape } from '../shape.ts';
import { RunsOf } from './runs-of.ts';

test('of a loop the kept round is told, while it is played the last one; how it ended stands in the closing commit', async () => {
  await using rig = await Rig.with(
    shape(
      {
        work: ['', 'return { n: input.round, metrics: { n: input.round } };'],
        judge: ['needs: [work]', 'return { n: input.inputs.work.n, points: [5, 8, 1][input.inputs.work.n - 1] };'],
        sing: ['needs: [judge]', 'return 1;'],
        tell: ['needs: ["work?"]\nresult: true', 'return { heard: input.inputs.work.n };'],
      },
      'loops:\n  - name: more\n    body: [work, judge]\n    until: judge.points > 9\n    max: 2\n    best: judge.points\n',
    ),
  );
  await using queue = await RunsOf.in(rig);
  const run = await queue.ended(await queue.submit({ file: 'sheetMusic.md' }));
  const brought = {
    outputs: { work: { n: 2, metrics: { n: 2 } }, judge: { n: 2, points: 8 }, tell: { heard: 2 } },
    scores: { work: { n: 2 } },
  };
  expect(run).toMatchObject({ status: 'failed', code: 3, ...brought, ensembles: { e: { status: 'failed', result: { heard: 2 } } } });
  expect(Object.keys(run.outputs)).not.toContain('sing');
  expect(await rig.trailer('Simphony-Ending', 'HEAD')).toBe('failed 3');
  // Whoever has only git knows it too.
  await queue.runs.close();
  await rig.git('clone', '-q', '-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '.', '../clone');
  const clone = await RunsOf.in(rig, { folder: `${rig.outside}/clone` });
  expect(await clone.runs.list()).toMatchObject([{ run_id: run.session, status: 'failed', code: 3 }]);
  expect(await clone.runs.read(run.session ?? '')).toMatchObject(brought);
  await clone.runs.close();
});

test('items of a fan-out are nodes, also where they are the result; what was submitted moves no key', async () => {
  await using rig = await Rig.with(
    shape({
      letters: ['needs: []', "return ['a', 'b'];"],
      say: ['each: letters\nneeds: []\nresult: true', 'return { of: input.item };'],
      count: ['needs: []\nreads: ["**/*.md"]', "return (await import('node:fs')).existsSync('runs');"],
    }),
  );
  await using queue = await RunsOf.in(rig);
  const text = await rig.read('sheetMusic.md');
  const first = await queue.ended(await queue.submit({ sheet: text }));
  expect(first).toMatchObject({
    status: 'ok',
    outputs: { letters: ['a', 'b'], 'say[0]': { of: 'a' }, 'say[1]': { of: 'b' }, count: false },
    ensembles: { e: { status: 'ok', result: [{ of: 'a' }, { of: 'b' }] } },
  });
  const steps = await rig.steps();
  expect(await queue.ended(await queue.submit({ sheet: `${text}\n` }))).toMatchObject({ status: 'ok' });
  expect(await rig.steps()).toEqual(steps);
});
