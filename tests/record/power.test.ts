import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Address, Diagnostic } from '../../src/base/index.ts';
import { inspectRepository, openRecord, plainDisk, type SessionRecord } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

/** The record as it is opened in one run of the machine. */
async function openedIn(
  rig: Rig,
  boot: string,
): Promise<{ record: SessionRecord; diagnostics: readonly Diagnostic[] }> {
  const { facts } = await inspectRepository(rig.folder, rig.options());
  if (facts === undefined) throw new Error('no repository');
  const disk = { ...plainDisk, boot: () => Promise.resolve(boot) };
  const { record, diagnostics } = await openRecord(rig.folder, facts, { ...rig.options(), disk });
  if (record === undefined) throw new Error(JSON.stringify(diagnostics));
  return { record, diagnostics };
}

const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const;
const output = { text: 'a take of more than a few bytes' };

/** A session that has published two groups and is cut short. */
async function cutShort(rig: Rig): Promise<void> {
  const { record } = await openedIn(rig, 'the first run');
  whole(await record.begin(await rig.start()));
  for (const group of [names.slice(0, 3), names.slice(3)]) {
    for (const name of group)
      await (
        await record.accept(await rig.step(`demo/${name}`, output, { script: `// ${name}\n` }))
      ).onDisk;
    whole(await record.publish(group.map((name) => `demo/${name}` as Address)));
  }
  await record.release();
}

const take = (name: string): string => `takes/demo/${name}.json`;

test('working files that a power cut took are laid again, and nothing that a person may have written', async () => {
  await using rig = await Rig.with({ 'handoff.md': 'mine\n' });
  await cutShort(rig);
  const text = await rig.read(take('one'));
  const at = (path: string): string => join(rig.folder, path);
  await rm(at(take('one')));
  await truncate(at(take('two')));
  await truncate(at(take('three')), 9);
  await writeFile(at(take('four')), Buffer.concat([Buffer.from(text.slice(0, 9)), Buffer.alloc(12)]));
  await rm(at('tests'), { recursive: true });
  // As it was after the first group, whose successor's name never came to the disk.
  await writeFile(at('handoff.md'), await rig.git('show', 'HEAD~4:handoff.md'));
  // These are a person's: other content, more of it, and a removal that was staged.
  await writeFile(at(take('five')), 'mine');
  await writeFile(at(take('six')), `${text}more`);
  await rig.git('rm', '-q', '--cached', take('seven'));
  await rm(at(take('seven')));
  const persons = [`D  ${take('seven')}`, ` M ${take('five')}`, ` M ${take('six')}`];

  // In the same run of the machine nothing that was written can be lost: what is gone somebody took away.
  const before = await rig.git('status', '--porcelain');
  const same = await openedIn(rig, 'the first run');
  await same.record.release();
  expect(same.diagnostics).toEqual([]);
  expect(await rig.git('status', '--porcelain')).toBe(before);

  const { record, diagnostics } = await openedIn(rig, 'the next run');
  expect(diagnostics).toMatchObject([
    {
      code: 'laid_again',
      severity: 'warning',
      message: expect.stringMatching(/^12 files of accepted takes /),
    },
  ]);
  const status = (await rig.git('status', '--porcelain')).split('\n').filter((line) => line !== '');
  expect(status.toSorted()).toEqual(persons.toSorted());
  expect(await rig.read(take('four'))).toBe(text);
  expect([await rig.read(take('five')), await rig.read(take('six'))]).toEqual(['mine', `${text}more`]);
  await record.release();

  // Looked at once for each run of the machine.
  await rm(at(take('one')));
  const again = await openedIn(rig, 'the next run');
  expect(again.diagnostics).toEqual([]);
  await again.record.release();
});

test('a session that is over owes the disk nothing: what is gone in the next run of the machine stays gone', async () => {
  await using rig = await Rig.with();
  await cutShort(rig);
  const { record } = await openedIn(rig, 'the first run');
  whole(await record.begin(await rig.start()));
  whole(await record.close([], 'closed'));
  await record.release();
  await rm(join(rig.folder, take('one')));
  const next = await openedIn(rig, 'the next run');
  expect(next.diagnostics).toEqual([]);
  await next.record.release();
  expect(await rig.git('status', '--porcelain')).toBe(` D ${take('one')}\n`);
});
