import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, instrument, module, Rig } from './rig.ts';

/** One part that waits for the test, and one after it that writes a file. */
async function waiting(): Promise<{ readonly rig: Rig; readonly obedient: Obedient }> {
  const rig = await Rig.with({}, { commit: false });
  const obedient = await Obedient.in(rig);
  await rig.write({
    'sheetMusic.md': '---\ntitle: Together\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/first.md': instrument(obedient.command),
    'ensembles/e/second.md': instrument('module: second.mjs\nneeds: [first]\nwrites: ["made.txt"]'),
    'ensembles/e/second.mjs': module("await context.write('made.txt', `made of ${JSON.stringify(input.inputs.first)}\\n`);\nreturn 2;"),
    'staged.txt': 'one\ntwo\nthree\n',
    'half.txt': 'one\ntwo\nthree\n',
    'unstaged.txt': 'one\n',
  });
  await rig.commit('the workspace');
  return { rig, obedient };
}

describe('7: what a person does meanwhile survives', () => {
  test('staged, partially staged, unstaged and untracked changes stay exactly as they were', async () => {
    const { rig, obedient } = await waiting();
    await using _rig = rig;
    using _obedient = obedient;
    await rig.write({ 'staged.txt': 'ONE\ntwo\nthree\n', 'half.txt': 'ONE\ntwo\nthree\n', 'new-staged.txt': 'n\n' });
    await rig.git('add', 'staged.txt', 'half.txt', 'new-staged.txt');
    await rig.write({ 'half.txt': 'ONE\ntwo\nTHREE\n', 'unstaged.txt': 'ONE\n', 'untracked.txt': 'mine\n' });
    const before = await rig.git('status', '--porcelain');
    const staged = await rig.git('diff', '--cached');
    const unstaged = await rig.git('diff');
    const session = rig.start(['play']);
    await obedient.came(session);
    await rig.write({ 'later.txt': 'while it played\n' });
    await rig.git('add', 'later.txt');
    obedient.say(1);
    expect((await session).exitCode).toBe(0);
    expect(await rig.git('diff', '--', '.', ':!later.txt')).toBe(unstaged);
    expect(await rig.git('diff', '--cached', '--', '.', ':!later.txt')).toBe(staged);
    expect((await rig.git('status', '--porcelain')).split('\n').sort()).toEqual([...before.split('\n'), 'A  later.txt'].sort());
    expect(await rig.git('log', '--format=', '--name-only', 'HEAD~4..HEAD')).not.toMatch(/staged|half|untracked|later/);
    expect(await rig.steps()).toEqual(['first: 1', 'second: 2, 1 file of 10 bytes']);
  });

  test('edits to handoff.md in flight stay the person’s, and the lines of takes are committed without them', async () => {
    const { rig, obedient } = await waiting();
    await using _rig = rig;
    using _obedient = obedient;
    await rig.write({ 'handoff.md': '# Ours\n\nWritten by hand.\n' });
    await rig.commit('a handoff');
    const session = rig.start(['play']);
    await obedient.came(session);
    await appendFile(join(rig.folder, 'handoff.md'), 'A thought of mine.\n');
    obedient.say(1);
    expect((await session).exitCode).toBe(0);
    const committed = await rig.git('show', 'HEAD:handoff.md');
    expect(committed).toContain('Written by hand.');
    expect(committed).toContain('- first · script');
    expect(committed).toContain('- second · script');
    expect(committed).not.toContain('A thought of mine.');
    const there = await rig.read('handoff.md');
    expect(there).toContain('A thought of mine.');
    expect(there).toContain('- second · script');
    expect(await rig.git('status', '--porcelain')).toBe(' M handoff.md');
    expect(await rig.git('diff', '--numstat')).toBe('1\t0\thandoff.md');
  });

  test('a commit of the person in mid-session is neither lost nor rewritten; the steps stand on top', async () => {
    const { rig, obedient } = await waiting();
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play']);
    await obedient.came(session);
    await rig.write({ 'unstaged.txt': 'changed by hand\n' });
    await rig.git('commit', '-q', '-am', 'mine, meanwhile');
    const mine = await rig.git('rev-parse', 'HEAD');
    obedient.say(1);
    expect((await session).exitCode).toBe(0);
    expect(await rig.history()).toEqual([
      'Ann Person · the workspace',
      'Ann Person · open: Together',
      'Ann Person · mine, meanwhile',
      'first · first: 1',
      'second · second: 2, 1 file of 10 bytes',
      'conductor · close: Together',
    ]);
    expect(await rig.git('rev-parse', 'HEAD~3')).toBe(mine);
    expect(await rig.read('unstaged.txt')).toBe('changed by hand\n');
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test.each(['--take-mine', '--take-theirs'] as const)('a file that a person has there and a take would overwrite ends the session with its name; %s goes on without playing again', async (flag) => {
    const { rig, obedient } = await waiting();
    await using _rig = rig;
    using _obedient = obedient;
    await rig.write({ 'made.txt': 'made by hand\n' });
    const session = rig.start(['play', '--json']);
    await obedient.came(session);
    obedient.say(1);
    const { exitCode, stdout } = await session;
    expect(exitCode).toBe(2);
    expect((JSON.parse(stdout) as { reason: string }).reason).toContain('made.txt');
    expect(stdout).toContain('--take-mine');
    expect(await rig.read('made.txt')).toBe('made by hand\n');
    const again = await rig.play(flag);
    expect(again).toMatchObject({ code: 0 });
    expect(await readFile(obedient.effects, 'utf8')).toBe('e/first\n');
    expect(await rig.steps()).toEqual(['first: 1', 'second: 2, 1 file of 10 bytes']);
    // Who goes on with it closes it, although nothing was left to play.
    expect((await rig.history()).at(-1)).toMatch(/^conductor · close: /);
    expect(await rig.git('ls-files', 'sessions')).not.toBe('');
    expect(await rig.git('show', 'HEAD:made.txt')).toBe('made of 1');
    expect(await rig.read('made.txt')).toBe(flag === '--take-mine' ? 'made by hand\n' : 'made of 1\n');
  });

  test('HEAD moved to another branch in mid-session: nothing is published there, and going back goes on', async () => {
    const { rig, obedient } = await waiting();
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play', '--json']);
    await obedient.came(session);
    await rig.git('checkout', '-q', '-b', 'elsewhere');
    obedient.say(1);
    const { exitCode, stdout } = await session;
    expect(exitCode).toBe(2);
    expect(stdout).toContain('elsewhere');
    expect(await rig.steps()).toEqual([]);
    await rig.git('checkout', '-q', 'main');
    expect((await rig.play()).code).toBe(0);
    expect(await readFile(obedient.effects, 'utf8')).toBe('e/first\n');
    expect(await rig.steps()).toEqual(['first: 1', 'second: 2, 1 file of 10 bytes']);
  });
});
