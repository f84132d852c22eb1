import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchScratch } from '../../src/players/sandbox/scratch-watch.ts';
import { openScratch } from '../../src/players/scratch.ts';
import { command, Rig } from '../players/rig.ts';
import { hasSandbox, itHasASandbox, MiB } from './machine.ts';

/**
 * A script that asks for a sandbox (`sandbox: files`): what it sees, what it can do, and what becomes of one that means
 * harm. Real programs, real bubblewrap; after each of them an honest part plays as if nothing had been.
 */

itHasASandbox();

const honest = `import { greeting } from './words.mjs';
export default async (input, context) => { await context.write('out.txt', greeting); return { read: await context.read('given.txt') }; }`;

/** A module whose default export has this body. */
const module = (body: string): string =>
  `import * as fs from 'node:fs'; import * as child from 'node:child_process'; import * as net from 'node:net';
   export default async function play(input, context) { ${body} }`;

let outside: AddressInfo;
const server = createServer((socket) => void socket.end('hello from outside'));

async function rigWith(files: { readonly [path: string]: string }): Promise<Rig> {
  const made = await Rig.with({
    'honest.mjs': honest,
    'words.mjs': `export const greeting = 'good day';`,
    ...files,
  });
  await made.write('sheetMusic.md', 'the sheet');
  await made.write('.git/config', '[core]');
  await made.write('notes/private.txt', 'nobody handed this over');
  return made;
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  outside = server.address() as AddressInfo;
});
afterAll(() => server.close());

const given = [{ path: 'given.txt', from: { bytes: Buffer.from('given') } }];

/** What a module brings that is played in the sandbox. */
async function bring(body: string, more: Partial<Parameters<Rig['take']>[0]> = {}): Promise<unknown> {
  await using one = await rigWith({ 'x.mjs': module(body) });
  return await one.output({
    performer: { kind: 'module', path: 'ensembles/kitchen/x.mjs' },
    sandbox: 'files',
    ...more,
  });
}

/** How a hostile module ends; and an honest part plays afterwards, with the same players. */
async function contained(body: string, more: Partial<Parameters<Rig['take']>[0]> = {}): Promise<string> {
  await using one = await rigWith({ 'x.mjs': module(body) });
  const performer = { kind: 'module', path: 'ensembles/kitchen/x.mjs' } as const;
  const said = await one.failure({ performer, sandbox: 'files', ...more });
  const good = { kind: 'module', path: 'ensembles/kitchen/honest.mjs' } as const;
  const after = await one.take({
    performer: good,
    sandbox: 'files',
    laid: given,
    writes: ['out.txt'],
    part: 'kitchen/honest',
  });
  expect(after.take.output).toEqual({ read: 'given' });
  await after.scratch.release();
  expect(one.processes()).toEqual([]);
  expect(one.leftOver()).toEqual([]);
  return said;
}

