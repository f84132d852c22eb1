import { execa } from 'execa';
import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { marked } from '../../src/players/tree.ts';
import { ensemble, eventsIn, instrument, module, Rig } from '../sessions/rig.ts';
import { hasSandbox } from './machine.ts';

/** Sandboxed parts in whole sessions of the real command. */

const hostile: Readonly<Record<string, string>> = {
  forks: `const { spawn } = await import('node:child_process'); for (;;) { spawn('sh', ['-c', 'sleep 60 & sleep 60'], { stdio: 'ignore', detached: true }).on('error', () => undefined); await null; }`,
  loops: 'for (;;);',
  grows: 'const all = []; for (;;) all.push(Buffer.allocUnsafeSlow(2 ** 28));',
  links: `(await import('node:fs')).symlinkSync('/etc/shadow', 'out.txt'); return 1;`,
  kills: `for (const pid of [process.ppid, 1, -1]) { try { process.kill(pid, 'SIGKILL'); } catch {} } throw new Error('alone');`,
  peeks: `return (await import('node:fs')).readFileSync(input.inputs === undefined ? '' : '/etc/shadow', 'utf8');`,
};

describe.skipIf(!hasSandbox)('a session with sandboxed parts', () => {
  test('whatever they do, it goes on: the honest ones play, and those that meant harm have failed', async () => {
    const names = Object.keys(hostile);
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Strangers\nplays: [e]\n---\nPlay.\n',
      'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/one.mjs': module('return 1;'),
      ...Object.fromEntries(
        names.flatMap((name) => [
          [
            `ensembles/e/${name}.md`,
            instrument(`module: ${name}.mjs\nneeds: []\nsandbox: files\ntimeout: 2s\nwrites: ['out*.txt']`),
          ],
          [`ensembles/e/${name}.mjs`, module(hostile[name] ?? '')],
        ]),
      ),
      'ensembles/e/honest.md': instrument('module: one.mjs\nneeds: []\nsandbox: files'),
      'ensembles/e/last.md': instrument(
        `module: one.mjs\nneeds: [honest, ${names.map((name) => `"${name}?"`).join(', ')}]`,
      ),
    });
    const { code, report } = await rig.play();
    expect(code).toBe(1);
    expect(report.parts).toMatchObject({ played: 2, failed: names.length, blocked: 0 });
    expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['honest', 'last']);
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test('promise 6: what judges them cannot be changed by them', async () => {
    const tries = [
      'production.md',
      'sheetMusic.md',
      'ensembles/e/meddler.md',
      'ensembles/e/meddler.mjs',
      '.git/config',
      '.git/hooks/pre-commit',
      'tests/takes/e/meddler_test.mjs',
      '.simphony/journal.jsonl',
    ];
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Guarded\nplays: [e]\n---\nPlay.\n',
      'production.md': '# Board\n\n## Goals\n- [ ] @e/meddler `output == 0` Nothing was written.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/meddler.md': instrument('module: meddler.mjs\nneeds: []\nsandbox: files'),
    });
    await rig.write({
      'ensembles/e/meddler.mjs': `import { mkdirSync, writeFileSync } from 'node:fs'; import { dirname, join } from 'node:path';\n${module(
        `for (const path of ${JSON.stringify(tries)}) { try { const file = join(${JSON.stringify(rig.folder)}, path); mkdirSync(dirname(file), { recursive: true }); writeFileSync(file, 'changed'); } catch {} }\nreturn 0;`,
      )}`,
    });
    await rig.commit('a meddler');
    const before = await Promise.all(tries.slice(0, 5).map((path) => rig.read(path)));
    const { code, report } = await rig.play();
    expect({ code, reason: report.reason }).toEqual({ code: 0, reason: undefined });
    const [, ...after] = await Promise.all(tries.slice(0, 5).map((path) => rig.read(path)));
    expect(after).toEqual(before.slice(1));
    expect(await rig.read('production.md')).toContain('- [x] @e/meddler');
    await expect(rig.read('.git/hooks/pre-commit')).rejects.toThrow('ENOENT');
    expect(await rig.read('tests/takes/e/meddler_test.mjs')).not.toBe('changed');
  });

  test('a Conductor that is killed leaves nobody inside, in a module and in a command', async () => {
    const loop = `child.spawn('setsid', ['sh', '-c', 'trap "" TERM INT HUP; while :; do sleep 0.1; done'], { stdio: 'ignore', detached: true }).unref(); context.log('on'); await new Promise(() => setInterval(() => {}, 1000));`;
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Killed\nplays: [e]\n---\nPlay.\n',
      'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/module.md': instrument('module: module.mjs\nneeds: []\nsandbox: files'),
      'ensembles/e/module.mjs': `import * as child from 'node:child_process';\n${module(loop)}`,
      'ensembles/e/command.md': instrument('command: [sh, loop.sh]\nneeds: []\nsandbox: files'),
      'ensembles/e/loop.sh':
        'echo on >&2; trap "" TERM INT HUP; (while :; do sleep 0.1; done) & while :; do sleep 0.1; done',
    });
    const session = rig.start(['play', '--jsonl']);
    let heard = '';
    await new Promise<void>((resolve) => {
      session.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        const events = eventsIn(heard.slice(0, heard.lastIndexOf('\n') + 1));
        const on = new Set(events.filter(({ message }) => message === 'on').map(({ node }) => node));
        if (on.size === 2) resolve();
      });
    });
    // Who carries its folder is somebody of this session.
    const inside = (): number[] => marked(join(rig.folder, '.simphony/scratch'), new Set());
    expect(inside().length).toBeGreaterThan(4);
    session.kill('SIGKILL');
    await session;
    while (inside().length > 0) await wait(20);
  });

  test('conduct: a save while nobody but a sandboxed part played counts at once, and nobody is asked', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Saved\nplays: [e]\n---\nPlay.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/slow.md': instrument('module: slow.mjs\nsandbox: files'),
      'ensembles/e/slow.mjs': module(
        `await new Promise((done) => setTimeout(done, 2500));\nreturn input.sheet.text;`,
      ),
    });
    const conduct = rig.start(['conduct', '--jsonl']);
    let heard = '';
    const ended = new Promise<void>((resolve) => {
      let saved = false;
      conduct.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        const events = eventsIn(heard.slice(0, heard.lastIndexOf('\n') + 1));
        if (!saved && events.some(({ event, node }) => event === 'start' && node === 'slow')) {
          saved = true;
          void appendFile(join(rig.folder, 'sheetMusic.md'), 'And louder.\n');
        }
        if (events.filter(({ event }) => event === 'session_end').length === 2) resolve();
      });
    });
    await ended;
    conduct.kill('SIGINT');
    await conduct;
    // Not committed by hand: the second session's opening holds it.
    expect(await rig.read('takes/e/slow.json')).toContain('And louder.');
    expect(await rig.git('log', '--format=%s')).toMatch(/open: Saved/);
  });
});

