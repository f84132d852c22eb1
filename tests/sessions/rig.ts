import { execa, type Options } from 'execa';
import { mkdir, mkdtemp, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const command = resolve(import.meta.dirname, '../../dist/simphony.js');

/** What the command did: its exit code and all it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A session's report with the parts of `--json` that tests look at. */
export interface Report {
  readonly status: 'ok' | 'error';
  readonly reason?: string;
  readonly run_id: string;
  readonly parts: Readonly<Record<'played' | 'kept' | 'failed' | 'blocked' | 'skipped', number>>;
  readonly ensembles: Readonly<Record<string, { readonly status: string; readonly result: unknown }>>;
}

/** One line of `--jsonl`. */
export interface Event {
  readonly event: string;
  readonly node: string;
  readonly phase: string;
  readonly [field: string]: unknown;
}

/** What `--jsonl` printed. */
export const eventsIn = (text: string): readonly Event[] =>
  text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Event);

/** Whether a process still runs; one that has ended and that nobody has asked for yet does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await execa('ps', ['-o', 'stat=', '-p', String(pid)], { reject: false });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

/** The smallest ensemble.md. */
export const ensemble = (name: string, more = ''): string => `---\nensemble: ${name}\nversion: 1.0.0\ndescription: For a test.\n${more}---\nFor a test.\n`;
/** An instrument's file from its front matter. */
export const instrument = (frontMatter: string, body = ''): string => `---\nkind: script\n${frontMatter.trim()}\n---\n${body}`;
/** A module whose play function has this body; `input` and `context` are in scope. */
export const module = (body: string): string => `export default async function play(input, context) {\n${body}\n}\n`;

/**
 * A temporary workspace with real git, and the built command. `date` stands for the clock of commits, so that two
 * rigs can be compared.
 */
export class Rig implements AsyncDisposable {
  readonly folder: string;
  readonly #env: Record<string, string>;

  private constructor(folder: string) {
    this.folder = folder;
    this.#env = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(folder, '..', 'home'),
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
      NO_COLOR: '1',
      CI: '1',
    };
  }

  /** Writes the files, makes a repository of them and, unless told otherwise, commits them. */
  static async with(files: Readonly<Record<string, string>>, options: { readonly commit?: boolean; readonly repository?: boolean } = {}): Promise<Rig> {
    const top = await mkdtemp(join(tmpdir(), 'simphony-session-'));
    const rig = new Rig(join(top, 'workspace'));
    await mkdir(join(top, 'home'), { recursive: true });
    await mkdir(rig.folder, { recursive: true });
    if (options.repository !== false) {
      await rig.git('init', '-q', '-b', 'main');
      await rig.git('config', 'user.name', 'Ann Person');
      await rig.git('config', 'user.email', 'ann@example.org');
    }
    await rig.write(files);
    if (options.repository !== false && options.commit !== false) {
      await rig.commit('the workspace');
    }
    return rig;
  }

  /** The folder above the workspace: outside of it, and removed with it. */
  get outside(): string {
    return dirname(this.folder);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      if (text.startsWith('#!')) await chmod(file, 0o755);
    }
  }

  /** Commits everything as the person. */
  async commit(message: string): Promise<void> {
    await this.git('add', '-A');
    await this.git('commit', '-q', '-m', message);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.read(path)) as unknown;
  }

  /** Runs git; throws with what it printed when it fails. */
  git(...words: string[]): Promise<string> {
    return this.gitWith({}, ...words);
  }

  async gitWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
    const { stdout } = await execa('git', words, { cwd: this.folder, env: { ...this.#env, ...env }, extendEnv: false });
    return stdout;
  }

  /** A process of the command, to be told things while it runs. */
  start(words: readonly string[], options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {}) {
    return execa(process.execPath, [command, ...words], {
      cwd: options.cwd ?? this.folder,
      env: { ...this.#env, ...options.env },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      maxBuffer: 64 * 1024 * 1024,
    } satisfies Options);
  }

  async simphony(...words: string[]): Promise<Ran> {
    return ran(await this.start(words));
  }

  async simphonyWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran> {
    return ran(await this.start(words, { env }));
  }

  /** Plays and reads the report. */
  async play(...words: string[]): Promise<Ran & { readonly report: Report }> {
    const played = await this.simphony('play', '--json', ...words);
    return { ...played, report: JSON.parse(played.stdout) as Report };
  }

  /** Plays and reads the events. */
  async events(...words: string[]): Promise<Ran & { readonly events: readonly Event[] }> {
    const played = await this.simphony('play', '--jsonl', ...words);
    return { ...played, events: eventsIn(played.stdout) };
  }

  /** Subjects with their authors, oldest first. */
  async history(): Promise<string[]> {
    const log = await this.git('log', '--reverse', '--format=%an · %s');
    return log === '' ? [] : log.split('\n');
  }

  /** The subjects of steps alone, oldest first. */
  async steps(): Promise<string[]> {
    const log = await this.git('log', '--reverse', '--grep=^Simphony-Part: ', '--format=%s');
    return log === '' ? [] : log.split('\n');
  }

  async trailer(name: string, commit: string): Promise<string> {
    return this.git('log', '-1', `--format=%(trailers:key=${name},valueonly,separator=%x0a)`, commit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.outside, { recursive: true, force: true, maxRetries: 3 });
  }
}

function ran({ exitCode, stdout, stderr }: { readonly exitCode?: number | undefined; readonly stdout?: unknown; readonly stderr?: unknown }): Ran {
  return { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
}
