/**
 * Whether step 10,000 costs what step 100 did, and how much memory that takes: `node bench/flat.mjs --steps 10000`.
 *
 * One session of N chained steps; the times are those of its events (`play --jsonl`), the memory is the most that the
 * Conductor's own process ever held (VmHWM of proc(5); not measured where there is no /proc).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execPath } from 'node:process';
import { count, figure, mebibytes, times } from './shared/figures.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { environment, settle } from './shared/measure.mjs';
import { freshFolder } from './shared/rounds.mjs';
import { simphony, workspace } from './shared/workspace.mjs';

export async function bench(options) {
  const tables = [];
  const targets = [];
  for (const steps of options.steps ?? (options.quick ? [40] : [10_000])) {
    const rows = [];
    for (const { name: kind } of chosen([{ name: 'module' }, { name: 'command' }], options)) {
      for (let round = 1; round <= (options.rounds ?? 1); round++) {
        options.say(`${count(steps)} ${kind} steps`);
        const { ended, peakBytes } = await session(kind, steps, options);
        const size = Math.max(1, Math.floor(steps / 100));
        const early = each(ended, size, 2 * size);
        const late = each(ended, steps - size, steps);
        const first = each(ended, size, 1 + 10 * size);
        const last = each(ended, steps - 10 * size, steps);
        rows.push([
          kind,
          ...[early, late].map(figure),
          times(late / early),
          ...[first, last].map(figure),
          times(last / first),
          mebibytes(peakBytes),
        ]);
        if (steps === 10_000) {
          targets.push(
            {
              what: `${kind}: steps 9,900–10,000 against steps 100–200`,
              wanted: 'at most 1.5 × (aim: 1.2)',
              got: times(late / early),
              met: late / early <= 1.5,
            },
            {
              what: `${kind}: memory of the Conductor over 10,000 steps`,
              wanted: 'under 300 MB',
              got: `${mebibytes(peakBytes)} MiB`,
              met: peakBytes === undefined ? undefined : peakBytes < 300e6,
            },
          );
        }
      }
    }
    const size = Math.max(1, Math.floor(steps / 100));
    const [a, b] = [`${count(size)}–${count(2 * size)}`, `${count(steps - size)}–${count(steps)}`];
    const [c, d] = [`${count(size)}–${count(1 + 10 * size)}`, `${count(steps - 10 * size)}–${count(steps)}`];
    tables.push({
      title: `${count(steps)} chained steps in one session, ms a step`,
      head: ['', `steps ${a}`, b, 'ratio', c, d, 'ratio', 'most memory, MiB'],
      rows,
    });
  }
  return { tables, targets };
}

/** Mean ms of the steps after the one and up to the other. */
const each = (ended, after, upTo) => (ended[upTo - 1] - ended[after - 1]) / (upTo - after);

/** @returns when each step was accepted (ms), in order, and the Conductor's largest resident set */
async function session(kind, steps, options) {
  const folder = await freshFolder(options, 'flat');
  const events = `${folder}.jsonl`;
  try {
    workspace(folder, { steps, kind });
    settle();
    const output = openSync(events, 'w');
    const child = spawn(execPath, [simphony, 'play', '--jsonl'], {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', output, 'ignore'],
    });
    closeSync(output);
    let peakBytes;
    const looking = setInterval(() => (peakBytes = highWater(child.pid) ?? peakBytes), 50);
    const [code] = await once(child, 'exit');
    clearInterval(looking);
    if (code !== 0) throw new Error(`the session ended with ${code}`);
    const ended = (await readFile(events, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'take_accepted')
      .map(({ timestamp }) => Date.parse(timestamp));
    if (ended.length !== steps) throw new Error(`${ended.length} of ${steps} steps were accepted`);
    return { ended, peakBytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(events, { force: true });
  }
}

function highWater(pid) {
  try {
    const [, kib] =
      /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(path.join('/proc', String(pid), 'status'), 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

await asCommand(
  import.meta,
  bench,
  'Whether the 10,000th step costs what the 100th did, and the memory it takes.',
);
