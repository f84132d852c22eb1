import path from 'node:path';
import { tmpdir } from 'node:os';
import { run } from '../../src/cli/run.ts';
import type { Conductor } from '../../src/cli/conductor.ts';
import type { World } from '../../src/cli/world.ts';
import { fakeConductor } from './fake-conductor.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FakeWorld {
  readonly folder?: string;
  readonly answers?: Partial<Conductor>;
  readonly colour?: boolean;
  readonly environment?: World['environment'];
  readonly packageFolder?: string;
  readonly ask?: World['ask'];
  /** Called with what `interruptible` was handed: the test raises the signal. */
  readonly onInterruptible?: (raise: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
}

/** Runs the command's own code in this process, with a fake Conductor and streams that only remember. */
export async function simphony(words: readonly string[], given: FakeWorld = {}): Promise<Said> {
  const said = { out: '', err: '' };
  const colour = given.colour === true;
  const code = await run(words, {
    folder: given.folder ?? tmpdir(),
    environment: given.environment ?? process.env,
    out: { write: (text) => (said.out += text), colour },
    err: { write: (text) => (said.err += text), colour },
    now: () => new Date(0),
    clock: () => 0,
    conductor: async () => fakeConductor(given.answers ?? {}),
    interruptible: (told) => {
      const stop = new AbortController();
      let signalled: number | undefined;
      given.onInterruptible?.((signal) => {
        signalled = signal === 'SIGINT' ? 130 : 143;
        told(signal);
        stop.abort();
      });
      return { signal: stop.signal, code: () => signalled, release: () => undefined };
    },
    ...(given.ask === undefined ? {} : { ask: given.ask }),
    packageFolder: given.packageFolder ?? path.resolve(import.meta.dirname, '../..'),
    version: '0.0.0-test',
  });
  return { code, stdout: said.out, stderr: said.err };
}

/** The envelope of `--json`, parsed: the whole of stdout must be one JSON value. */
export const parsed = ({ stdout }: Said): unknown => JSON.parse(stdout);
