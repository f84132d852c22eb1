import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainDisk } from '../../../src/record/disk.ts';
import { Rig } from '../rig.ts';
import { RunsOf } from './runs-of.ts';
import { sheet, workspace } from './workspace.ts';

/** Things that are asked for at once, or while the disk refuses. */

test('the same content at the same moment is one file, and as many runs as were asked for', async () => {
  await using rig = await Rig.with(workspace);
  await using queue = await RunsOf.in(rig);
  const ids = await Promise.all(Array.from({ length: 5 }, () => queue.submit({ sheet: sheet('One') })));
  expect(new Set(ids).size).toBe(5);
  expect(await readdir(join(rig.folder, 'runs'))).toHaveLength(1);
  for (const id of ids) expect(await queue.ended(id)).toMatchObject({ status: 'ok', code: 0 });
});

test('what is asked for on a full disk is refused, is not done, and can be asked for again', async () => {
  await using rig = await Rig.with(workspace);
  let isFull = false;
  const full = (path: string): void => {
    if (isFull && path.endsWith('journal.jsonl') && path.includes(join('.simphony', 'runs')))
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path });
  };
  const disk = {
    ...plainDisk,
    sync: async (path: string, work: () => Promise<void>) => {
      full(path);
      await plainDisk.sync(path, work);
    },
  };
  await using queue = await RunsOf.in(rig, { disk });
  const first = await queue.submit({ sheet: sheet('One') });
  const second = await queue.submit({ sheet: sheet('Three') });
  isFull = true;
  const refused = { mistakes: [{ code: 'cannot_write' }] };
  expect(await queue.runs.cancel(second)).toMatchObject(refused);
  expect(await queue.runs.submit({ sheet: sheet('Two') })).toMatchObject(refused);
  isFull = false;
  expect(await queue.runs.cancel(second)).toMatchObject({ status: 'cancelled', code: 130 });
  expect(await queue.ended(first)).toMatchObject({ status: 'ok' });
  expect((await queue.runs.list()).filter(({ sheet }) => sheet !== undefined)).toHaveLength(2);
});

test('who ends is asked for nothing more', async () => {
  await using rig = await Rig.with(workspace);
  const queue = await RunsOf.in(rig);
  const late = queue.runs.submit({ sheet: sheet('One') });
  await queue.runs.close();
  const again = await RunsOf.in(rig);
  const taken = await late;
  // either it was taken in before the end, and is known, or it was refused, and is not
  const known = (await again.runs.list()).length;
  expect(known).toBe('run' in taken ? 1 : 0);
  expect(await queue.runs.cancel('ffffffffffff')).toMatchObject({ mistakes: [{ code: 'closing' }] });
  await again.runs.close();
});
