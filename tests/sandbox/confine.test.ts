import { build } from 'esbuild';
import { execa } from 'execa';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConfined } from '../../src/players/index.ts';

/** A program of Simphony's own, under limits: what it inherits, what it can have, and that it ends. */

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'simphony-confined-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const MiB = 1024 * 1024;

function confined(code: string, limits: { data?: number; cpu?: number } = {}) {
  const child = startConfined({
    program: process.execPath,
    words: ['--input-type=module', '--eval', code],
    dataLimit: limits.data ?? 512 * MiB,
    cpuSeconds: limits.cpu ?? 20,
  });
  const heard: Uint8Array[] = [];
  child.onBytes((bytes) => heard.push(bytes));
  return { child, printed: () => Buffer.concat(heard).toString() };
}

/** A program that starts one under limits, which runs this code. */
async function parentOf(code: string): Promise<string> {
  const source = new URL('../../src/players/sandbox/confine.ts', import.meta.url).pathname;
  const [bundled, parent] = [join(folder, 'confine.mjs'), join(folder, 'parent.mjs')];
  await build({ entryPoints: [source], bundle: true, platform: 'node', format: 'esm', outfile: bundled });
  await writeFile(
    parent,
    `import { startConfined } from ${JSON.stringify(bundled)};
     const child = startConfined({ program: process.execPath, words: ['--eval', ${JSON.stringify(code)}], dataLimit: 512 * 2 ** 20, cpuSeconds: 60 });
     child.onBytes((bytes) => process.stdout.write(bytes));`,
  );
  return parent;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

describe('a program under limits', () => {
  it('hears what is written to it and is heard to its last byte before it has ended', async () => {
    const { child, printed } = confined(
      `let n = 0; process.stdin.on('data', (c) => (n += c.length)).on('end', () => process.stdout.write('x'.repeat(3_000_000) + n)); setTimeout(() => process.stdin.pause() && process.stdin.emit('end'), 300)`,
    );
    child.write(Buffer.from('hello'));
    expect(await child.ended).toEqual({ code: 0, stderr: '' });
    expect(printed()).toHaveLength(3_000_001);
    expect(printed().at(-1)).toBe('5');
  });

  it('D1: inherits no variable, no descriptor and no folder, whatever its parent was started with', async () => {
    const look = `const { readdirSync, readlinkSync } = require('node:fs');
      const open = readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } });
      console.log(JSON.stringify({ env: process.env, cwd: process.cwd(), files: open.filter((one) => /hostname/.test(one)) }))`;
    const parent = await parentOf(look);
    const held = await execa(
      'bash',
      ['-c', 'exec 7</etc/hostname; exec "$@"', 'bash', process.execPath, parent],
      {
        env: { SECRET: 'x' },
      },
    );
    expect(JSON.parse(held.stdout)).toEqual({ env: {}, cwd: '/', files: [] });
  });

  it('D2: that wants more memory than it may have ends, and nobody else notices', async () => {
    const { child } = confined(`const all = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1));`, {
      data: 300 * MiB,
    });
    const { code, signal, stderr } = await child.ended;
    expect(code === 0 && signal === undefined).toBe(false);
    expect(stderr).toMatch(/memory|allocation/i);
  });

  it('D2: that loops ends when its CPU time is used up', async () => {
    const { child } = confined('for (;;);', { cpu: 1 });
    expect((await child.ended).signal).toMatch(/^SIG(XCPU|KILL)$/);
  });

  it('D2: writes no file', async () => {
    const path = join(folder, 'written');
    const { child } = confined(
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(path)}, 'x')`,
    );
    const { code, signal } = await child.ended;
    expect([code, signal]).not.toEqual([0, undefined]);
    expect(existsSync(path) ? await readFile(path, 'utf8') : '').toBe('');
  });

  it('D3: that is killed takes along what it started', async () => {
    const { child, printed } = confined(
      `import { spawn } from 'node:child_process';
       const one = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']); console.log(one.pid); setInterval(() => {}, 1000)`,
    );
    await until(() => printed().includes('\n'));
    const grandchild = Number(printed());
    expect(isAlive(grandchild)).toBe(true);
    child.kill();
    expect((await child.ended).signal).toBe('SIGKILL');
    await until(() => !isAlive(grandchild));
  });

  it('D3: ends when its parent is killed, though it looks at nothing', async () => {
    const script = await parentOf('console.log(process.pid); for (;;);');
    const parent = execFile(process.execPath, [script]);
    const stdout = parent.stdout;
    if (stdout === null) throw new Error('no stdout');
    const [said] = (await once(stdout, 'data')) as [string];
    const pid = Number(said);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});
