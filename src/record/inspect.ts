import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { hasMistakes, type Diagnostic, type Grounds } from '../base/index.ts';
import { gitEnvironment, git, reasonOf, runProcess, type Environment, type GitEnd } from './git.ts';
import type { RepositoryFacts } from './record.ts';
import { settingsIn, tellAfter, tellBefore } from './repository-grounds.ts';
import { oldestGit, say } from './wording.ts';

export interface World {
  readonly environment: Environment;
  readonly now: () => Date;
  /** Told of all that the answers rest on. */
  readonly grounds?: Grounds;
}

export interface Inspected {
  /** Absent where there is a mistake. */
  readonly facts?: RepositoryFacts;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the repository around a folder is like, and what stands in the way of playing there. Writes nothing. */
export async function inspectRepository(folder: string, world: World): Promise<Inspected> {
  const { facts, diagnostics } = await lookAtRepository(folder, world);
  return hasMistakes(diagnostics) || facts === undefined ? { diagnostics } : { facts, diagnostics };
}

/** The same for those who only look: facts are there in the middle of a merge too, and without a name. */
export async function lookAtRepository(folder: string, { environment, grounds }: World): Promise<Inspected> {
  const call = { folder, environment };
  const before = grounds && tellBefore(grounds, folder, environment);
  const mistakes = (...diagnostics: Diagnostic[]): Inspected => ({ diagnostics });
  const [version, place, tree, head, commit, committer, author, settings] = await Promise.all([
    git(['version'], call),
    git(
      [
        'rev-parse',
        '--is-bare-repository',
        '--is-inside-work-tree',
        '--absolute-git-dir',
        '--git-common-dir',
        '--show-object-format',
        '--is-shallow-repository',
      ],
      call,
    ),
    git(
      ['rev-parse', '--show-toplevel', '--show-prefix', '--git-path', 'index', '--git-path', 'info/exclude'],
      call,
    ),
    git(['symbolic-ref', '-q', 'HEAD'], call),
    git(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], call),
    git(['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'], call),
    git(['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT'], call),
    runProcess('git', ['config', '--list', '--show-origin', '-z'], {
      folder,
      environment: gitEnvironment(environment),
    }),
  ]);
  if (version.code === 127) return mistakes(say.gitMissing());
  const gitVersion = /(\d+\.\d+[\w.]*)/.exec(version.out.toString())?.[1] ?? '0.0';
  if (isTooOld(gitVersion)) return mistakes(say.gitTooOld(gitVersion));
  const [bare, inside, gitDir, common, objectFormat, shallow] = lines(place);
  if (place.code !== 0 || gitDir === undefined || common === undefined) {
    if (/dubious ownership|unsafe repository/.test(place.err)) return mistakes(say.unsafe(folder));
    return mistakes(
      /not a git repository/.test(place.err)
        ? say.noRepository(folder)
        : say.gitFailed('look at the repository', reasonOf(place)),
    );
  }
  if (bare === 'true' || inside !== 'true') return mistakes(say.bare(folder));
  // git prints these paths line by line; with one line too many the next would be taken for another.
  if (lines(place).length > 7 || lines(tree).length > 5) return mistakes(say.folderName(folder));
  const [top, prefix, index, exclude] = lines(tree);
  if (top === undefined || prefix === undefined || index === undefined || exclude === undefined) {
    return mistakes(say.gitFailed('look at the working tree', reasonOf(tree)));
  }
  const listed = settingsIn(settings);
  const values = new Map(listed.map(({ name, value }) => [name, value]));
  // The last value of a setting wins.
  const setting = (name: string): string | undefined => values.get(name);
  const [person, writer] = [identityOf(committer), identityOf(author)];
  const found: Diagnostic[] = [];
  if (person === undefined || writer === undefined) found.push(say.noIdentity());
  const busy = underWay(gitDir, grounds);
  if (busy !== undefined) found.push(busy);
  const hooksFolder = hooksFolderOf(setting('core.hookspath'), {
    top,
    commonDir: resolve(folder, common),
    environment,
  });
  const hooks = await presentHooks(hooksFolder);
  const ref = head.out.toString().trim();
  const facts: RepositoryFacts = {
    top,
    prefix,
    gitDir,
    ...(head.code === 0 && ref !== '' ? { ref } : {}),
    ...(commit.code === 0 ? { commit: commit.out.toString().trim() } : {}),
    person: person ?? nobody,
    author: writer ?? nobody,
    hooks: hooks.filter((name) => name !== transaction),
    transactionHook: hooks.includes(transaction),
    signs: isTrue(setting('commit.gpgsign')),
    gitVersion,
    commonDir: resolve(folder, common),
    indexFile: resolve(folder, index),
    excludeFile: resolve(folder, exclude),
    hooksFolder,
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
    sparse: isTrue(setting('core.sparsecheckout')),
    shallow: shallow === 'true',
    lineEnds: { autocrlf: setting('core.autocrlf') ?? 'false', eol: setting('core.eol') ?? 'native' },
  };
  if (grounds !== undefined)
    await tellAfter(grounds, facts, listed, { folder, environment, found: before?.found });
  return { diagnostics: found, facts };
}

/**
 * The same again for one who has made sure that all files are as they were that place, settings and names rest on: only
 * what moves in every day's work is looked at, mostly without a process.
 */
