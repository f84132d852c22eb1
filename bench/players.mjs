/**
 * What one attempt costs above the work in it: `node bench/players.mjs [takes]`.
 *
 * Prints the mean of N takes in a row, each with its own scratch folder, collected and released: of a command, of a
 * module in a warm worker, and beside them the floor: a loop that only starts the same command. Ratios are against
 * that floor, which was run in turns with the others on the same machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const takes = Number(process.argv[2] ?? 300);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, 'node_modules/.cache/simphony-bench');
await build({
  entryPoints: [path.join(root, 'src/players/index.ts')],
  outfile: path.join(cache, 'players.mjs'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
const { makePlayers } = await import(pathToFileURL(path.join(cache, 'players.mjs')).href);

const workspace = await mkdtemp(path.join(tmpdir(), 'simphony-bench-'));
const folder = path.join(workspace, 'ensembles/bench');
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, 'module.mjs'), 'export default (input) => ({ heard: input.seed });');

const home = {
  folder: root,
  url: pathToFileURL(path.join(root, 'package.json')).href,
  bins: [path.join(root, 'node_modules/.bin')],
  worker: path.join(root, 'src/players/worker/worker.mjs'),
};
const players = makePlayers({ parallel: 1, home });
const text = (source) => ({ source, at: { file: 'bench.md', line: 1, column: 1 }, pieces: [source] });
const words = ['sh', '-c', 'echo 1'];
const performers = {
  command: { kind: 'command', words: words.map(text) },
  module: { kind: 'module', path: 'ensembles/bench/module.mjs' },
};

let attempt = 0;
async function take(performer) {
  const instrument = {
    ensemble: 'bench',
    env: [],
    code: new Map(),
    kind: 'script',
    output: { form: 'json' },
    timeoutMs: 60_000,
  };
  players.submit(
    {
      part: 'bench/part',
      instrument: { ...instrument, ...(performer === performers.module ? kept : {}), performer },
      input: { seed: 7 },
      values: {},
      laid: [],
      writes: [],
      attempt: (attempt += 1),
      seed: 7,
      workspace,
      home: path.join(workspace, '.simphony'),
      outputLimit: 16 * 1024 * 1024,
      environment: { PATH: process.env.PATH },
    },
    { progress() {}, log() {} },
  );
  const brought = await players.result('bench/part');
  if (brought.brought !== 'take') throw new Error(JSON.stringify(brought));
  await brought.scratch.release();
}
const kept = {};

async function floor() {
  const child = spawn(words[0], words.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  child.stdin.end();
  child.stdout.resume();
  child.stderr.resume();
  await once(child, 'close');
}

const kinds = { floor, command: () => take(performers.command), module: () => take(performers.module) };
const spent = { floor: 0, command: 0, module: 0 };
const starts = performance.now();
await kinds.module();
console.log(
  `the first take of a module, with the start of its worker: ${(performance.now() - starts).toFixed(1)} ms`,
);
for (const [name, play] of Object.entries(kinds)) {
  for (let i = 0; i < 10; i++) await play();
  spent[name] = 0;
}
for (let i = 0; i < takes; i += 10) {
  for (const [name, play] of Object.entries(kinds)) {
    const begin = performance.now();
    for (let j = 0; j < 10; j++) await play();
    spent[name] += performance.now() - begin;
  }
}
for (const [name, ms] of Object.entries(spent)) {
  console.log(
    `${name.padEnd(8)} ${(ms / takes).toFixed(2)} ms a take, ${(ms / spent.floor).toFixed(2)} × the floor; workers ${players.workers}`,
  );
}
console.log(`memory of this process: ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`);
await players.close();
await rm(workspace, { recursive: true });
