import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CommanderError } from 'commander';
import { unreachable } from '../base/index.ts';
import { mistake, printAnswer, refused, type Answer } from './answer.ts';
import type { PlayArguments } from './commands/play.ts';
import { Given } from './given.ts';
import { makeProgram, type Asked } from './program.ts';
import type { World } from './world.ts';

/** Nothing of a person's could have caused it (sysexits.h, EX_SOFTWARE). */
const bugCode = 70;

/** Does what was typed; the result is the exit code. Never throws. */
export async function run(words: readonly string[], world: World): Promise<number> {
  const wantsJson = words.includes('--json');
  try {
    const read = readWords(words, world, wantsJson);
    if ('code' in read) return read.code;
    const { asked } = read;
    const json = asked.given.flag('json');
    const folder = path.resolve(world.folder, asked.given.text('C') ?? '.');
    const there = await stat(folder).catch(() => undefined);
    if (there?.isDirectory() !== true) {
      return printAnswer(world, json, refused([mistake('folder_missing', `there is no folder ${folder}`)]));
    }
    return await obey({ ...world, folder }, asked, json);
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.err.write(
      `this is a bug in simphony ${world.version}; what is in git and the journal is safe\n${told}\n`,
    );
    if (wantsJson)
      world.out.write(
        `${JSON.stringify({ status: 'error', reason: 'a bug', data: null, diagnostics: [] })}\n`,
      );
    return bugCode;
  }
}

type Typed = Asked | { readonly command: 'next'; readonly given: Given };

/** Arguments → what was asked for, or the exit code where help was printed or a word is wrong. */
function readWords(
  words: readonly string[],
  world: World,
  json: boolean,
): { readonly asked: Typed } | { readonly code: number } {
  const found: Asked[] = [];
  const said: string[] = [];
  const program = makeProgram(world.version, (asked) => found.push(asked));
  const columns = (): number => world.out.terminal?.size().columns ?? 80;
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => world.out.write(text),
      writeErr: (text) => said.push(text),
      getOutHelpWidth: columns,
      getErrHelpWidth: columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  try {
    const { operands, unknown } = program.parseOptions([...words]);
    if (operands.length === 0 && unknown.length === 0)
      return { asked: { command: 'next', given: new Given(program.opts()) } };
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { code: 0 };
    if (json) {
      const sentence = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
      return { code: printAnswer(world, true, refused([mistake('bad_arguments', sentence)])) };
    }
    world.err.write(said.join(''));
    return { code: 2 };
  }
  const [asked] = found;
  if (asked === undefined) throw new Error(`no command was asked for by ${JSON.stringify(words)}`);
  return { asked };
}

/** Each command's code is loaded when it is asked for. */
async function obey(world: World, asked: Typed, json: boolean): Promise<number> {
  const answered = async (answer: Promise<Answer>): Promise<number> => printAnswer(world, json, await answer);
  const reading = () => import('./commands/reading.ts');
  const { given } = asked;
  switch (asked.command) {
    case 'next':
      return answered((await import('./commands/next.ts')).next(world));
    case 'play':
      return (await import('./commands/play.ts')).play(world, playArguments(asked.sheet, given));
    case 'conduct': {
      const { conduct } = await import('./commands/conduct.ts');
      return conduct(world, { ...playArguments(asked.sheet, given), once: given.flag('once') });
    }
    case 'check': {
      const { check, checkTwice } = await reading();
      return answered(given.flag('twice') ? checkTwice(world, asked.sheet) : check(world, asked.sheet));
    }
    case 'plan':
      return answered(
        (await reading()).plan(world, asked.sheet, given.list('ifChanged'), given.flag('understudies')),
      );
    case 'explain':
      return answered((await reading()).explain(world, given.text('sheet'), asked.part));
    case 'context':
      return answered((await reading()).context(world, given.text('sheet'), asked.part));
    case 'status':
      return answered((await reading()).status(world));
    case 'log':
      return answered((await reading()).log(world, asked.nickname));
    case 'doctor':
      return answered((await reading()).doctor(world));
    case 'test':
      return answered((await import('./commands/test.ts')).test(world));
    case 'serve': {
      const { serve } = await import('./commands/serve.ts');
      const { understudies, wait, record, replay } = playArguments(undefined, given);
      return serve(world, { port: asked.port, json, understudies, wait, record, replay });
    }
    case 'init':
      return answered((await import('./commands/init.ts')).init(world, asked.folder));
    case 'new ensemble':
      return answered((await import('./commands/new.ts')).newEnsemble(world, asked.name));
    case 'new instrument':
      return answered((await import('./commands/new.ts')).newInstrument(world, asked.address, asked.kind));
    case 'completion':
      world.out.write(asked.script);
      return 0;
    case 'not yet':
      return printAnswer(world, json, refused([mistake('not_yet', `${asked.what} is not there yet`)]));
    default:
      return unreachable(asked);
  }
}

function playArguments(sheet: string | undefined, given: Given): PlayArguments {
  const accept = given.text('accept');
  const output = given.text('output');
  return {
    json: given.flag('json'),
    jsonl: given.flag('jsonl'),
    verbose: given.flag('verbose'),
    takeMine: given.flag('takeMine'),
    takeTheirs: given.flag('takeTheirs'),
    again: given.list('again'),
    understudies: given.flag('understudies'),
    wait: given.flag('wait'),
    record: given.flag('record'),
    replay: given.flag('replay'),
    ...(sheet === undefined ? {} : { sheet }),
    ...(accept === undefined ? {} : { accept }),
    ...(output === undefined ? {} : { output }),
  };
}
