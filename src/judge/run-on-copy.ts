/**
 * Runs the command of a check once more, on copies: of a committed take (`simphony test`), or of a damaged one (when a
 * validation script is verified). Starts a process in a folder of its own under the system's temporary folder, and
 * takes both away again.
 */
import { execa } from 'execa';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { CommandEnd, LaidFile } from '../players/index.ts';

/** A file laid into the copy; `upTo` bytes of it where it is cut short. */
export type LaidCopy = LaidFile & { readonly upTo?: number };

export interface CommandOnCopy {
  readonly words: readonly string[];
  readonly timeoutMs: number;
  readonly files: readonly LaidCopy[];
  /** Absolute path of the ensemble's folder: a word that names a regular file of it is resolved to that. */
  readonly ensemble: string;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly environment: { readonly [name: string]: string | undefined };
}

/** Bytes that a command may print here. */
const outputLimit = 16 << 20;

/** Never rejects for what the command does. */
export async function runOnCopy({
  words,
  timeoutMs,
  files,
  ensemble,
  workspace,
  environment,
}: CommandOnCopy): Promise<CommandEnd> {
  const top = await mkdtemp(join(tmpdir(), 'simphony-check-'));
  const folder = join(top, 'take');
  try {
    for (const file of files) await lay(folder, file);
    await Promise.all(
      [folder, join(top, 'home'), join(top, 'tmp')].map((place) => mkdir(place, { recursive: true })),
    );
    const [tool = '', ...rest] = await Promise.all(words.map((word) => inEnsemble(ensemble, word)));
    const bins = [ensemble, workspace].map((place) => join(place, 'node_modules', '.bin'));
    const running = execa(tool, rest, {
      cwd: folder,
      env: {
        PATH: [...bins, environment['PATH'] ?? ''].join(delimiter),
        HOME: join(top, 'home'),
        TMPDIR: join(top, 'tmp'),
        LANG: environment['LANG'] ?? 'C.UTF-8',
      },
      extendEnv: false,
      stdin: 'ignore',
      stripFinalNewline: false,
      reject: false,
      detached: true,
      cleanup: true,
      maxBuffer: outputLimit,
    });
    // The whole group: what a check starts must not outlive it.
    const stop = (): void => {
      if (running.pid !== undefined) killGroup(running.pid);
    };
    const limit = { passed: false };
    const timer = setTimeout(() => {
      limit.passed = true;
      stop();
    }, timeoutMs);
    const end = await running;
    clearTimeout(timer);
    stop();
    if (limit.passed) return { end: 'timed out', because: `it took longer than ${timeoutMs} ms` };
    if (end.code === 'ENOENT') return { end: 'missing', tool };
    if (end.isMaxBuffer)
      return { end: 'too much output', because: `it printed more than ${outputLimit} bytes` };
    if (end.exitCode === undefined) return { end: 'killed', because: end.shortMessage ?? String(end.signal) };
    return { end: 'exited', code: end.exitCode, stdout: end.stdout, stderr: end.stderr };
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

async function lay(folder: string, { path, from, executable, upTo }: LaidCopy): Promise<void> {
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  if ('file' in from && upTo === undefined) return copyFile(from.file, place);
  const bytes = 'file' in from ? await readFile(from.file) : from.bytes;
  await writeFile(place, bytes.subarray(0, upTo ?? bytes.length), {
    mode: executable === true ? 0o755 : 0o644,
  });
}

async function inEnsemble(ensemble: string, word: string): Promise<string> {
  if (word === '' || word.startsWith('/') || word.split('/').includes('..')) return word;
  const place = join(ensemble, word);
  const found = await stat(place).catch(() => undefined);
  return found?.isFile() === true ? place : word;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already, with all that it started.
  }
}
