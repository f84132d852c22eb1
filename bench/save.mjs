/**
 * (d) From saving the sheet to the first instrument's start: `node bench/save.mjs`.
 *
 * `simphony conduct` watches a workspace; every save changes the sheet's prose, which the first instrument hears, and
 * that instrument notes when it starts, as the first thing it does. Every other save is written in place, every other
 * beside and renamed, as editors do. Beside it a Node program with `fs.watch` and no settling time, and wireit
 * watching the same file. Times are of the machine's one wall clock (to a millisecond in this program).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { missing, modules } from './contenders/engines.mjs';
import { count, figure, median, spread, times } from './shared/figures.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { environment, settle } from './shared/measure.mjs';
import { freshFolder } from './shared/rounds.mjs';
import { plainFolder, project, repository, simphony, workspaceFiles, write } from './shared/workspace.mjs';

/** As the source has it: the time for which files must rest before they are read. */
const [, settling] = /settlingMs = (\d+)/.exec(
  readFileSync(path.join(project, 'src/conductor/conduct.ts'), 'utf8'),
);
const settlingMs = Number(settling);

const sheet = (save) => `---\ntitle: Chain\nplays: [chain]\n---\nSave ${save}.\n`;
/** Both append the time, in milliseconds since 1970, to a file outside the workspace. */
const noting = {
  command: (notes) => ({ 'ensembles/chain/scripts/step.sh': `date +%s%3N >>'${notes}'\necho '{"n":1}'\n` }),
  module: (notes) => ({
    'ensembles/chain/scripts/step.mjs':
      "import { appendFileSync } from 'node:fs';\n" +
      `export default async function play() {\n  appendFileSync(${JSON.stringify(notes)}, \`\${Date.now()}\\n\`);\n  return { n: 1 };\n}\n`,
  }),
};

const conducting = (kind, steps) => ({
  name: `simphony conduct, ${kind}, ${count(steps)} ${steps === 1 ? 'instrument' : 'instruments'}`,
  settlingMs,
  prepare(folder, notes) {
    write(folder, {
      ...workspaceFiles({ steps, kind }),
      'sheetMusic.md': sheet(0),
      ...noting[kind](notes),
    });
    repository(folder);
    return { words: [execPath, simphony, 'conduct', '--jsonl'] };
  },
  /** A session has ended, and what it wrote has been read. */
  rests: (lines) => nextLine(lines, (line) => line.includes('"event":"session_end"')),
});

const watching = {
  name: 'Node, fs.watch and spawn',
  settlingMs: 0,
  prepare(folder, notes) {
    plainFolder(folder, { files: { 'sheetMusic.md': sheet(0), 'note.sh': `date +%s%3N >>'${notes}'\n` } });
    return {
      words: [execPath, fileURLToPath(new URL('programs/watch.mjs', import.meta.url)), 'sheetMusic.md'],
    };
  },
  rests: () => pause(300),
};

const wireit = {
  name: 'wireit --watch',
  settlingMs: 0,
  missing: () => missing('wireit'),
  prepare(folder, notes) {
    const manifest = {
      name: 'steps',
      private: true,
      scripts: { note: 'wireit' },
      wireit: { note: { command: 'sh note.sh', files: ['sheetMusic.md'] } },
    };
    plainFolder(folder, {
      files: {
        'sheetMusic.md': sheet(0),
        'note.sh': `date +%s%3N >>'${notes}'\n`,
        'package.json': JSON.stringify(manifest),
        'package-lock.json': '{}',
      },
    });
    symlinkSync(modules, path.join(folder, 'node_modules'));
    return {
      words: [execPath, path.join(modules, 'wireit/bin/wireit.js')],
      env: {
        npm_lifecycle_event: 'note',
        npm_package_json: path.join(folder, 'package.json'),
        WIREIT_WATCH: 'true',
      },
    };
  },
  rests: () => pause(700),
};

