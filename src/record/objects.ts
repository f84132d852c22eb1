import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitEnvironment, quiet, type Environment } from './git.ts';

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Reads objects through one long-lived `git cat-file --batch`: tens of thousands a second, one process. */
export class Objects {
  readonly #folder: string;
  readonly #environment: Environment;
  #process: ChildProcessWithoutNullStreams | undefined;
  #asked: { done: (object: GitObject | undefined) => void; failed: (error: Error) => void }[] = [];
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes that must be there before it is worth looking again. */
  #needed = 1;

  constructor(folder: string, environment: Environment) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /** `name` as in gitrevisions(7), such as `HEAD:a/b`, without a line end. `undefined` where there is none. */
  read(name: string): Promise<GitObject | undefined> {
    return new Promise((done, failed) => {
      this.#asked.push({ done, failed });
      this.#running().stdin.write(`${name}\n`);
    });
  }

  async text(name: string): Promise<string | undefined> {
    const object = await this.read(name);
    return object?.type === 'blob' ? object.bytes.toString() : undefined;
  }

  #running(): ChildProcessWithoutNullStreams {
    if (this.#process !== undefined) return this.#process;
    const child = spawn('git', [...quiet, 'cat-file', '--batch'], {
      cwd: this.#folder,
      env: gitEnvironment(this.#environment),
    });
    this.#process = child;
    child.stdout.on('data', (data: Buffer) => this.#heard(data));
    child.stderr.resume();
    child.stdin.on('error', () => {});
    const ended = (because: string): void => {
      if (this.#process === child) this.#process = undefined;
      const waiting = this.#asked;
      [this.#asked, this.#held, this.#heldBytes, this.#needed] = [[], [], 0, 1];
      for (const { failed } of waiting) failed(new Error(`git cat-file: ${because}`));
    };
    child.on('error', (error) => ended(error.message));
    child.on('close', () => ended('it ended'));
    return child;
  }

  #heard(data: Buffer): void {
    this.#held.push(data);
    this.#heldBytes += data.length;
    if (this.#heldBytes < this.#needed) return;
    let all = Buffer.concat(this.#held);
    for (;;) {
      const end = all.indexOf(0x0a);
      if (end === -1) {
        this.#needed = all.length + 1;
        break;
      }
      const [, id, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(all.toString('utf8', 0, end)) ?? [];
      if (id === undefined || type === undefined || size === undefined) {
        this.#asked.shift()?.done(undefined);
        all = all.subarray(end + 1);
        continue;
      }
      const stop = end + 1 + Number(size);
      if (all.length < stop + 1) {
        this.#needed = stop + 1;
        break;
      }
      this.#asked.shift()?.done({ id, type, bytes: Buffer.from(all.subarray(end + 1, stop)) });
      all = all.subarray(stop + 1);
    }
    [this.#held, this.#heldBytes] = [[all], all.length];
  }

  async close(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin.end();
    await ended;
  }
}
