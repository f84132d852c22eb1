/**
 * (e) How much `.git` grows for each step: `node bench/bytes.mjs --steps 100,1000,10000`.
 *
 * Of one session of N steps, before and after `git gc`; of the shell loop beside it; and of 100 sessions that each
 * play every step anew. What the first commit of the workspace holds is not counted.
 */
import { cpSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { execPath } from 'node:process';
import { committingLoop } from './contenders/shell.mjs';
import { simphony as contenders } from './contenders/simphony.mjs';
import { room } from './shared/disk.mjs';
import { count, figure, median } from './shared/figures.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { measure } from './shared/measure.mjs';
import { freshFolder, whyNot } from './shared/rounds.mjs';
import { git, repository, simphony, workspaceFiles, write } from './shared/workspace.mjs';

const module = contenders.find(({ name }) => name === 'Simphony, module');
/** At 10,000 the shell loop needs minutes and says nothing new: its folder of takes only grows. */
const loop = { ...committingLoop, most: 1_000 };
const head = ['', 'steps', '`.git`, bytes a step', 'on disk', 'after gc', 'on disk', '`.simphony`, on disk'];

export async function bench(options) {
  const sizes = options.steps ?? (options.quick ? [20] : [100, 1_000, 10_000]);
  const rows = [];
  const targets = [];
  for (const steps of sizes) {
    for (const contender of chosen([module, loop], options)) {
      const grown = await oneSession(contender, steps, options);
      rows.push(
        typeof grown === 'string'
          ? [contender.name, count(steps), ...Array.from({ length: 4 }, () => '–'), grown]
          : row(contender.name, steps, grown),
      );
      if (contender === module && steps === Math.max(...sizes))
        targets.push(...byteTargets(`${count(steps)} steps`, steps, grown));
    }
  }
  const tables = [{ title: 'One session', head, rows }];
  if (options.only === undefined || options.only.some((word) => 'sessions'.includes(word))) {
    const many = await manySessions(options);
    tables.push(...many.tables);
    targets.push(...many.targets);
  }
  return { tables, targets };
}

async function oneSession(contender, steps, options) {
  const why = whyNot(contender, { steps });
  if (why !== undefined) return why;
  const folder = await freshFolder(options, contender.name);
  try {
    const given = { steps, shape: 'chain', parallel: 1 };
    const { words } = await contender.prepare(folder, given);
    const before = start(folder);
    options.say(`${contender.name}, ${steps} steps`);
    await measure(words, { cwd: folder, usage: false });
    contender.verify(folder, given);
    return growth(folder, before);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** What `.git` takes before anything is played, as it is and as it would be after `git gc`. */
function start(folder) {
  const loose = room(path.join(folder, '.git'));
  const copy = path.join(folder, '.git-packed');
  cpSync(path.join(folder, '.git'), copy, { recursive: true });
  git(folder, `--git-dir=${copy}`, 'gc', '--quiet');
  const packed = room(copy);
  return { loose, packed, done: rm(copy, { recursive: true }) };
}

async function growth(folder, before) {
  await before.done;
  const own = path.join(folder, '.simphony');
  const loose = room(path.join(folder, '.git'));
  const simphonys = existsSync(own) ? room(own) : { held: 0, given: 0 };
  git(folder, 'gc', '--quiet');
  return {
    loose: less(loose, before.loose),
    packed: less(room(path.join(folder, '.git')), before.packed),
    simphonys,
  };
}

const less = (one, other) => ({ held: one.held - other.held, given: one.given - other.given });

function row(name, steps, { loose, packed, simphonys }) {
  const each = [loose.held, loose.given, packed.held, packed.given, simphonys.given];
  return [name, count(steps), ...each.map((bytes) => count(Math.round(bytes / steps)))];
}

const byteTargets = (of, steps, { loose, packed }) => [
  byteTarget(`\`.git\` over ${of}, before packing`, larger(loose) / steps, 6),
  byteTarget(`\`.git\` over ${of}, after \`git gc\``, larger(packed) / steps, 3),
];

/** A disk gives whole blocks: many small files take more of it than they hold. */
const larger = ({ held, given }) => Math.max(held, given);

const byteTarget = (what, bytes, most) => ({
  what,
  wanted: `at most ${most} KB a step`,
  got: `${figure(bytes / 1000)} KB`,
  met: bytes <= most * 1000,
});

/** Every session hears another sheet, so every step plays and every take is another. */
async function manySessions(options) {
  const [sessions, each] = options.quick ? [4, 5] : [100, 100];
  const folder = await freshFolder(options, 'sessions');
  try {
    write(folder, {
      ...workspaceFiles({ steps: each, kind: 'module', shape: 'independent' }),
      'ensembles/chain/scripts/step.mjs':
        'export default async function play({ sheet }) {\n  return { n: 1, said: sheet.text };\n}\n',
    });
    repository(folder);
    const before = start(folder);
    const spent = [];
    for (let session = 1; session <= sessions; session++) {
      write(folder, { 'sheetMusic.md': `---\ntitle: Chain\nplays: [chain]\n---\nSession ${session}.\n` });
      spent.push(await measure([execPath, simphony, 'play'], { cwd: folder }));
      if (session % 10 === 0)
        options.say(`session ${session} of ${sessions}: ${Math.round(spent.at(-1).ms)} ms`);
    }
    const steps = sessions * each;
    const accepted = git(folder, 'log', '--format=%ae')
      .split('\n')
      .filter((one) => one.endsWith('@chain.simphony'));
    if (accepted.length !== steps) throw new Error(`${accepted.length} of ${steps} steps have a commit`);
    const grown = await growth(folder, before);
    const few = Math.max(1, Math.floor(sessions / 10));
    const part = (list) => [
      ...[median(list.map(({ ms }) => ms)), median(list.map(({ cpuMs }) => cpuMs ?? NaN))].map(figure),
    ];
    return {
      tables: [
        {
          title: `${count(sessions)} sessions of ${count(each)} steps`,
          head,
          rows: [row('Simphony, module', steps, grown)],
        },
        {
          title: 'What a session costs, early and late',
          head: ['', 'ms', 'CPU ms'],
          rows: [
            [`the first ${few}`, ...part(spent.slice(0, few))],
            [`the last ${few}`, ...part(spent.slice(-few))],
          ],
        },
      ],
      targets: byteTargets(`${count(sessions)} sessions of ${count(each)} steps`, steps, grown),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

await asCommand(import.meta, bench, 'Bytes in `.git` for each step, before and after `git gc`.');
