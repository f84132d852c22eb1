import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from '../rig.ts';
import { RunsOf } from './runs-of.ts';

const sheet = (title: string, plays = 'e'): string => `---\ntitle: ${title}\nplays: [${plays}]\n---\n${title}.\n`;

const workspace = {
  'sheetMusic.md': sheet('Nothing yet'),
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/count.md': instrument('module: count.mjs\nneeds: [sheet]'),
  'ensembles/e/count.mjs': module("return { title: input.sheet.title, summary: 'counted', metrics: { length: input.sheet.title.length } };"),
  'ensembles/e/end.md': instrument('module: end.mjs\nneeds: [count]\nresult: true'),
  'ensembles/e/end.mjs': module('return { length: input.inputs.count.metrics.length };'),
  'ensembles/broken/ensemble.md': ensemble('broken'),
  'ensembles/broken/fails.md': instrument('module: fails.mjs\nneeds: [sheet]'),
  'ensembles/broken/fails.mjs': module("throw new Error('it cannot');"),
};

test('runs wait their turn; each is a session with its own events, outputs and scores', async () => {
  await using rig = await Rig.with(workspace);
  await using queue = await RunsOf.in(rig);
  const first = await queue.submit({ sheet: sheet('One') });
  const second = await queue.submit({ sheet: sheet('Three') });
  const failing = await queue.submit({ sheet: sheet('Broken', 'broken') });
  expect(first).toMatch(/^[0-9a-f]{12}$/);
  expect(await queue.ended(first)).toMatchObject({
    run_id: first,
    status: 'ok',
    title: 'One',
    code: 0,
    playing: [],
    outputs: { count: { title: 'One', metrics: { length: 3 } }, end: { length: 3 } },
    scores: { count: { length: 3 } },
    ensembles: { e: { status: 'ok', result: { length: 3 } } },
  });
  expect(await queue.ended(second)).toMatchObject({ status: 'ok', outputs: { end: { length: 5 } } });
  expect(await queue.ended(failing)).toMatchObject({ status: 'failed', code: 1, outputs: {}, ensembles: { broken: { status: 'failed' } } });
  expect((await queue.runs.list()).slice(0, 3).map(({ run_id, status }) => [run_id, status])).toEqual([
    [failing, 'failed'],
    [second, 'ok'],
    [first, 'ok'],
  ]);
  // The first one's outputs are those of the commit at which it ended, whatever was played since.
  expect(await queue.runs.read(first)).toMatchObject({ outputs: { end: { length: 3 } } });
  const events = await queue.runs.events.after(0, 1_000);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  const ends = events.filter(({ event }) => event.event === 'session_end').map(({ event }) => event.run_id);
  expect(ends).toEqual([first, second, failing]);
  expect(await queue.runs.events.after(0, 1_000, second)).toEqual(events.filter(({ event }) => event.run_id === second));
  expect(queue.endings.map(({ code }) => code)).toEqual([0, 0, 1]);
  expect(await rig.git('status', '--porcelain')).toBe('');
  const { session } = (await queue.runs.read(second)) ?? {};
  expect(await rig.git('log', '--format=%s', `--grep=^Simphony-Session: ${session}`)).toContain('open: Three');
});

test('the same content twice is one file, and the second run answers with what was kept', async () => {
  await using rig = await Rig.with(workspace);
  await using queue = await RunsOf.in(rig);
  const first = await queue.ended(await queue.submit({ sheet: sheet('One') }));
  const second = await queue.ended(await queue.submit({ sheet: sheet('One') }));
  expect(second.run_id).not.toBe(first.run_id);
  expect(second.sheet).toBe(first.sheet);
  expect(first.sheet).toMatch(/^runs\/one-[0-9a-f]{8}\.md$/);
  expect(second).toMatchObject({ status: 'ok', outputs: first.outputs, scores: first.scores });
  expect(second.session).toBeUndefined();
  expect(await rig.steps()).toHaveLength(2);
});
