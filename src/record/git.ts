import { spawn } from 'node:child_process';

/** Names and values, as `process.env` has them. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/** What a git process ended with. */
export interface GitEnd {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

export interface GitCall {
  readonly folder: string;
  readonly environment: Environment;
  readonly input?: string | Uint8Array;
  /** More variables, such as GIT_INDEX_FILE. */
  readonly also?: Environment;
}

/** What of the person's environment git needs: where it finds itself, its settings and the person's name. */
const handedOn =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_CONFIG_HOME|XDG_CACHE_HOME|EMAIL|GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|GIT_EXEC_PATH|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM|SSH_AUTH_SOCK|GNUPGHOME|GPG_TTY|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR)$/;

/** Never GIT_DIR, GIT_INDEX_FILE and their like: a Conductor started from a hook must not write where the hook does. */
export function gitEnvironment(environment: Environment): Record<string, string> {
  const small: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && handedOn.test(name)) small[name] = value;
  }
  return {
    ...small,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_PAGER: 'cat',
  };
}

/**
 * Nothing of the workspace is started by git: no file-system monitor, no signature checks while reading. And what git
 * writes for us is on disk when it says so: by itself it syncs packs only (`core.fsync`, git-config(1)).
 */
export const withHooks = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'log.showSignature=false'],
  ...['-c', 'core.quotePath=false'],
  ...['-c', 'core.fsync=loose-object,pack,pack-metadata,reference'],
  ...['-c', 'core.fsyncMethod=fsync'],
] as const;

/** And no hooks. */
export const quiet = [...withHooks, '-c', 'core.hooksPath=/dev/null'] as const;

/** Runs git and waits for it; never throws for what git says. Code 127 where there is no git. */
export function git(words: readonly string[], call: GitCall): Promise<GitEnd> {
  return runProcess('git', [...quiet, ...words], {
    folder: call.folder,
    environment: { ...gitEnvironment(call.environment), ...call.also },
    ...(call.input === undefined ? {} : { input: call.input }),
  });
}

/** One process without a shell; 127 where the program is missing. */
export function runProcess(
  program: string,
  words: readonly string[],
  call: { readonly folder: string; readonly environment: Environment; readonly input?: string | Uint8Array },
): Promise<GitEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: call.folder,
      env: { ...call.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.on('error', (error) => resolve({ code: 127, out: Buffer.alloc(0), err: error.message }));
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 128,
        out: Buffer.concat(out),
        err: Buffer.concat(err).toString() + (signal === null ? '' : `ended by ${signal}`),
      }),
    );
    // A process that ends before it has read everything closes the pipe: its exit code says what happened.
    child.stdin.on('error', () => {});
    child.stdin.end(call.input ?? '');
  });
}

/** The fields of `-z` output. */
export const fields = (out: Buffer): string[] => {
  const text = out.toString();
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
};

/** The first line that git printed as its reason, without `fatal:`. */
export const reasonOf = (end: GitEnd): string =>
  (end.err.trim() || end.out.toString().trim())
    .split('\n')
    .map((line) => line.replace(/^(fatal|error): /, ''))
    .slice(0, 3)
    .join('; ') || `git ended with code ${end.code}`;

/** Git refused what should have worked: a full disk, a read-only or damaged repository. */
export class GitFailed extends Error {
  readonly doing: string;
  readonly because: string;

  constructor(doing: string, because: string) {
    super(`git ${doing}: ${because}`);
    this.doing = doing;
    this.because = because;
  }
}
