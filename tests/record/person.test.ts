import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SessionRecord, Step } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

async function begun(rig: Rig, below = ''): Promise<SessionRecord> {
  const record = await rig.open(below);
  whole(await record.begin(await rig.start()));
  return record;
}

async function put(record: SessionRecord, ...steps: Step[]): ReturnType<SessionRecord['publish']> {
  for (const step of steps) await record.accept(step);
  return record.publish(steps.map(({ accepted }) => accepted.part));
}

test('what the person staged, changed and left untracked is as it was', async () => {
  await using rig = await Rig.with({ a: '1\n', b: '1\n', c: '1\n' });
  await rig.write({ a: '2\n', b: '2\n', new: 'n\n', staged: 's\n' });
  await rig.git('add', 'b', 'staged');
  await rig.write({ b: '3\n' });
  await rm(join(rig.folder, 'c'));
  const before = await rig.git('status', '--porcelain');
  const diff = await rig.git('diff', '--cached');
  const record = await begun(rig);
  whole(await put(record, await rig.step('demo/one', 1), await rig.step('demo/two', 2)));
  whole(await record.close([], 'closed'));
  await record.release();
  expect(await rig.git('status', '--porcelain')).toBe(before);
  expect(await rig.git('diff', '--cached')).toBe(diff);
  expect(await rig.git('fsck', '--full', '--no-dangling', '--no-progress')).toBe('');
});

test('a commit that the person makes in the middle stays, and the steps stand on top of it', async () => {
  await using rig = await Rig.with({ a: '1\n' });
  const record = await begun(rig);
  whole(await put(record, await rig.step('demo/one', 1)));
  await rig.write({ a: '2\n' });
  await rig.git('commit', '-qam', 'mine');
  whole(await put(record, await rig.step('demo/two', 2)));
  whole(await record.close([], 'closed'));
  await record.release();
  expect(await rig.git('log', '--reverse', '--format=%s')).toBe(
    'begin\nopen: Signals\none: did one\nmine\ntwo: did two\nclose: Signals\n',
  );
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test('handoff.md edited in flight, staged and unstaged: both edits and our lines are there', async () => {
  await using rig = await Rig.with({ 'handoff.md': '# Handoff\r\n\r\nkeep me\r\n' });
  const record = await begun(rig);
  await rig.write({ 'handoff.md': '# Handoff\r\n\r\nkeep me\r\nstaged\r\n' });
  await rig.git('add', 'handoff.md');
  await rig.write({ 'handoff.md': '# Handoff\r\n\r\nkeep me\r\nstaged\r\nand working' });
  whole(await put(record, await rig.step('demo/one', 1)));
  const lines = '\r\n## 2026-11-21 Signals (k3f9)\r\n- one · script · did one → takes/demo/one.json\r\n';
  expect(await rig.git('show', 'HEAD:handoff.md')).toBe(`# Handoff\r\n\r\nkeep me\r\n${lines}`);
  expect(await rig.git('show', ':handoff.md')).toBe(`# Handoff\r\n\r\nkeep me\r\nstaged\r\n${lines}`);
  expect(await rig.read('handoff.md')).toBe(`# Handoff\r\n\r\nkeep me\r\nstaged\r\nand working\r\n${lines}`);
  await record.release();
});

test.each([
  ['changed', async (rig: Rig) => rig.write({ 'output/x': 'mine\n' })],
  [
    'staged',
    async (rig: Rig) => {
      await rig.write({ 'output/x': 'mine\n' });
      await rig.git('add', 'output/x');
      await rig.write({ 'output/x': '1\n' });
    },
  ],
] as const)(
  'a file that the person %s is not overwritten: the take is kept and the path is named',
  async (_, change) => {
    await using rig = await Rig.with({ 'output/x': '1\n' });
    const record = await begun(rig);
    await change(rig);
    const before = [
      await rig.git('status', '--porcelain'),
      await rig.git('rev-parse', 'HEAD'),
      await rig.read('output/x'),
    ];
    const step = await rig.step('demo/one', 1, { files: { 'output/x': '2\n' } });
    const stopped = await put(record, step);
    expect(stopped).toMatchObject({
      published: 'stopped',
      diagnostics: [{ code: 'in_the_way', message: expect.stringContaining('`output/x`') }],
    });
    expect([
      await rig.git('status', '--porcelain'),
      await rig.git('rev-parse', 'HEAD'),
      await rig.read('output/x'),
    ]).toEqual(before);
    await record.release();
    await expect(rig.open()).rejects.toThrow('in_the_way');
    // The person decides, and the take that was kept is committed without being played.
    const mine = await rig.open('', 'take mine');
    expect(await rig.read('output/x')).toBe(before[2]);
    expect(await rig.git('show', 'HEAD:output/x')).toBe('2\n');
    await mine.release();
  },
);

test('an untracked file that no take wrote stops the step; `take theirs` keeps a copy of it', async () => {
  await using rig = await Rig.with();
  const record = await begun(rig);
  await rig.write({ 'output/x': 'mine\n' });
  expect(await put(record, await rig.step('demo/one', 1, { files: { 'output/x': '2\n' } }))).toMatchObject({
    published: 'stopped',
  });
  await record.release();
  const theirs = await rig.open('', 'take theirs');
  expect(await rig.read('output/x')).toBe('2\n');
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  await theirs.release();
});

test('a take that comes out as it was is laid where its file is gone, and stops where the file is the person’s', async () => {
  await using rig = await Rig.with();
  await rig.session([await rig.step('demo/one', 1, { files: { 'output/a': 'a' } })]);
  await rm(join(rig.folder, 'takes/demo/one.json'));
  await rig.git('rm', '-q', 'output/a');
  const id = 'abcd1234';
  const same = await rig.step('demo/one', 1, { files: { 'output/a': 'a' }, session: id });
  await rig.session([same], { id });
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
  await rig.write({ 'output/a': 'mine' });
  const record = await rig.open();
  whole(await record.begin(await rig.start({ id: 'bcde2345' })));
  const stopped = await put(
    record,
    await rig.step('demo/one', 1, { files: { 'output/a': 'a' }, session: 'bcde2345' }),
  );
  expect(stopped.published === 'stopped' && stopped.diagnostics[0]?.message).toBe(
    'you changed `output/a` and did not commit it; a take would overwrite it',
  );
  expect(await rig.read('output/a')).toBe('mine');
  await record.release();
});

test('HEAD on another branch: nothing is published, and going back commits what was accepted', async () => {
  await using rig = await Rig.with();
  const record = await begun(rig);
  await rig.git('switch', '-q', '-c', 'other');
  expect(await put(record, await rig.step('demo/one', 1))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'head_elsewhere' }],
  });
  await record.release();
  expect(await rig.git('log', '--format=%s')).toBe('open: Signals\nbegin\n');
  await rig.git('switch', '-q', 'main');
  const again = await rig.open();
  expect(await rig.git('log', '-1', '--format=%s')).toBe('one: did one\n');
  expect(await rig.git('log', '--format=%s', 'other')).toBe('open: Signals\nbegin\n');
  await again.release();
});

