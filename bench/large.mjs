/**
 * (f) One step in a repository with 100,000 files and 50,000 commits: `node bench/large.mjs`.
 *
 * The repository is made once, by one `git fast-import`, packed, and kept in `--cache` (default: beside the
 * workspaces); what is played is a copy of it. Simphony plays a session of one step and one of 20; beside it, in a
 * copy of its own, bash does the same with `git add && git commit`. What one more step costs is the difference
 * between the two by 19.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { count, figure, median, spread, times } from './shared/figures.mjs';
import { asCommand } from './shared/main.mjs';
import { environment, measure, settle } from './shared/measure.mjs';
import { freshFolder, ratio } from './shared/rounds.mjs';
import { git, simphony, workspaceFiles, write } from './shared/workspace.mjs';

const many = 20;
const loop = fileURLToPath(new URL('programs/loop.sh', import.meta.url));

export async function bench(options) {
  const [files, commits] = options.quick ? [1_000, 500] : [100_000, 50_000];
  const rounds = options.rounds ?? (options.quick ? 1 : 5);
  const cached = await cachedRepository(files, commits, options);
  const contenders = [simphonyIn, shellIn].map((make) => make());
  const folders = [];
  try {
    for (const contender of contenders) {
      contender.folder = await freshFolder(options, 'large');
      folders.push(contender.folder);
      options.say(`copying the repository for ${contender.name}`);
      execFileSync('cp', ['-a', `${cached}/.`, contender.folder]);
      contender.prepare();
      // a copied file has another inode, and git would look into all of them at the first command
      git(contender.folder, 'update-index', '-q', '--refresh');
    }
    settle();
    for (let round = 0; round <= rounds; round++) {
      for (const contender of round % 2 === 0 ? contenders : [...contenders].reverse()) {
        // the first time there is everything to play and caches to write; it stands in a column of its own
        for (const steps of round === 0 ? [many] : [1, many]) {
          const measured = await contender.play(steps, round);
          if (round === 0) contender.first = measured;
          else contender.rounds[steps].push(measured);
          options.say(`${contender.name}, ${steps} steps: ${Math.round(measured.ms)} ms`);
        }
      }
    }
  } finally {
    for (const folder of folders)
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
  const shell = contenders[1];
  const further = ({ rounds: measured }) =>
    measured[1].map((one, at) => (measured[many][at].ms - one.ms) / (many - 1));
  const rows = contenders.map((contender) => [
    contender.name,
    figure(contender.first.ms),
    figure(median(contender.rounds[1].map(({ ms }) => ms))),
    spread(contender.rounds[1].map(({ ms }) => ms)),
    figure(median(contender.rounds[1].map(({ cpuMs }) => cpuMs ?? NaN))),
    times(ratio({ rounds: contender.rounds[1] }, { rounds: shell.rounds[1] })),
    figure(median(further(contender))),
    spread(further(contender)),
    times(median(further(contender)) / median(further(shell))),
    contender.does,
  ]);
  return {
    tables: [
      {
        title: `A repository with ${count(files)} files and ${count(commits)} commits, ${rounds} rounds`,
        head: [
          '',
          'first session, ms',
          'one step, ms',
          'spread',
          'CPU ms',
          '× shell',
          'one more step, ms',
          'spread',
          '× shell',
          'what is done',
        ],
        left: [0, 9],
        rows,
      },
    ],
  };
}

/** Every instrument reads one file, and the first hears the sheet too. */
function hearing([file, text]) {
  const instrument = /\/s(\d+)\.md$/.exec(file);
  if (instrument === null) return [file, text];
  const needs = Number(instrument[1]) === 1 ? '[sheet]' : '[]';
  return [file, text.replace(/needs: .*/, `needs: ${needs}\nreads: [all.txt]`)];
}

