import { describe, expect, test } from 'vitest';
import { ending, event, report, session } from './fake-conductor.ts';
import { parsed, simphony } from './fake-world.ts';
import type { PlayOptions } from '../../src/cli/conductor.ts';

const hint = '(`simphony --help` lists the commands, `simphony <command> --help` shows an example)\n';
const commands = [
  'play',
  'conduct',
  'check',
  'plan',
  'explain',
  'context',
  'status',
  'log',
  'test',
  'init',
  'new',
  'doctor',
  'completion',
  'serve',
  'say',
];

describe('what was typed wrong ends with 2 and the nearest right word', () => {
  test.each([
    [['pley'], "error: unknown command 'pley'\n(Did you mean play?)\n"],
    [['play', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)\n"],
    [['play', '--agian', 'a/b'], "error: unknown option '--agian'\n(Did you mean --again?)\n"],
    [['new', 'ensembel', 'x'], "error: unknown command 'ensembel'\n(Did you mean ensemble?)\n"],
    [['explain'], "error: missing required argument 'part'\n"],
    [
      ['completion', 'tcsh'],
      "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
    ],
    [['status', 'too', 'much'], "error: too many arguments for 'status'. Expected 0 arguments but got 2.\n"],
    [['--verbos'], "error: unknown option '--verbos'\n(Did you mean --version?)\n"],
  ])('%j', async (words, stderr) => {
    expect(await simphony(words)).toEqual({ code: 2, stdout: '', stderr: stderr + hint });
  });

  test('with --json the mistake comes in the envelope, and nothing else is said', async () => {
    const said = await simphony(['pley', '--json']);
    expect(said).toMatchObject({ code: 2, stderr: '' });
    const message = "unknown command 'pley' (Did you mean play?)";
    expect(parsed(said)).toEqual({
      status: 'error',
      reason: message,
      data: null,
      diagnostics: [{ code: 'bad_arguments', severity: 'mistake', message }],
    });
  });

  test.each([
    [['play', '--json', '--jsonl'], 'both want stdout'],
    [['play', '--take-mine', '--take-theirs'], 'opposites'],
    [['play', '--accept', 'a/b'], 'needs `--output <file>`'],
    [['play', '--output', 'x.json'], 'belongs to `--accept <part>`'],
    [['play', '--record', '--replay'], '`--replay` asks nobody'],
    [['conduct', '--json'], 'goes with `--once`'],
  ])('%j contradicts itself', async (words, why) => {
    const { code, stdout, stderr } = await simphony(words);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(why);
  });

  test('a folder that is not there', async () => {
    const said = await simphony(['-C', 'no/such/folder', 'check']);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/^error: there is no folder .*no\/such\/folder\n$/);
  });
});

