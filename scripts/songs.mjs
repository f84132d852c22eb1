/**
 * Songs by chance, through the command as it is built: `node scripts/songs.mjs [count] [--from n] [--poor] [--in-process]`.
 *
 * Plays so many specs (200) of tests/song/random-sds.mjs one after the other in a workspace of their own, and prints how many passed, in
 * how many rounds, and how long a whole run took. `--poor` has a model answer for LYRICS, badly (tests/song/poor-lyrics.mjs), over a
 * server on this machine: what FIX is for. `--in-process` plays the nodes alone, without the command. Ends with 1 where a run crashed,
 * fewer than 95 % passed, or FIX converged in fewer than 90 %.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { random } from 'simphony/kit';
import { planOf, songOf, understudyOf } from '../tests/song/in-process.mjs';
import { poorLyrics } from '../tests/song/poor-lyrics.mjs';
import { randomSds } from '../tests/song/random-sds.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '0' },
    poor: { type: 'boolean' },
    'in-process': { type: 'boolean' },
  },
});
const count = Number(positionals[0] ?? 200);
const numbers = Array.from({ length: count }, (_, at) => Number(asked.from) + at);

/** What a model answers on a bad day: another mistake each time. */
const mistakes = Object.keys(poorLyrics);
const spoilt = (number, answer, plan) =>
  poorLyrics[mistakes[number % mistakes.length]](answer, random(number, 'a bad day'), plan);

const songs = [];
const play = asked['in-process'] ? inProcess : await byCommand();
for (const number of numbers) {
  const from = performance.now();
  const song = await play(number, randomSds(number));
  songs.push({ number, ms: performance.now() - from, ...song });
  if (song.outcome !== 'pass') console.log(`${number}: ${song.outcome}, ${song.reason}`);
}
await play.close?.();
report();

async function inProcess(number, sds) {
  const { rounds, passes } = await songOf(sds, (answer, plan) =>
    asked.poor ? spoilt(number, answer, plan) : answer,
  );
  return {
    outcome: passes ? 'pass' : 'failed',
    rounds: rounds.length,
    reason: rounds.at(-1).VALIDATE.summary,
  };
}

/** A workspace, and a function that plays a song in it. */
async function byCommand() {
  const folder = await mkdtemp(path.join(tmpdir(), 'simphony-songs-'));
  for (const part of ['ensembles/song', 'songs/sources'])
    await cp(path.join(root, part), path.join(folder, part), { recursive: true });
  const server = asked.poor ? await poorModel() : undefined;
  const models = server === undefined ? '' : `models: { poor: { id: poor, base_url: "${server.url}" } }\n`;
  await writeFile(
    path.join(folder, 'concerto.md'),
    `---\nsimphony: 1\nplays: [song]\n${models}---\nSongs.\n`,
  );
  const page = path.join(folder, 'ensembles/song/LYRICS.md');
  if (asked.poor)
    await writeFile(page, (await readFile(page, 'utf8')).replace('model: standard', 'model: poor'));
  await writeFile(path.join(folder, '.gitignore'), '.simphony/\n');
  // an identity of its own, so that no setting of this machine decides
  const gitconfig = path.join(folder, '.git-config');
  await writeFile(gitconfig, '[user]\n\tname = A Stranger\n\temail = stranger@example.org\n');
  const { ANTHROPIC_API_KEY: _key, ANTHROPIC_AUTH_TOKEN: _token, ...rest } = process.env;
  const env = { ...rest, GIT_CONFIG_GLOBAL: gitconfig, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...words) => execFileSync('git', words, { cwd: folder, env, stdio: 'ignore' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'the workspace');
  const plays = async (number, sds) => {
    const file = `songs/random-${number}.json`;
    await mkdir(path.join(folder, 'songs'), { recursive: true });
    await writeFile(path.join(folder, file), JSON.stringify(sds, null, 2));
    if (server !== undefined) {
      const plan = await planOf(sds);
      server.answer = spoilt(number, understudyOf(plan), plan);
    }
    const { code, stdout, stderr } = await simphony(folder, env, 'play', file, '--json');
    let report;
    try {
      report = JSON.parse(stdout);
    } catch {
      return { outcome: 'crash', rounds: 0, reason: stderr.trim().split('\n').at(-1) };
    }
    const summary = report.ensembles?.song?.result;
    const fixes = (summary?.record ?? []).filter(({ part }) => /(?:^|\/)FIX\b/u.test(part)).length;
    const outcome =
      code === 0 && summary?.status === 'pass'
        ? 'pass'
        : code === 3 && summary?.status === 'failed'
          ? 'failed'
          : 'crash';
    return { outcome, rounds: 1 + fixes, reason: summary?.reason ?? report.reason ?? `exit code ${code}` };
  };
  plays.close = async () => {
    server?.close();
    await rm(folder, { recursive: true, force: true });
  };
  return plays;
}

function simphony(folder, env, ...words) {
  const child = spawn(process.execPath, [path.join(root, 'dist/simphony.js'), ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (out[name] += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...out }));
  });
}

/** A server that speaks the Messages API and always answers `answer`. */
async function poorModel() {
  const model = { answer: {}, url: '', close: () => server.close() };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    const text = JSON.stringify(model.answer);
    const usage = { input_tokens: 100, output_tokens: 100 };
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: body.model,
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage,
    };
    if (body.stream !== true) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ ...message, content: [{ type: 'text', text }] }));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const events = [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
      { type: 'message_stop' },
    ];
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  model.url = `http://127.0.0.1:${server.address().port}`;
  return model;
}

function report() {
  const of = (outcome) => songs.filter((song) => song.outcome === outcome).length;
  const mended = songs.filter(({ rounds }) => rounds > 1);
  const converged = mended.filter(({ outcome }) => outcome === 'pass').length;
  const times = songs.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share) =>
    `${(times[Math.min(times.length - 1, Math.floor(share * times.length))] / 1000).toFixed(2)} s`;
  const share = (part, all) =>
    all === 0 ? 'none' : `${part} of ${all} (${((100 * part) / all).toFixed(1)} %)`;
  console.log(`passed     ${share(of('pass'), songs.length)}`);
  console.log(`crashed    ${of('crash')}`);
  console.log(
    `FIX needed ${share(mended.length, songs.length)}, converged ${share(converged, mended.length)}`,
  );
  console.log(`a run      P50 ${at(0.5)}, P95 ${at(0.95)}, longest ${at(1)}`);
  const good = of('crash') === 0 && of('pass') >= 0.95 * songs.length && converged >= 0.9 * mended.length;
  process.exitCode = good ? 0 : 1;
}
