import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256, type Address, type Json, type Key } from '../../src/base/index.ts';
import {
  inspectRepository,
  openRecord,
  plainDisk,
  type Disk,
  type Published,
  type SessionRecord,
} from '../../src/record/index.ts';
import { Rig } from './rig.ts';

const pay = 'demo/pay' as Address;
const key = sha256('pay') as Key;
const sending = (nth = 1) => ({
  ...{ part: pay, key, attempt: 1, nth },
  ...{ idempotencyKey: `k${nth}`, next: 'person' as const, what: 'POST http://shop' },
});

const whole = (published: Published): void => expect(published.published).toBe('all');
const journals = (rig: Rig): string => join(rig.folder, '.simphony/journal');

async function openOn(rig: Rig, disk: Disk): Promise<SessionRecord> {
  const { facts } = await inspectRepository(rig.folder, rig.options());
  if (facts === undefined) throw new Error('no repository');
  const { record } = await openRecord(rig.folder, facts, { ...rig.options(), disk });
  if (record === undefined) throw new Error('no record');
  return record;
}

test('what is about to be sent is on disk before it may leave, and so is its answer before it is used', async () => {
  await using rig = await Rig.with();
  let [holds, synced] = [false, (): void => undefined];
  const record = await openOn(rig, {
    ...plainDisk,
    sync: async (path, work) => {
      if (holds && path.endsWith('.jsonl')) await new Promise<void>((resolve) => (synced = resolve));
      await work();
    },
  });
  whole(await record.begin(await rig.start()));
  for (const note of [() => record.attemptSends(sending()), () => record.attemptAnswered(pay, { job: 1 })]) {
    holds = true;
    let resolved = false;
    const noted = note().then(() => (resolved = true));
    // As long as the disk has not said that it has it, whatever else happens.
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(resolved).toBe(false);
    holds = false;
    synced();
    await noted;
  }
  await record.release();
});

test('it outlives its session, sessions of other scores, and the pruning of journals, until its take is accepted', async () => {
  await using rig = await Rig.with();
  let record = await rig.open();
  whole(await record.begin(await rig.start()));
  await record.attemptStarts({ part: pay, key, attempt: 1, idempotent: true });
  await record.attemptSends(sending());
  const large: Json = { text: 'x'.repeat(100_000) };
  await record.attemptAnswered(pay, large);
  await record.release();
  for (let nth = 0; nth < 6; nth += 1) {
    record = await rig.open();
    expect((await record.acted()).get(pay)).toMatchObject({
      how: 'answered',
      answer: large,
      uncertain: true,
      nth: 1,
    });
    whole(await record.begin(await rig.start({ id: `session${nth}`, scoreDigest: sha256(String(nth)) })));
    await record.accept(await rig.step(`demo/other${nth}`, nth, { session: `session${nth}` }));
    whole(await record.close([], 'closed'));
    await record.release();
  }
  expect((await readdir(journals(rig))).length).toBeLessThan(6);
  record = await rig.open();
  whole(await record.begin(await rig.start({ id: 'last0000' })));
  await record.accept(await rig.step(pay, 1, { session: 'last0000' }));
  whole(await record.close([], 'closed'));
  await record.release();
  record = await rig.open();
  expect([...(await record.acted())]).toEqual([]);
  await record.release();
});

test('taken over and not yet gone from where it stood, as a kill in between leaves it: it is there once, and is settled once', async () => {
  await using rig = await Rig.with();
  let record = await rig.open();
  whole(await record.begin(await rig.start()));
  await record.attemptSends(sending());
  await record.release();
  const first = join(journals(rig), 'k3f9a0b1.jsonl');
  const another = { id: 'another0', scoreDigest: sha256('another') };
  record = await rig.open();
  whole(await record.begin(await rig.start(another)));
  await record.release();
  const lines = (await readFile(first, 'utf8')).trimEnd().split('\n');
  expect(lines.at(-1)).toContain('handed_on');
  await writeFile(first, `${lines.slice(0, -1).join('\n')}\n`);
  record = await rig.open();
  expect((await record.acted()).size).toBe(1);
  whole(await record.begin(await rig.start(another)));
  await record.accept(await rig.step(pay, 1, { session: 'another0' }));
  whole(await record.close([], 'closed'));
  await record.release();
  record = await rig.open();
  expect((await record.acted()).size).toBe(0);
  await record.release();
});

test('a session with the id of the one that holds it takes it over before that one is gone', async () => {
  for (const refused of ['journal.rename', undefined]) {
    await using rig = await Rig.with();
    let record = await rig.open();
    whole(await record.begin(await rig.start()));
    await record.attemptSends(sending());
    await record.attemptEnds(pay, 'unseen', 'the connection was broken off');
    whole(await record.close([], 'interrupted'));
    await record.release();
    record = await openOn(rig, {
      ...plainDisk,
      change: (what, paths, work) =>
        what === refused ? Promise.reject(new Error('killed here')) : plainDisk.change(what, paths, work),
    });
    const begun = record.begin(await rig.start());
    if (refused === undefined) whole(await begun);
    else await expect(begun).rejects.toThrow('killed here');
    await record.release().catch(() => undefined);
    record = await rig.open();
    expect((await record.acted()).get(pay)).toMatchObject({ how: 'unseen', uncertain: true });
    await record.release();
  }
});

test('a person’s word is noted wherever it stands, and what was failed is remembered by its number', async () => {
  await using rig = await Rig.with();
  let record = await rig.open();
  whole(await record.begin(await rig.start()));
  await record.attemptSends(sending());
  whole(await record.close([], 'closed'));
  await record.release();
  record = await rig.open();
  await record.allow(pay);
  await record.release();
  record = await rig.open();
  expect((await record.acted()).get(pay)).toMatchObject({ how: 'unseen', uncertain: false, allowed: true });
  whole(await record.begin(await rig.start({ id: 'another0' })));
  await record.attemptSends(sending(2));
  expect((await record.acted()).get(pay)).toMatchObject({ uncertain: true, nth: 2 });
  await record.attemptEnds(pay, 'failed');
  expect((await record.acted()).get(pay)).toMatchObject({ how: 'over', uncertain: false, nth: 2 });
  await record.release();
});
