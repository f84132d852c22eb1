import path from 'node:path';
import { loadConductor } from './conductor.ts';
import { findPackage } from './package-folder.ts';
import type { Interruption, Outlet, World } from './world.ts';

type Environment = World['environment'];

const isSet = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false'].includes(value);

/**
 * Colour follows no-color.org and what most tools do: NO_COLOR wins, then FORCE_COLOR, then whether a person watches.
 * In CI, with TERM=dumb or without a terminal there is neither colour nor a view that redraws itself.
 */
function outlet(stream: NodeJS.WriteStream, environment: Environment): Outlet {
  const watched = stream.isTTY && environment['TERM'] !== 'dumb' && !isSet(environment['CI']);
  const refused = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '';
  const broken = new Set<'broken'>();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // the reader went away (`| head`): what is left to say is said to nobody, and the session goes on
    if (error.code !== 'EPIPE') throw error;
    broken.add('broken');
  });
  const say = (text: string): void => {
    if (broken.size === 0) stream.write(text);
  };
  return {
    write: watched ? say : gathered(stream, say),
    colour: !refused && (isSet(environment['FORCE_COLOR']) || watched),
    ...(watched
      ? {
          terminal: {
            size: () => ({ columns: stream.columns, rows: stream.rows }),
            onResize: (listener) => {
              stream.on('resize', listener);
              return () => stream.off('resize', listener);
            },
            hideCursor: () => {
              const show = (): void => void stream.write('\u001b[?25h');
              stream.write('\u001b[?25l');
              process.once('exit', show);
              return () => {
                process.off('exit', show);
                show();
              };
            },
          },
        }
      : {}),
  };
}

/** Nobody watches line by line: what is said within a blink leaves in one write, which costs as much as each of them did. */
const blinkMs = 10;
const gathering = new Map<NodeJS.WriteStream, () => void>();

function gathered(stream: NodeJS.WriteStream, say: (text: string) => void): (text: string) => void {
  let [text, timer]: [string, NodeJS.Timeout | undefined] = ['', undefined];
  const letGo = (): void => {
    clearTimeout(timer);
    const said = text;
    [text, timer] = ['', undefined];
    if (said !== '') say(said);
  };
  gathering.set(stream, letGo);
  // however the process ends by its own doing, what was said is written
  process.once('exit', letGo);
  return (more) => {
    // where both go to one place, they stay in the order in which they were said
    for (const [other, letItGo] of gathering) if (other !== stream) letItGo();
    text += more;
    timer ??= setTimeout(letGo, blinkMs);
  };
}

const codes: { readonly [signal: string]: number } = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 };

function interruptible(told: (signal: string) => void): Interruption {
  const stop = new AbortController();
  let code: number | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    // the second signal, whichever it is, ends the process at once; the journal knows how to go on
    if (code !== undefined) process.exit(codes[signal] ?? 130);
    code = codes[signal] ?? 130;
    told(signal);
    stop.abort(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  };
  for (const signal of Object.keys(codes)) process.on(signal, hear);
  return {
    signal: stop.signal,
    code: () => code,
    release: () => {
      for (const signal of Object.keys(codes)) process.off(signal, hear);
    },
  };
}

async function ask(question: string): Promise<boolean> {
  // Loaded when there is something to ask: it is one of the larger modules of Node.
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new AbortController();
  // Ctrl-C and Ctrl-D while the question stands are a no, and then what they always are
  lines.once('SIGINT', () => {
    closed.abort();
    process.kill(process.pid, 'SIGINT');
  });
  lines.once('close', () => closed.abort());
  try {
    return /^\s*y(es)?\s*$/i.test(await lines.question(`${question} [y/N] `, { signal: closed.signal }));
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    lines.close();
  }
}

/** The world as this process finds it. */
export function processWorld(): World {
  const { folder, version } = findPackage();
  const environment = process.env;
  const err = outlet(process.stderr, environment);
  return {
    folder: path.resolve(process.cwd()),
    environment,
    out: outlet(process.stdout, environment),
    err,
    now: () => new Date(),
    clock: () => performance.now(),
    conductor: loadConductor,
    interruptible,
    ...(process.stdin.isTTY && err.terminal !== undefined ? { ask } : {}),
    packageFolder: folder,
    version,
  };
}

/** Resolves once all that was said has left the process, or its reader has. */
export const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    gathering.get(stream)?.();
    if (stream.destroyed || stream.errored !== null) resolve();
    else stream.write('', () => resolve());
  });