const simphonyIn = () => ({
  name: 'Simphony, command',
  does: 'a session: the open commit, the steps, the close commit, all files looked after',
  rounds: { 1: [], [many]: [] },
  prepare() {
    write(this.folder, Object.fromEntries(Object.entries(workspaceFiles({ steps: many })).map(hearing)));
    this.round(many, 0);
    git(this.folder, 'add', 'ensembles', 'sheetMusic.md', 'production.md', 'concerto.md', 'all.txt');
    git(this.folder, 'commit', '-q', '-m', 'a workspace');
  },
  /** A change of the sheet plays the first instrument, a change of `all.txt` every one. */
  round(steps, round) {
    write(this.folder, {
      ...(steps === 1
        ? { 'sheetMusic.md': `---\ntitle: Chain\nplays: [chain]\n---\nRound ${round}.\n` }
        : {}),
      ...(steps === many ? { 'all.txt': `${round}\n` } : {}),
    });
  },
  async play(steps, round) {
    this.round(steps, round);
    const before = committed(this.folder);
    const measured = await measure([execPath, simphony, 'play'], { cwd: this.folder });
    const made = committed(this.folder) - before;
    if (made !== steps + 2) throw new Error(`${made} commits for ${steps} steps`);
    return measured;
  },
});

const shellIn = () => ({
  name: 'shell loop, commits',
  does: 'take written, handoff appended, `git add`, `git commit`, each step',
  rounds: { 1: [], [many]: [] },
  prepare() {
    write(this.folder, { 'handoff.md': '# Handoff\n' });
  },
  async play(steps, round) {
    // another take each time, or there would be nothing to commit
    write(this.folder, {
      'step.sh': `[ -z "$1" ] || exec >"$1"\necho '{"n":1,"round":${round},"of":${steps}}'\n`,
      'takes/.keep': '',
    });
    const before = committed(this.folder);
    const measured = await measure(['bash', loop, String(steps), '1', 'commit'], { cwd: this.folder });
    const made = committed(this.folder) - before;
    if (made !== steps) throw new Error(`${made} commits for ${steps} steps`);
    return measured;
  },
});

const committed = (folder) => Number(git(folder, 'rev-list', '--count', 'HEAD'));

/** Made in a folder beside and then renamed, so that half of one is never taken for one. */
async function cachedRepository(files, commits, options) {
  const cache = options.cache ?? path.join(options.folder, 'simphony-bench-cache');
  const place = path.join(cache, `${files}-files-${commits}-commits`);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  options.say(`making a repository with ${files} files and ${commits} commits in ${place}`);
  const making = await freshFolder({ folder: cache }, 'making');
  repositoryOf(making);
  const stream = spawn('git', ['fast-import', '--quiet', '--done', '--date-format=raw'], {
    cwd: making,
    env: environment(),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(stream, 'exit');
  for (const text of history(files, commits)) {
    if (!stream.stdin.write(text)) await once(stream.stdin, 'drain');
  }
  stream.stdin.end('done\n');
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git(making, 'reset', '--quiet', '--hard');
  git(making, 'gc', '--quiet');
  renameSync(making, place);
  return place;
}

function repositoryOf(folder) {
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'config', 'user.name', 'Bench');
  git(folder, 'config', 'user.email', 'bench@example.org');
}

/** The first commit holds every file, a hundred in each folder; each of the others changes one of them. */
function* history(files, commits) {
  const place = (at) => `src/${Math.floor(at / 10_000)}/${Math.floor(at / 100) % 100}/file-${at % 100}.txt`;
  const text = (at, version) => `file ${at}, version ${version}\n${'some of its content\n'.repeat(4)}`;
  const inline = (at, version) => {
    const content = text(at, version);
    return `M 100644 inline ${place(at)}\ndata ${content.length}\n${content}\n`;
  };
  // a date that is the same wherever and whenever this is made
  const commit = (number) =>
    `commit refs/heads/main\ncommitter Bench <bench@example.org> ${1_700_000_000 + number * 60} +0000\ndata 6\nchange\n`;
  yield commit(0);
  for (let at = 0; at < files; at++) yield inline(at, 0);
  for (let number = 1; number < commits; number++) {
    yield `${commit(number)}${inline((number * 7919) % files, number)}`;
  }
}

await asCommand(import.meta, bench, 'One step in a repository with 100,000 files and 50,000 commits.');