test('in the middle of a merge nothing is published', async () => {
  await using rig = await Rig.with({ a: '1\n' });
  await rig.git('switch', '-q', '-c', 'side');
  await rig.write({ a: 'side\n' });
  await rig.git('commit', '-qam', 'side');
  await rig.git('switch', '-q', 'main');
  await rig.write({ a: 'main\n' });
  await rig.git('commit', '-qam', 'main');
  const record = await begun(rig);
  await rig.git('merge', 'side').catch(() => {});
  expect(await put(record, await rig.step('demo/one', 1))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'under_way' }],
  });
  await rig.git('merge', '--abort');
  whole(await record.publish(['demo/one' as Step['accepted']['part']]));
  await record.release();
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test("somebody else's index.lock is waited for, and never removed", async () => {
  await using rig = await Rig.with();
  const record = await begun(rig);
  const step = await rig.step('demo/one', 1);
  await record.accept(step);
  await rig.write({ '.git/index.lock': '' });
  const publishing = record.publish([step.accepted.part]);
  // Let go as soon as the commit stands ready, which is when the lock is asked for.
  await expect.poll(() => rig.git('for-each-ref', '--format=x', 'refs/simphony/')).toBe('x\n');
  expect(await rig.git('log', '-1', '--format=%s')).toBe('open: Signals\n');
  await rm(join(rig.folder, '.git/index.lock'));
  whole(await publishing);
  await record.release();
  expect(await rig.invariants()).toEqual({ status: '', fsck: '' });
});