describe.skipIf(!hasSandbox)('what a script in a sandbox sees', () => {
  it('its folder, what was laid there, its code, and packages of Simphony; what it writes is brought back', async () => {
    await using one = await rigWith({
      'x.mjs': `import * as kit from 'simphony/kit'; import { parse } from 'yaml'; import { greeting } from './words.mjs';
        export default async (input, context) => { await context.write('out/a.txt', greeting); return { kit: Object.keys(kit).length > 0, yaml: parse('a: 1'), read: await context.read('deep/given.txt') }; }`,
    });
    const { take, scratch } = await one.take({
      performer: { kind: 'module', path: 'ensembles/kitchen/x.mjs' },
      sandbox: 'files',
      laid: [{ path: 'deep/given.txt', from: { bytes: Buffer.from('given') } }],
      writes: ['out/a.txt'],
    });
    expect(take.output).toEqual({ kit: true, yaml: { a: 1 }, read: 'given' });
    expect(take.files.map(({ path }) => path)).toEqual(['out/a.txt']);
    expect(readFileSync(scratch.contentOf('out/a.txt'), 'utf8')).toBe('good day');
    await scratch.release();
  });

  it('a command: its script, the value on stdin, its environment and nothing of ours', async () => {
    await using one = await rigWith({
      'x.sh':
        '#!/bin/sh\nread line; printf \'{"in": %s, "env": "%s"}\' "$line" "$(env | cut -d= -f1 | sort | tr "\\n" " ")"',
    });
    const output = await one.output({
      performer: command('x.sh', 'word'),
      sandbox: 'files',
      input: { a: 1 },
      env: ['NAMED'],
      environment: { PATH: process.env['PATH'], NAMED: 'yes', SECRET: 'no' },
    });
    expect(output).toEqual({
      in: { a: 1 },
      env: 'HOME LANG NAMED PATH PWD SIMPHONY_ATTEMPT SIMPHONY_PART SIMPHONY_SEED TMPDIR ',
    });
  });

  it('no other file of the workspace, no .git, no .simphony but its own folders, no instructions', async () => {
    const seen = await bring(
      `const at = ${JSON.stringify('ROOT')}; const root = context === undefined ? '' : process.cwd().split('/.simphony/')[0];
       const look = (path) => { try { return fs.statSync(root + '/' + path).isDirectory() ? fs.readdirSync(root + '/' + path) : fs.readFileSync(root + '/' + path, 'utf8'); } catch (error) { return error.code; } };
       return { top: look(''), sheet: look('sheetMusic.md'), git: look('.git/config'), notes: look('notes/private.txt'), ensemble: look('ensembles/kitchen'), home: look('.simphony') };`,
    );
    expect(seen).toEqual({
      top: ['.simphony', 'ensembles'],
      ...{ sheet: 'ENOENT', git: 'ENOENT', notes: 'ENOENT' },
      ensemble: ['honest.mjs', 'words.mjs', 'x.mjs'],
      home: ['scratch'],
    });
  });

  it('what it runs through its context, and its checks, are in the same sandbox', async () => {
    await using one = await rigWith({
      'x.mjs': module(
        `const { stdout } = await context.run(['sh', '-c', 'cat ../../../sheetMusic.md 2>&1; id -u']); return { stdout };`,
      ),
    });
    const { take, scratch } = await one.take({
      performer: { kind: 'module', path: 'ensembles/kitchen/x.mjs' },
      sandbox: 'files',
    });
    expect(take.output).toEqual({ stdout: expect.stringMatching(/No such file[^]*\n[1-9]\d*\n$/) });
    const check = await scratch.run(['sh', '-c', 'cat ../../../sheetMusic.md'], { timeoutMs: 10_000 });
    expect(check).toMatchObject({ end: 'exited', code: 1 });
    await scratch.release();
  });
});

