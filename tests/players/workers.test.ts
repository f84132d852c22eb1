import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Performer } from '../../src/score/index.ts';
import { Rig } from './rig.ts';

const linux = process.platform === 'linux';
const module = (path: string): Performer => ({ kind: 'module', path: `ensembles/kitchen/${path}` });
const pid = module('pid.mjs');
const files = {
  'pid.mjs': `let takes = 0; export default () => [process.pid, takes += 1]`,
  'other.mjs': `export default () => [process.pid, 0]`,
};
const pidOf = async (rig: Rig, performer: Performer): Promise<unknown> => {
  const output = await rig.output({ performer });
  return Array.isArray(output) ? output[0] : output;
};

/** The numbers are those of players/worker-pool.ts. */
describe('workers', () => {
  test('W1, W2: 500 takes in a row are played by three workers, one at a time', async () => {
    await using rig = await Rig.with(files);
    const pids = new Map<unknown, number>();
    for (let take = 1; take <= 500; take++) {
      const played = await pidOf(rig, pid);
      pids.set(played, (pids.get(played) ?? 0) + 1);
      // Beside the one that plays there is its successor, which plays nothing yet, or the one before it on its way out.
      expect(rig.players.workers).toBeLessThanOrEqual(2);
      if (take % 200 === 100) await vi.waitFor(() => expect(rig.players.workers).toBe(1));
    }
    expect([...pids.values()]).toEqual([200, 200, 100]);
    expect(rig.leftOver()).toEqual([]);
  });

  test('W1: other code is played by another worker', async () => {
    await using rig = await Rig.with(files);
    const first = await pidOf(rig, pid);
    expect(await pidOf(rig, module('other.mjs'))).not.toBe(first);
    expect(await pidOf(rig, pid)).toBe(first);
    expect(rig.players.workers).toBe(2);
  });

  test.each([
    ['throws', `throw new Error('no')`, {}],
    ['takes too long', `for (;;);`, { timeoutMs: 200 }],
    ['returns what is no JSON', `return NaN`, {}],
  ])('W2: one whose take %s is replaced', async (_, body, more) => {
    await using rig = await Rig.with({
      'turns.mjs': `export default (input) => { if (input.bad) { ${body} } return process.pid; }`,
    });
    const performer = module('turns.mjs');
    const before = await rig.output({ performer });
    expect(await rig.failure({ performer, input: { bad: true }, ...more })).toMatch(/^failed: /);
    expect(await rig.output({ performer })).not.toBe(before);
    expect(rig.players.workers).toBe(1);
  });

  test.each([
    ['a timer', `setInterval(() => console.log('still here'), 1)`],
    ['a timer that holds nobody', `setTimeout(() => console.log('still here'), 10_000).unref()`],
    ['a server', `(await import('node:net')).createServer().listen(0)`],
    ['a child process', `(await import('node:child_process')).spawn('sleep', ['1000'])`],
  ])('W2: one that left %s running is replaced, and the take stands', async (_, body) => {
    await using rig = await Rig.with({
      'left.mjs': `export default async () => { ${body}; return process.pid; }`,
    });
    const performer = module('left.mjs');
    const before = await rig.output({ performer });
    expect(rig.logs.some(({ text }) => text.startsWith('it left work running when it returned ('))).toBe(
      true,
    );
    expect(rig.players.workers).toBe(0);
    expect(rig.processes()).toEqual([]);
    expect(await rig.output({ performer })).not.toBe(before);
  });

  test('work that ends by itself in a moment is no reason to replace anybody', async () => {
    await using rig = await Rig.with({
      'moment.mjs': `
        import { open } from 'node:fs/promises';
        export default async () => { const file = await open('/dev/null'); void file.close(); setTimeout(() => {}, 2); const t = setTimeout(() => {}, 1e6); clearTimeout(t); return process.pid; }`,
    });
    const performer = module('moment.mjs');
    expect(await rig.output({ performer })).toBe(await rig.output({ performer }));
  });

  test.runIf(linux)('processes that a module let go of are ended, and its worker stays', async () => {
    await using rig = await Rig.with({
      'let-go.mjs': `
        import { spawn } from 'node:child_process';
        export default () => { spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref(); return process.pid; }`,
    });
    const performer = module('let-go.mjs');
    const before = await rig.output({ performer });
    expect(rig.processes()).toEqual([]);
    expect(rig.logs.map(({ text }) => text)).toEqual(['it left a process running: ended']);
    expect(await rig.output({ performer })).toBe(before);
  });

  test('cancelled in mid-take: the signal is heard, the worker ends', async () => {
    await using rig = await Rig.with({
      'long.mjs': `export default (input, { signal, log }) => new Promise(() => { log('playing'); signal.addEventListener('abort', () => log('heard it')); })`,
    });
    const part = rig.submit({ performer: module('long.mjs') });
    await rig.logged('playing');
    await rig.players.cancel(part);
    expect(await rig.players.result(part)).toEqual({ brought: 'cancelled' });
    expect(rig.logs.map(({ text }) => text)).toEqual(['playing', 'heard it']);
    expect(rig.players.workers).toBe(0);
    expect(rig.leftOver()).toEqual([]);
  });

  test('players outlive sessions: what failed or was cancelled there plays again here', async () => {
    await using rig = await Rig.with({
      'turns.mjs': `export default ({ does }, { log }) => {
        if (does === 'fails') throw new Error('no');
        if (does === 'lasts') return new Promise(() => log('playing'));
        return does;
      }`,
    });
    const performer = module('turns.mjs');
    const asked = (does: string) => ({ performer, attempt: 1, input: { does } });
    expect(await rig.failure(asked('fails'))).toMatch(/no/);
    const part = rig.submit(asked('lasts'));
    await rig.logged('playing');
    await rig.players.cancel(part);
    expect(await rig.players.result(part)).toEqual({ brought: 'cancelled' });
    expect(await rig.output(asked('sings'))).toBe('sings');
  });

  test('W3: there are never more than there may be, and all who wait are served', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `m${i}.mjs`,
        `export default async (input, { run }) => { await run(['true']); return ${i}; }`,
      ]),
    );
    await using rig = await Rig.with(many);
    let most = 0;
    const outputs = await Promise.all(
      Object.keys(many).map(async (path, i) => {
        const output = await rig.output({ performer: module(path), part: `kitchen/cook[${i}]` });
        most = Math.max(most, rig.players.workers);
        return output;
      }),
    );
    expect(outputs).toEqual(Object.keys(many).map((_, i) => i));
    expect(most).toBeLessThanOrEqual(4);
  });

  test('one who waits can be cancelled', async () => {
    await using rig = await Rig.with({
      'wait.mjs': `export default (input, { log }) => new Promise(() => log('playing ' + input.i))`,
    });
    const parts = Array.from({ length: 5 }, (_, i) =>
      rig.submit({ performer: module('wait.mjs'), part: `kitchen/cook[${i}]`, input: { i } }),
    );
    await Promise.all([0, 1, 2, 3].map((i) => rig.logged(`playing ${i}`)));
    for (const part of [...parts].reverse()) await rig.players.cancel(part);
    expect(rig.logs).toHaveLength(4);
    expect(rig.players.workers).toBe(0);
  });

  test('one that died while idle costs nobody an attempt', async () => {
    await using rig = await Rig.with(files);
    const first = await pidOf(rig, pid);
    if (typeof first !== 'number') throw new Error('no pid');
    process.kill(first, 'SIGKILL');
    expect(await pidOf(rig, pid)).not.toBe(first);
  });

  test('warmed workers serve whoever comes first', async () => {
    await using rig = await Rig.with(files);
    rig.players.warm(2);
    expect(rig.players.workers).toBe(2);
    expect(await pidOf(rig, pid)).not.toBe(await pidOf(rig, module('other.mjs')));
    expect(rig.players.workers).toBe(2);
  });

  test('closing ends everything that plays', async () => {
    await using rig = await Rig.with({
      'wait.mjs': `export default (input, { log, run }) => { log('playing'); return run(['sleep', '1000']); }`,
    });
    const part = rig.submit({ performer: module('wait.mjs') });
    await rig.logged('playing');
    const result = rig.players.result(part);
    await rig.players.close();
    expect(await result).toEqual({ brought: 'cancelled' });
    expect([rig.players.workers, rig.processes(), readdirSync(join(rig.home, 'scratch'))]).toEqual([
      0,
      [],
      [],
    ]);
    expect(() => rig.submit({ performer: pid })).toThrow('gone home');
  });
});
