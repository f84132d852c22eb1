/**
 * What the record costs for each step: `node bench/record.mjs [steps] [steps for each group] [sessions]`.
 *
 * Opens a record on a fresh repository, accepts and publishes N steps as a chain of small takes does, and closes. Prints
 * wall time, the CPU time of this process and of the processes it started, for all steps and for the hundred around
 * step 100 and around the last, the processes started, and the bytes in `.git`, in the journal and in the working tree.
 * With more than one session the same parts play again with other keys, to see what a history costs.
 */
import { execFileSync } from 'node:child_process';
import childProcess from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [steps = 1000, group = 64, sessions = 1] = process.argv.slice(2).map(Number);

// Counted where they are started: the record has no business to know.
let started = 0;
const spawn = childProcess.spawn;
childProcess.spawn = (...words) => {
  started += 1;
  return spawn(...words);
};
syncBuiltinESMExports();

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, 'node_modules/.cache/simphony-bench', `record-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(root, 'src/record/index.ts')],
  outfile: cache,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  },
});
const { inspectRepository, openRecord } = await import(pathToFileURL(cache).href);
await rm(cache);

const folder = await mkdtemp(path.join(tmpdir(), 'simphony-bench-'));
const git = (...words) =>
  execFileSync('git', words, { cwd: folder, maxBuffer: 1 << 28 })
    .toString()
    .trim();
git('init', '-q', '-b', 'main');
git('config', 'user.name', 'Ada');
git('config', 'user.email', 'ada@example.com');
await writeFile(path.join(folder, 'sheetMusic.md'), '# Bench\n');
git('add', '-A');
git('commit', '-qm', 'begin');

const sha = (text) => createHash('sha256').update(text).digest('hex');

function stepOf(session, id, index) {
  const nickname = `s${String(index).padStart(5, '0')}`;
  const takePath = `takes/chain/${sha(nickname).slice(0, 2)}/${nickname}.json`;
  const takeBytes = Buffer.from(`${JSON.stringify({ n: 1, index, session }, null, 2)}\n`);
  return {
    accepted: {
      part: `chain/${nickname}`,
      key: sha(`${session} ${nickname}`),
      session: id,
      ensembleVersion: '1.0.0',
      attempts: 1,
      verdict: '1 held',
      player: 'script',
      summary: `n 1, index ${index}`,
      takePath,
      outputSha256: sha(`o${session} ${index}`),
      takeSha256: sha(takeBytes),
      files: [],
      digests: {
        instrument: sha('i'),
        code: { 'scripts/step.mjs': sha('c') },
        needs: { before: sha(nickname) },
      },
    },
    takeBytes,
    contents: new Map(),
    handoffLine: `${nickname} · script · n 1, index ${index} → ${takePath}`,
    summaryLine: `${nickname}: n 1, index ${index}.`,
    turn: { distance: index, index: 0 },
  };
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const options = { environment: process.env, now: () => new Date() };
const table = [];
for (let session = 1; session <= sessions; session += 1) {
  const id = `bench${String(session).padStart(4, '0')}`;
  const before = [performance.now(), cpu(), started];
  const { facts, diagnostics } = await inspectRepository(folder, options);
  if (facts === undefined) throw new Error(JSON.stringify(diagnostics));
  const { record, diagnostics: found } = await openRecord(folder, facts, options);
  if (record === undefined) throw new Error(JSON.stringify(found));
  await record.accepted();
  await record.takenBack();
  const opened = [performance.now(), cpu(), started];
  const whole = (published) => {
    if (published.published === 'stopped') throw new Error(JSON.stringify(published.diagnostics));
  };
  whole(
    await record.begin({
      id,
      title: 'Bench',
      scoreDigest: sha(id),
      date: '2026-11-21',
      scorePaths: ['sheetMusic.md'],
      handoffLimit: 100,
      commitLimit: 1 << 20,
    }),
  );
  const begun = [performance.now(), cpu(), started];
  const marks = [];
  let publishing = Promise.resolve();
  let due = [];
  const flush = () => {
    const parts = due;
    due = [];
    // One group at a time, as the Conductor does; what is accepted meanwhile joins the next one.
    publishing = publishing.then(async () => whole(await record.publish(parts)));
    return publishing;
  };
  for (let index = 1; index <= steps; index += 1) {
    const step = stepOf(session, id, index);
    await record.attemptStarts({
      part: step.accepted.part,
      key: step.accepted.key,
      attempt: 1,
      idempotent: true,
    });
    await record.accept(step);
    due.push(step.accepted.part);
    if (due.length >= group) await flush();
    if (index % group === 0) marks.push([performance.now(), cpu(), index]);
  }
  if (due.length > 0) await flush();
  await publishing;
  const played = [performance.now(), cpu(), started];
  const journal = execFileSync('du', [
    '-sb',
    path.join(folder, '.simphony/journal', `${id}.jsonl`),
  ]).toString();
  whole(await record.close([], 'closed'));
  await record.release();
  const closed = [performance.now(), cpu(), started];
  const between = (a, b, n = 1) => ({ wall: (b[0] - a[0]) / n, cpu: (b[1] - a[1]) / n });
  const at = (index) => {
    const to = marks.findIndex(([, , mark]) => mark >= index);
    return to < 1 ? undefined : between(marks[to - 1], marks[to], marks[to][2] - marks[to - 1][2]);
  };
  table.push({
    session,
    open: between(before, opened),
    begin: between(opened, begun),
    step: between(begun, played, steps),
    'step 100': at(Math.min(100, steps)),
    'last step': at(steps - (steps % group)),
    close: between(played, closed),
    processes: { open: opened[2] - before[2], steps: played[2] - begun[2], close: closed[2] - played[2] },
    'journal bytes/step': Number(journal.split('\t')[0]) / steps,
    rss: Math.round(process.memoryUsage().rss / 1e6),
  });
}
const show = (value) =>
  typeof value !== 'object'
    ? String(value)
    : Object.entries(value)
        .map(([name, number]) => `${name} ${Number.isInteger(number) ? number : number.toFixed(3)}`)
        .join(', ');
for (const row of sessions > 3 ? [table[0], table[1], table.at(-1)] : table) {
  for (const [name, value] of Object.entries(row)) console.log(`${name}: ${show(value ?? 'none')}`);
  console.log('');
}
const bytes = () =>
  Number(
    execFileSync('du', ['-sk', path.join(folder, '.git')])
      .toString()
      .split('\t')[0],
  ) * 1024;
console.log(`.git per step: ${Math.round(bytes() / steps / sessions)} bytes on disk`);
// One that git started by itself at the close may still run.
git('gc', '-q', '--force');
console.log(`.git per step after gc: ${Math.round(bytes() / steps / sessions)} bytes on disk`);
console.log(
  `status: ${JSON.stringify(git('status', '--porcelain'))}, fsck: ${JSON.stringify(git('fsck', '--full', '--no-dangling'))}`,
);
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
