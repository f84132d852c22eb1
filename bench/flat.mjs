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
import { count, figure, megabytes, times } from './shared/figures.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { environment, settle } from './shared/measure.mjs';
import { freshFolder } from './shared/rounds.mjs';
import { simphony, workspace } from './shared/workspace.mjs';

export async function bench(options) {
  const tables = [];
  const targets = [];
  for (const steps of options.steps ?? (options.quick ? [40] : [10_000])) {
    const one = Math.max(1, Math.floor(steps / 100));
    /** After which step, up to which: a hundredth of the session, and a tenth of it, which is steadier. */
    const windows = [
      [one, 2 * one],
      [steps - one, steps],
      [one, 11 * one],
      [steps - 10 * one, steps],
    ];
    const rows = [];
    for (const { name: kind } of chosen([{ name: 'module' }, { name: 'command' }], options)) {
      for (let round = 1; round <= (options.rounds ?? 1); round++) {
        options.say(`${count(steps)} ${kind} steps`);
        const { ended, used, peakBytes } = await session(kind, steps, options);
        const [early, late, first, last] = windows.map((window) => each(ended, window));
        const [, , cpuFirst, cpuLast] = windows.map((window) => each(ended.map(usedAt(used)), window));
        rows.push([
          kind,
          ...[figure(early), figure(late), times(late / early)],
          ...[figure(first), figure(last), times(last / first)],
          ...[figure(cpuFirst), figure(cpuLast), times(cpuLast / cpuFirst)],
          megabytes(peakBytes),
        ]);
        if (steps === 10_000) targets.push(...flatTargets(kind, late / early, peakBytes));
      }
    }
    const [early, late, first, last] = windows.map(([after, upTo]) => `${count(after)}–${count(upTo)}`);
    tables.push({
      title: `${count(steps)} chained steps in one session: ms a step, and CPU ms a step of the Conductor's process`,
      head: [
        ...['', `steps ${early}`, late, 'ratio', first, last, 'ratio'],
        ...[`CPU ${first}`, `CPU ${last}`, 'ratio', 'most memory, MB'],
      ],
      rows,
    });
  }
  return { tables, targets };
}

const flatTargets = (kind, grown, peakBytes) => [
  {
    what: `${kind}: steps 9,900–10,000 against steps 100–200`,
    wanted: 'at most 1.5 × (aim: 1.2)',
    got: times(grown),
    met: grown <= 1.5,
  },
  {
    what: `${kind}: memory of the Conductor over 10,000 steps`,
    wanted: 'under 300 MB',
    got: peakBytes === undefined ? '–' : `${megabytes(peakBytes)} MB`,
    met: peakBytes === undefined ? undefined : peakBytes < 300e6,
  },
];

/** Mean of the steps after the one and up to the other. */
const each = (at, [after, upTo]) => (at[upTo - 1] - at[after - 1]) / (upTo - after);

/** The CPU time (ms) that the process had used at a time, between the two looks at it that stand around that time. */
const usedAt = (used) => (time) => {
  const next = used.findIndex((look) => look.time >= time);
  const [from, to] = [used[next - 1] ?? used[0], used[next] ?? used.at(-1)];
  if (from === undefined || to === undefined) return NaN;
  const share = to.time === from.time ? 0 : (time - from.time) / (to.time - from.time);
  return from.ms + share * (to.ms - from.ms);
};

/** @returns when each step was accepted (ms), in order; looks at its CPU time; its largest resident set */
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
    const used = [];
    const looking = setInterval(() => {
      peakBytes = highWater(child.pid) ?? peakBytes;
      const ms = cpuTime(child.pid);
      if (ms !== undefined) used.push({ time: Date.now(), ms });
    }, 50);
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
    return { ended, used, peakBytes };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
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

/** User and system time of a process, in ms: the 14th and 15th field of /proc/<pid>/stat, in ticks of 10 ms. */
function cpuTime(pid) {
  try {
    const text = readFileSync(path.join('/proc', String(pid), 'stat'), 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

await asCommand(
  import.meta,
  bench,
  'Whether the 10,000th step costs what the 100th did, and the memory it takes.',
);
