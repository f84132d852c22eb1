import { access, constants, statfs } from 'node:fs/promises';
import { lookAtRepository, type World } from './inspect.ts';
import { holderOf } from './lock.ts';
import type { RepositoryFacts } from './record.ts';
import { Repository } from './repository.ts';
import { readJournals } from './journals.ts';

/** One thing that `simphony doctor` says of the repository. */
export interface RepositoryFinding {
  readonly subject: string;
  readonly state: 'good' | 'notice' | 'bad';
  readonly message: string;
  readonly help?: string;
}

type Look = (repository: Repository) => Promise<readonly RepositoryFinding[]> | readonly RepositoryFinding[];

/** All that can be said of a repository before anything is played there; changes nothing, asks no server. */
export async function repositoryFindings(
  folder: string,
  world: World,
): Promise<readonly RepositoryFinding[]> {
  const { facts, diagnostics } = await lookAtRepository(folder, world);
  const bad = diagnostics.map(({ code, message, help }): RepositoryFinding => {
    const subject = code === 'no_identity' ? 'identity' : code.startsWith('git_') ? 'git' : 'repository';
    return { subject, state: 'bad', message, ...(help === undefined ? {} : { help }) };
  });
  if (facts === undefined) return bad;
  const repository = new Repository(facts, world.environment, world.now);
  try {
    const looks: readonly Look[] = [
      repositoryItself,
      identity,
      branch,
      hooks,
      signing,
      writing,
      ignored,
      disk,
      packs,
      kinds,
      conductor,
    ];
    const found = await Promise.all(looks.map((look) => looked(look, repository)));
    return [...bad, ...found.flat()];
  } finally {
    await repository.close();
  }
}

const looked = async (look: Look, repository: Repository): Promise<readonly RepositoryFinding[]> => {
  try {
    return await look(repository);
  } catch (error) {
    return [failed(error)];
  }
};

const failed = (error: unknown): RepositoryFinding => ({
  subject: 'repository',
  state: 'bad',
  message: error instanceof Error ? error.message : String(error),
});
const good = (subject: string, message: string): RepositoryFinding => ({ subject, state: 'good', message });
const notice = (subject: string, message: string, help?: string): RepositoryFinding => ({
  subject,
  state: 'notice',
  message,
  ...(help === undefined ? {} : { help }),
});

const repositoryItself: Look = ({ facts }) => [
  good('git', `git ${facts.gitVersion}`),
  good('repository', `${facts.top}${facts.prefix === '' ? '' : `, the workspace in \`${facts.prefix}\``}`),
];

const identity: Look = ({ facts: { person } }) =>
  person.name === '' ? [] : [good('identity', `commits are made by ${person.name} <${person.email}>`)];

const shortRef = (facts: RepositoryFacts): string => facts.ref?.replace(/^refs\/heads\//, '') ?? '';

const branch: Look = async (repository) => {
  const { facts } = repository;
  if (facts.ref === undefined) {
    return [
      notice(
        'branch',
        'HEAD is detached: steps are committed there, and no branch will name them',
        'type `git switch -c <name>` first to keep them on a branch',
      ),
    ];
  }
  const name = shortRef(facts);
  const remotes = (await repository.out(['remote'])).toString().trim();
  const said = good(
    'branch',
    `steps are committed on ${name}${facts.commit === undefined ? ', which has no commit yet' : ''}`,
  );
  if (remotes === '' || !/^(main|master|trunk|develop|production|release.*)$/.test(name)) return [said];
  return [
    said,
    notice(
      'branch',
      `\`${name}\` has a remote: whether it is protected there, or takes squashed merges only, cannot be seen from here`,
      `if it is, type \`git switch -c <name>\` before you play. A squash or rebase of that branch loses nothing: sessions/ holds the record`,
    ),
  ];
};

const hooks: Look = ({ facts }) => [
  facts.hooks.length === 0
    ? good('hooks', 'no commit hooks')
    : notice(
        'hooks',
        `${facts.hooks.join(' and ')} in \`${facts.hooksFolder}\` run once for each step`,
        'a step costs as much more as they take; one that changes during a session ends it',
      ),
  ...(facts.transactionHook
    ? [notice('hooks', 'a reference-transaction hook is asked before the branch moves')]
    : []),
];

