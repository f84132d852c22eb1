import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Rig } from '../rig.ts';
import { RunsOf } from './runs-of.ts';
import { sheet, slowScripts, workspace } from './workspace.ts';

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

test('an input becomes a file that is played; a file of the workspace stays where it is', async () => {
  await using rig = await Rig.with({ ...workspace, 'songs/own.json': '{ "title": "Own", "words": ["mine"] }' });
  await using queue = await RunsOf.in(rig);
  const input = { title: 'Paper Lanterns', words: ['red', 'blue'] };
  const first = await queue.ended(await queue.submit({ input }));
  expect(first).toMatchObject({ status: 'ok', title: 'Paper Lanterns', outputs: { sing: 'red blue' } });
  expect(first.sheet).toMatch(/^runs\/paper-lanterns-[0-9a-f]{8}\.json$/);
  expect(await rig.json(first.sheet ?? '')).toEqual(input);
  expect(await rig.git('log', '-1', '--format=%s', '--', first.sheet ?? '')).toBe('open: Paper Lanterns');
  const turned = { words: input.words, title: input.title };
  expect(await queue.ended(await queue.submit({ input: turned }))).toMatchObject({ status: 'ok', sheet: first.sheet });
  const own = await queue.ended(await queue.submit({ file: 'songs/own.json' }));
  expect(own).toMatchObject({ status: 'ok', sheet: 'songs/own.json', outputs: { sing: 'mine' } });
});

test('what is wrong with a submission is told before it has a place in the queue, and leaves nothing behind', async () => {
  await using rig = await Rig.with(workspace);
  await using queue = await RunsOf.in(rig);
  const mistakesOf = async (submission: Parameters<typeof queue.submit>[0]): Promise<string[]> => {
    const submitted = await queue.runs.submit(submission);
    return 'mistakes' in submitted ? submitted.mistakes.map(({ code }) => code) : [];
  };
  expect(await mistakesOf({ sheet: sheet('One', 'nobody') })).toEqual(['unknown_ensemble']);
  expect(await mistakesOf({ input: { title: 'No words' } })).toEqual(['unfit_sheet']);
  for (const file of ['missing.json', '../outside.md', '/etc/passwd', '.git/config', '.simphony/runs/journal.jsonl', ''])
    expect([file, await mistakesOf({ file })]).toEqual([file, ['no_such_file']]);
  expect(await queue.runs.list()).toEqual([]);
  expect(await queue.runs.events.after(0, 10)).toEqual([]);
  expect(await rig.git('status', '--porcelain')).toBe('');
});

test('what waits in the queue is played as it was submitted, or not at all', async () => {
  await using rig = await Rig.with({ ...workspace });
  await rig.write(slowScripts(rig.outside));
  await rig.commit('scripts');
  await using queue = await RunsOf.in(rig);
  const slow = await queue.submit({ sheet: sheet('Slow', 'slow') });
  const waiting = await queue.submit({ sheet: sheet('One') });
  const { sheet: path = '' } = (await queue.runs.read(waiting)) ?? {};
  await rig.write({ [path]: sheet('Another') });
  await writeFile(join(rig.outside, 'go'), '');
  expect(await queue.ended(slow)).toMatchObject({ status: 'ok' });
  expect(await queue.ended(waiting)).toMatchObject({ status: 'failed', code: 2, reason: `\`${path}\` is not as it was submitted` });
});

describe('cancel', () => {
  test('queued, it never begins; running, it ends as Ctrl-C would end it; ended, it stays as it is', async () => {
    await using rig = await Rig.with(workspace);
    await rig.write(slowScripts(rig.outside));
    await rig.commit('scripts');
    await using queue = await RunsOf.in(rig);
    const running = await queue.submit({ sheet: sheet('Slow', 'slow') });
    const queued = await queue.submit({ sheet: sheet('One') });
    const after = await queue.submit({ sheet: sheet('Two') });
    await queue.heard(running, ({ event }) => event.event === 'start' && event.node === 'waits');
    expect(await queue.runs.read(running)).toMatchObject({ status: 'running', playing: ['waits'], outputs: { first: 1 } });
    expect(await queue.runs.cancel(queued)).toMatchObject({ status: 'cancelled' });
    expect(await queue.runs.read(queued)).toMatchObject({ status: 'cancelled', code: 130 });
    await queue.runs.cancel(running);
    expect(await queue.ended(running)).toMatchObject({ status: 'cancelled', code: 130, playing: [], outputs: { first: 1 } });
    expect(await queue.ended(after)).toMatchObject({ status: 'ok' });
    expect(await queue.runs.cancel(after)).toMatchObject({ status: 'ok' });
    expect(await queue.runs.cancel('0123456789ab')).toBeUndefined();
    expect((await rig.history()).filter((line) => line.includes('One'))).toEqual([]);
    expect(await rig.steps()).toEqual(['first: 1', expect.stringMatching(/^count/), expect.stringMatching(/^end/)]);
  });
});

