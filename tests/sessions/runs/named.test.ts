import { expect, test } from 'vitest';
import { conductor, type PlayOptions, type SessionEvent } from '../../../src/conductor/index.ts';
import { plainDisk } from '../../../src/record/disk.ts';
import { ensemble, instrument, module, Rig } from '../rig.ts';
import { environmentOf } from './runs-of.ts';

const files = {
  'sheetMusic.md': '---\ntitle: Named\n---\nPlay.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/one.md': instrument('module: one.mjs\nneeds: []'),
  'ensembles/e/one.mjs': module('return 1;'),
  'ensembles/e/two.md': instrument('module: two.mjs\nneeds: [one]'),
  'ensembles/e/two.mjs': module('return 2;'),
};

/** Plays in this process; with `failing` git can change nothing from the first accepted take on. */
async function playIn(rig: Rig, more: Partial<PlayOptions>, at: 'to the end' | 'until a take is told' | 'until the disk fails') {
  const told: SessionEvent[] = [];
  const stop = new AbortController();
  let fails = false;
  const obey = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    if (fails && what.startsWith('git ')) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    return await work();
  };
  const ending = await conductor.play({
    ...{ folder: rig.folder, environment: environmentOf(rig), now: () => new Date(), signal: stop.signal },
    disk: { ...plainDisk, change: (what, paths, work) => obey(what, () => plainDisk.change(what, paths, work)) },
    ...more,
    onEvent: (event) => {
      told.push(event);
      if (event.event !== 'take_accepted') return;
      if (at === 'until a take is told') stop.abort('SIGTERM');
      fails = at === 'until the disk fails';
    },
  });
  return { ending, ids: [...new Set(told.map(({ run_id }) => run_id))] };
}

const runInStatus = async (rig: Rig): Promise<string | undefined> => {
  const looking = { folder: rig.folder, environment: environmentOf(rig), now: () => new Date() };
  return (await conductor.status(looking)).view?.session?.run;
};

test('a session carries the run that it is; git knows nothing of it', async () => {
  await using rig = await Rig.with(files);
  const first = await playIn(rig, { run: 'first00run01' }, 'until a take is told');
  expect([first.ending.code, first.ids, first.ending.report.run_id]).toEqual([143, ['first00run01'], 'first00run01']);
  expect(await runInStatus(rig)).toBe('first00run01');

  // It was closed as interrupted: what goes on is another session, and its own run.
  const second = await playIn(rig, { run: 'second0run02' }, 'to the end');
  expect([second.ending.code, second.ids, second.ending.report.parts]).toMatchObject([0, ['second0run02'], { played: 1, kept: 1 }]);
  expect((await rig.simphony('status')).stdout).toContain('run second0run02');

  const nothing = await playIn(rig, { run: 'third00run03' }, 'to the end');
  expect([nothing.ids, nothing.ending.report]).toMatchObject([['third00run03'], { run_id: 'third00run03', parts: { played: 0, kept: 2 } }]);
  const plain = await playIn(rig, {}, 'to the end');
  expect(plain.ids).toEqual([plain.ending.report.run_id]);
  expect(['second0run02', 'third00run03']).not.toContain(plain.ids[0]);
  expect(await rig.git('log', '-p', '--format=%B')).not.toMatch(/first00run01|second0run02|third00run03/);
});

test('cut off without its close, it is the same run for whoever goes on, unless they name their own', async () => {
  // what is left to play for the last session, however far the one before it came
  const gated = "if ((await context.read('gate.txt')).includes('shut')) throw new Error('shut');\nreturn 3;";
  await using rig = await Rig.with({
    ...files,
    'ensembles/e/three.md': instrument('module: three.mjs\nneeds: [two]\nreads: [gate.txt]'),
    'ensembles/e/three.mjs': module(gated),
    'gate.txt': 'shut\n',
  });
  await playIn(rig, { run: 'first00run01' }, 'until the disk fails');
  expect(await runInStatus(rig)).toBe('first00run01');
  const unnamed = await playIn(rig, {}, 'until the disk fails');
  expect(unnamed.ids).toEqual(['first00run01']);
  await rig.write({ 'gate.txt': 'open\n' });
  const named = await playIn(rig, { run: 'second0run02' }, 'to the end');
  expect([named.ids, named.ending.code]).toEqual([['second0run02'], 0]);
  expect(await runInStatus(rig)).toBe('second0run02');
  expect(await rig.steps()).toHaveLength(3);
});
