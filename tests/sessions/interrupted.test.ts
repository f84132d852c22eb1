import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, instrument, isAlive, Rig, type Report } from './rig.ts';

/** Three parts in a row, of which the test holds the second; the others count themselves in a file outside. */
async function row(more: Readonly<Record<string, string>> = {}): Promise<{ readonly rig: Rig; readonly obedient: Obedient; readonly counted: () => Promise<string[]> }> {
  const rig = await Rig.with({}, { commit: false });
  const obedient = await Obedient.in(rig);
  const effects = join(rig.outside, 'effects');
  const counts = `#!/bin/sh\necho "$SIMPHONY_PART" >> '${effects}'\necho 1\n`;
  await rig.write({
    'sheetMusic.md': '---\ntitle: Row\nplays: [e]\n---\nPlay.\n',
    'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/first.md': instrument('command: [sh, counts.sh]'),
    'ensembles/e/second.md': instrument(`${obedient.command}\nneeds: [first]`),
    'ensembles/e/third.md': instrument('command: [sh, counts.sh]\nneeds: [second]'),
    'ensembles/e/counts.sh': counts,
    ...more,
  });
  await rig.commit('the workspace');
  const counted = async (): Promise<string[]> => [...(await readFile(effects, 'utf8')).trim().split('\n'), ...(await readFile(obedient.effects, 'utf8')).trim().split('\n')].sort();
  return { rig, obedient, counted };
}

describe('interrupted', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s: what is accepted is committed, what runs is stopped, and the next play goes on', async (signal, code) => {
    const { rig, obedient, counted } = await row();
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play', '--json']);
    const { pid } = await obedient.came(session);
    session.kill(signal);
    const { exitCode, stdout } = await session;
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'error', reason: 'interrupted', parts: { played: 1 } });
    expect(await isAlive(pid)).toBe(false);
    expect(await rig.steps()).toEqual(['first: 1']);
    expect(await rig.git('ls-files', 'sessions')).toMatch(/^sessions\/.*\.jsonl$/);
    expect(await rig.git('status', '--porcelain')).toBe('');
    const again = rig.start(['play', '--json']);
    await obedient.came(again);
    obedient.say(2);
    const went = await again;
    expect(went.exitCode).toBe(0);
    expect((JSON.parse(went.stdout) as Report).parts).toMatchObject({ played: 2, kept: 1 });
    expect(await rig.steps()).toEqual(['first: 1', 'second: 2', 'third: 1']);
    expect(await counted()).toEqual(['e/first', 'e/second', 'e/second', 'e/third']);
    expect(await rig.git('fsck', '--full', '--no-dangling')).toBe('');
  });

  test('SIGINT: boxes of what was not heard to its end stay as they are, and nothing is said to have failed', async () => {
    const board = '# Board\n\n## Goals\n- [x] `e.third == 1` All of it.\n- [x] @e `third == 1` Once more.\n- [ ] @e/first `output == 1` The first.\n\n## Deliverables\n- [x] `third.txt`\n';
    const { rig, obedient } = await row({ 'production.md': board });
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play']);
    await obedient.came(session);
    session.kill('SIGINT');
    const { exitCode, stdout, stderr } = await session;
    expect(exitCode).toBe(130);
    expect(`${stdout}${stderr}`).not.toContain('failed');
    expect((await rig.read('production.md')).split('\n').filter((line) => line.startsWith('- ['))).toEqual([
      '- [x] `e.third == 1` All of it.', '- [x] @e `third == 1` Once more.', '- [x] @e/first `output == 1` The first.', '- [x] `third.txt`',
    ]);
  });

  test('SIGINT: takes that were ahead of their turn are committed in order too', async () => {
    const { rig, obedient, counted } = await row({ 'ensembles/e/zero.md': instrument('command: [sh, counts.sh]\nneeds: [first]') });
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play', '--jsonl']);
    await obedient.came(session);
    await new Promise<void>((resolve) => {
      let heard = '';
      session.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (/"event":"take_accepted","node":"zero"/.test(heard)) resolve();
      });
    });
    expect(await rig.steps()).not.toContain('zero: 1');
    const { stdout } = await rig.simphony('status', '--json');
    expect(stdout).toMatch(/"part": ?"e\/zero",\s*"state": ?"waiting"/);
    session.kill('SIGINT');
    expect((await session).exitCode).toBe(130);
    expect(await rig.steps()).toEqual(['first: 1', 'zero: 1']);
    const again = rig.start(['play']);
    await obedient.came(again);
    obedient.say(2);
    expect((await again).exitCode).toBe(0);
    expect(await rig.steps()).toEqual(['first: 1', 'zero: 1', 'second: 2', 'third: 1']);
    expect(await counted()).toEqual(['e/first', 'e/second', 'e/second', 'e/third', 'e/zero']);
  });

  test('SIGKILL while a part plays: the next play goes on, and no accepted part plays twice', async () => {
    const { rig, obedient, counted } = await row();
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play']);
    const { pid } = await obedient.came(session);
    session.kill('SIGKILL');
    await session;
    const again = rig.start(['play', '--json']);
    const second = await obedient.came(again);
    expect(second.pid).not.toBe(pid);
    expect(await isAlive(pid)).toBe(false);
    obedient.say(2);
    expect((await again).exitCode).toBe(0);
    expect(await rig.steps()).toEqual(['first: 1', 'second: 2', 'third: 1']);
    expect(await counted()).toEqual(['e/first', 'e/second', 'e/second', 'e/third']);
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 3 } } });
  });

  test('SIGKILL at the instant of each event: every accepted part is committed once, and played once', async () => {
    for (const at of ['"event":"start","node":"first"', '"event":"take_accepted","node":"first"', '"event":"take_accepted","node":"second"', '"event":"take_accepted","node":"third"', '"event":"session_end"']) {
      const { rig, obedient, counted } = await row();
      await using _rig = rig;
      using _obedient = obedient;
      const session = rig.start(['play', '--jsonl']);
      obedient.say(2);
      let heard = '';
      session.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.includes(at)) session.kill('SIGKILL');
      });
      await session;
      expect(heard).toContain(at);
      const accepted = ['first', 'second', 'third'].filter((name) => heard.includes(`"event":"take_accepted","node":"${name}"`));
      if (!accepted.includes('second')) obedient.say(2);
      expect((await rig.play()).code).toBe(0);
      expect(await rig.steps()).toEqual(['first: 1', 'second: 2', 'third: 1']);
      const effects = await counted();
      for (const name of accepted) expect(effects.filter((part) => part === `e/${name}`)).toEqual([`e/${name}`]);
      expect(await rig.git('status', '--porcelain')).toBe('');
      expect(await rig.git('fsck', '--full', '--no-dangling')).toBe('');
      expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 3 } } });
    }
  });

  test('two Conductors: the second says so and ends with 7', async () => {
    const { rig, obedient } = await row();
    await using _rig = rig;
    using _obedient = obedient;
    const session = rig.start(['play']);
    await obedient.came(session);
    const other = await rig.play();
    expect(other.code).toBe(7);
    expect(other.report.reason).toContain(String(session.pid));
    obedient.say(2);
    expect((await session).exitCode).toBe(0);
  });
});
