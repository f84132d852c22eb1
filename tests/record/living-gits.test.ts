import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Address } from '../../src/base/index.ts';
import type { SessionRecord, Step } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

async function played(record: SessionRecord, ...steps: readonly Step[]): Promise<void> {
  for (const step of steps) await (await record.accept(step)).onDisk;
  whole(await record.publish(steps.map(({ accepted }) => accepted.part)));
}

/** Processes that this one started, by a word of theirs. */
const children = (word: string): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='])
    .toString()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...words]) => parent === String(process.pid) && words.includes(word))
    .map(([pid]) => Number(pid));

test('rules of git that change between two groups count for the second, in whatever folder they stand', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await played(record, await rig.step('demo/one', 1, { files: { 'output/a/one.txt': 'x\r\n' } }));
  await rig.write({ 'output/a/.gitattributes': '*.txt text\n', 'output/a/.gitignore': '*.log\n' });
  const two = await rig.step('demo/two', 2, {
    files: { 'output/a/two.txt': 'x\r\n', 'output/a/two.log': 'noise' },
  });
  await played(record, two);
  expect(await rig.git('show', 'HEAD:output/a/one.txt')).toBe('x\r\n');
  expect(await rig.git('show', 'HEAD:output/a/two.txt')).toBe('x\n');
  expect(await rig.git('ls-files', 'output')).toBe('output/a/one.txt\noutput/a/two.txt\n');
  expect(await rig.read('output/a/two.log')).toBe('noise');
  await record.release();
});

test('gits that are killed between two groups are started anew; nothing of theirs is left behind', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await played(record, await rig.step('demo/one', 1));
  for (const word of ['fast-import', 'update-ref', 'cat-file', 'diff-tree', 'check-ignore', 'check-attr']) {
    const found = children(word);
    expect(found).not.toEqual([]);
    for (const pid of found) process.kill(pid, 'SIGKILL');
    while (children(word).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await played(record, await rig.step('demo/two', 2));
  whole(await record.close([], 'closed'));
  await record.release();
  expect(await rig.git('log', '--format=%s', '-4')).toBe(
    'close: Signals\ntwo: did two\none: did one\nopen: Signals\n',
  );
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  expect(await rig.git('for-each-ref', 'refs/simphony')).toBe('');
  const packs = await readdir(join(rig.folder, '.git/objects/pack'));
  expect(packs.filter((name) => !/\.(pack|idx|rev)$/.test(name) && !name.startsWith('tmp_pack'))).toEqual([]);
});

test('a person who packs the repository anew and stages a file between two groups disturbs neither', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await played(record, await rig.step('demo/one', 1));
  await rig.git('gc', '-q', '--prune=now');
  await rig.write({ 'mine.md': 'mine\n' });
  await rig.git('add', 'mine.md');
  await played(record, await rig.step('demo/two', 2));
  await rig.git('commit', '-q', '-m', 'mine');
  await rig.git('gc', '-q', '--prune=now');
  await played(record, await rig.step('demo/three', 3));
  expect(await rig.git('log', '--format=%s')).toBe(
    'three: did three\nmine\ntwo: did two\none: did one\nopen: Signals\nbegin\n',
  );
  expect(await rig.git('show', '--format=', '--name-only', 'HEAD~1')).toBe('mine.md\n');
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  await record.release();
});

test('a line of the journal that cannot be written is no acceptance, and nothing is published after it', async () => {
  await using rig = await Rig.with();
  let full = false;
  const refused = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const record = await rig.open('', undefined, {
    change: (what, _paths, work) => (full && what === 'journal.append' ? Promise.reject(refused) : work()),
    sync: (_path, work) => work(),
    syncFolder: (_path, work) => work(),
  });
  whole(await record.begin(await rig.start()));
  await played(record, await rig.step('demo/one', 1));
  full = true;
  const { onDisk } = await record.accept(await rig.step('demo/two', 2));
  await expect(onDisk).rejects.toThrow('ENOSPC');
  full = false;
  expect(await record.publish(['demo/two' as Address])).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'cannot_write' }],
  });
  await record.release();
  const again = await rig.open();
  expect([...(await again.accepted()).keys()]).toEqual(['demo/one']);
  await again.release();
});
