/**
 * Plays the instruments of ensembles/research as plain modules, models by their understudies, in the order in which they
 * need each other, and
 * prints { takes, files } as JSON. A stand-in for the Conductor: it lays what an instrument `reads` into an empty
 * folder, hands over what the design says, and keeps what is written.
 *
 *   node play-survey.mjs <workspace> <source>
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [workspace = '', source = ''] = process.argv.slice(2);
const ensemble = fileURLToPath(new URL('../../ensembles/research', import.meta.url));
const require = createRequire(import.meta.url);
const picomatch = require('picomatch');
const { parse } = require('yaml');

const sheet = { title: 'A survey', text: 'Say what there is.', cue: '', inputs: { source } };
const flags = parse(front(readFileSync(join(ensemble, 'ensemble.md'), 'utf8'))).flags;
const answers = new Map();
const takes = {};
const files = {};

const order = [
  'inventory',
  'document',
  'area',
  'languages',
  'history',
  'links',
  'todos',
  'modules',
  'charts',
  'findings',
  'editor',
  'critic',
  'report',
];
for (const nickname of order) {
  const instrument = parse(front(readFileSync(join(ensemble, `${nickname}.md`), 'utf8')));
  const [of, field] = instrument.each?.split('.') ?? [];
  if (of === undefined) takes[nickname] = await play(instrument);
  else {
    takes[nickname] = [];
    for (const item of takes[of][field]) {
      takes[nickname].push({ id: item.id, item, output: await play(instrument, item), files: [] });
    }
  }
}
process.stdout.write(JSON.stringify({ takes, files }));

async function play(instrument, item) {
  const scratch = mkdtempSync(join(tmpdir(), 'survey-'));
  const { default: instrumentPlays } = await import(
    pathToFileURL(join(ensemble, instrument.module ?? instrument.understudy)).href
  );
  try {
    lay(instrument, item, scratch);
    process.chdir(scratch);
    const output = await instrumentPlays(inputFor(instrument, item), contextIn(scratch));
    return JSON.parse(JSON.stringify(output));
  } finally {
    process.chdir(workspace);
    rmSync(scratch, { recursive: true });
  }
}

function inputFor({ needs, probe, flags: named = [] }, item) {
  const inputs = needs.filter((need) => need !== 'sheet').map((need) => [need, withoutSummary(takes[need])]);
  return {
    ...(needs.includes('sheet') ? { sheet } : {}),
    ...(probe === undefined ? {} : { probe: answer(probe) }),
    ...(item === undefined ? {} : { item }),
    flags: Object.fromEntries(named.map((name) => [name, flags[name]])),
    inputs: Object.fromEntries(inputs),
    production: { notes: '', constraints: [] },
    seed: 1,
    round: 1,
    attempt: 1,
    feedback: [],
  };
}

function withoutSummary(take) {
  if (Array.isArray(take)) return take.map((one) => ({ ...one, output: withoutSummary(one.output) }));
  const { summary: _, ...rest } = take;
  return rest;
}

function answer([, path]) {
  const script = join(ensemble, 'scripts', path.split('/').at(-1));
  if (!answers.has(script)) answers.set(script, printed(script));
  return answers.get(script);
}

function printed(script) {
  const options = { cwd: workspace, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  try {
    return execFileSync(process.execPath, [script, source], options);
  } catch {
    return null;
  }
}

function lay({ reads = [] }, item, scratch) {
  if (reads.length === 0) return;
  const top = resolve(workspace, source);
  const listed = JSON.parse(answer(['node', 'scripts/list-files.mjs'])).files;
  for (const read of reads) {
    const glob = read.replace('{sheet.inputs.source}/', '').replace('{item.glob}', item?.glob ?? '');
    const matches = picomatch(glob, { dot: true });
    for (const path of listed.filter((one) => matches(one))) {
      const target = join(scratch, 'inputs/source', path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, readFileSync(join(top, path)));
    }
  }
}

function contextIn(scratch) {
  return {
    progress() {},
    log() {},
    readBytes: async (path) => readFileSync(join(scratch, path)),
    write: async (path, data) => {
      files[path] = String(data);
    },
  };
}

function front(text) {
  return text.split(/^---$/m)[1];
}
