import path from 'node:path';
import type { Diagnostic } from '../../base/index.ts';
import type { Token } from '../../server/index.ts';
import { mistake, printAnswer, refused } from '../answer.ts';
import type { Conductor } from '../conductor.ts';
import { paintFor } from '../paint.ts';
import type { World } from '../world.ts';
import { contradictions, refuseArguments, type PlayArguments } from './play.ts';

export interface ServeArguments extends Pick<
  PlayArguments,
  'json' | 'understudies' | 'wait' | 'record' | 'replay'
> {
  readonly port: number;
}

/**
 * Plays what is submitted, one run after the other, until a signal comes. The port is had before the runs are taken up:
 * who can't serve plays nothing.
 */
export async function serve(world: World, given: ServeArguments): Promise<number> {
  const wrong = contradictions({
    ...given,
    jsonl: false,
    verbose: false,
    takeMine: false,
    takeTheirs: false,
    again: [],
  });
  if (wrong.length > 0) return refuseArguments(world, given.json, wrong);
  const { startServer, takePort, tokenOf } = await import('../../server/index.ts');
  const port = await takePort(given.port).catch((error: unknown) => portRefused(given.port, error));
  if ('severity' in port) return refuse(world, given, [port]);
  const refuseAll = async (mistakes: readonly Diagnostic[]): Promise<number> => {
    await port.close();
    return refuse(world, given, mistakes);
  };
  const interruption = world.interruptible(() =>
    world.err.write(
      'stopping: what runs is ended, and goes on at the next start. Again, and it stops at once.\n',
    ),
  );
  const taken = await (await world.conductor()).runs(runsOptions(world, given));
  if ('mistakes' in taken) return refuseAll(taken.mistakes);
  const { runs } = taken;
  // after the runs, which keep `.simphony/` out of git
  const token = await tokenOf(world.folder, world.environment);
  if ('mistake' in token) {
    await runs.close();
    return refuseAll([token.mistake]);
  }
  const server = startServer({
    runs,
    port,
    token: token.text,
    version: world.version,
    bug: (error) => world.err.write(`this is a bug in simphony ${world.version}\n${wordsOf(error)}\n`),
  });
  tell(world, given, server.url, token);
  await aborted(interruption.signal);
  await runs.close();
  await server.close();
  interruption.release();
  return interruption.code() ?? 0;
}

type RunsOptions = Parameters<Conductor['runs']>[0];

const runsOptions = (world: World, given: ServeArguments): RunsOptions => ({
  folder: world.folder,
  environment: world.environment,
  now: world.now,
  ...(given.understudies ? { understudies: true } : {}),
  ...(given.wait ? { waits: true } : {}),
  ...(given.record ? { cassettes: 'record' as const } : {}),
  ...(given.replay ? { cassettes: 'replay' as const } : {}),
});

const refuse = (world: World, { json }: ServeArguments, mistakes: readonly Diagnostic[]): number =>
  printAnswer(world, json, {
    ...refused(mistakes),
    // another server has the runs of this workspace
    ...(mistakes.some(({ code }) => code === 'locked') ? { code: 7 } : {}),
  });

/** The token itself is never printed: what is printed ends in logs. */
function tell(world: World, { json }: ServeArguments, url: string, token: Token): void {
  const { file } = token;
  if (json) {
    const data = { url, token_file: file ?? null, pid: process.pid };
    world.out.write(`${JSON.stringify({ status: 'ok', data, diagnostics: [] })}\n`);
    return;
  }
  const paint = paintFor(world.out);
  const where = file === undefined ? 'what SIMPHONY_TOKEN says' : path.relative(world.folder, file);
  const read = file === undefined ? '$SIMPHONY_TOKEN' : `$(cat ${where})`;
  world.out.write(
    [
      `${paint.green('✓')} serving ${paint.bold(url)} · the token is ${file === undefined ? where : `in ${where}`}`,
      `  in a browser: ${url}/ asks for the token`,
      `  a run: curl -H "Authorization: Bearer ${read}" --json @songs/lanterns.json ${url}/runs`,
      '  Ctrl-C ends it',
    ]
      .map((line) => `${line}\n`)
      .join(''),
  );
}

function portRefused(port: number, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const help = '`--port <number>` takes another one, `--port 0` one that is free';
    return mistake(
      'port_taken',
      `port ${port} is taken: perhaps a server of this workspace runs already`,
      help,
    );
  }
  if (code === 'EACCES') {
    return mistake('port_refused', `this machine does not give port ${port} to you`, 'take one above 1023');
  }
  throw error;
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
