import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { completionScript, shells } from './completion.ts';
import { Given } from './given.ts';

/** What was asked for, as plain values; `run.ts` carries it out. */
export type Asked =
  | { readonly command: 'play'; readonly sheet: string | undefined; readonly given: Given }
  | { readonly command: 'conduct'; readonly sheet: string | undefined; readonly given: Given }
  | { readonly command: 'check'; readonly sheet: string | undefined; readonly given: Given }
  | { readonly command: 'plan'; readonly sheet: string | undefined; readonly given: Given }
  | { readonly command: 'explain' | 'context'; readonly part: string; readonly given: Given }
  | { readonly command: 'status' | 'test' | 'doctor'; readonly given: Given }
  | { readonly command: 'serve'; readonly port: number; readonly given: Given }
  | { readonly command: 'log'; readonly nickname: string | undefined; readonly given: Given }
  | { readonly command: 'init'; readonly folder: string; readonly given: Given }
  | { readonly command: 'new ensemble'; readonly name: string; readonly given: Given }
  | {
      readonly command: 'new instrument';
      readonly address: string;
      readonly kind: string | undefined;
      readonly given: Given;
    }
  | { readonly command: 'completion'; readonly script: string; readonly given: Given }
  | { readonly command: 'not yet'; readonly what: string; readonly given: Given };

const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a number from 0 to 65535.');
};

const json = (): Option =>
  new Option('--json', 'one JSON object on stdout: { status, reason?, data, diagnostics }');
const jsonl = (): Option =>
  new Option('--jsonl', 'the events of the session on stdout, one JSON object per line');
const verbose = (): Option => new Option('--verbose', 'a line for every part, kept ones too');
const sheetOption = (): Option =>
  new Option('--sheet <file>', 'another sheet than sheetMusic.md, or a JSON file');
