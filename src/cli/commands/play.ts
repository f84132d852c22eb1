import path from 'node:path';
import { costWords, count, mistake, printAnswer, printDiagnostics, refused } from '../answer.ts';
import type { Ending, PlayOptions } from '../conductor.ts';
import { duration } from '../duration.ts';
import { oneLine, paintFor } from '../paint.ts';
import { showFor, type Show, type ShowOptions } from '../show.ts';
import type { Interruption, World } from '../world.ts';

export interface PlayArguments extends ShowOptions {
  readonly sheet?: string;
  readonly takeMine: boolean;
  readonly takeTheirs: boolean;
  readonly again: readonly string[];
  readonly accept?: string;
  readonly output?: string;
  readonly understudies: boolean;
  readonly wait: boolean;
  readonly record: boolean;
  readonly replay: boolean;
}

/** Arguments that contradict one another, as sentences; empty where they agree. */
export function contradictions(given: PlayArguments): string[] {
  return [
    ...(given.json && given.jsonl ? ['`--json` and `--jsonl` both want stdout: give one of them'] : []),
    ...(given.takeMine && given.takeTheirs
      ? ['`--take-mine` and `--take-theirs` are opposites: give one of them']
      : []),
    ...(given.record && given.replay
      ? ['`--record` asks, and `--replay` asks nobody: give one of them']
      : []),
    ...(given.accept !== undefined && given.output === undefined
      ? ['`--accept <part>` needs `--output <file>`: the file whose content becomes the take']
      : []),
    ...(given.output !== undefined && given.accept === undefined
      ? ['`--output <file>` belongs to `--accept <part>`, which is missing']
      : []),
  ];
}

export async function play(world: World, given: PlayArguments): Promise<number> {
  const wrong = contradictions(given);
  if (wrong.length > 0) return refuseArguments(world, given.json, wrong);
  const conductor = await world.conductor();
  const show = showFor(world, given);
  const interruption = listen(world, show);
  const ending = await conductor
    .play(playOptions(world, given, show, interruption.signal))
    .finally(() => show.rest());
  interruption.release();
  report(world, given, show, ending);
  return interruption.code() ?? ending.code;
}

export const refuseArguments = (world: World, json: boolean, sentences: readonly string[]): number =>
  printAnswer(
    world,
    json,
    refused(sentences.map((sentence) => mistake('contradicting_arguments', sentence))),
  );

/** Says what the first Ctrl-C does, where it does anything: a Conductor that waits for a save just ends. */
export function listen(world: World, show: Show, isPlaying: () => boolean = () => true): Interruption {
  return world.interruptible(() => {
    if (!isPlaying()) return;
    show.say(
      'stopping: what is accepted is being committed, what runs is ended. Again, and it stops at once.',
    );
  });
}

export const playOptions = (
  world: World,
  given: PlayArguments,
  show: Pick<Show, 'hear'>,
  signal: AbortSignal,
): PlayOptions => ({
  folder: world.folder,
  onEvent: (event) => show.hear(event),
  signal,
  environment: world.environment,
  now: world.now,
  ...(given.sheet === undefined ? {} : { sheet: given.sheet }),
  ...(given.takeMine ? { inTheWay: 'take mine' as const } : {}),
  ...(given.takeTheirs ? { inTheWay: 'take theirs' as const } : {}),
  ...(given.understudies ? { understudies: true } : {}),
  ...(given.wait ? { waits: true } : {}),
  ...(given.record ? { cassettes: 'record' as const } : {}),
  ...(given.replay ? { cassettes: 'replay' as const } : {}),
  ...(given.again.length === 0 ? {} : { again: given.again }),
  ...(given.accept === undefined || given.output === undefined
    ? {}
    : { accept: { part: given.accept, output: path.resolve(world.folder, given.output) } }),
});

/** The result on stdout; the mistakes, and with `--json` or `--jsonl` the notes, on stderr. */
export function report(
  world: World,
  given: ShowOptions,
  show: Show,
  { report: told, notes, diagnostics }: Ending,
): void {
  const sentences = notes.map(oneLineEach).filter((note) => note !== '');
  if (given.json) world.out.write(`${JSON.stringify({ ...told, diagnostics }, null, 2)}\n`);
  if (given.json || given.jsonl) sentences.forEach((sentence) => show.say(sentence));
  else
    world.out.write([closingLine(world, told, sentences), ...sentences].map((line) => `${line}\n`).join(''));
  if (!given.json) printDiagnostics(world, diagnostics);
}

/** Notes may have several lines; none of them may steer the terminal. */
const oneLineEach = (note: string): string =>
  note
    .split('\n')
    .map((line) => (/^\s*/.exec(line)?.[0] ?? '') + oneLine(line))
    .join('\n')
    .trimEnd();

/** `5 played, 38 kept, 1 failed · 8.1 s · 1,200 tokens · $0.02` */
function closingLine(
  world: World,
  { status, parts, usage, reason }: Ending['report'],
  sentences: readonly string[],
): string {
  const paint = paintFor(world.out);
  const counts = (['played', 'kept', 'failed', 'blocked', 'skipped', 'uncertain', 'waiting'] as const)
    .filter((state) => parts[state] > 0)
    .map((state) => `${parts[state].toLocaleString('en-US')} ${state}`);
  const nothing = status === 'ok' ? 'nothing to play' : 'nothing was played';
  const what = parts.played === 0 && parts.failed === 0 ? [nothing, ...counts].join(', ') : counts.join(', ');
  const cost = [
    duration(usage.ms),
    ...(usage.tokens > 0 ? [count(usage.tokens, 'token')] : []),
    ...(usage.tokens > 0 ? [costWords(usage.usd)] : []),
  ];
  const mark = status === 'ok' ? paint.green('✓') : paint.red('✗');
  const isTold = reason === undefined || sentences.some((sentence) => sentence.includes(reason));
  const because = status === 'ok' || isTold ? '' : ` · ${oneLine(reason)}`;
  return `${mark} ${what} · ${cost.join(' · ')}${because}`;
}
