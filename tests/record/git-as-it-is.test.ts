import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  inspectRepository,
  openRecord,
  readHistory,
  readStatus,
  repositoryFindings,
} from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

const inspected = async (rig: Rig, below = '') => inspectRepository(join(rig.folder, below), rig.options());
const codes = async (rig: Rig): Promise<string[]> =>
  (await inspected(rig)).diagnostics.map(({ code }) => code);

test('no repository, a bare one, no identity, a foreign owner: each says what to type', async () => {
  await using rig = await Rig.empty();
  expect((await inspected(rig)).diagnostics).toMatchObject([
    { code: 'no_repository', help: expect.stringContaining('git init') },
  ]);
  await rig.git('init', '-q', '-b', 'main');
  expect((await inspected(rig)).diagnostics).toMatchObject([
    { code: 'no_identity', help: expect.stringMatching(/user\.name.*\n.*user\.email/) },
  ]);
  rig.environment['GIT_COMMITTER_NAME'] = 'Grace';
  rig.environment['GIT_COMMITTER_EMAIL'] = 'grace@example.com';
  expect(await codes(rig)).toEqual(['no_identity']);
  rig.environment['GIT_AUTHOR_NAME'] = 'Ada';
  rig.environment['GIT_AUTHOR_EMAIL'] = 'ada@example.com';
  expect((await inspected(rig)).facts).toMatchObject({
    person: { name: 'Grace' },
    author: { name: 'Ada' },
    ref: 'refs/heads/main',
  });
  await rig.git('config', 'core.bare', 'true');
  expect(await codes(rig)).toEqual(['bare_repository']);
});

test('a folder whose path holds a line end is refused before git is asked to write anything', async () => {
  await using rig = await Rig.with();
  await mkdir(join(rig.folder, 'a\nb'));
  expect((await inspected(rig, 'a\nb')).diagnostics).toMatchObject([
    {
      code: 'folder_name',
      message: expect.stringContaining('a\\nb'),
      help: expect.stringContaining('rename'),
    },
  ]);
  await rig.git('init', '-q', 'a\nb');
  expect((await inspected(rig, 'a\nb')).diagnostics.map(({ code }) => code)).toEqual(['folder_name']);
});

test('an identity that includeIf brings is the person', async () => {
  await using rig = await Rig.with();
  await rig.git('config', '--unset', 'user.email');
  await writeFile(join(rig.home, 'work'), '[user]\n\temail = at-work@example.com\n');
  await writeFile(join(rig.home, '.gitconfig'), `[includeIf "gitdir:${rig.folder}/"]\n\tpath = work\n`);
  expect((await inspected(rig)).facts?.person).toEqual({ name: 'Ada', email: 'at-work@example.com' });
});

test.each([
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['BISECT_LOG', 'bisect'],
])('%s: nothing is played in the middle of a %s', async (file, what) => {
  await using rig = await Rig.with();
  await rig.write({ [`.git/${file}`]: '' });
  expect((await inspected(rig)).diagnostics).toMatchObject([
    { code: 'under_way', message: expect.stringContaining(what), help: expect.stringContaining('git') },
  ]);
});

test('no git, and one that is too old', async () => {
  await using rig = await Rig.with();
  await mkdir(join(rig.home, 'bin'));
  rig.environment['PATH'] = join(rig.home, 'bin');
  expect(await codes(rig)).toEqual(['git_missing']);
  // Stands for an old git.
  await writeFile(join(rig.home, 'bin/git'), '#!/bin/sh\necho git version 2.17.1\n', { mode: 0o755 });
  expect((await inspected(rig)).diagnostics).toMatchObject([
    { code: 'git_too_old', message: expect.stringContaining('2.17.1') },
  ]);
});

