import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainDisk, type Disk } from '../../src/record/index.ts';
import { Layer } from '../../src/record/layer.ts';
import type { FileChange } from '../../src/record/worker/file-change.mjs';

const files = (folder: string): FileChange[] => [
  { change: 'folder', path: join(folder, 'a/b') },
  ...Array.from({ length: 40 }, (_, index): FileChange[] => [
    {
      change: 'fill',
      path: join(folder, `tmp${index}`),
      bytes: Buffer.from(`file ${index}\n`),
      executable: index === 7,
    },
    { change: 'rename', path: join(folder, `tmp${index}`), to: join(folder, `a/b/${index}`) },
  ]).flat(),
];

/** Shown each change, it carries out what the thread would. */
const seen: string[] = [];
const watching: Disk = {
  ...plainDisk,
  change: (what, paths, work) => {
    seen.push(what);
    return plainDisk.change(what, paths, work);
  },
};

test.each([
  ['in a thread of its own', plainDisk, 0],
  ['one after the other before the eyes of a disk that wants to see each', watching, 81],
])('many changes are carried out %s, in their order', async (_how, disk, shown) => {
  const folder = await mkdtemp(join(tmpdir(), 'layer-'));
  const layer = new Layer(disk);
  seen.length = 0;
  const changes = files(folder);
  expect(await layer.carryOut(changes)).toEqual({ done: changes.length });
  expect(await readFile(join(folder, 'a/b/39'), 'utf8')).toBe('file 39\n');
  expect((await stat(join(folder, 'a/b/7'))).mode & 0o100).toBe(0o100);
  expect((await stat(join(folder, 'a/b/8'))).mode & 0o100).toBe(0);
  // What the system refuses comes back as the system said it, with how far it came; the rest is not begun.
  const refused = [
    ...files(folder).slice(1, 41),
    { change: 'rename', path: join(folder, 'nothing'), to: join(folder, 'there') } as const,
    { change: 'folder', path: join(folder, 'later') } as const,
  ];
  const { done, failed } = await layer.carryOut(refused);
  expect(done).toBe(40);
  expect(failed).toBeInstanceOf(Error);
  expect(failed).toMatchObject({ code: 'ENOENT', path: join(folder, 'nothing') });
  await expect(stat(join(folder, 'later'))).rejects.toThrow('ENOENT');
  expect(seen.length).toBe(shown === 0 ? 0 : shown + 41);
  await layer.close();
  await rm(folder, { recursive: true });
});