/** A machine without bubblewrap, as far as the command can see: its program is covered by what nobody can execute. */
const bare = (...words: string[]): string[] => [
  '--dev-bind',
  '/',
  '/',
  '--ro-bind',
  '/dev/null',
  '/usr/bin/bwrap',
  '--',
  ...words,
];

describe.skipIf(!hasSandbox)('where a machine has no sandbox', () => {
  const workspace = (concerto: string): Record<string, string> => ({
    'sheetMusic.md': '---\ntitle: Without\nplays: [e]\n---\nPlay.\n',
    'concerto.md': `---\nsimphony: 1\n${concerto}---\n`,
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.mjs': module('return 1;'),
    'ensembles/e/held.md': instrument('module: one.mjs\nneeds: []\nsandbox: files\nattempts: 3'),
    'ensembles/e/free.md': instrument('module: one.mjs\nneeds: []'),
  });
  const there = async (
    rig: Rig,
    ...words: string[]
  ): Promise<{ code: number | undefined; said: Record<string, unknown>; stderr: string }> => {
    const command = resolve('dist/simphony.js');
    const { exitCode, stdout, stderr } = await execa(
      'bwrap',
      bare(process.execPath, command, ...words, '--json'),
      {
        ...{ cwd: rig.folder, extendEnv: false, reject: false },
        env: { PATH: process.env['PATH'] ?? '', HOME: rig.outside, CI: '1', GIT_CONFIG_NOSYSTEM: '1' },
      },
    );
    return { code: exitCode, said: JSON.parse(stdout) as Record<string, unknown>, stderr };
  };

  test('the part fails with what to install, and the rest plays', async () => {
    await using rig = await Rig.with(workspace(''));
    const { code, said, stderr } = await there(rig, 'play');
    expect(code).toBe(1);
    expect(said['parts']).toMatchObject({ played: 1, failed: 1 });
    expect(stderr + JSON.stringify(said)).toMatch(
      /`bwrap` is not installed; install the packages bubblewrap and util-linux/,
    );
    expect(await rig.steps()).toEqual(['free: 1']);
    expect(await rig.json('.simphony/sandbox.json')).toMatchObject({
      level: 'limits',
      because: '`bwrap` is not installed',
    });
    const { said: doctor } = await there(rig, 'doctor');
    expect(JSON.stringify(doctor)).toContain('there is none: `bwrap` is not installed; asked for by e/held');
  });

  test('`sandbox: best` lets it play without', async () => {
    await using rig = await Rig.with(workspace('sandbox: best\n'));
    const { code, said } = await there(rig, 'play');
    expect([code, said['parts']]).toEqual([0, expect.objectContaining({ played: 2, failed: 0 })]);
  });
});

test.skipIf(!hasSandbox)('doctor says what is held', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': '---\ntitle: Asked\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.mjs': module('return 1;'),
    'ensembles/e/one.md': instrument('module: one.mjs'),
  });
  const { stdout } = await rig.simphony('doctor');
  expect(stdout).toMatch(/sandbox.*holds: no socket out, no file of this machine/);
});

/** As root each attempt is another user; on people's machines it is a user namespace, which is shown here by being somebody. */
test.skipIf(!hasSandbox || process.getuid?.() !== 0)('doctor says it to an ordinary user, too', async () => {
  await using rig = await Rig.with({
    'sheetMusic.md': '---\ntitle: Asked\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/one.mjs': module('return 1;'),
    'ensembles/e/one.md': instrument('module: one.mjs'),
  });
  // Where this checkout lies an ordinary user may not go.
  const [here, home] = ['/srv', '/media'];
  const somebody = ['setpriv', '--reuid', '61000', '--regid', '61000', '--clear-groups'];
  const { stdout } = await execa(
    'bwrap',
    [
      ...['--dev-bind', '/', '/', '--ro-bind', resolve('.'), here, '--bind', rig.folder, home],
      ...['--', ...somebody, process.execPath, join(here, 'dist/simphony.js'), 'doctor', '-C', home],
    ],
    { cwd: '/', extendEnv: false, reject: false, env: { PATH: process.env['PATH'] ?? '', HOME: '/tmp' } },
  );
  expect(stdout).toMatch(
    /sandbox: holds: .*\(bubblewrap, seccomp and limits, as a user of its own namespace\)/,
  );
});