describe('what is known and belongs to later', () => {
  test.each([[['say', 'hello', 'you'], '`say`']])('%j: not yet', async (words, what) => {
    expect(await simphony(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${what} is not there yet\n`,
    });
  });
});

describe('help', () => {
  test.each(
    [[], ...commands.map((one) => [one]), ['new', 'ensemble'], ['new', 'instrument']].map((words) => [words]),
  )('%j --help has an example, on stdout', async (words) => {
    const said = await simphony([...words, '--help']);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain(`Usage: simphony${words.map((word) => ` ${word}`).join('')} `);
    expect(said.stdout).toContain('\nExample:\n  $ simphony');
  });

  test('every command of the design is listed', async () => {
    const { stdout } = await simphony(['--help']);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  });

  test('--version', async () => {
    expect(await simphony(['--version'])).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' });
  });
});

describe('play hands over what was typed', () => {
  const playWith = async (...words: string[]): Promise<Partial<PlayOptions>> => {
    let heard: PlayOptions | undefined;
    const answers = {
      play: async (options: PlayOptions) => {
        heard = options;
        return ending();
      },
    };
    expect(await simphony(words, { answers, folder: '/tmp' })).toMatchObject({ code: 0 });
    if (heard === undefined) throw new Error('nothing was played');
    const { folder, sheet, inTheWay, again, accept } = heard;
    return JSON.parse(JSON.stringify({ folder, sheet, inTheWay, again, accept }));
  };

  test.each([
    [['play'], { folder: '/tmp' }],
    [['play', 'songs/a.md', '--take-mine'], { folder: '/tmp', sheet: 'songs/a.md', inTheWay: 'take mine' }],
    [['play', '--take-theirs', '-C', '/'], { folder: '/', inTheWay: 'take theirs' }],
    [
      ['-C', '..', 'play', '--again', 'a/b', '--again', 'c/d[e]#2'],
      { folder: '/', again: ['a/b', 'c/d[e]#2'] },
    ],
    [
      ['play', '--accept', 'a/b', '--output', 'x/../y.json'],
      { folder: '/tmp', accept: { part: 'a/b', output: '/tmp/y.json' } },
    ],
  ])('%j', async (words, expected) => {
    expect(await playWith(...words)).toEqual(expected);
  });
});

describe('what play prints', () => {
  const answers = {
    play: async ({ onEvent }: PlayOptions) => {
      session.forEach(onEvent);
      return ending({ notes: ['the report is in output/signals/report.md'] });
    },
  };

  test('for people: progress on stderr, the result on stdout', async () => {
    expect(await simphony(['play'], { answers })).toEqual({
      code: 0,
      stdout: '✓ 2 played · 1.2 s\nthe report is in output/signals/report.md\n',
      stderr: [
        'Signals from a drowned observatory (k3f9)',
        '✓ surveyor · 7 held · 340 ms · surveyed 212 files → takes/research/surveyor.json',
        '↻ chart · attempt 1 failed · size(output) == 18: 17 == 18',
        '✓ chart · 1 held, 1 not heard · 2.1 s',
        '',
      ].join('\n'),
    });
  });

  test('--json: its fields without `data`, and the diagnostics', async () => {
    const said = await simphony(['play', '--json'], { answers });
    expect(parsed(said)).toEqual({ ...report(), diagnostics: [] });
    expect(said.stderr).toBe('the report is in output/signals/report.md\n');
  });

  test('--json: what a person must know before a program starts is told on stderr', async () => {
    const message = 'this workspace was never played on this machine: it starts programs of its own';
    const play = async ({ onEvent }: PlayOptions) => {
      onEvent(event('progress', '', { message }));
      return ending();
    };
    const said = await simphony(['play', '--json'], { answers: { play } });
    expect(said.stderr).toBe(`${message}\n`);
    expect(parsed(said)).toMatchObject({ status: 'ok' });
  });

  test('--jsonl: the events, one object per line, as they came', async () => {
    const { stdout } = await simphony(['play', '--jsonl'], { answers });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(session);
  });

  test('a session in which nothing had to be played', async () => {
    const kept = { ...report().parts, played: 0, kept: 1200 };
    const play = async () =>
      ending({ report: report({ parts: kept, usage: { tokens: 0, usd: 0, ms: 90 } }) });
    const { stdout, stderr } = await simphony(['play'], { answers: { play } });
    expect({ stdout, stderr }).toEqual({ stdout: '✓ nothing to play, 1,200 kept · 90 ms\n', stderr: '' });
  });

  test('failure: the code of the ending, the mistakes with their excerpt on stderr', async () => {
    const play = async () =>
      ending({
        code: 2,
        report: report({ status: 'error', reason: '1 mistake', parts: { ...report().parts, played: 0 } }),
        diagnostics: [
          {
            code: 'unknown_key',
            severity: 'mistake' as const,
            at: { file: 'sheetMusic.md', line: 2, column: 1, length: 5 },
            excerpt: 'titel: Tides',
            message: '`titel` is not a key of the sheet; did you mean `title`?',
          },
        ],
      });
    expect(await simphony(['play'], { answers: { play } })).toEqual({
      code: 2,
      stdout: '✗ nothing was played · 1.2 s · 1 mistake\n',
      stderr: [
        'sheetMusic.md:2:1 error: `titel` is not a key of the sheet; did you mean `title`?',
        '  2 | titel: Tides',
        '    | ^^^^^',
        '',
      ].join('\n'),
    });
  });

  test('text of an instrument can not steer the terminal', async () => {
    const play = async ({ onEvent }: PlayOptions) => {
      onEvent(event('take_accepted', 'sly', { message: 'a\u001b[2Jb\r\nc\u202ed\u0085' }));
      return ending({ notes: ['x\u001b]0;owned\u0007y'] });
    };
    expect(await simphony(['play'], { answers: { play } })).toEqual({
      code: 0,
      stdout: '✓ 2 played · 1.2 s\nx]0;ownedy\n',
      stderr: '✓ sly · a[2Jb cd\n',
    });
  });
});

describe('interruption', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with %i once the conductor has finished committing', async (signal, code) => {
    let raise: ((signal: 'SIGINT' | 'SIGTERM') => void) | undefined;
    const play = async (options: PlayOptions) => {
      raise?.(signal);
      expect(options.signal.aborted).toBe(true);
      return ending({ code: 130, notes: ['go on with `simphony play`'] });
    };
    const said = await simphony(['play'], { answers: { play }, onInterruptible: (given) => (raise = given) });
    expect(said.code).toBe(code);
    expect(said.stderr).toContain('stopping: what is accepted is being committed');
    expect(said.stdout).toContain('go on with `simphony play`');
  });
});

test('a bug is told as one, with 70, and not as a failed part', async () => {
  const said = await simphony(['status', '--json'], { answers: {} });
  expect(said.code).toBe(70);
  expect(said.stderr).toContain('this is a bug in simphony 0.0.0-test');
  expect(parsed(said)).toMatchObject({ status: 'error', data: null });
});
