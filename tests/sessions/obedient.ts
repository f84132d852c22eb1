import { execa } from 'execa';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/**
 * A command script that does what a test says: it tells that it has come, waits to be told what to print, and ends.
 * Two named pipes outside of the workspace carry the words, so nobody sleeps and nobody asks again and again.
 */
export class Obedient implements Disposable {
  /** Front matter that makes an instrument of it. */
  readonly command: string;
  /** How often it came: one line per attempt that began, in a file that outlives the Conductor. */
  readonly effects: string;
  readonly #here: Interface;
  readonly #pipe: Socket;
  readonly #go: number;
  readonly #came: string[] = [];
  #wake: () => void = () => undefined;

  private constructor(command: string, effects: string, pipe: Socket, go: number) {
    this.command = command;
    this.effects = effects;
    this.#pipe = pipe;
    this.#go = go;
    this.#here = createInterface({ input: pipe });
    this.#here.on('line', (line) => {
      this.#came.push(line);
      this.#wake();
    });
  }

  /** Its files are put into `outside`, a folder that no session writes to. */
  static async in(outside: string, name = 'obedient'): Promise<Obedient> {
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
    return new Obedient(`command: [sh, "${script}"]`, effects, pipe, openSync(go, both));
  }

  /** Resolves when an attempt has begun that was not told of before; throws when `session` ends without one. */
  async came(session: PromiseLike<{ readonly stderr?: unknown }>): Promise<{ readonly part: string; readonly pid: number }> {
    const ended = Promise.resolve(session).then(({ stderr }) => {
      throw new Error(`the session ended, and nobody came: ${String(stderr)}`);
    });
    ended.catch(() => undefined);
    for (;;) {
      const line = this.#came.shift();
      if (line !== undefined) return { part: line.split(' ')[0] ?? '', pid: Number(line.split(' ')[1]) };
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
