import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { findSimphony } from '../simphony-home.ts';
import { signalGroup } from '../tree.ts';
import { systemTools } from './confine.ts';
import { foldersOf, isOfSystem } from './prefixes.ts';
import type { Entered, Entering } from './sandbox.ts';
import { archHere } from './syscalls.ts';

/** How much of a sandbox this machine can have. */
export type SandboxLevel =
  | { readonly level: 'sandbox'; readonly held: readonly string[]; readonly by: string }
  /** Limits on a process, its own environment and folder, and nothing that keeps it from looking round. */
  | { readonly level: 'limits'; readonly because: string; readonly instead: string };

const MiB = 1024 * 1024;
const asked = { data: 1024 * MiB, processes: 80, fileSize: 4 * MiB, untilKilledMs: 5_000 };

const Found = z.object({
  write: z.boolean(),
  socket: z.boolean(),
  secret: z.boolean(),
  home: z.array(z.string()),
  passwd: z.boolean(),
  system: z.boolean(),
  environment: z.array(z.string()),
  others: z.boolean(),
  signal: z.boolean(),
  file: z.boolean(),
  memory: z.boolean(),
  processes: z.number(),
  uid: z.number(),
});

/** What must not have been possible, in words; with what shows that it was. */
const holds: readonly (readonly [what: string, isHeld: (found: z.infer<typeof Found>) => boolean])[] = [
  ['no socket out', ({ socket }) => !socket],
  ['no file of this machine', ({ secret, passwd }) => !secret && !passwd],
  ['no home', ({ home }) => home.every((name) => namesShown().includes(name))],
  ['a read-only system', ({ system }) => !system],
  ['no environment', ({ environment }) => environment.length === 0],
  ['no other process', ({ others, signal }) => !others && !signal],
  ['a limit on files', ({ file }) => !file],
  ['a limit on memory', ({ memory }) => !memory],
  ['a limit on processes', ({ processes }) => processes > 0 && processes < asked.processes],
  ['an unprivileged user', ({ uid }) => uid !== 0],
];