export async function bench(options) {
  const saves = options.rounds ?? (options.quick ? 3 : 20);
  const sizes = options.steps ?? (options.quick ? [2] : [1, 1_000]);
  const contenders = [
    ...sizes.flatMap((steps) => ['module', 'command'].map((kind) => conducting(kind, steps))),
  ];
  const playing = chosen([...contenders, watching, wireit], options);
  const results = [];
  try {
    for (const contender of playing) results.push(await start(contender, options));
    settle();
    for (let save = 1; save <= saves; save++) {
      for (const result of results) {
        if (result.why === undefined) result.rounds.push(await oneSave(result, save));
      }
      options.say(`save ${save} of ${saves}`);
    }
  } finally {
    for (const { child, folder, notes } of results) {
      if (child?.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      if (folder !== undefined)
        await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
      if (notes !== undefined) await rm(notes, { force: true });
    }
  }
  const floor = results.find(({ contender }) => contender === watching);
  const most = Math.max(...sizes);
  const ours = results.filter(({ contender, rounds }) => contender.settlingMs > 0 && rounds.length > 0);
  return {
    tables: [
      {
        title: `From the save to the start, ${saves} saves`,
        head: ['', 'ms', 'spread', 'settling', 'above it', '× fs.watch'],
        rows: results.map((result) => row(result, floor)),
      },
    ],
    targets: ours
      .filter(
        ({ contender }) =>
          contender.name.includes(` ${count(most)} `) || contender.name.endsWith('1 instrument'),
      )
      .map(({ contender, rounds }) => {
        const above = median(rounds) - contender.settlingMs;
        return {
          what: `from the save to the start above settling, ${contender.name}`,
          wanted: 'at most 60 ms',
          got: `${figure(above)} ms`,
          met: above <= 60,
        };
      }),
  };
}

function row({ contender, rounds, why }, floor) {
  if (why !== undefined) return [contender.name, '–', '–', '–', '–', why];
  return [
    contender.name,
    figure(median(rounds)),
    spread(rounds),
    contender.settlingMs === 0 ? '–' : String(contender.settlingMs),
    contender.settlingMs === 0 ? '–' : figure(median(rounds) - contender.settlingMs),
    times(floor === undefined ? NaN : median(rounds) / median(floor.rounds)),
  ];
}

/** Starts a contender and waits until it has played once and watches. */
async function start(contender, options) {
  const why = contender.missing?.();
  if (why !== undefined) return { contender, rounds: [], why };
  const folder = await freshFolder(options, 'save');
  const notes = `${folder}.notes`;
  writeFileSync(notes, '');
  const { words, env } = contender.prepare(folder, notes);
  options.say(`${contender.name} plays for the first time`);
  const [program, ...rest] = words;
  const child = spawn(program, rest, {
    cwd: folder,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  const result = { contender, rounds: [], folder, notes, child, lines };
  const rests = contender.rests(lines);
  if (contender !== watching) await noted(result, 1);
  await rests;
  await pause(1_000);
  return result;
}

async function oneSave(result, save) {
  const { contender, folder, notes, lines } = result;
  const file = path.join(folder, 'sheetMusic.md');
  const before = starts(notes).length;
  const rests = contender.rests(lines);
  if (save % 2 === 0) {
    writeFileSync(`${folder}.saved`, sheet(save));
    renameSync(`${folder}.saved`, file);
  } else {
    writeFileSync(file, sheet(save));
  }
  const saved = Date.now();
  const started = await noted(result, before + 1);
  await rests;
  // a person's saves have no beat
  await pause(150 + 150 * Math.random());
  return Math.max(0, started - saved);
}

const starts = (notes) => readFileSync(notes, 'utf8').split('\n').filter(Boolean).map(Number);

/** Waits until so many starts are noted, and says when the last of them was; a minute is enough for anyone. */
async function noted({ contender, notes, child }, how) {
  for (let waited = 0; waited < 60_000; waited += 5) {
    const all = starts(notes);
    if (all.length >= how) return all[how - 1];
    if (child.exitCode !== null) throw new Error(`${contender.name} ended with ${child.exitCode}`);
    await pause(5);
  }
  throw new Error(`${contender.name} started nothing within a minute`);
}

function nextLine(lines, wanted) {
  return new Promise((resolve) => {
    const look = (line) => {
      if (!wanted(line)) return;
      lines.off('line', look);
      resolve();
    };
    lines.on('line', look);
  });
}

await asCommand(
  import.meta,
  bench,
  "From saving the sheet to the first instrument's start, under `simphony conduct`.",
);
