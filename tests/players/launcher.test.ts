import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { findSimphony } from '../../src/players/index.ts';
import { signalGroup, startOf } from '../../src/players/tree.ts';
import { frameReader, writeFrame } from '../../src/players/worker/frames.mjs';
import { command, Rig, shell } from './rig.ts';

const linux = process.platform === 'linux';

/** Waits until nobody is left in a process group; the system needs a moment to take in who was killed. */
async function emptied(group: number): Promise<boolean> {
  for (let look = 0; look < 500; look++) {
    if (!signalGroup(group, 'SIGCONT')) return true;
    await wait(10);
  }
  return false;
}

const parentOf = async (rig: Rig): Promise<unknown> =>
  rig.output({ performer: shell('echo $PPID'), output: 'json' });

/** The letters are those of src/players/launcher.ts. */
describe('the launcher', () => {
  test('L1: the first command is started from here, later ones by another process', async () => {
    await using rig = await Rig.with();
    expect(await parentOf(rig)).toBe(process.pid);
    await rig.players.warmLauncher();
    const launcher = await parentOf(rig);
    expect(launcher).not.toBe(process.pid);
    expect(await parentOf(rig)).toBe(launcher);
  });

  test('L2: one that has gone takes what it started along, and the next is played all the same', async () => {
    await using rig = await Rig.withLauncher();
    const launcher = Number(await parentOf(rig));
    const part = rig.submit({ performer: shell('echo playing >&2; sleep 1000') });
    await rig.logged('playing');
    process.kill(launcher, 'SIGKILL');
    expect(await rig.players.result(part)).toMatchObject({
      brought: 'failed',
      feedback: [
        { evidence: 'killed by SIGKILL, as the system does when memory runs out; it said: playing' },
      ],
    });
    expect(rig.processes()).toEqual([]);
    expect(await parentOf(rig)).toBe(process.pid);
    await rig.players.warmLauncher();
    expect([process.pid, launcher]).not.toContain(await parentOf(rig));
  });

  test('whose Conductor has gone ends what it started, and itself', async () => {
    // This test stands for the Conductor; whoever is killed closes its end of the channel.
    const launcher = spawn(process.execPath, [findSimphony().launcher], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    const gone = once(launcher, 'exit');
    const channel = launcher.stdio[3];
    if (!(channel instanceof Socket)) throw new Error('no channel');
    const group = await new Promise<number>((resolve) => {
      channel.on(
        'data',
        frameReader<{ say: string; group: number }>((said) => {
          if (said.say === 'started') resolve(said.group);
        }),
      );
      const words = ['-c', 'trap "" TERM; sleep 1000 & sleep 1000'];
      writeFrame(channel, { ask: 'start', id: 1, program: '/bin/sh', words, cwd: '/', env: {}, hold: 0 });
    });
    expect(signalGroup(group, 'SIGCONT')).toBe(true);
    channel.destroy();
    expect(await gone).toEqual([0, null]);
    expect(await emptied(group)).toBe(true);
  });

  test('many at once, each with its own words, input and output', async () => {
    await using rig = await Rig.withLauncher();
    const outputs = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        rig.output({
          performer: command('cat'),
          part: `kitchen/cook[${i}]`,
          input: { i, long: 'ü'.repeat(i * 7000) },
        }),
      ),
    );
    expect(outputs).toEqual(Array.from({ length: 30 }, (_, i) => ({ i, long: 'ü'.repeat(i * 7000) })));
    expect(rig.leftOver()).toEqual([]);
  });

  test('one that prints slowly is stopped at a limit that is far below a pipe’s room', async () => {
    await using rig = await Rig.withLauncher();
    const performer = shell('while :; do echo 0123456789; sleep 0.01; done');
    expect(await rig.failure({ performer, outputLimit: 100 })).toMatch(
      /too much output: stdout is larger than 100 bytes/,
    );
  });

  test.runIf(linux)('hands on no open file besides the three streams', async () => {
    await using rig = await Rig.with();
    const performer = shell('ls /proc/$$/fd');
    const fromHere = await rig.output({ performer, output: 'markdown' });
    await rig.players.warmLauncher();
    expect(await rig.output({ performer, output: 'markdown' })).toBe(fromHere);
  });

  test.runIf(linux)('says when a program was started, as the journal would read it', async () => {
    await using rig = await Rig.withLauncher();
    const part = rig.submit({ performer: shell('echo playing >&2; sleep 1000') });
    await rig.logged('playing');
    const [program] = rig.started;
    expect(program?.started).toMatch(/^\d+$/);
    expect(program?.started).toBe(startOf(program?.group ?? 0));
    await rig.players.cancel(part);
  });

  test('closing ends it', async () => {
    await using rig = await Rig.withLauncher();
    const launcher = Number(await parentOf(rig));
    await rig.players.close();
    expect(() => process.kill(launcher, 0)).toThrow('ESRCH');
  });
});