export async function testSandbox(enter: (asked: Entering) => Entered): Promise<SandboxLevel> {
  const missing = missingTools();
  if (missing !== undefined) return { level: 'limits', ...missing };
  const folder = mkdtempSync(join(tmpdir(), 'simphony-sandbox-test-'));
  try {
    const [found, ended] = await Promise.all([tryInside(enter, folder), endsAtOnce(enter)]);
    if ('because' in found) return { level: 'limits', ...found, instead: insteadOf(found.because) };
    if (!found.write)
      return {
        level: 'limits',
        because: 'a program inside could not write to its own folder',
        instead: insteadOf(''),
      };
    const failed = holds.filter(([, isHeld]) => !isHeld(found)).map(([what]) => what);
    if (!ended) failed.push('an end to what loops');
    if (failed.length > 0) {
      const because = `it tested itself, and did not hold: ${failed.join(', ')}`;
      return { level: 'limits', because, instead: insteadOf('') };
    }
    return {
      level: 'sandbox',
      held: [...holds.map(([what]) => what), 'an end to what loops'],
      by: `bubblewrap, seccomp and limits, as ${process.getuid?.() === 0 ? 'another user' : 'a user of its own namespace'}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function missingTools(): { readonly because: string; readonly instead: string } | undefined {
  if (process.platform !== 'linux')
    return {
      because: 'there is a sandbox on Linux alone',
      instead: 'play it on Linux (a container or a virtual machine will do)',
    };
  if (archHere() === undefined)
    return {
      because: `there is no filter of system calls for ${process.arch}`,
      instead: 'play it on x86_64 or aarch64',
    };
  const tools = systemTools();
  const install = 'install the packages bubblewrap and util-linux (Debian: apt install bubblewrap)';
  if (tools.bwrap === undefined) return { because: '`bwrap` is not installed', instead: install };
  if (tools.prlimit === undefined) return { because: '`prlimit` is not installed', instead: install };
  if (tools.setpriv === undefined) return { because: '`setpriv` is not installed', instead: install };
  return undefined;
}

/** What keeps a sandbox from being made, where the system says so. */
function insteadOf(because: string): string {
  const setting = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '');
  if (process.getuid?.() !== 0) {
    if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1')
      return 'AppArmor keeps user namespaces from ordinary users: allow them to bwrap (Ubuntu: apt install apparmor-profiles, then link /usr/share/apparmor/extra-profiles/bwrap-userns-restrict into /etc/apparmor.d and reload it)';
    if (setting('/proc/sys/kernel/unprivileged_userns_clone') === '0')
      return 'allow user namespaces: sysctl kernel.unprivileged_userns_clone=1';
    if (setting('/proc/sys/user/max_user_namespaces') === '0')
      return 'allow user namespaces: sysctl user.max_user_namespaces=15000';
    if (/uid map|namespace|not permitted|denied/i.test(because))
      return 'user namespaces are not allowed here: in a container, start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined';
  } else if (/not permitted|denied/i.test(because))
    return 'this container may not make mounts: start it with --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined, or play as an ordinary user where user namespaces are allowed';
  return 'see docs/sandbox.md';
}

/** What of a home must be seen all the same: the beginning of the way to an interpreter that lies in it. */
function namesShown(): string[] {
  const home = homedir();
  const shown = foldersOf(process.execPath, { path: '', kept: [home] });
  return [...shown, scriptHere()].flatMap((path) =>
    path.startsWith(`${home}/`) ? (path.slice(home.length + 1).split('/')[0] ?? []) : [],
  );
}

const scriptHere = (): string => join(dirname(findSimphony().worker), 'self-test.mjs');

/** Where a home is no folder of its own (`/` in some containers) there is nothing to keep. */
const ownHome = (): string =>
  ['/', '/tmp'].includes(homedir()) || isOfSystem(homedir()) ? '/nobody' : homedir();

const roomOf = (written: readonly string[]): Entering['room'] => ({
  written,
  network: false,
  tmp: 8 * MiB,
  limits: { cpuSeconds: 20, data: asked.data, fileSize: asked.fileSize, descriptors: 256, processes: 60 },
});

async function tryInside(
  enter: (asked: Entering) => Entered,
  folder: string,
): Promise<z.infer<typeof Found> | { readonly because: string }> {
  const script = scriptHere();
  const secret = join(folder, 'secret');
  const work = mkdtempSync(join(folder, 'work-'));
  writeFileSync(secret, 'nobody inside reads this', { mode: 0o644 });
  const server = createServer((socket) => void socket.destroy())
    .listen(0, '127.0.0.1')
    .unref();
  await once(server, 'listening');
  const address = server.address();
  const outside = {
    ...asked,
    secret,
    home: ownHome(),
    port: typeof address === 'object' ? address?.port : 0,
    pid: process.pid,
  };
  const inside = enter({ room: roomOf([work]), shown: [script], filter: 'files' });
  try {
    inside.give(work);
    const { words: all } = inside.inside(process.execPath, [script, JSON.stringify(outside)], '');
    const [program, ...words] = all;
    const child = spawn(program, words, {
      cwd: work,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let [said, wrong] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8192)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (wrong = (wrong + text).slice(-2048)));
    const killing = setTimeout(() => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'), 20_000);
    await once(child, 'close').catch(() => undefined);
    clearTimeout(killing);
    const found = Found.safeParse(jsonOf(said));
    if (found.success) return found.data;
    return { because: wrong.trim() === '' ? 'it could not be entered' : wrong.trim() };
  } finally {
    inside.leave();
    server.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a loop that looks at nothing ends, with all it has started, when whoever waits for it has had enough. */
async function endsAtOnce(enter: (asked: Entering) => Entered): Promise<boolean> {
  const inside = enter({ room: roomOf([]), shown: [], filter: 'files' });
  try {
    const loop = 'trap "" TERM HUP INT; (while :; do :; done) & echo on; while :; do :; done';
    const { words: all } = inside.inside('/bin/sh', ['-c', loop], '');
    const [program, ...words] = all;
    const child = spawn(program, words, {
      cwd: '/',
      env: {},
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    // Its stdout is held by everybody inside: it closes with the last of them.
    const closed = once(child, 'close').then(
      () => true,
      () => false,
    );
    await Promise.race([once(child.stdout, 'data'), closed]);
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    return await Promise.race([closed, wait(asked.untilKilledMs, false, { ref: false })]);
  } finally {
    inside.leave();
  }
}