export async function inspectAgain(
  { commit: _, ...known }: RepositoryFacts,
  { environment }: World,
): Promise<Inspected> {
  const busy = underWay(known.gitDir);
  if (busy !== undefined) return { diagnostics: [busy] };
  const [commit, hooks] = await Promise.all([tipOf(known, environment), presentHooks(known.hooksFolder)]);
  const facts: RepositoryFacts = {
    ...known,
    ...(commit === undefined ? {} : { commit }),
    hooks: hooks.filter((name) => name !== transaction),
    transactionHook: hooks.includes(transaction),
  };
  return { facts, diagnostics: [] };
}

/** The commit at HEAD: from the branch's own file, where it has one. */
async function tipOf(
  { ref, commonDir, top }: Omit<RepositoryFacts, 'commit'>,
  environment: Environment,
): Promise<string | undefined> {
  const file = ref === undefined ? '' : await readFile(join(commonDir, ref), 'utf8').catch(() => '');
  const [, loose] = /^([0-9a-f]{40,64})\n$/.exec(file) ?? [];
  if (loose !== undefined) return loose;
  const { code, out } = await git(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], {
    folder: top,
    environment,
  });
  return code === 0 ? out.toString().trim() : undefined;
}

const nobody = { name: '', email: '' };

const lines = (end: GitEnd): string[] => (end.code === 0 ? end.out.toString().split('\n') : []);

const isTooOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1]);
};

const isTrue = (value: string | undefined): boolean =>
  value !== undefined && /^(true|yes|on|1|)$/i.test(value);

/** `Name <email> 1700000000 +0100` */
function identityOf(end: GitEnd): { name: string; email: string } | undefined {
  const [whole, name, email] = /^(.*) <([^>]*)> \d+ [-+]\d+$/.exec(end.out.toString().trim()) ?? [];
  return end.code !== 0 || whole === undefined || name === undefined || email === undefined || name === ''
    ? undefined
    : { name, email };
}

/** Files that git leaves in its folder while something is half done, and how a person ends each. */
const halfDone = [
  ['MERGE_HEAD', 'merge', '`git merge --continue` or `git merge --abort`, then play again'],
  ['rebase-merge', 'rebase', '`git rebase --continue` or `git rebase --abort`, then play again'],
  [
    'rebase-apply',
    'rebase',
    '`git rebase --continue` or `git rebase --abort` (or the same with `git am`), then play again',
  ],
  [
    'CHERRY_PICK_HEAD',
    'cherry-pick',
    '`git cherry-pick --continue` or `git cherry-pick --abort`, then play again',
  ],
  ['REVERT_HEAD', 'revert', '`git revert --continue` or `git revert --abort`, then play again'],
  ['BISECT_LOG', 'bisect', '`git bisect reset`, then play again'],
] as const;

/** A merge, rebase, cherry-pick, revert or bisect that is under way. */
export function underWay(gitDir: string, grounds?: Grounds): Diagnostic | undefined {
  for (const [file] of halfDone) grounds?.on(join(gitDir, file));
  const found = halfDone.find(([file]) => existsSync(join(gitDir, file)));
  return found === undefined ? undefined : say.underWay(found[1], found[2]);
}

const transaction = 'reference-transaction';
const hookNames = ['pre-commit', 'commit-msg', transaction] as const;

function hooksFolderOf(
  setting: string | undefined,
  { top, commonDir, environment }: { top: string; commonDir: string; environment: Environment },
): string {
  if (setting === undefined || setting === '') return join(commonDir, 'hooks');
  const home = environment['HOME'];
  const path = home !== undefined && /^~(?=\/|$)/.test(setting) ? home + setting.slice(1) : setting;
  return isAbsolute(path) ? path : join(top, path);
}

async function presentHooks(folder: string): Promise<string[]> {
  const there = await Promise.all(
    hookNames.map((name) =>
      access(join(folder, name), constants.X_OK).then(
        () => isFile(join(folder, name)),
        () => false,
      ),
    ),
  );
  return hookNames.filter((_, index) => there[index]);
}

const isFile = async (path: string): Promise<boolean> => (await stat(path)).isFile();

/**
 * The digest of all that can run when a step is committed: the files of the hooks folder (and, as husky lays
 * them, of the folder above it) and the settings that name programs or change content. Branches and remotes are
 * left out: `git push -u` and editors write those at any time.
 */
export async function guardOf(
  facts: RepositoryFacts,
): Promise<{ readonly hooks: string; readonly settings: string }> {
  const hooks = createHash('sha256');
  const folders = /\/_\/?$/.test(facts.hooksFolder)
    ? [facts.hooksFolder, dirname(facts.hooksFolder)]
    : [facts.hooksFolder];
  for (const folder of folders) {
    for (const name of (await readdir(folder).catch(() => [])).toSorted()) {
      const path = join(folder, name);
      const content = name.endsWith('.sample') ? undefined : await readFile(path).catch(() => undefined);
      if (content === undefined) continue;
      hooks
        .update(`${path}\0${(await stat(path)).mode & 0o111 ? 'x' : '-'}\0${content.length}\0`)
        .update(content);
    }
  }
  const settings = createHash('sha256');
  for (const file of [join(facts.commonDir, 'config'), join(facts.gitDir, 'config.worktree')]) {
    settings.update(withoutRemotes(await readFile(file, 'utf8').catch(() => ''))).update('\0');
  }
  return { hooks: hooks.digest('hex'), settings: settings.digest('hex') };
}

/** Sections `branch`, `remote` and `submodule` are left out, with their lines. */
function withoutRemotes(config: string): string {
  let keep = true;
  return config
    .split('\n')
    .filter((line) => {
      const section = /^\s*\[\s*([A-Za-z0-9.-]+)/.exec(line)?.[1];
      if (section !== undefined) keep = !/^(branch|remote|submodule)$/i.test(section);
      return keep && line.trim() !== '';
    })
    .join('\n');
}