test('an unborn branch: the opening commit is the first one', async () => {
  await using rig = await Rig.with({}, false);
  await rig.session([await rig.step('demo/one', 1)]);
  expect(await rig.git('log', '--reverse', '--format=%s')).toBe(
    'open: Signals\none: did one\nclose: Signals\n',
  );
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test('a detached HEAD: the session belongs to HEAD, and no branch moves', async () => {
  await using rig = await Rig.with();
  await rig.git('switch', '-q', '--detach');
  await rig.session([await rig.step('demo/one', 1)]);
  expect(await rig.git('log', '--format=%s', 'main')).toBe('begin\n');
  expect(await rig.git('log', '--format=%s')).toBe('close: Signals\none: did one\nopen: Signals\nbegin\n');
  expect(await rig.git('symbolic-ref', '-q', 'HEAD').catch(() => 'detached')).toBe('detached');
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test('a linked worktree and a workspace in a subfolder play where they are', async () => {
  await using rig = await Rig.with({ 'sub/sheetMusic.md': '# Sub\n', 'other/x': 'x\n' });
  await rig.git('worktree', 'add', '-q', 'linked', '-b', 'linked');
  await rig.git('config', '--add', 'core.excludesFile', '/dev/null');
  await rig.session([await rig.step('demo/one', 1, { files: { 'output/a': 'a' } })], {}, 'linked/sub');
  expect(await rig.git('log', '-1', '--format=%s', '--name-only', 'linked~1')).toBe(
    'one: did one\n\nsub/handoff.md\nsub/output/a\nsub/summary.txt\nsub/takes/demo/one.json\n',
  );
  expect(await rig.git('-C', 'linked', 'status', '--porcelain')).toBe('');
  expect(await rig.git('log', '--format=%s', 'main')).toBe('begin\n');
  expect(
    (await readHistory(join(rig.folder, 'linked/sub'), undefined, rig.environment)).entries,
  ).toMatchObject([{ part: 'demo/one', date: '2026-11-21', verdict: '1 held' }]);
  expect((await readHistory(join(rig.folder, 'linked/other'), undefined, rig.environment)).entries).toEqual(
    [],
  );
});

test('a sparse checkout: what is left out is neither taken away nor missing', async () => {
  await using rig = await Rig.with({ 'far/a.md': 'a\n', 'ensembles/e/x.md': 'x\n' });
  await rig.session([await rig.step('demo/one', { n: 1 }, { files: { 'output/a': 'a' } })], {
    scorePaths: ['sheetMusic.md', 'ensembles/e/x.md'],
  });
  await rig.git('sparse-checkout', 'set', '--no-cone', '/sheetMusic.md', '/handoff.md');
  const record = await rig.open();
  const [take] = (await record.accepted()).values();
  if (take === undefined) throw new Error('no take');
  expect(await record.outputOf(take)).toEqual({ n: 1 });
  expect([...(await record.compare(take.files))]).toEqual([['output/a', 'same']]);
  const opening = await record.opening();
  expect(opening.paths).toContain('far/a.md');
  whole(await record.begin(await rig.start({ id: 'bbbb0000', scorePaths: ['sheetMusic.md'] })));
  const step = await rig.step('demo/two', { n: 2 }, { session: 'bbbb0000' });
  await record.accept(step);
  whole(await record.publish([step.accepted.part]));
  whole(await record.close([], 'closed'));
  await record.release();
  expect(await rig.git('ls-tree', '-r', '--name-only', 'HEAD', 'far', 'ensembles')).toBe(
    'ensembles/e/x.md\nfar/a.md\n',
  );
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test('text, eol, ident, working-tree-encoding and filters: the status stays clean, and nothing looks changed', async () => {
  await using rig = await Rig.with({
    '.gitattributes':
      '* text=auto\n*.crlf text eol=crlf\n*.id ident\n*.utf16 text working-tree-encoding=UTF-16LE\n*.up filter=upper\nhandoff.md eol=crlf\n',
  });
  await rig.git('config', 'filter.upper.clean', 'tr a-z A-Z');
  await rig.git('config', 'filter.upper.smudge', 'tr A-Z a-z');
  const files = {
    'output/a.txt': 'one\r\ntwo\r\n',
    'output/b.crlf': 'one\ntwo\n',
    'output/c.id': '$Id$\n',
    'output/d.up': 'small\n',
    'output/e.bin': '\0\r\n',
  };
  const step = await rig.step('demo/one', { n: 1 }, { files });
  await rig.session([step, await rig.step('demo/two', { n: 2 })]);
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  expect(await rig.git('diff-files')).toBe('');
  expect(await rig.git('show', 'HEAD:output/a.txt')).toBe('one\ntwo\n');
  expect(await rig.read('output/b.crlf')).toBe('one\r\ntwo\r\n');
  expect(await rig.read('output/c.id')).toMatch(/^\$Id: [0-9a-f]{40} \$\n$/);
  expect(await rig.git('show', 'HEAD:output/d.up')).toBe('SMALL\n');
  expect(await rig.read('handoff.md')).toMatch(/\(k3f9\)\r\n- one/);
  const states = async (): Promise<string[]> => {
    const record = await rig.open();
    const take = (await record.accepted()).get(step.accepted.part);
    const found =
      take === undefined
        ? []
        : [...(await record.compare(take.files)).values(), JSON.stringify(await record.outputOf(take))];
    await record.release();
    return found;
  };
  expect(await states()).toEqual(['same', 'same', 'same', 'same', 'same', '{"n":1}']);
  // The same in a checkout with other line ends and fresh times.
  await rig.git('config', 'core.autocrlf', 'true');
  await rig.git('rm', '-q', '--cached', '-r', '.');
  await rig.git('reset', '-q', '--hard');
  expect(await rig.read('takes/demo/one.json')).toBe('{"n":1}\r\n');
  expect(await states()).toEqual(['same', 'same', 'same', 'same', 'same', '{"n":1}']);
});

test('safe.directory trouble is named, with the command that ends it', async () => {
  await using rig = await Rig.with();
  await writeFile(join(rig.home, 'git-env'), '');
  rig.environment['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
  // The variable is git's own, for tests; it is not among those that are handed on, so a wrapper sets it.
  await mkdir(join(rig.home, 'bin'));
  const real = (rig.environment['PATH'] ?? '').split(':').map((folder) => join(folder, 'git'));
  const { existsSync } = await import('node:fs');
  await writeFile(
    join(rig.home, 'bin/git'),
    `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${real.find((path) => existsSync(path))} "$@"\n`,
    { mode: 0o755 },
  );
  rig.environment['PATH'] = `${join(rig.home, 'bin')}:${rig.environment['PATH']}`;
  expect((await inspected(rig)).diagnostics).toMatchObject([
    { code: 'unsafe_repository', help: expect.stringContaining('safe.directory') },
  ]);
});

test('a read-only .git stops with a sentence, not with a stack', async () => {
  await using rig = await Rig.with();
  const { facts } = await inspected(rig);
  if (facts === undefined) throw new Error('no facts');
  await writeFile(join(rig.folder, '.simphony'), 'a file where the folder should be');
  expect((await openRecord(rig.folder, facts, rig.options())).diagnostics).toMatchObject([
    { code: 'cannot_write' },
  ]);
});

test('a change of a setting during the session is not honoured; a new branch or remote is none', async () => {
  await using rig = await Rig.with();
  const record = await rig.open();
  whole(await record.begin(await rig.start()));
  await rig.git('config', 'remote.origin.url', 'x');
  await rig.git('config', 'branch.main.remote', 'origin');
  const [one, two] = [await rig.step('demo/one', 1), await rig.step('demo/two', 2)];
  await record.accept(one);
  whole(await record.publish([one.accepted.part]));
  await rig.git('config', 'filter.x.clean', 'rm -rf /');
  await record.accept(two);
  expect(await record.publish([two.accepted.part])).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'settings_changed' }],
  });
  await record.release();
});

test('doctor and status say what they see, in the middle of a merge too', async () => {
  await using rig = await Rig.with({ '.gitignore': 'output/\n' });
  await rig.git('config', 'remote.origin.url', 'x');
  await rig.write({ '.git/hooks/pre-commit': '#!/bin/sh\n', '.git/MERGE_HEAD': '' });
  const { chmod } = await import('node:fs/promises');
  await chmod(join(rig.folder, '.git/hooks/pre-commit'), 0o755);
  const found = await repositoryFindings(rig.folder, rig.options());
  const said = found.map(({ subject, state }) => `${subject} ${state}`);
  expect(said).toEqual(
    expect.arrayContaining([
      'repository bad',
      'identity good',
      'branch notice',
      'hooks notice',
      'signing good',
      'ignored notice',
      'disk good',
      'gc good',
    ]),
  );
  expect((await readStatus(rig.folder, rig.options())).status).toEqual({ parts: [], spent: [], saved: 0 });
  expect(await readFile(join(rig.folder, '.git/info/exclude'), 'utf8')).not.toContain('simphony');
});
