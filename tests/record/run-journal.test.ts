import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedLine } from '../../src/record/checked-lines.ts';
import { plainDisk, type Disk } from '../../src/record/disk.ts';
import { RunJournal, type RunEvent } from '../../src/record/run-journal.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'simphony-runs-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = '2026-11-21T12:00:00.000Z';
const submitted = (run: string): RunEvent => ({
  event: 'submitted',
  run,
  at,
  title: run,
  sheet: `runs/${run}.md`,
});
const ended = (run: string): RunEvent => ({
  ...{ event: 'ended', run, at, status: 'ok', code: 0 },
  takes: [{ node: 'one', part: 'e/one', path: 'takes/e/one.json' }],
  ensembles: { e: { status: 'ok', result: 'one' } },
});

async function open(disk: Disk = plainDisk): Promise<RunJournal> {
  const opened = await RunJournal.open(disk, folder);
  if ('mistake' in opened) throw new Error(opened.mistake.message);
  return opened.journal;
}

const file = (): string => join(folder, 'journal.jsonl');

describe('the journal of runs', () => {
  test('what was noted is known again, in the order of submission', async () => {
    const journal = await open();
    await Promise.all([journal.note(submitted('b')), journal.note(submitted('a'))]);
    await journal.note({ event: 'became', run: 'b', session: 'k3f9a0b1' });
    await journal.note(ended('b'));
    await journal.note({ event: 'cancelled', run: 'a', at });
    await journal.close();
    const again = await open();
    expect([...again.runs]).toEqual([...journal.runs]);
    expect([...again.runs.keys()]).toEqual(['b', 'a']);
    expect(again.runs.get('b')).toMatchObject({
      sessions: ['k3f9a0b1'],
      cancelled: false,
      ended: { status: 'ok' },
    });
    expect(again.runs.get('a')?.cancelled).toBe(true);
  });

  test('a torn last line was answered to nobody; a damaged one before it is a mistake that says what to do', async () => {
    const journal = await open();
    for (const run of ['a', 'b', 'c']) await journal.note(submitted(run));
    await journal.close();
    await appendFile(file(), '0123456789ab {"event":"subm');
    const again = await open();
    expect([...again.runs.keys()]).toEqual(['a', 'b', 'c']);
    await again.note(submitted('d'));
    await again.close();
    const text = await readFile(file(), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(4);
    await writeFile(file(), text.replace('runs/b.md', 'runs/x.md'));
    expect(await RunJournal.open(plainDisk, folder)).toMatchObject({
      mistake: { code: 'runs_broken', message: 'line 2 of the journal of runs is damaged' },
    });
  });

  test('what the disk refused has never been, also where it had been written and only the sync failed', async () => {
    let refuses: 'append' | 'sync' | undefined;
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const disk: Disk = {
      ...plainDisk,
      async change(what, paths, work) {
        if (refuses === 'append' && what === 'journal.append') throw full;
        return plainDisk.change(what, paths, work);
      },
      async sync(path, work) {
        if (refuses === 'sync') throw full;
        await plainDisk.sync(path, work);
      },
    };
    const journal = await open(disk);
    await journal.note(submitted('a'));
    for (const how of ['append', 'sync'] as const) {
      refuses = how;
      await expect(journal.note(submitted(how))).rejects.toThrow('no space left');
    }
    refuses = undefined;
    await journal.note(submitted('b'));
    await journal.close();
    expect([...journal.runs.keys()]).toEqual(['a', 'b']);
    expect([...(await open()).runs.keys()]).toEqual(['a', 'b']);
  });

  test('a long journal is written anew with what is queued and the newest of what has ended', async () => {
    const runs = Array.from({ length: 4_000 }, (_, index) => `r${index}`);
    const lines = [submitted('queued'), ...runs.flatMap((run) => [submitted(run), ended(run)])];
    await writeFile(file(), lines.map(checkedLine).join(''));
    const again = await open();
    expect([...again.runs.keys()]).toEqual([
      'queued',
      ...Array.from({ length: 1_000 }, (_, index) => `r${3_000 + index}`),
    ]);
    await again.note(submitted('last'));
    await again.close();
    expect([...(await open()).runs]).toEqual([...again.runs]);
    expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(2_002);
  });
});