describe.skipIf(!hasSandbox)('a script that means harm', () => {
  it('a fork bomb: the limit on processes stops it, and all of them end', async () => {
    const said = await contained(
      `fs.writeFileSync('bomb.sh', 'b() { b | b & }; b; b; sleep 30'); child.spawn('sh', ['bomb.sh'], { stdio: 'ignore' }); await new Promise((r) => setTimeout(r, 1500));
       const n = fs.readdirSync('/proc').filter((one) => /^\\d+$/.test(one)).length; throw new Error('processes: ' + n);`,
    );
    const [, count] = /processes: (\d+)/.exec(said) ?? [];
    expect(Number(count)).toBeLessThan(300);
  });

  it('an endless loop: stopped after its time', async () => {
    expect(await contained('for (;;);', { timeoutMs: 700 })).toBe('failed: stopped after 700 ms (`timeout`)');
  });

  it('a loop that hears no signal, in a process that left its group', async () => {
    const said = await contained(
      `child.spawn('setsid', ['sh', '-c', 'trap "" TERM INT HUP; while :; do :; done'], { stdio: 'ignore', detached: true }).unref(); for (;;);`,
      { timeoutMs: 700 },
    );
    expect(said).toBe('failed: stopped after 700 ms (`timeout`)');
  });

  it('a memory bomb, in the way that limits count and in the way they do not', async () => {
    expect(await contained('const all = []; for (;;) all.push(Buffer.allocUnsafeSlow(2 ** 28));')).toMatch(
      /memory|allocation/i,
    );
    const shared = await bring(
      `const { stdout } = await context.run(['python3', '-c', 'import mmap\\ntry:\\n  mmap.mmap(-1, 1 << 30)\\n  print("had")\\nexcept OSError as e: print(e.errno)']); return stdout;`,
    );
    expect(shared).toBe('12\n');
  });

  it('ten gigabytes in one file, in its folder and in /tmp', async () => {
    const writing = (path: string): string =>
      `await context.run(['dd', 'if=/dev/zero', 'of=${path}', 'bs=16M', 'count=640']).catch(() => undefined); throw new Error('size ' + fs.statSync('${path}').size);`;
    const sizeIn = (said: string): number => Number(/size (\d+)/.exec(said)?.[1]);
    expect(sizeIn(await contained(writing('large')))).toBe(2 ** 30);
    // Its own /tmp, which is gone with whoever wrote to it.
    expect(await contained(writing('/tmp/large'))).toContain('ENOENT');
    expect(existsSync('/tmp/large')).toBe(false);
  });

  it('ten gigabytes in many files: stopped when its folder is full', async () => {
    await using one = await rigWith({});
    const room = openScratch(one.home);
    const watch = watchScratch(room, 32 * MiB);
    await writeFile(join(room.tmp, 'a'), Buffer.alloc(20 * MiB, 1));
    await mkdir(join(room.work, 'deep/er'), { recursive: true });
    await writeFile(join(room.work, 'deep/er/b'), Buffer.alloc(20 * MiB, 1));
    await once(watch.tooMuch, 'abort');
    watch.end();
  });

  it('reading /etc/passwd and what lies in homes', async () => {
    const seen = (await bring(
      `const can = (path) => { try { return fs.readFileSync(path, 'utf8'); } catch (error) { return error.code; } };
       const list = (path) => { try { return fs.readdirSync(path); } catch (error) { return error.code; } };
       return { passwd: can('/etc/passwd'), shadow: can('/etc/shadow'), root: list('/'), root_home: [list('/root')].flat().filter((one) => !['.pyenv', '.nvm', 'ENOENT'].includes(one)), pid1: can('/proc/1/environ') };`,
    )) as { passwd: string; shadow: string; root: string[]; root_home: string[]; pid1: string };
    expect(seen.passwd).toMatch(/^player:x:\d+:\d+::\/tmp:\/bin\/sh\n$/);
    expect(seen.shadow).toBe('ENOENT');
    // what has nothing to do there; this checkout may lie anywhere, and the way to its packages is seen
    for (const folder of ['boot', 'mnt', 'media', 'srv']) expect(seen.root).not.toContain(folder);
    expect(seen.root_home).toEqual([]);
    expect(seen.pid1).not.toContain(process.env['USER'] ?? 'SSH_');
  });

  it('a socket to a server of this machine: `files` has no network, `files+net` has', async () => {
    const body = `return await new Promise((resolve) => { const s = net.connect(${outside.port}, '127.0.0.1'); s.on('error', (e) => resolve(e.code)); s.on('data', (d) => resolve(String(d))); });`;
    expect(await bring(body)).toBe('ECONNREFUSED');
    expect(await bring(body, { sandbox: 'files+net' })).toBe('hello from outside');
  });

  it('a link out, left as its output: refused, and nothing behind it is read', async () => {
    const said = await contained(`fs.symlinkSync('/etc/shadow', 'out.txt'); return 1;`, {
      writes: ['out.txt'],
    });
    expect(said).toMatch(/^refused: .*`out.txt` is a symbolic link; only regular files are brought back/);
    const folder = await contained(`fs.symlinkSync('/etc', 'out'); return 1;`, { writes: ['out/**'] });
    expect(folder).toMatch(/^refused: .*`out` is a symbolic link/);
  });

  it('killing its parent, or whatever else it sees', async () => {
    const said = await contained(
      `for (const pid of [process.ppid, 1, ${process.pid}]) { try { process.kill(pid, 'SIGKILL'); } catch {} }
       await new Promise((r) => setTimeout(r, 50)); try { process.kill(-1, 'SIGKILL'); } catch {} throw new Error('still there, and so is everybody');`,
    );
    expect(said).toMatch(/still there|killed by SIGKILL/);
  });

  it('other namespaces, mounts, tracing: refused by the system', async () => {
    const said = await bring(
      `const tries = [['unshare', '-r', 'id'], ['mount', '-t', 'tmpfs', 'none', '/tmp'], ['setpriv', '--reuid', '0', 'id']];
       const ends = []; for (const words of tries) { const { code } = await context.run(words); ends.push(code === 0); } return ends;`,
    );
    expect(said).toEqual([false, false, false]);
  });

  it('writing over its own code, the system, or beside it', async () => {
    await using one = await rigWith({
      'x.mjs': module(
        `const can = (path) => { try { fs.writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; } };
         const own = new URL(import.meta.url).pathname; can(own + '.new'); return [can(own), can('/usr/x'), can('/x')];`,
      ),
    });
    const performer = { kind: 'module', path: 'ensembles/kitchen/x.mjs' } as const;
    expect(await one.output({ performer, sandbox: 'files' })).toEqual(['EROFS', 'EROFS', 'EROFS']);
    expect(readdirSync(join(one.workspace, 'ensembles/kitchen'))).not.toContain('x.mjs.new');
    expect(await one.read('ensembles/kitchen/x.mjs')).toContain('play(input, context)');
  });
});