const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** The commands and their options. `ask` is called once for what was typed, unless commander had to answer it. */
export function makeProgram(version: string, ask: (asked: Asked) => void): Command {
  const program = new Command('simphony')
    .description(
      'A person writes Markdown; a Conductor plays it; git remembers it.\nWithout a command: what to do next here.',
    )
    .version(version, '--version', 'the version of this package')
    .option('-C <folder>', 'as if started in this folder')
    .addOption(json())
    .showHelpAfterError(
      '(`simphony --help` lists the commands, `simphony <command> --help` shows an example)',
    )
    .addHelpText('after', '\nExample:\n  $ simphony init && simphony play');

  const command = (usage: string, summary: string, ...examples: string[]): Command => {
    const added = program
      .command(usage)
      .description(summary)
      .option('-C <folder>', 'as if started in this folder')
      .addHelpText('after', `\nExample:\n${examples.map((example) => `  $ simphony ${example}`).join('\n')}`);
    return added;
  };
  const given = (of: Command): Given => new Given(of.optsWithGlobals());

  const playing = (of: Command): Command =>
    of
      .option('--take-mine', 'where a take would overwrite what you changed: keep your file')
      .option('--take-theirs', 'where a take would overwrite what you changed: take the take')
      .option(
        '--again <part>',
        'play this part although nothing changed; may be given several times',
        collect,
      )
      .option('--understudies', "understudies play the models' parts, although a model could be asked")
      .option('--wait', "where a model's quota is gone, sleep until it is back and go on")
      .option('--record', 'keep the answers of models and services under cassettes/')
      .option('--replay', 'take the answers from cassettes/ and ask nobody')
      .addOption(jsonl())
      .addOption(json())
      .addOption(verbose());
  const sheet = 'sheet to play, or a JSON file that is the input of an ensemble; default: sheetMusic.md';

  const play = playing(
    command(
      'play',
      'play the sheet once',
      'play',
      'play songs/lanterns.md --jsonl',
      'play songs/lanterns.json',
      'play --understudies',
      'play --record && simphony play --replay',
      '-C ../other play --json',
    ),
  )
    .argument('[sheet]', sheet)
    .option('--accept <part>', 'take a file as the take of an uncertain part; needs --output')
    .option('--output <file>', 'the file that --accept takes');
  play.action((file: string | undefined) => ask({ command: 'play', sheet: file, given: given(play) }));

  const conduct = playing(
    command('conduct', 'play, then watch and play again at every save', 'conduct', 'conduct --once --wait'),
  )
    .argument('[sheet]', sheet)
    .option('--once', 'play once and come back');
  conduct.action((file: string | undefined) =>
    ask({ command: 'conduct', sheet: file, given: given(conduct) }),
  );

  const check = command('check', 'read the score and show every mistake', 'check', 'check --twice')
    .argument('[sheet]', sheet)
    .option('--twice', 'also play each script part twice, in scratch folders, and compare')
    .addOption(json());
  check.action((file: string | undefined) => ask({ command: 'check', sheet: file, given: given(check) }));

  const plan = command(
    'plan',
    'what would play, in which order, why, and what it may cost',
    'plan',
    'plan --if-changed docs/guide.md',
  )
    .argument('[sheet]', sheet)
    .option('--if-changed <path or part>', 'as if this had changed; may be given several times', collect)
    .option('--understudies', "as if understudies played the models' parts")
    .addOption(json());
  plan.action((file: string | undefined) => ask({ command: 'plan', sheet: file, given: given(plan) }));

  const explain = command(
    'explain',
    'why a part plays or is kept, in one sentence',
    'explain research/report',
  )
    .argument('<part>', 'ensemble/nickname, ensemble/nickname[item]')
    .addOption(sheetOption())
    .addOption(json());
  explain.action((part: string) => ask({ command: 'explain', part, given: given(explain) }));

  const context = command(
    'context',
    'exactly what a part would hear or a model would be sent, with token counts',
    "context 'research/digest[README.md]'",
  )
    .argument('<part>', 'ensemble/nickname, ensemble/nickname[item]')
    .addOption(sheetOption())
    .addOption(json());
  context.action((part: string) => ask({ command: 'context', part, given: given(context) }));

  const status = command('status', 'where the session stands, part by part', 'status --json').addOption(
    json(),
  );
  status.action(() => ask({ command: 'status', given: given(status) }));

  const log = command('log', 'the steps in git, newest first', 'log', 'log digest')
    .argument('[nickname]', 'only the steps of this instrument')
    .addOption(json());
  log.action((nickname: string | undefined) => ask({ command: 'log', nickname, given: given(log) }));

  const test = command(
    'test',
    'check the committed takes again with their validation scripts',
    'test',
  ).addOption(json());
  test.action(() => ask({ command: 'test', given: given(test) }));

  const init = command('init', 'make a folder a workspace that plays at once', 'init', 'init ../observatory')
    .argument('[folder]', 'made if it is not there', '.')
    .addOption(json());
  init.action((folder: string) => ask({ command: 'init', folder, given: given(init) }));

  const made = command(
    'new',
    'starting files of an ensemble or an instrument',
    'new ensemble kitchen',
    'new instrument kitchen/weigh',
  );
  const example = (text: string): string => `\nExample:\n  $ simphony ${text}`;
  const ensemble = made
    .command('ensemble')
    .description('a new ensemble with one instrument')
    .argument('<name>', 'its folder under ensembles/')
    .option('-C <folder>', 'as if started in this folder')
    .addOption(json())
    .addHelpText('after', example('new ensemble kitchen'));
  ensemble.action((name: string) => ask({ command: 'new ensemble', name, given: given(ensemble) }));
  const instrument = made
    .command('instrument')
    .description('a new instrument of an ensemble')
    .argument('<ensemble/nickname>', 'where it stands')
    .addOption(
      new Option('--kind <kind>', 'who plays it').choices(['script', 'model', 'dsp']).default('script'),
    )
    .option('-C <folder>', 'as if started in this folder')
    .addOption(json())
    .addHelpText('after', example('new instrument kitchen/taste --kind model'));
  instrument.action((address: string) => {
    const options = given(instrument);
    ask({ command: 'new instrument', address, kind: options.text('kind'), given: options });
  });

  const doctor = command(
    'doctor',
    'what this machine and repository lack, before anything is played',
    'doctor',
  ).addOption(json());
  doctor.action(() => ask({ command: 'doctor', given: given(doctor) }));

  const completion = command(
    'completion',
    'a completion script for a shell',
    'completion bash > ~/.local/share/bash-completion/completions/simphony',
  ).addArgument(new Argument('<shell>').choices(shells));
  completion.action((name: (typeof shells)[number]) =>
    ask({ command: 'completion', script: completionScript(program, name), given: given(completion) }),
  );

  const serve = command(
    'serve',
    'play what is submitted over HTTP, and show it live',
    'serve',
    'serve --port 0 --json',
  )
    .addOption(
      new Option('--port <number>', 'on the loopback address; 0 picks a free one')
        .default(4747)
        .argParser(portOf),
    )
    .option('--understudies', "understudies play the models' parts, although a model could be asked")
    .option('--wait', "where a model's quota is gone, sleep until it is back and go on")
    .option('--record', 'keep the answers of models and services under cassettes/')
    .option('--replay', 'take the answers from cassettes/ and ask nobody')
    .addOption(json());
  serve.action((options: { readonly port: number }) =>
    ask({ command: 'serve', port: options.port, given: given(serve) }),
  );

  const say = command('say', 'speak to a session (not yet)', 'say')
    .argument('[words...]')
    .allowUnknownOption()
    .addOption(json());
  say.action(() => ask({ command: 'not yet', what: '`say`', given: given(say) }));
  return program;
}
