import { execa } from 'execa';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const small = {
  'sheetMusic.md': '---\ntitle: Small\nplays: [e]\n---\nPlay.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/one.md': instrument('module: one.mjs\nwrites: ["output/{slug}/one.txt"]'),
  'ensembles/e/one.mjs': module("await context.write('output/small/one.txt', 'one\\n');\nreturn 1;"),
  'ensembles/e/two.md': instrument('module: two.mjs\nneeds: [one]'),
  'ensembles/e/two.mjs': module('return 2;'),
};
const isNull = { code: 0, report: { parts: { played: 0, kept: 2 } } };
const steps = ['one: 1, 1 file of 4 bytes', 'two: 2'];

describe('repositories as people have them', () => {
  test('a detached HEAD: the steps go onto it, and no branch moves', async () => {
    await using rig = await Rig.with(small);
    const main = await rig.git('rev-parse', 'main');
    await rig.git('checkout', '-q', '--detach');
    expect((await rig.play()).code).toBe(0);
    expect(await rig.git('rev-parse', 'main')).toBe(main);
    expect(await rig.steps()).toEqual(steps);
    expect(await rig.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('an unborn branch: the opening is its first commit, and what the person staged stays staged', async () => {
    await using rig = await Rig.with(small, { commit: false });
    await rig.write({ 'mine.txt': 'mine\n' });
    await rig.git('add', 'mine.txt');
    expect((await rig.play()).code).toBe(0);
    expect(await rig.history()).toEqual(['Ann Person · open: Small', 'one · one: 1, 1 file of 4 bytes', 'two · two: 2', 'conductor · close: Small']);
    expect(await rig.git('status', '--porcelain')).toBe('A  mine.txt');
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('a linked worktree plays on its own branch and keeps its own journal', async () => {
    await using rig = await Rig.with(small);
    const linked = join(rig.outside, 'linked');
    await rig.git('worktree', 'add', '-q', '-b', 'side', linked);
    const played = await rig.simphony('-C', linked, 'play', '--json');
    expect(played.code).toBe(0);
    expect(await rig.git('log', '--format=%s', '--grep=^Simphony-Part', 'side')).toBe([...steps].reverse().join('\n'));
    expect(await rig.git('log', '--format=%s', 'main')).toBe('the workspace');
    expect(await rig.git('-C', linked, 'status', '--porcelain')).toBe('');
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test('a workspace in a folder of a repository: only its own paths are touched', async () => {
    await using rig = await Rig.with(Object.fromEntries(Object.entries(small).map(([path, text]) => [`deep/er/${path}`, text])));
    await rig.write({ 'beside.txt': 'untracked\n' });
    const played = await rig.simphony('-C', join(rig.folder, 'deep/er'), 'play', '--json');
    expect(played.code).toBe(0);
    expect(await rig.steps()).toEqual(steps);
    expect((await rig.git('diff', '--name-only', 'HEAD~4', 'HEAD')).split('\n').every((path) => path.startsWith('deep/er/'))).toBe(true);
    expect(await rig.git('status', '--porcelain')).toBe('?? beside.txt');
    const again = await rig.simphony('-C', join(rig.folder, 'deep/er'), 'play', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject(isNull.report);
  });

  test('a pre-commit hook in core.hooksPath that refuses ends the session with its words; nothing is lost when it lets through', async () => {
    await using rig = await Rig.with(small);
    await rig.write({ '../hooks/pre-commit': '#!/bin/sh\necho "not on a Friday" >&2\nexit 1\n' });
    await rig.git('config', 'core.hooksPath', join(rig.outside, 'hooks'));
    const refused = await rig.play();
    expect(refused.code).toBe(2);
    expect(refused.report.reason).toContain('not on a Friday');
    expect(await rig.steps()).toEqual([]);
    await rig.write({ '../hooks/pre-commit': '#!/bin/sh\nexit 0\n' });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.steps()).toEqual(steps);
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test('a hook that refuses one step only: what stands before it is committed, and its take is not played again', async () => {
    await using rig = await Rig.with({ ...small, 'ensembles/e/two.mjs': `import { appendFileSync } from 'node:fs';\n${module("appendFileSync(input.sheet.inputs.effects, 'two\\n');\nreturn 2;")}`, 'ensembles/e/two.md': instrument('module: two.mjs\nneeds: [one, sheet]') });
    await rig.write({ 'sheetMusic.md': `---\ntitle: Small\nplays: [e]\ninputs: { effects: ${JSON.stringify(join(rig.outside, 'effects'))} }\n---\nPlay.\n` });
    await rig.write({ '.git/hooks/commit-msg': '#!/bin/sh\nif grep -q "^two" "$1"; then echo "no twos" >&2; exit 1; fi\n' });
    const refused = await rig.play();
    expect(refused.code).toBe(2);
    expect(refused.report.reason).toContain('no twos');
    expect(await rig.steps()).toEqual(steps.slice(0, 1));
    await rig.write({ '.git/hooks/commit-msg': '#!/bin/sh\nexit 0\n' });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.steps()).toEqual(steps);
    expect((await execa('cat', [join(rig.outside, 'effects')])).stdout).toBe('two');
  });

  test('commit.gpgsign: every commit is signed by the program that git names', async () => {
    await using rig = await Rig.with(small);
    const gpg = join(rig.outside, 'gpg');
    await writeFile(gpg, '#!/bin/sh\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED D" >&2\nprintf -- "-----BEGIN PGP SIGNATURE-----\\n\\nfake\\n-----END PGP SIGNATURE-----\\n"\n', { mode: 0o755 });
    await rig.git('config', 'gpg.program', gpg);
    await rig.git('config', 'commit.gpgsign', 'true');
    expect((await rig.play()).code).toBe(0);
    for (const commit of (await rig.git('log', '-4', '--format=%H')).split('\n')) expect(await rig.git('cat-file', 'commit', commit)).toContain('gpgsig');
    expect(await rig.steps()).toEqual(steps);
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('output/ ignored by git: recorded with its digest, kept while it is there, and played again when it is deleted', async () => {
    await using rig = await Rig.with({ ...small, '.gitignore': 'output/\n' });
    expect((await rig.play()).code).toBe(0);
    const commit = await rig.git('log', '-1', '--format=%H', '--author=^one ');
    expect(await rig.trailer('Simphony-Output', commit)).toMatch(/^sha256:[0-9a-f]{64} 4 output\/small\/one\.txt$/);
    expect(await rig.git('ls-files', 'output')).toBe('');
    expect(await rig.read('output/small/one.txt')).toBe('one\n');
    expect(await rig.play()).toMatchObject(isNull);
    await execa('rm', ['-r', join(rig.folder, 'output')]);
    expect((await rig.play()).code).toBe(0);
    expect(await rig.read('output/small/one.txt')).toBe('one\n');
  });

  test('a file over the commit limit is recorded, kept out of git and of git status', async () => {
    await using rig = await Rig.with({ ...small, 'concerto.md': '---\nsimphony: 1\nlimits: { commit: 1KiB }\n---\n', 'ensembles/e/one.mjs': module("await context.write('output/small/one.txt', 'x'.repeat(5000));\nreturn 1;") });
    expect((await rig.play()).code).toBe(0);
    const commit = await rig.git('log', '-1', '--format=%H', '--author=^one ');
    expect(await rig.trailer('Simphony-Output', commit)).toMatch(/ 5000 output\/small\/one\.txt$/);
    expect(await rig.git('ls-files', 'output')).toBe('');
    expect(await rig.read('output/small/one.txt')).toHaveLength(5000);
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.play()).toMatchObject(isNull);
  });

  test('no repository, no identity, and a merge that is under way are told before anything plays', async () => {
    await using none = await Rig.with(small, { repository: false });
    expect(await none.play()).toMatchObject({ code: 2 });
    expect((await none.play()).stdout).toContain('git init');
    await using rig = await Rig.with(small);
    await rig.git('config', '--unset', 'user.name');
    await rig.git('config', '--unset', 'user.email');
    await rig.git('config', 'user.useConfigOnly', 'true');
    const nameless = await rig.play();
    expect(nameless.code).toBe(2);
    expect(nameless.stdout).toContain('user.name');
    await rig.git('config', 'user.name', 'Ann Person');
    await rig.git('config', 'user.email', 'ann@example.org');
    await writeFile(join(rig.folder, '.git/MERGE_HEAD'), `${await rig.git('rev-parse', 'HEAD')}\n`);
    const merging = await rig.play();
    expect(merging.code).toBe(2);
    expect(merging.report.reason).toContain('merge');
    expect(await rig.steps()).toEqual([]);
  });
});
