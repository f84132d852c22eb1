import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitEnvironment, GitFailed, quiet, reasonOf, withHooks, type Environment } from './git.ts';

/** Reads one answer off the front of what was heard; where it is not whole, how many bytes it has at least. */
export type ReadAnswer<T> = (heard: Buffer) => { readonly answer: T; readonly bytes: number } | number;

/** A git that ended before it had answered. */
export class GitEnded extends GitFailed {
  /** By a signal: what it was about may be half done. */
  readonly killed: boolean;

  constructor(doing: string, because: string, killed: boolean) {
    super(doing, because);
    this.killed = killed;
  }
}

export interface AskedGitSettings {
  readonly folder: string;
  readonly environment: Environment;
  readonly words: readonly string[];
  readonly also?: Environment;
  /** The repository's hooks are asked. */
  readonly hooks?: boolean;
  /** A script for `sh` that stands before git: it has the words that every call to git begins with as its own. */
  readonly shell?: string;
}

/**
 * A git that lives for as long as it is asked, because starting one costs more than what it is asked: answers come in
 * the order of the questions. It is started at the first one, and again after it has ended.
 */
export class AskedGit<T> {
  readonly #settings: AskedGitSettings;
  readonly #read: ReadAnswer<T>;
  #running: Talk<T> | undefined;

  constructor(settings: AskedGitSettings, read: ReadAnswer<T>) {
    [this.#settings, this.#read] = [settings, read];
  }

  /** `undefined` while it does not run. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Rejects with `GitEnded` where it ends before it has answered. */
  async ask(question: string | Iterable<string | Uint8Array>, answers: number): Promise<T[]> {
    if (answers === 0) return [];
    this.#running ??= new Talk(this.#settings, this.#read, (ended) => {
      if (this.#running === ended) this.#running = undefined;
    });
    return this.#running.ask(question, answers);
  }

  /** Resolves once it has answered all and ended; `last` is what it is told before its input ends. */
  async close(last = ''): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.end(last);
  }
}

/** One process. */
class Talk<T> {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #read: ReadAnswer<T>;
  #waiting: { done: (answer: T) => void; failed: (error: GitEnded) => void }[] = [];
  #heard: Buffer[] = [];
  #bytes = 0;
  /** Bytes that must be there before it is worth looking again: an answer may be long. */
  #enough = 1;

  constructor(
    { folder, environment, words, also, hooks, shell }: AskedGitSettings,
    read: ReadAnswer<T>,
    over: (talk: Talk<T>) => void,
  ) {
    this.#read = read;
    const all = hooks === true ? withHooks : quiet;
    const [program, given] =
      shell === undefined ? ['git', [...all, ...words]] : ['sh', ['-c', shell, 'sh', ...all]];
    const child = spawn(program, given, {
      cwd: folder,
      env: { ...gitEnvironment(environment), ...also },
    });
    this.#child = child;
    const said: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => this.#hear(data));
    child.stderr.on('data', (data: Buffer) => said.push(data));
    child.stdin.on('error', () => {});
    const ended = (because: string, killed: boolean): void => {
      over(this);
      for (const { failed } of this.#waiting.splice(0))
        failed(new GitEnded(words[0] ?? 'git', because, killed));
    };
    child.on('error', (error) => ended(error.message, false));
    child.on('close', (code, signal) => {
      const err = Buffer.concat(said).toString() + (signal === null ? '' : `ended by ${signal}`);
      ended(reasonOf({ code: code ?? 128, out: Buffer.alloc(0), err }), signal !== null);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask(question: string | Iterable<string | Uint8Array>, answers: number): Promise<T[]> {
    const all = Promise.all(
      Array.from({ length: answers }, () => {
        return new Promise<T>((done, failed) => this.#waiting.push({ done, failed }));
      }),
    );
    const { stdin } = this.#child;
    if (typeof question === 'string') stdin.write(question);
    else {
      stdin.cork();
      for (const piece of question) stdin.write(piece);
      stdin.uncork();
    }
    return all;
  }

  #hear(data: Buffer): void {
    this.#heard.push(data);
    this.#bytes += data.length;
    if (this.#bytes < this.#enough) return;
    let all = Buffer.concat(this.#heard);
    this.#enough = 1;
    while (all.length > 0 && this.#waiting.length > 0) {
      const read = this.#read(all);
      if (typeof read === 'number') {
        this.#enough = read;
        break;
      }
      this.#waiting.shift()?.done(read.answer);
      all = all.subarray(read.bytes);
    }
    [this.#heard, this.#bytes] = [[all], all.length];
  }

  end(last: string): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', () => resolve());
    });
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    this.#child.stdin.end(last);
    return ended;
  }
}

/** An answer of so many fields that end in NUL. */
export const nulFields =
  (count: number): ReadAnswer<string[]> =>
  (heard) => {
    let end = -1;
    for (let field = 0; field < count; field += 1) {
      end = heard.indexOf(0, end + 1);
      if (end === -1) return heard.length + 1;
    }
    return { answer: heard.toString('utf8', 0, end).split('\0'), bytes: end + 1 };
  };

/** An answer of one line. */
export const oneLine: ReadAnswer<string> = (heard) => {
  const end = heard.indexOf(0x0a);
  return end === -1 ? heard.length + 1 : { answer: heard.toString('utf8', 0, end), bytes: end + 1 };
};
