import { readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryIn } from './cache.ts';
import { whenOf, type NewCommit, type TreeChange, type Written } from './commits.ts';
import { syncFolder } from './disk.ts';
import { fields, gitEnvironment, reasonOf, runProcess, type Environment } from './git.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';

/**
 * The slower way, for repositories with commit hooks or signing: one `git commit-tree` for each step, with
 * `pre-commit` and `commit-msg` run once for each against an index of the step's own. A hook may refuse; it may
 * add lines to the message; it may not change what is committed, because that is what was judged.
 */
export async function writeHookedCommits(
  repository: Repository,
  from: string | undefined,
  commits: readonly NewCommit[],
): Promise<Written> {
  const index = await temporaryIn(repository.disk, join(repository.home, 'tmp'));
  const also = { GIT_INDEX_FILE: index };
  try {
    await repository.change(['read-tree', ...(from === undefined ? ['--empty'] : [from])], { also });
    const before = await objectFolders(repository);
    const names: string[] = [];
    let parent = from;
    for (const commit of commits) {
      const written = await writeOne(repository, index, parent, commit);
      if (typeof written !== 'string') return written;
      names.push(written);
      parent = written;
    }
    await syncObjectFolders(repository, before);
    return { commits: names };
  } finally {
    await repository.disk.change('hooked.tidy', [index], () => rm(index, { force: true }));
  }
}

/** The folders of loose objects, and when a name in each last changed. */
async function objectFolders({ facts }: Repository): Promise<ReadonlyMap<string, bigint>> {
  const objects = join(facts.commonDir, 'objects');
  const names = (await readdir(objects)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const folders = [objects, ...names.map((name) => join(objects, name))];
  return new Map(
    await Promise.all(
      folders.map(async (folder) => [folder, (await stat(folder, { bigint: true })).mtimeNs] as const),
    ),
  );
}

/** git syncs the objects that it writes, and not the folders in which they get their names. */
async function syncObjectFolders(repository: Repository, before: ReadonlyMap<string, bigint>): Promise<void> {
  for (const [folder, changed] of await objectFolders(repository))
    if (before.get(folder) !== changed) await syncFolder(repository.disk, folder);
}

async function writeOne(
  repository: Repository,
  index: string,
  parent: string | undefined,
  commit: NewCommit,
): Promise<string | Exclude<Written, { commits: readonly string[] }>> {
  const also = { GIT_INDEX_FILE: index };
  for (const change of commit.changes) await store(repository, change);
  const lines = commit.changes.map((change) =>
    change.mode === 'gone'
      ? `0 ${repository.noObject}\t${change.path}\0`
      : `${change.mode} ${change.content.id} 0\t${change.path}\0`,
  );
  await repository.change(['update-index', '-z', '--index-info'], { input: lines.join(''), also });
  const tree = async (): Promise<string> =>
    (await repository.change(['write-tree'], { also })).toString().trim();
  const meant = await tree();
  const environment = { ...hookEnvironment(repository, commit), GIT_INDEX_FILE: index };
  if (repository.facts.hooks.includes('pre-commit')) {
    const end = await runHook(repository, 'pre-commit', [], environment);
    if (end.code !== 0) return { mistake: say.hookRefused('pre-commit', commit.of, reasonOf(end)) };
    const found = await tree();
    if (found !== meant) {
      const changed = fields(await repository.out(['diff-tree', '-r', '-z', '--name-only', meant, found]));
      return { mistake: say.hookRewrote('pre-commit', commit.of, changed[0] ?? '') };
    }
  }
  const message = await messageAfterHook(repository, commit, environment);
  if (typeof message !== 'string') return message;
  const words = [
    '-c',
    'i18n.commitEncoding=UTF-8',
    'commit-tree',
    ...(repository.facts.signs ? ['-S'] : []),
    meant,
    ...(parent === undefined ? [] : ['-p', parent]),
  ];
  const end = await repository.disk.change('git commit-tree', [], () =>
    repository.git(words, { input: message, also: signatures(repository, commit) }),
  );
  if (end.code !== 0)
    return {
      mistake: repository.facts.signs
        ? say.signingFailed(commit.of, reasonOf(end))
        : say.gitFailed('store a commit', reasonOf(end)),
    };
  return end.out.toString().trim();
}

async function store(repository: Repository, change: TreeChange): Promise<void> {
  if (change.mode === 'gone' || change.content.bytes === undefined) return;
  await repository.change(['hash-object', '-w', '--stdin', '--no-filters'], { input: change.content.bytes });
}

async function messageAfterHook(
  repository: Repository,
  commit: NewCommit,
  environment: Environment,
): Promise<string | Exclude<Written, { commits: readonly string[] }>> {
  if (!repository.facts.hooks.includes('commit-msg')) return commit.message;
  const file = await temporaryIn(repository.disk, join(repository.home, 'tmp'));
  const { disk } = repository;
  await disk.change('hooked.message', [file], () => writeFile(file, commit.message));
  try {
    const end = await runHook(repository, 'commit-msg', [file], environment);
    if (end.code !== 0) return { mistake: say.hookRefused('commit-msg', commit.of, reasonOf(end)) };
    const message = await readFile(file, 'utf8');
    const kept = new Set(message.split('\n'));
    const lost = commit.message.split('\n').find((line) => !kept.has(line));
    return lost === undefined ? message : { mistake: say.hookRewrote('commit-msg', commit.of, lost) };
  } finally {
    await disk.change('hooked.tidy', [file], () => unlink(file)).catch(() => {});
  }
}

function signatures(repository: Repository, { author }: NewCommit): Environment {
  const { seconds, zone } = whenOf(repository);
  const { person } = repository.facts;
  const date = `@${seconds} ${zone}`;
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: person.name,
    GIT_COMMITTER_EMAIL: person.email,
    GIT_COMMITTER_DATE: date,
  };
}

/** A hook is the person's own program: it has their environment, but no GIT_DIR of somebody else's. */
function hookEnvironment(repository: Repository, commit: NewCommit): Environment {
  const theirs = Object.fromEntries(
    Object.entries(repository.environment).filter(([name]) => !name.startsWith('GIT_')),
  );
  const small = Object.fromEntries(
    Object.entries(gitEnvironment(repository.environment)).filter(([name]) => /^GIT_CONFIG/.test(name)),
  );
  return { ...theirs, ...small, ...signatures(repository, commit), GIT_EDITOR: ':' };
}

async function runHook(
  repository: Repository,
  name: string,
  words: readonly string[],
  environment: Environment,
): ReturnType<typeof runProcess> {
  return runProcess(join(repository.facts.hooksFolder, name), words, {
    folder: repository.facts.top,
    environment,
  });
}
