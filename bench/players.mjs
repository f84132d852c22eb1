/**
 * What one attempt costs above the work in it: `node bench/players.mjs [attempts] [MiB of ballast]`.
 *
 * Attempts in a row, each submitted, brought back, collected and released: of a command, of a module in a warm worker;
 * beside them the floor: a small process that only starts the same command, the way anybody would with Node. All three
 * take turns, round by round, so that whatever else the machine does falls on each alike; ratios are medians over the
 * rounds. The ballast makes this process as large as a Conductor in the midst of a long session, because forking costs
 * the more the larger the process is. CPU is of all processes together (Linux only).
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const inRound = 20;
const words = ['sh', 'scripts/step.sh'];

if (process.argv[2] === 'floor') serveFloor(process.argv[3]);
else await measure(Number(process.argv[2] ?? 400), Number(process.argv[3] ?? 120));

/** The floor, in a process of its own: `{ rounds }` in, `{ ms }` of all of them out. */
function serveFloor(folder) {
  const one = async () => {
    const child = spawn(words[0], words.slice(1), { cwd: folder, env: { PATH: process.env.PATH } });
    child.stdin.on('error', () => {});
    child.stdin.end('{"seed":7}\n');
    child.stdout.resume();
    child.stderr.resume();
    await once(child, 'close');
  };
  process.on('message', async (times) => {
    const begin = performance.now();
    for (let i = 0; i < times; i++) await one();
    process.send(performance.now() - begin);
  });
}

async function measure(attempts, ballast) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const { makePlayers } = await built(root);
  const workspace = await mkdtemp(path.join(tmpdir(), 'simphony-bench-'));
  const folder = path.join(workspace, 'ensembles/bench');
  await mkdir(path.join(folder, 'scripts'), { recursive: true });
  await writeFile(path.join(folder, 'scripts/step.sh'), `echo '{"n":1}'\n`);
  await writeFile(path.join(folder, 'scripts/step.mjs'), 'export default () => ({ n: 1 });');
  const weight = Array.from({ length: ballast }, () => Buffer.alloc(2 ** 20, 1));

  const home = {
    folder: root,
    url: pathToFileURL(path.join(root, 'package.json')).href,
    bins: [path.join(root, 'node_modules/.bin')],
    worker: path.join(root, 'src/players/worker/worker.mjs'),
    launcher: path.join(root, 'src/players/worker/launcher.mjs'),
  };
  const players = makePlayers({ parallel: 2, home, path: process.env.PATH });
  const floor = fork(fileURLToPath(import.meta.url), ['floor', folder]);

  let attempt = 0;
  const play = async (performer) => {
    attempt += 1;
    const part = `bench/s${attempt}`;
    players.submit(requestOf(part, performer, workspace), { progress() {}, log() {}, started() {} });
    const brought = await players.result(part);
    if (brought.brought !== 'take') throw new Error(JSON.stringify(brought));
    await brought.scratch.release();
  };
  const many = async (performer, times) => {
    const begin = performance.now();
    for (let i = 0; i < times; i++) await play(performer);
    return performance.now() - begin;
  };
  const kinds = {
    floor: async (times) => {
      floor.send(times);
      const [ms] = await once(floor, 'message');
      return ms;
    },
    command: (times) => many({ kind: 'command', words: words.map(template) }, times),
    module: (times) => many({ kind: 'module', path: 'ensembles/bench/scripts/step.mjs' }, times),
  };

  for (const [name, run] of Object.entries(kinds))
    console.log(`${name.padEnd(8)} the first ${(await run(1)).toFixed(1)} ms`);
  for (const run of Object.values(kinds)) await run(inRound);
  const before = process.memoryUsage.rss();
  const ms = { floor: [], command: [], module: [] };
  const cpu = { floor: 0, command: 0, module: 0 };
  for (let done = 0; done < attempts; done += inRound) {
    for (const [name, run] of Object.entries(kinds)) {
      const spent = cpuMs();
      ms[name].push((await run(inRound)) / inRound);
      cpu[name] += cpuMs() - spent;
    }
  }
  for (const name of Object.keys(kinds)) {
    const ratios = ms[name].map((one, round) => one / ms.floor[round]);
    console.log(
      `${name.padEnd(8)} ${median(ms[name]).toFixed(3)} ms, ${(cpu[name] / attempts).toFixed(2)} ms of CPU, ${median(ratios).toFixed(2)} × the floor`,
    );
  }
  const mib = (bytes) => Math.round(bytes / 2 ** 20);
  console.log(
    `memory of this process ${mib(before)} → ${mib(process.memoryUsage.rss())} MiB, ${weight.length} of it ballast`,
  );
  floor.disconnect();
  await players.close();
  await rm(workspace, { recursive: true });
}

function template(source) {
  return { source, at: { file: 'bench.md', line: 1, column: 1 }, pieces: [source] };
}

/** As the Conductor asks: an instrument of its own for every part, all with the same code. */
function requestOf(part, performer, workspace) {
  return {
    part,
    instrument: {
      ensemble: 'bench',
      env: [],
      code: new Map([
        ['scripts/step.mjs', 'sha256:0'],
        ['scripts/step.sh', 'sha256:1'],
      ]),
      kind: 'script',
      output: { form: 'json' },
      timeoutMs: 60_000,
      performer,
    },
    input: { seed: 7, attempt: 1, feedback: [] },
    values: {},
    laid: [],
    writes: [],
    attempt: 1,
    seed: 7,
    workspace,
    home: path.join(workspace, '.simphony'),
    outputLimit: 16 * 1024 * 1024,
    environment: process.env,
  };
}

async function built(root) {
  const { build } = await import('esbuild');
  const outfile = path.join(root, 'node_modules/.cache/simphony-bench', `players-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(root, 'src/players/index.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const module = await import(pathToFileURL(outfile).href);
  await rm(outfile);
  return module;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** Milliseconds of CPU of this process, its children, and the children that they have waited for. */
function cpuMs() {
  if (process.platform !== 'linux') return NaN;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // proc_pid_stat(5): after the name in brackets, field 4 is the parent, 14 to 17 are times in ticks of 10 ms.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
      if (Number(pid) !== process.pid && Number(fields[1]) !== process.pid) continue;
      ticks += fields.slice(11, 15).reduce((sum, one) => sum + Number(one), 0);
    } catch {
      // it has ended
    }
  }
  return ticks * 10;
}
