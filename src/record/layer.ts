import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { plainDisk, type Disk } from './disk.ts';
import { carryOut, type FileChange } from './worker/file-change.mjs';

/** Fewer changes are not worth a thread. */
const few = 32;

/** What the thread answers. */
interface Answer {
  readonly done: number;
  readonly failed?: { readonly message: string; readonly [name: string]: unknown };
}

/**
 * Carries out changes of files, many in a thread of their own: to make a file may take a disk that is being synced, or
 * on which many were just removed, longer than a step takes, and nobody waits for these.
 *
 * A disk that wants to see each change is shown each, one after the other.
 */
export class Layer {
  readonly #disk: Disk;
  #thread: Thread | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** In their order. How many there are before one that `node:fs` refused, and its error; all, where none was. */
  async carryOut(
    changes: readonly FileChange[],
  ): Promise<{ readonly done: number; readonly failed?: Error }> {
    if (this.#disk === plainDisk && (changes.length >= few || this.#thread !== undefined)) {
      this.#thread ??= Thread.start();
      const answer = await this.#thread?.carryOut(changes);
      if (answer !== undefined) return answer;
    }
    for (const [done, change] of changes.entries()) {
      const paths = change.change === 'rename' ? [change.path, change.to] : [change.path];
      // Handed to no other thread: that takes ten times as long as the change of a small file.
      const work = (): Promise<void> => new Promise((resolve) => resolve(carryOut(change)));
      try {
        await this.#disk.change(`file.${change.change}`, paths, work);
      } catch (error) {
        return { done, failed: error instanceof Error ? error : new Error(String(error)) };
      }
    }
    return { done: changes.length };
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting: { done: (answer: Answer) => void; failed: (error: Error) => void }[] = [];
  #gone: Error | undefined;

  private constructor(file: URL) {
    this.#worker = new Worker(file, { name: 'simphony layer' });
    // Nothing waits for it but who asked.
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => {
      if (this.#waiting.length === 1) this.#worker.unref();
      this.#waiting.shift()?.done(answer);
    });
    const gone = (error: Error): void => {
      this.#gone ??= error;
      for (const { failed } of this.#waiting.splice(0)) failed(this.#gone);
    };
    this.#worker.on('error', gone);
    this.#worker.on('exit', () => gone(new Error('the thread that lays files has ended')));
  }

  /** Beside this file in src/record/; beside the bundle, or a chunk of it, in dist/. */
  static start(): Thread | undefined {
    const file = new URL('./worker/layer.mjs', import.meta.url);
    return existsSync(file) ? new Thread(file) : undefined;
  }

  async carryOut(
    changes: readonly FileChange[],
  ): Promise<{ readonly done: number; readonly failed?: Error }> {
    if (this.#gone !== undefined) throw this.#gone;
    const fills = changes.flatMap((change) => (change.change === 'fill' ? [change.bytes] : []));
    const bytes = new Uint8Array(fills.reduce((sum, { length }) => sum + length, 0));
    let from = 0;
    const told = changes.map((change) => {
      if (change.change !== 'fill') return change;
      bytes.set(change.bytes, from);
      const at = { from, to: from + change.bytes.length };
      from = at.to;
      return { ...change, bytes: undefined, ...at };
    });
    const answer = await new Promise<Answer>((done, failed) => {
      this.#waiting.push({ done, failed });
      this.#worker.ref();
      this.#worker.postMessage({ changes: told, bytes }, [bytes.buffer]);
    });
    if (answer.failed === undefined) return { done: answer.done };
    const { message, ...more } = answer.failed;
    return { done: answer.done, failed: Object.assign(new Error(message), more) };
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