test('a path never leads through a link or into .git', async () => {
  await using rig = await Rig.with();
  await rig.git('config', 'core.symlinks', 'true');
  const record = await begun(rig);
  for (const path of [
    '.git/hooks/x',
    'a/.GIT/config',
    'git~1/x',
    '../x',
    '.g\u200cit/x',
    'a/.git./x',
    '.simphony/x',
    'a\nb',
  ]) {
    await expect(
      record.accept(await rig.step('demo/one', 1, { files: { [path]: 'x' } })),
      path,
    ).rejects.toThrow('cannot be accepted');
  }
  await symlink(rig.home, join(rig.folder, 'output'));
  expect(await put(record, await rig.step('demo/two', 1, { files: { 'output/x': 'x' } }))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'in_the_way' }],
  });
  await record.release();
});

test('hooks run once for each step against an index of their own, and a hook that changes ends the session', async () => {
  await using rig = await Rig.with({ a: '1\n' });
  await rig.write({
    '.git/hooks/pre-commit':
      '#!/bin/sh\ngit diff --cached --name-only | tr "\\n" " " >> "$HOME/seen"; echo >> "$HOME/seen"\n',
    '.git/hooks/commit-msg': '#!/bin/sh\necho "Change-Id: I1" >> "$1"\n',
  });
  for (const hook of ['pre-commit', 'commit-msg']) await chmod(join(rig.folder, '.git/hooks', hook), 0o755);
  await rig.write({ a: '2\n' });
  await rig.git('add', 'a');
  const record = await begun(rig);
  whole(await put(record, await rig.step('demo/one', 1), await rig.step('demo/two', 2)));
  expect((await readFile(join(rig.home, 'seen'), 'utf8')).split('\n')).toEqual([
    '',
    'handoff.md summary.txt takes/demo/one.json ',
    'handoff.md summary.txt takes/demo/two.json ',
    '',
  ]);
  expect(await rig.git('log', '-1', '--format=%(trailers:key=Change-Id,valueonly)')).toBe('I1\n\n');
  expect(await rig.git('status', '--porcelain')).toBe('M  a\n');
  await rig.write({ '.git/hooks/pre-commit': '#!/bin/sh\nexit 0\n' });
  expect(await put(record, await rig.step('demo/three', 3))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'hook_changed' }],
  });
  await record.release();
});

test('a hook that refuses keeps the take; one in core.hooksPath counts', async () => {
  await using rig = await Rig.with();
  await rig.git('config', 'core.hooksPath', '../home/hooks');
  await mkdir(join(rig.home, 'hooks'));
  await writeFile(
    join(rig.home, 'hooks/commit-msg'),
    '#!/bin/sh\nif grep -q ^two "$1"; then echo no twos >&2; exit 1; fi\n',
    { mode: 0o755 },
  );
  const record = await begun(rig);
  whole(await put(record, await rig.step('demo/one', 1)));
  expect(await put(record, await rig.step('demo/two', 2))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'hook_refused', message: expect.stringContaining('no twos') }],
  });
  await record.release();
  await rm(join(rig.home, 'hooks/commit-msg'));
  const again = await rig.open();
  expect(await rig.git('log', '-1', '--format=%s')).toBe('two: did two\n');
  await again.release();
});

test('commit.gpgsign signs each step, and a signature that fails keeps the take', async () => {
  await using rig = await Rig.with();
  // Stands for gpg, which has no key here.
  await writeFile(
    join(rig.home, 'fake-gpg'),
    '#!/bin/sh\nif [ -e "$HOME/locked" ]; then exit 2; fi\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED " >&2\nprintf -- "-----BEGIN PGP SIGNATURE-----\\nfake\\n-----END PGP SIGNATURE-----\\n"\n',
    { mode: 0o755 },
  );
  await rig.git('config', 'gpg.program', join(rig.home, 'fake-gpg'));
  await rig.git('config', 'commit.gpgsign', 'true');
  const record = await begun(rig);
  whole(await put(record, await rig.step('demo/one', 1)));
  expect(await rig.git('cat-file', 'commit', 'HEAD')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----');
  await writeFile(join(rig.home, 'locked'), '');
  expect(await put(record, await rig.step('demo/two', 2))).toMatchObject({
    published: 'stopped',
    diagnostics: [{ code: 'signing_failed' }],
  });
  await record.release();
});
