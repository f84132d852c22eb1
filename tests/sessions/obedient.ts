import { execa } from 'execa';
import { closeSync, constants, openSync, readdirSync, readFileSync, watch, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Rig } from './rig.ts';

/** Resolves once every journal has its opening commit, or is over without one. */
async function isOpen(journals: string): Promise<void> {
  const all = (): boolean =>
    readdirSync(journals).every((name) => /"event":"(published|over)"/.test(readFileSync(join(journals, name), 'utf8')));
  let wake = (): void => undefined;
  const watcher = watch(journals, () => wake());
  try {
    while (!all()) await new Promise<void>((resolve) => (wake = resolve));
  } finally {
    watcher.close();
  }
}

/**
 * A command script that does what a test says: it tells that it has come, waits to be told what to print, and ends.
 * Two named pipes outside of the workspace carry the words, so nobody sleeps and nobody asks again and again.
 */
export class Obedient implements Disposable {
  /** Front matter that makes an instrument of it. */
  readonly command: string;
  /** How often it came: one line per attempt that began, in a file that outlives the Conductor. */
  readonly effects: string;
  readonly #journals: string;
  readonly #here: Interface;
  readonly #pipe: Socket;
  readonly #go: number;
  readonly #came: string[] = [];
  #wake: () => void = () => undefined;

  private constructor(command: string, effects: string, journals: string, pipe: Socket, go: number) {
    this.command = command;
    this.#journals = journals;
    this.effects = effects;
    this.#pipe = pipe;
    this.#go = go;
    this.#here = createInterface({ input: pipe });
    this.#here.on('line', (line) => {
      this.#came.push(line);
      this.#wake();
    });
  }

  /** Its files are put outside of the workspace, where no session writes to. */
  static async in({ folder, outside }: Pick<Rig, 'folder' | 'outside'>, name = 'obedient'): Promise<Obedient> {
    const [here, go, effects, script] = ['here', 'go', 'effects', 'sh'].map((end) => join(outside, `${name}.${end}`));
    if (here === undefined || go === undefined || effects === undefined || script === undefined) throw new Error('four names');
    await execa('mkfifo', [here, go]);
    await writeFile(effects, '');
    const lines = [
      '#!/bin/sh',
      `echo "$SIMPHONY_PART" >> '${effects}'`,
      `echo "$SIMPHONY_PART $$" > '${here}'`,
      `IFS= read -r words < '${go}'`,
      "printf '%s\\n' \"$words\"",
      '',
    ];
    await writeFile(script, lines.join('\n'), { mode: 0o755 });
    // Open for both directions a pipe waits for nobody: not here, and not in the script.
    const both = constants.O_RDWR | constants.O_NONBLOCK;
    const pipe = new Socket({ fd: openSync(here, both), writable: false });
    const journals = join(folder, '.simphony', 'journal');
    return new Obedient(`command: [sh, "${script}"]`, effects, journals, pipe, openSync(go, both));
  }

  /**
   * Resolves when an attempt has begun that was not told of before and its session is open, since the opening commit
   * is made meanwhile; throws when `session` ends without one.
   */
  async came(session: PromiseLike<{ readonly stderr?: unknown }>): Promise<{ readonly part: string; readonly pid: number }> {
    const ended = Promise.resolve(session).then(({ stderr }) => {
      throw new Error(`the session ended, and nobody came: ${String(stderr)}`);
    });
    ended.catch(() => undefined);
    for (;;) {
      const line = this.#came.shift();
      if (line !== undefined) {
        await Promise.race([ended, isOpen(this.#journals)]);
        return { part: line.split(' ')[0] ?? '', pid: Number(line.split(' ')[1]) };
      }
      await Promise.race([ended, new Promise<void>((resolve) => (this.#wake = resolve))]);
    }
  }

  /** What the one that waits prints before it ends. */
  say(output: unknown): void {
    writeSync(this.#go, `${JSON.stringify(output)}\n`);
  }

  [Symbol.dispose](): void {
    this.#here.close();
    this.#pipe.destroy();
    closeSync(this.#go);
  }
}
