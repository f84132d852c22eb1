import { spawn } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { foldJournal } from '../../src/record/journal-state.ts';
import { readJournal } from '../../src/record/journal.ts';
import { inspectRepository, openRecord, readStatus } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

/** Another process that accepts steps and is killed with SIGKILL when it has said so. */
async function killedAfter(rig: Rig, moment: 'accepted' | 'published' | 'publishing'): Promise<void> {
  const program = join(rig.home, 'killed-session.mjs');
  const banner = {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  };
  const entryPoints = [join(import.meta.dirname, 'killed-session.ts')];
  await build({
    entryPoints,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    banner,
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [program, rig.folder, moment], {
    env: { ...rig.environment, KILLED_HOME: rig.home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      if (data.toString().includes('now')) child.kill('SIGKILL');
    });
    child.on('close', (_, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`the session ended by itself`)),
    );
  });
}

test.each(['accepted', 'published', 'publishing'] as const)(
  'killed when takes were %s: each is committed once, and nothing is left behind',
  async (moment) => {
    await using rig = await Rig.with({ 'handoff.md': 'mine\n' });
    await killedAfter(rig, moment);
    const record = await rig.open();
    expect(record.unfinished?.id).toBe('k3f9a0b1');
    expect(await rig.git('log', '--reverse', '--format=%s')).toBe(
      'begin\nopen: Signals\none: did one\ntwo: did two\n',
    );
    expect([...(await record.accepted()).keys()].toSorted()).toEqual(['demo/one', 'demo/two']);
    expect([...record.playingAtCrash]).toMatchObject([['demo/three', { idempotent: false, attempt: 1 }]]);
    whole(await record.begin(await rig.start()));
    whole(await record.close([], 'closed'));
    await record.release();
    expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
    expect(await rig.read('handoff.md')).toBe(
      'mine\n\n## 2026-11-21 Signals (k3f9)\n- one · script · did one → takes/demo/one.json\n- two · script · did two → takes/demo/two.json\n',
    );
    expect(
      (await readdir(join(rig.folder, '.git'))).filter((name) => /crash|simphony|lock/.test(name)),
    ).toEqual([]);
  },
);

test("the branch had moved and nothing else: index and working files follow, a person's edit of the handoff stays", async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  const before = await readFile(join(rig.folder, '.git/index'));
  const step = await rig.step('demo/one', 1, { files: { 'output/x': 'x' } });
  await record.accept(step);
  whole(await record.publish([step.accepted.part]));
  await record.release();
  // As a crash between the move of the branch and all that follows leaves it.
  const file = join(rig.folder, '.simphony/journal/k3f9a0b1.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`);
  await writeFile(join(rig.folder, '.git/index'), before);
  await rig.git('clean', '-fdq');
  await rig.write({ 'handoff.md': 'a note of mine\n' });
  const again = await rig.open();
  await again.release();
  expect(await rig.git('log', '--format=%s')).toBe('one: did one\nopen: Signals\nbegin\n');
  expect(await rig.git('status', '--porcelain')).toBe(' M handoff.md\n');
  expect(await rig.read('handoff.md')).toBe(
    'a note of mine\n\n## 2026-11-21 Signals (k3f9)\n- one · script · did one → takes/demo/one.json\n',
  );
  expect(await rig.read('output/x')).toBe('x');
});

test("the workspace is one Conductor's: a second one is told, and one that died is taken over", async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  const { facts } = await inspectRepository(rig.folder, rig.options());
  expect(facts && (await openRecord(rig.folder, facts, rig.options())).diagnostics).toMatchObject([
    { code: 'locked' },
  ]);
  expect((await readStatus(rig.folder, rig.options())).status?.heldBy).toBe(process.pid);
  await record.release();
  await rig.write({
    '.simphony/lock': JSON.stringify({
      pid: process.pid,
      started: 'before the last boot',
      host: hostname(),
      token: 'x',
    }),
  });
  const next = await rig.open();
  await next.release();
});

test('a journal cut at any byte keeps its whole lines; a damaged line before the end is said', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await record.accept(await rig.step('demo/one', 1));
  await record.accept(await rig.step('demo/two', 2));
  await record.release();
  const file = join(rig.folder, '.simphony/journal/k3f9a0b1.jsonl');
  const bytes = await readFile(file);
  const whole_ = readJournal(bytes);
  if (!('events' in whole_)) throw new Error('damaged');
  for (let cut = 0; cut < bytes.length; cut += 1) {
    const read = readJournal(bytes.subarray(0, cut));
    const lines = bytes.subarray(0, cut).toString().split('\n').length - 1;
    expect('events' in read && read.events, `cut at ${cut}`).toEqual(whole_.events.slice(0, lines));
  }
  const damaged = Buffer.from(bytes);
  damaged[20] = (damaged[20] ?? 0) ^ 1;
  expect(readJournal(damaged)).toEqual({ damagedLine: 1 });
  expect(foldJournal(whole_.events)?.steps.size).toBe(2);

  await appendFile(file, 'torn half of a li');
  const { facts } = await inspectRepository(rig.folder, rig.options());
  const opened = facts && (await openRecord(rig.folder, facts, rig.options()));
  expect(opened?.diagnostics).toMatchObject([{ code: 'journal_torn', severity: 'warning' }]);
  expect(await rig.git('log', '--format=%s')).toBe('two: did two\none: did one\nopen: Signals\nbegin\n');
  await opened?.record?.release();

  await writeFile(file, damaged);
  const broken = facts && (await openRecord(rig.folder, facts, rig.options()));
  expect(broken).toMatchObject({
    diagnostics: [{ code: 'journal_broken', message: expect.stringContaining('line 1') }],
  });
  expect(broken?.record).toBeUndefined();
});

test('another score ends the unfinished session with its record, and opens its own', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await record.accept(await rig.step('demo/one', 1));
  await record.release();
  const next = await rig.open();
  whole(await next.begin(await rig.start({ id: 'next0000', title: 'Next' })));
  await next.release();
  expect(await rig.git('log', '--reverse', '--format=%s')).toBe(
    'begin\nopen: Signals\none: did one\nclose: Signals (interrupted)\nopen: Next\n',
  );
  expect(await rig.read('sessions/2026-11-21-k3f9a0b1.jsonl')).toContain('"part":"demo/one"');
});
