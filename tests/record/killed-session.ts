/** Played in a process of its own, which the test kills: `node killed-session.ts <workspace> <moment>`. */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, type Address, type Key } from '../../src/base/index.ts';
import { inspectRepository, openRecord, type Step } from '../../src/record/index.ts';

const [folder = '', moment = ''] = process.argv.slice(2);
const options = {
  environment: { ...process.env, HOME: process.env['KILLED_HOME'] },
  now: () => new Date('2026-11-21T12:00:00Z'),
};

const step = (nickname: string, index: number): Step => {
  const takeBytes = Buffer.from(`${index}\n`);
  return {
    accepted: {
      part: `demo/${nickname}` as Address,
      key: sha256(nickname) as Key,
      session: 'k3f9a0b1',
      ensembleVersion: '1.0.0',
      attempts: 1,
      verdict: '1 held',
      player: 'script',
      summary: `did ${nickname}`,
      takePath: `takes/demo/${nickname}.json`,
      outputSha256: sha256(String(index)),
      takeSha256: sha256(takeBytes),
      files: [],
    },
    takeBytes,
    contents: new Map(),
    handoffLine: `${nickname} · script · did ${nickname} → takes/demo/${nickname}.json`,
    summaryLine: `did ${nickname}.`,
    turn: { distance: index, index: 0 },
  };
};

const { facts } = await inspectRepository(folder, options);
const { record } = facts === undefined ? { record: undefined } : await openRecord(folder, facts, options);
if (record === undefined) throw new Error('the record did not open');
await record.begin({
  id: 'k3f9a0b1',
  title: 'Signals',
  scoreDigest: sha256('score'),
  date: '2026-11-21',
  scorePaths: ['sheetMusic.md'],
  handoffLimit: 100,
  commitLimit: 1 << 20,
});
await record.accept(step('two', 2));
await record.accept(step('one', 1));
await record.attemptStarts({
  part: 'demo/three' as Address,
  key: sha256('three') as Key,
  attempt: 1,
  idempotent: false,
});
const parts = ['demo/one', 'demo/two'] as Address[];
if (moment === 'published') await record.publish(parts);
if (moment === 'publishing') {
  // Killed while git's index lock is held, so somewhere around the move of the branch.
  void record.publish(parts);
  for (;;) {
    const lock = await readFile(join(folder, '.git/index.lock')).catch(() => undefined);
    if (lock !== undefined) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
writeFileSync(1, 'now\n');
setInterval(() => {}, 1000);
