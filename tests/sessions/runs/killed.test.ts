import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rig } from '../rig.ts';
import { environmentOf, RunsOf } from './runs-of.ts';
import { sheet, slowScripts, workspace } from './workspace.ts';

const program = join(import.meta.dirname, '../../../dist/.test-taken-up.mjs');

beforeAll(async () => {
  const banner = {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  };
  await build({
    entryPoints: [join(import.meta.dirname, 'taken-up.ts')],
    ...{ bundle: true, platform: 'node', format: 'esm', outfile: program, banner, logLevel: 'error' },
  });
});
afterAll(() => rm(program, { force: true }));

interface Line {
  readonly submitted?: string;
  readonly changed?: string;
  readonly cancelled?: true;
  readonly id?: number;
  readonly event?: string;
  readonly node?: string;
}

/** Another process that takes the runs up and is killed with SIGKILL at the first line that is meant. */
async function killedAt(
  rig: Rig,
  wanted: readonly string[],
  isMeant: (line: Line) => boolean,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [program, rig.folder, ...wanted], {
    env: { ...environmentOf(rig), ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  const lines: Line[] = [];
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (isMeant(line)) {
      child.kill('SIGKILL');
      break;
    }
  }
  expect(await ended).toBe('SIGKILL');
  return lines;
}

/** Where the kill falls in the life of a run. */
const moments: readonly (readonly [string, (line: Line) => boolean])[] = [
  ['its file is written, and it has no place in the queue yet', ({ changed }) => changed === 'submitted.rename'],
  ['it is queued', ({ submitted }) => submitted !== undefined],
  ['it is beginning', ({ changed }) => changed === 'journal.open'],
  ['its session has opened', ({ event, node }) => event === 'start' && node === 'first'],
  ['a part of it is being played', ({ event, node }) => event === 'start' && node === 'waits'],
  ['its session is over, and its end is not noted', ({ changed }) => changed === 'git gc'],
  ['it has ended', ({ event }) => event === 'session_end'],
];

test.each(moments)('SIGKILL when %s: the run is played to its end, and nothing accepted twice', async (moment, isMeant) => {
  await using rig = await Rig.with({ ...workspace });
  await rig.write(slowScripts(rig.outside));
  await rig.commit('scripts');
  const isLate = /is over|has ended/.test(moment);
  if (isLate) await writeFile(join(rig.outside, 'go'), '');
  const lines = await killedAt(rig, ['Slow', 'slow'], isMeant);
  await writeFile(join(rig.outside, 'go'), '');
  await using queue = await RunsOf.in(rig);
  const [run, ...others] = await queue.runs.list();
  expect(others).toEqual([]);
  if (run === undefined) {
    expect(lines.some(({ submitted }) => submitted !== undefined)).toBe(false);
    const left = await rig.git('ls-files', '-o', 'runs');
    const again = await queue.ended(await queue.submit({ sheet: sheet('Slow', 'slow') }));
    expect(again).toMatchObject({ status: 'ok', sheet: left });
    return;
  }
  expect(await queue.ended(run.run_id)).toMatchObject({
    ...{ status: 'ok', code: 0, outputs: { first: 1, waits: 1, last: 1 } },
    session: expect.stringMatching(/^[a-z0-9]{8}$/),
  });
  const effects = (await readFile(join(rig.outside, 'effects'), 'utf8')).trim().split('\n');
  const steps = await rig.steps();
  expect(steps).toEqual(['first: 1', 'waits: 1', 'last: 1']);
  // Only what was being played at the kill is played again.
  if (moment.includes('being played')) expect(effects).toEqual(['slow/first', 'slow/waits', 'slow/waits', 'slow/last']);
  if (isLate) expect(effects).toEqual(['slow/first', 'slow/waits', 'slow/last']);
  const ids = (await queue.runs.events.after(0, 10_000)).map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  // No number that was told before the kill is another event's now.
  const told = lines.flatMap(({ id }) => id ?? []);
  expect(Math.max(0, ...told)).toBeLessThanOrEqual(ids.length);
  for (const { id, event, node } of lines) {
    if (id !== undefined) expect((await queue.runs.events.after(id - 1, 1))[0]).toMatchObject({ id, event: { event, node } });
  }
  expect(await rig.git('status', '--porcelain')).toBe('');
});

test('cancelled while it plays, and the process killed before it has ended: it stays cancelled', async () => {
  await using rig = await Rig.with({ ...workspace });
  await rig.write(slowScripts(rig.outside));
  await rig.commit('scripts');
  const isCancelled = ({ cancelled }: Line): boolean => cancelled === true;
  await killedAt(rig, ['Slow', 'slow'], isCancelled, { CANCEL_AT: 'waits' });
  await using queue = await RunsOf.in(rig);
  const [run] = await queue.runs.list();
  expect(await queue.ended(run?.run_id ?? '')).toMatchObject({ status: 'cancelled', code: 130 });
  expect(await queue.ended(await queue.submit({ sheet: sheet('One') }))).toMatchObject({ status: 'ok' });
  expect(await readFile(join(rig.outside, 'effects'), 'utf8')).toBe('slow/first\nslow/waits\n');
});
