/**
 * The probe of `history`: what git says about who changed what, and when.
 *   node ensembles/research/scripts/read-history.mjs <folder>
 * Prints { git: true, … } or { git: false, because }. What sessions committed is left out: it would change with
 * every session. Names of people stay, their addresses do not.
 */
import { execFileSync } from 'node:child_process';
import { sessionPathspecs, topOf, workspacesIn, writtenBySessions } from '../lib/paths.mjs';

/** Commits whose author and month are counted; git needs about a second for 20,000. */
const mostCommits = 20_000;
/** Commits of which every changed file is looked at. */
const mostDiffs = 1_000;
/** Milliseconds for each look at the log: a probe has ten seconds in all. */
const patience = 4_500;
/** Files of which the changes are printed. */
const mostFiles = 3_000;
/** A commit that touches more files than this moved or reformatted them; it says nothing about any one of them. */
const sweeping = 200;

const folder = process.argv[2] ?? '.';
function git(...words) {
  return execFileSync(
    'git',
    ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', ...words],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 29,
      timeout: patience,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' },
    },
  );
}

function history() {
  try {
    if (git('rev-parse', '--is-inside-work-tree').trim() !== 'true')
      return { git: false, because: 'it is a bare repository' };
    return { git: true, ...(hasCommits() ? read() : noCommits) };
  } catch (error) {
    return { git: false, because: whyNot(error) };
  }
}

function hasCommits() {
  try {
    git('rev-parse', '--verify', '--quiet', 'HEAD');
    return true;
  } catch (error) {
    if (error.status === 1) return false;
    throw error;
  }
}

/** What `read` says where only sessions have committed: the first session in a new repository must not move its own key. */
const noCommits = {
  shallow: false,
  commits: 0,
  beyond: false,
  first: null,
  last: null,
  months: [],
  people: [],
  diffs: true,
  looked: 0,
  lookedBeyond: false,
  swept: 0,
  files: [],
  folders: [],
};

function read() {
  const tracked = new Set(git('ls-files', '-z').split('\0'));
  const workspaces = workspacesIn([...tracked]);
  // Without a pathspec git need not compare the trees of every commit.
  const whole = workspaces.length === 0 && git('rev-parse', '--show-prefix').trim() === '';
  const where = whole ? [] : ['--', '.', ...sessionPathspecs(workspaces)];
  const log = commitsOf(
    git('log', '--no-merges', '-z', `-n${mostCommits + 1}`, `--format=${form}`, ...where),
  );
  const diffs = changesIn(where);
  const counted = log.slice(0, mostCommits);
  const people = peopleOf(counted);
  const days = counted.map(({ day }) => day).sort();
  return {
    shallow: git('rev-parse', '--is-shallow-repository').trim() === 'true',
    commits: counted.length,
    beyond: log.length > mostCommits,
    first: days[0] ?? null,
    last: days.at(-1) ?? null,
    months: tallied(days.map((day) => day.slice(0, 7))),
    people: numbered(people, counted),
    diffs: diffs !== undefined,
    ...touched(diffs ?? [], people, workspaces, tracked),
  };
}

/** `undefined` where git needs too long to compare the trees of a very large repository. */
function changesIn(where) {
  const diffed = ['-M', '--numstat', '--relative', '--no-ext-diff', '--no-textconv'];
  try {
    return changesOf(
      git('log', '--no-merges', '-z', `-n${mostDiffs + 1}`, ...diffed, `--format=%x01${form}`, ...where),
    );
  } catch (error) {
    if (error.code === 'ETIMEDOUT') return undefined;
    throw error;
  }
}

/** `[name, commits]` by number. */
function numbered(people, commits) {
  const counts = new Map(tallied(commits.map(({ email }) => people.of(email))));
  return people.names.map((name, number) => [name, counts.get(number) ?? 0]);
}

