import { execa } from 'execa';

/** A probe is short: it only says whether something outside has changed. */
const limit = { timeoutMs: 10_000, bytes: 16 * 1024 * 1024 };

/**
 * What a probe prints, as UTF-8; null where it is not there, fails, or takes longer than 10 s.
 * No shell; the small environment; the workspace's folder is its working directory.
 */
export async function probe(
  words: readonly string[],
  folder: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<string | null> {
  const [command, ...rest] = words;
  if (command === undefined) return null;
  const ended = await execa(command, rest, {
    cwd: folder,
    env: { PATH: environment['PATH'], HOME: environment['HOME'], LANG: 'C.UTF-8', GIT_OPTIONAL_LOCKS: '0' },
    extendEnv: false,
    stdin: 'ignore',
    timeout: limit.timeoutMs,
    forceKillAfterDelay: 500,
    maxBuffer: limit.bytes,
    reject: false,
    stripFinalNewline: false,
  });
  return ended.failed || typeof ended.stdout !== 'string' ? null : ended.stdout;
}