test('a run that the end of the process cut off goes on with the next start, and plays nothing twice', async () => {
  await using rig = await Rig.with(workspace);
  await rig.write(slowScripts(rig.outside));
  await rig.commit('scripts');
  const first = await RunsOf.in(rig);
  const run = await first.submit({ sheet: sheet('Slow', 'slow') });
  const queued = await first.submit({ sheet: sheet('One') });
  await first.heard(run, ({ event }) => event.event === 'start' && event.node === 'waits');
  expect(await RunsOf.tryIn(rig)).toMatchObject({ mistakes: [{ code: 'locked' }] });
  await first.runs.close();
  expect(await first.runs.submit({ sheet: sheet('Late') })).toMatchObject({ mistakes: [{ code: 'closing' }] });
  await writeFile(join(rig.outside, 'go'), '');
  await using second = await RunsOf.in(rig);
  const from = second.runs.events.newest;
  await second.heard(run, ({ event }) => event.event === 'session_end', from);
  expect(await second.runs.read(run)).toMatchObject({ status: 'ok', outputs: { first: 1, waits: 1, last: 1 } });
  expect(await second.ended(queued)).toMatchObject({ status: 'ok' });
  expect((await rig.read('../effects')).trim().split('\n')).toEqual(['slow/first', 'slow/waits', 'slow/waits', 'slow/last']);
  const ids = (await second.runs.events.after(0, 1_000)).map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
});

test('while another Conductor is at work a run waits for it, and says so', async () => {
  await using rig = await Rig.with(workspace);
  await rig.write({ ...slowScripts(rig.outside), 'slow.md': sheet('By hand', 'slow') });
  await rig.commit('scripts');
  const byHand = rig.start(['play', 'slow.md', '--jsonl']);
  await new Promise<void>((resolve) => {
    byHand.stdout.on('data', (heard: Buffer) => {
      if (heard.toString().includes('"node":"waits"')) resolve();
    });
  });
  await using queue = await RunsOf.in(rig);
  const run = await queue.submit({ sheet: sheet('One') });
  for (;;) {
    const view = await queue.runs.read(run);
    expect(view?.status).toBe('queued');
    if (view?.reason?.includes('another Conductor') === true) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await writeFile(join(rig.outside, 'go'), '');
  expect((await byHand).exitCode).toBe(0);
  expect(await queue.ended(run)).toMatchObject({ status: 'ok' });
});

test('sessions that nobody submitted are in the list, with how they ended and what they brought', async () => {
  await using rig = await Rig.with({ ...workspace, 'one.md': sheet('By hand'), 'bad.md': sheet('Bad', 'broken') });
  await rig.write({ ...slowScripts(rig.outside), 'slow.md': sheet('Slow', 'slow') });
  await rig.commit('scripts');
  const { report } = await rig.play('one.md');
  expect((await rig.play('bad.md')).code).toBe(1);
  await using queue = await RunsOf.in(rig);
  const run = await queue.ended(await queue.submit({ sheet: sheet('Mine') }));
  expect(await queue.runs.list()).toMatchObject([
    { run_id: run.run_id, title: 'Mine', status: 'ok' },
    { title: 'Bad', status: 'failed', code: 1, playing: [] },
    { run_id: report.run_id, session: report.run_id, title: 'By hand', status: 'ok', code: 0 },
  ]);
  expect(await queue.runs.read(report.run_id)).toMatchObject({
    outputs: { count: { title: 'By hand' }, end: { length: 7 } },
    scores: { count: { length: 7 } },
  });
  const slow = rig.start(['play', 'slow.md', '--jsonl']);
  const isIn = async (status: string): Promise<boolean> => (await queue.runs.list())[0]?.status === status;
  while (!(await isIn('running'))) await new Promise((resolve) => setTimeout(resolve, 50));
  const [playing] = await queue.runs.list();
  expect(await queue.runs.cancel(playing?.run_id ?? '')).toMatchObject({ title: 'Slow', status: 'running' });
  slow.kill('SIGKILL');
  await slow;
  expect(await queue.runs.list()).toMatchObject([{ title: 'Slow', status: 'cancelled' }, { title: 'Mine' }, {}, {}]);
  expect(await queue.runs.read(playing?.run_id ?? '')).toMatchObject({ outputs: {} });
  expect(await queue.runs.read('nobody')).toBeUndefined();
});