/** `[value, how often]` in the order in which they first come. */
function tallied(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

/** Author's name and address after `.mailmap`, day, subject, and the trailer that only a session's commit has. */
const form = '%aN%x02%aE%x02%as%x02%(trailers:key=Simphony-Session,valueonly,separator=%x2C)';

/** An instrument's commit, or one that a session made for its own sake: not the work of a person. */
const ofSession = ({ email, session }) => session !== '' || /@(?:[^@]+\.)?simphony$/.test(email);

function commitsOf(text) {
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map(headOf)
    .filter((head) => !ofSession(head));
}

function headOf(line) {
  const [name = '', email = '', day = '', session = ''] = line.split('\x02');
  return {
    name: name.trim() === '' ? '(no name)' : name.trim(),
    email: email.toLowerCase(),
    day,
    session: session.trim(),
  };
}

/**
 * With `-z` and `--numstat` git prints `head NUL \n added TAB deleted TAB path NUL …`, and for a rename
 * `added TAB deleted TAB NUL old NUL new NUL` (git-log manual, "Raw output format" and `--numstat`).
 */
function changesOf(text) {
  return text
    .split('\x01')
    .slice(1)
    .flatMap((entry) => {
      const [first = '', ...rest] = entry.split('\0');
      const head = headOf(first);
      if (ofSession(head)) return [];
      const files = [];
      for (let at = 0; at < rest.length; at += 1) {
        const [, added, deleted, path] = /^\n?(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(rest[at]) ?? [];
        if (added === undefined) continue;
        const lines = { added: Number(added) || 0, deleted: Number(deleted) || 0 };
        if (path === '') files.push({ ...lines, before: rest[(at += 1)], path: rest[(at += 1)] });
        else files.push({ ...lines, path });
      }
      return [{ ...head, files }];
    });
}

/** Changes by file, newest commit first, so that an older name counts for the name that the file has now. */
function touched(diffs, people, workspaces, tracked) {
  const looked = diffs.slice(0, mostDiffs);
  const now = new Map();
  const files = new Map();
  const folders = new Map();
  let swept = 0;
  for (const { email, files: changed } of looked) {
    for (const { path, before } of changed) if (before !== undefined) now.set(before, now.get(path) ?? path);
    if (changed.length > sweeping) {
      swept += 1;
      continue;
    }
    const who = people.of(email);
    const tops = new Set();
    for (const { path: then, added, deleted } of changed) {
      const path = now.get(then) ?? then;
      if (writtenBySessions(path, workspaces)) continue;
      const file = files.get(path) ?? { path, commits: 0, added: 0, deleted: 0, people: new Set() };
      files.set(path, file);
      file.commits += 1;
      file.added += added;
      file.deleted += deleted;
      file.people.add(who);
      tops.add(topOf(path));
    }
    for (const top of tops) {
      const counts = folders.get(top) ?? new Map();
      folders.set(top, counts.set(who, (counts.get(who) ?? 0) + 1));
    }
  }
  const there = [...files.values()].filter(({ path }) => tracked.has(path));
  const byCommits = there.sort((a, b) => b.commits - a.commits || (a.path < b.path ? -1 : 1));
  return {
    looked: looked.length,
    lookedBeyond: diffs.length > mostDiffs,
    swept,
    files: byCommits
      .slice(0, mostFiles)
      .map(({ path, commits, added, deleted, people: who }) => [
        path.normalize('NFC'),
        commits,
        added,
        deleted,
        who.size,
      ]),
    folders: [...folders]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([top, counts]) => [top, [...counts].sort(([a, x], [b, y]) => y - x || a - b)]),
  };
}

/** One person for each address, and for each name that goes with several addresses. Numbers stand for them in what is printed. */
function peopleOf(log) {
  const numbers = new Map();
  const names = [];
  const byName = new Map();
  for (const { name, email } of log) {
    if (numbers.has(email)) continue;
    const known = byName.get(name);
    numbers.set(email, known ?? names.length);
    if (known === undefined) byName.set(name, names.push(name) - 1);
  }
  return { names, of: (email) => numbers.get(email) ?? 0 };
}

function whyNot(error) {
  if (error.code === 'ENOENT') return 'git is not installed';
  const said = String(error.stderr ?? '');
  if (/dubious ownership/.test(said)) return 'git does not trust it: it belongs to another user';
  if (/not a git repository/.test(said)) return 'it is no git repository';
  if (error.code === 'ETIMEDOUT') return 'git took too long to read it';
  if (error.status === 1 && said === '') return 'it has no commits yet';
  throw error;
}

process.stdout.write(`${JSON.stringify(history())}\n`);