const signing: Look = ({ facts }) => [
  facts.signs
    ? notice(
        'signing',
        'commit.gpgsign is on: each step is signed',
        'the key must be unlocked (an agent, or a key without a passphrase): nobody is asked in the middle of a session',
      )
    : good('signing', 'commits are not signed'),
];

const writing: Look = async ({ facts }) => {
  const folders = [facts.gitDir, facts.commonDir, facts.top];
  const closed = await Promise.all(
    folders.map((folder) =>
      access(folder, constants.W_OK).then(
        () => undefined,
        () => folder,
      ),
    ),
  );
  return [...new Set(closed)].flatMap((folder): RepositoryFinding[] =>
    folder === undefined
      ? []
      : [{ subject: 'repository', state: 'bad', message: `\`${folder}\` cannot be written` }],
  );
};

const ignored: Look = async (repository) => {
  const ours = [
    'handoff.md',
    'summary.txt',
    'takes/x/y.json',
    'sessions/x.jsonl',
    'tests/takes/x/y_test.mjs',
    'output/x/y',
  ];
  const out = await repository.ignored(ours.map((path) => repository.fromTop(path)));
  const names = ours
    .filter((path) => out.has(repository.fromTop(path)))
    .map((path) => path.replace(/\/.*/, '/'));
  const tracked =
    (await repository.out(['ls-files', '-z', '--', repository.fromTop('.simphony')])).length > 0;
  return [
    ...(names.length === 0
      ? []
      : [
          notice(
            'ignored',
            `git ignores ${names.map((name) => `\`${name}\``).join(', ')}: what takes leave there is recorded by digest and not committed`,
          ),
        ]),
    ...(tracked
      ? [
          notice(
            'ignored',
            '`.simphony/` is tracked by git',
            'type `git rm -r --cached .simphony`: it is of this machine only',
          ),
        ]
      : []),
  ];
};

/** Bytes. */
const [scarce, tooLittle] = [1024 ** 3, 100 * 1024 ** 2];

const disk: Look = async ({ facts }) => {
  const { bavail, bsize } = await statfs(facts.top);
  const free = bavail * bsize;
  const message = `${free < scarce ? `${Math.floor(free / 1024 ** 2)} MiB` : `${Math.floor(free / 1024 ** 3)} GiB`} free`;
  return [{ subject: 'disk', state: free < tooLittle ? 'bad' : free < scarce ? 'notice' : 'good', message }];
};

const packs: Look = async (repository) => {
  const said = (await repository.out(['count-objects', '-v'])).toString();
  const number = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(said)?.[1] ?? 0);
  const [count, loose] = [number('packs'), number('count')];
  return count > 50 || loose > 7000
    ? [
        notice(
          'gc',
          `${count} packs and ${loose} loose objects`,
          'git joins them by itself at the close of a session; `git gc` does it now',
        ),
      ]
    : [good('gc', `${count} packs, ${loose} loose objects`)];
};

const kinds: Look = ({ facts }) => [
  ...(facts.sparse
    ? [
        notice(
          'sparse',
          'a sparse checkout: files left out count as they stand in git; what takes write is laid down all the same',
        ),
      ]
    : []),
  ...(facts.shallow
    ? [notice('shallow', 'a shallow clone: steps before its first commit are known from sessions/ only')]
    : []),
  ...(facts.gitDir === facts.commonDir ? [] : [good('worktree', 'a linked worktree')]),
];

const conductor: Look = async (repository) => {
  const [holder, { journals, diagnostics }] = await Promise.all([
    holderOf(repository.home, repository.now),
    readJournals(repository.home, undefined),
  ]);
  const waiting = journals.flatMap(({ state }) =>
    state.over === undefined ? [...state.steps.values()].filter((known) => known.state === 'waiting') : [],
  );
  return [
    ...(holder === undefined ? [] : [notice('conductor', `process ${holder.pid} plays here now`)]),
    ...(waiting.length > 0 && holder === undefined
      ? [
          notice(
            'journal',
            `${waiting.length} accepted and not committed yet`,
            '`simphony play` commits them first',
          ),
        ]
      : []),
    ...diagnostics.map(({ message, help }): RepositoryFinding => ({
      subject: 'journal',
      state: 'bad',
      message,
      ...(help === undefined ? {} : { help }),
    })),
  ];
};
