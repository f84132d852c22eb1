import { randomBytes } from 'node:crypto';
import { link, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Diagnostic } from '../base/index.ts';
import { runProcess } from './git.ts';
import type { Disk } from './disk.ts';
import { say } from './wording.ts';
import { codeOf } from './file-errors.ts';

/**
 * `.simphony/lock`: one Conductor per workspace. It holds the process and when that process started, so that a
 * number given out again by the system is not taken for it. A Conductor on another host is alive while it keeps
 * touching the file.
 */
const Holder = z.object({
  pid: z.number().int().positive(),
  started: z.string(),
  host: z.string(),
  token: z.string(),
});
export type Holder = z.infer<typeof Holder>;

export interface Lock {
  /** Made anew for each holder: marks what it leaves behind. */
  readonly token: string;
  release(): Promise<void>;
}

/** Milliseconds after which an untouched lock of another host is stale; the holder touches it six times as often. */
const staleAfter = 60_000;

/** When a process started, in the system's own words; `undefined` where no such process lives. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field, the command's name, may hold anything but ends at the last parenthesis; start time is field 22.
    const after = text?.slice(text.lastIndexOf(')') + 2).split(' ');
    return after === undefined || after[0] === 'Z' ? undefined : after[19];
  }
  const said = await runProcess('ps', ['-o', 'lstart=', '-p', String(pid)], {
    folder: '/',
    environment: { ...process.env, LC_ALL: 'C' },
  });
  const text = said.out.toString().trim();
  return text === '' ? undefined : text;
}

/** The Conductor that holds the workspace, if one lives. */
export async function holderOf(home: string, now: () => Date): Promise<Holder | undefined> {
  const read = await readHolder(join(home, 'lock'));
  return read !== undefined && (await lives(read.holder, join(home, 'lock'), now)) ? read.holder : undefined;
}

async function readHolder(file: string): Promise<{ holder: Holder; text: string } | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return { holder: Holder.parse(JSON.parse(text)), text };
  } catch {
    return undefined;
  }
}

async function lives(holder: Holder, file: string, now: () => Date): Promise<boolean> {
  if (holder.host === hostname()) return (await startOf(holder.pid)) === holder.started;
  const touched = await stat(file).catch(() => undefined);
  return touched !== undefined && now().getTime() - touched.mtimeMs < staleAfter;
}

/** Takes the lock, or says who holds it. A lock whose holder is gone is taken over by exactly one of those who ask. */
export async function takeLock(
  home: string,
  now: () => Date,
  disk: Disk,
): Promise<{ lock: Lock } | { mistake: Diagnostic }> {
  const file = join(home, 'lock');
  const token = randomBytes(12).toString('hex');
  const started = (await startOf(process.pid)) ?? 'unknown';
  const own = join(home, `lock-${token}`);
  const text = `${JSON.stringify({ pid: process.pid, started, host: hostname(), token })}\n`;
  await disk.change('lock.write', [own], () => writeFile(own, text));
  try {
    for (let tries = 0; tries < 5; tries += 1) {
      if (await linked(disk, own, file)) return { lock: held(disk, file, token) };
      const there = await readHolder(file);
      if (there !== undefined && (await lives(there.holder, file, now))) {
        const { pid, host } = there.holder;
        return { mistake: say.locked(pid, host === hostname() ? undefined : host, file) };
      }
      await removeStale(disk, file, there?.text, join(home, `stale-${token}`));
    }
    return { mistake: say.cannotWrite(file, 'others keep taking it') };
  } finally {
    await disk.change('lock.tidy', [own], () => unlink(own)).catch(() => {});
  }
}

/** A hard link is made whole or not at all, with its content in it. */
async function linked(disk: Disk, from: string, to: string): Promise<boolean> {
  return disk
    .change('lock.link', [from, to], () => link(from, to))
    .then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      },
    );
}

/** Moves the stale lock aside; where another process has put a fresh one there meanwhile, that one goes back. */
async function removeStale(disk: Disk, file: string, text: string | undefined, aside: string): Promise<void> {
  const moved = await disk
    .change('lock.aside', [file, aside], () => rename(file, aside))
    .then(
      () => true,
      () => false,
    );
  if (!moved) return;
  const now = await readFile(aside, 'utf8').catch(() => undefined);
  if (text !== undefined && now !== text) {
    await disk.change('lock.back', [aside, file], () => link(aside, file)).catch(() => {});
  }
  await disk.change('lock.tidy', [aside], () => unlink(aside)).catch(() => {});
}

function held(disk: Disk, file: string, token: string): Lock {
  const touching = setInterval(() => {
    const at = new Date();
    utimes(file, at, at).catch(() => {});
  }, staleAfter / 6);
  touching.unref();
  return {
    token,
    async release() {
      clearInterval(touching);
      const there = await readHolder(file);
      if (there?.holder.token === token) {
        await disk.change('lock.release', [file], () => unlink(file)).catch(() => {});
      }
    },
  };
}
