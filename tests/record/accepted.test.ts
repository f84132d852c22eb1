import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AcceptedTake, SessionRecord } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

const played = async (rig: Rig): Promise<void> =>
  rig.session([
    await rig.step('demo/one', { n: 1, summary: 's' }, { files: { 'output/x.txt': 'x\n' } }),
    await rig.step('demo/two[a.b]', { n: 2 }),
  ]);

async function looking<T>(rig: Rig, look: (record: SessionRecord) => Promise<T>): Promise<T> {
  const record = await rig.open();
  try {
    return await look(record);
  } finally {
    await record.release();
  }
}

/** Every part with the state of its output and files: what decides whether it is kept. */
const kept = (rig: Rig): Promise<Record<string, unknown>> =>
  looking(rig, async (record) => {
    const found: Record<string, unknown> = {};
    for (const [part, take] of await record.accepted()) {
      found[part] = [await record.outputOf(take), ...(await record.compare(take.files)).values()];
    }
    return found;
  });

const all = { 'demo/one': [{ n: 1, summary: 's' }, 'same'], 'demo/two[a.b]': [{ n: 2 }] };

test.each([
  ['as it is', async () => {}],
  [
    'after a squash merge',
    async (rig: Rig) => {
      await rig.git('branch', 'work');
      await rig.git('reset', '-q', '--hard', 'HEAD~4');
      await rig.git('merge', '-q', '--squash', 'work');
      await rig.git('commit', '-q', '-m', 'squashed');
      await rig.git('branch', '-D', 'work');
    },
  ],
  [
    'after a rebase',
    async (rig: Rig) => {
      await rig.git('switch', '-q', '-c', 'side', 'HEAD~4');
      await rig.write({ other: 'o\n' });
      await rig.git('add', 'other');
      await rig.git('commit', '-qm', 'other');
      await rig.git('rebase', '-q', 'side', 'main');
    },
  ],
  [
    'after a filter that dropped all trailers',
    async (rig: Rig) => {
      await rig.git('-c', 'advice.x=false', 'filter-branch', '-f', '--msg-filter', 'head -1');
    },
  ],
  ['with .simphony deleted', async (rig: Rig) => rm(join(rig.folder, '.simphony'), { recursive: true })],
  [
    'with .simphony and the record deleted',
    async (rig: Rig) => {
      await rm(join(rig.folder, '.simphony'), { recursive: true });
      await rig.git('rm', '-q', '-r', 'sessions');
      await rig.git('commit', '-q', '-m', 'no records');
    },
  ],
  [
    // What is remembered between runs leaned on the record.
    'with the record deleted',
    async (rig: Rig) => {
      await rm(join(rig.folder, '.simphony/journal'), { recursive: true });
      await rig.git('rm', '-q', '-r', 'sessions');
      await rig.git('commit', '-q', '-m', 'no records');
    },
  ],
] as const)('%s, every take is found and its output is the same', async (_, change) => {
  await using rig = await Rig.with();
  rig.environment['FILTER_BRANCH_SQUELCH_WARNING'] = '1';
  await played(rig);
  expect(await kept(rig)).toEqual(all);
  await change(rig);
  expect(await kept(rig)).toEqual(all);
});

test('what the record and what the trailers say is the same take', async () => {
  await using rig = await Rig.with();
  await played(rig);
  const full = await looking(rig, (record) => record.accepted());
  await rm(join(rig.folder, '.simphony'), { recursive: true });
  await rig.git('rm', '-q', '-r', 'sessions');
  await rig.git('commit', '-q', '-m', 'no records');
  const fromTrailers = await looking(rig, (record) => record.accepted());
  const without = ({ digests: _, ...take }: AcceptedTake): unknown => take;
  expect([...fromTrailers.values()].map(without)).toEqual([...full.values()].map(without));
});

test('a reset takes steps back: they are not accepted any more, and this machine says so', async () => {
  await using rig = await Rig.with();
  await played(rig);
  await rig.git('reset', '-q', '--hard', 'HEAD~2');
  expect(await kept(rig)).toEqual({ 'demo/one': all['demo/one'] });
  expect([...(await looking(rig, (record) => record.takenBack())).keys()]).toEqual(['demo/two[a.b]']);
});

test('a reverted step is taken back, and its files are missing; reverted twice it is there again', async () => {
  await using rig = await Rig.with();
  await rig.session([await rig.step('demo/one', { n: 1 }, { files: { 'output/x.txt': 'x\n' } })]);
  const step = (await rig.git('rev-parse', 'HEAD~1')).trim();
  await rig.git('revert', '--no-edit', step);
  expect(await kept(rig)).toEqual({ 'demo/one': [undefined, 'missing'] });
  expect([...(await looking(rig, (record) => record.takenBack())).keys()]).toEqual(['demo/one']);
  await rig.git('revert', '--no-edit', 'HEAD');
  expect(await kept(rig)).toEqual({ 'demo/one': [{ n: 1 }, 'same'] });
  expect((await looking(rig, (record) => record.takenBack())).size).toBe(0);
});

test('on another branch nothing was taken back', async () => {
  await using rig = await Rig.with();
  await played(rig);
  await rig.git('switch', '-q', '-c', 'other', 'HEAD~4');
  expect(await kept(rig)).toEqual({});
  expect((await looking(rig, (record) => record.takenBack())).size).toBe(0);
});

test('of two sessions the later one wins, also on the same day', async () => {
  await using rig = await Rig.with();
  await rig.session([await rig.step('demo/one', { n: 1 }, { session: 'zzzz0000' })], { id: 'zzzz0000' });
  await rig.session([await rig.step('demo/one', { n: 2 }, { session: 'aaaa0000', key: 'second' })], {
    id: 'aaaa0000',
  });
  await rig.git('commit', '-q', '--amend', '-m', 'no trailers here');
  await rm(join(rig.folder, '.simphony'), { recursive: true });
  expect(await kept(rig)).toEqual({ 'demo/one': [{ n: 2 }] });
});

test('a session that left only trailers is recorded by the next closing commit', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  const step = await rig.step('demo/one', { n: 1 });
  await record.accept(step);
  whole(await record.publish([step.accepted.part]));
  await record.release();
  await rm(join(rig.folder, '.simphony'), { recursive: true });
  await rig.session([await rig.step('demo/two', { n: 2 }, { session: 'bbbb0000' })], { id: 'bbbb0000' });
  expect((await rig.git('ls-files', 'sessions')).trim().split('\n')).toEqual([
    'sessions/2026-11-21-bbbb0000.jsonl',
    'sessions/2026-11-21-k3f9a0b1.jsonl',
  ]);
});

test('a damaged line of a record is left out and said', async () => {
  await using rig = await Rig.with();
  await played(rig);
  const file = join(rig.folder, 'sessions/2026-11-21-k3f9a0b1.jsonl');
  await writeFile(
    file,
    `{"part":"demo/one"}\n${(await rig.read('sessions/2026-11-21-k3f9a0b1.jsonl')).split('\n').slice(1).join('\n')}`,
  );
  await rig.git('commit', '-qam', 'damaged');
  expect(Object.keys(await kept(rig))).toContain('demo/two[a.b]');
});

test('a take whose commit names another author is none', async () => {
  await using rig = await Rig.with();
  const key = '0'.repeat(64);
  await rig.git(
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    `one: forged\n\nSimphony-Session: aaaa\nSimphony-Part: demo/one\nSimphony-Key: ${key}`,
  );
  expect(await kept(rig)).toEqual({});
});
