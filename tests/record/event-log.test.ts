import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainDisk, type Disk } from '../../src/record/disk.ts';
import { EventLog, type LogLimits } from '../../src/record/event-log.ts';

interface Told {
  readonly run_id: string;
  readonly said: string | number;
}

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'simphony-events-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const lost = (count: number): Told => ({ run_id: '', said: `${count} lost` });
const open = (limits?: LogLimits, disk: Disk = plainDisk): Promise<EventLog<Told>> =>
  EventLog.open<Told>(disk, folder, { ...(limits === undefined ? {} : { limits }), lost });

/** Until the log has this many. */
const reached = async (log: EventLog<Told>, id: number): Promise<void> => {
  while (log.newest < id) {
    await new Promise<void>((resolve) => {
      const stop = log.onMore(() => {
        stop();
        resolve();
      });
    });
  }
};

const told = async (log: EventLog<Told>, run?: string, after = 0): Promise<[number, Told['said']][]> =>
  (await log.after(after, 100_000, run)).map(({ id, event }) => [id, event.said]);

const files = async (): Promise<string[]> => (await readdir(join(folder, 'events'))).toSorted();

describe('the log of events', () => {
  test('numbers go on over restarts, without gaps, and a run is read alone', async () => {
    const first = await open();
    for (const said of ['a', 'b', 'c']) first.append({ run_id: said === 'b' ? 'two' : 'one', said });
    await first.close();
    const second = await open();
    expect([second.oldest, second.newest]).toEqual([1, 3]);
    second.append({ run_id: 'two', said: 'd' });
    await reached(second, 4);
    expect(await told(second)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(await told(second, 'two')).toEqual([
      [2, 'b'],
      [4, 'd'],
    ]);
    expect(await told(second, 'one', 1)).toEqual([[3, 'c']]);
    expect(await second.after(1, 2)).toHaveLength(2);
    expect(await told(second, undefined, 4)).toEqual([]);
    await second.close();
  });

  test('whoever reads in pieces of any size, from anywhere, narrowed or not, hears the same', async () => {
    const limits = { segment: 2_000, segments: 100 };
    const log = await open(limits);
    const runs = ['one', 'two', 'three'];
    // More than are at hand without reading, over several files.
    for (let said = 1; said <= 1_500; said += 1) {
      log.append({ run_id: runs[(said * said) % 3] ?? '', said });
      if (said % 50 === 0) await reached(log, said);
    }
    expect((await files()).length).toBeGreaterThan(10);
    const all = await log.after(0, 10_000);
    expect(all.map(({ event }) => event.said)).toEqual(Array.from({ length: 1_500 }, (_, at) => at + 1));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_500 }),
        fc.integer({ min: 1, max: 700 }),
        fc.option(fc.constantFrom(...runs, 'nobody'), { nil: undefined }),
        async (after, piece, run) => {
          const heard = [];
          for (
            let last = after, more = await log.after(last, piece, run);
            more.length > 0;
            more = await log.after(last, piece, run)
          ) {
            heard.push(...more);
            last = more.at(-1)?.id ?? last;
          }
          expect(heard).toEqual(
            all.filter(({ id, event }) => id > after && (run === undefined || event.run_id === run)),
          );
        },
      ),
      { numRuns: 25 },
    );
    await log.close();
  });

  test('the oldest files go, and no number comes again, not even when all but the last are gone', async () => {
    const limits = { segment: 500, segments: 3 };
    const log = await open(limits);
    for (let said = 1; said <= 3_000; said += 1) {
      log.append({ run_id: 'one', said });
      if (said % 500 === 0) await reached(log, said);
    }
    await log.close();
    expect(await files()).toHaveLength(3);
    const again = await open(limits);
    expect(again.newest).toBe(3_000);
    expect(again.oldest).toBeGreaterThan(1);
    // Who asks for what is gone hears what is left.
    expect((await again.after(0, 1))[0]?.id).toBe(again.oldest);
    await again.close();
  });

  test.each(['torn in the last line', 'torn behind it', 'damaged in the middle'])(
    'a file that is %s: what is whole is read, and numbers go on',
    async (how) => {
      const log = await open();
      for (let said = 1; said <= 20; said += 1) log.append({ run_id: 'one', said });
      await log.close();
      const file = join(folder, 'events', (await files())[0] ?? '');
      const text = await readFile(file, 'utf8');
      if (how === 'torn in the last line') await truncate(file, text.length - 5);
      if (how === 'torn behind it') await appendFile(file, '0123456789ab {"id":21,');
      if (how === 'damaged in the middle') await writeFile(file, text.replace('"said":7}', '"said":8}'));
      const again = await open();
      const left = Array.from({ length: 20 }, (_, at) => at + 1).filter(
        (id) =>
          !(how === 'torn in the last line' && id === 20) && !(how === 'damaged in the middle' && id === 7),
      );
      expect(await told(again)).toEqual(left.map((id) => [id, id]));
      const last = left.at(-1) ?? 0;
      again.append({ run_id: 'one', said: 'next' });
      await reached(again, last + 1);
      expect((await told(again)).at(-1)).toEqual([last + 1, 'next']);
      await again.close();
      expect((await told(await open())).at(-1)).toEqual([last + 1, 'next']);
    },
  );

  test('a disk that refuses holds nobody up: what was told stays, and what waited is told once it gives way', async () => {
    let isFull = false;
    const disk: Disk = {
      ...plainDisk,
      async sync(path, work) {
        // Written, and then refused: as far as anybody knows it is not there.
        if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        await plainDisk.sync(path, work);
      },
    };
    const log = await open(undefined, disk);
    log.append({ run_id: 'one', said: 1 });
    await reached(log, 1);
    isFull = true;
    for (let said = 2; said <= 25_000; said += 1) log.append({ run_id: 'one', said });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(log.newest).toBe(1);
    isFull = false;
    const heard: [number, Told['said']][] = [];
    while (heard.at(-1)?.[1] !== 25_000) {
      await reached(log, (heard.at(-1)?.[0] ?? 0) + 1);
      heard.push(...(await told(log, undefined, heard.at(-1)?.[0] ?? 0)));
    }
    expect(heard.map(([id]) => id)).toEqual(heard.map((_, at) => at + 1));
    // The oldest of those that waited have gone, and it is said how many.
    const sentences = heard.flatMap(([, said]) => /^(\d+) lost$/.exec(String(said))?.[1] ?? []);
    expect(sentences.reduce((sum, count) => sum + Number(count), 0) + heard.length - sentences.length).toBe(
      25_000,
    );
    await log.close();
    expect(await told(await open())).toEqual(heard);
  });

  test('who does not read costs nothing: a listener is only told that there is more', async () => {
    const log = await open();
    let calls = 0;
    const stops = Array.from({ length: 50 }, () => log.onMore(() => (calls += 1)));
    for (let said = 1; said <= 100; said += 1) log.append({ run_id: 'one', said });
    await reached(log, 100);
    expect(calls).toBeGreaterThanOrEqual(50);
    for (const stop of stops) stop();
    const before = calls;
    log.append({ run_id: 'one', said: 101 });
    await reached(log, 101);
    expect(calls).toBe(before);
    await log.close();
  });
});
