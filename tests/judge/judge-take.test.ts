import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { judgeTake } from '../../src/judge/index.ts';
import type { CommandEnd } from '../../src/players/index.ts';
import { command, criterion, file, instrument, is, noCommands, schema, take, writes } from './rig.ts';

const judge = (over: Partial<Parameters<typeof judgeTake>[0]>) =>
  judgeTake({ instrument: instrument(), criteria: [], take: take({}), values: {}, run: noCommands, ...over });

const exited = (code: number, stdout = '', stderr = ''): CommandEnd => ({
  end: 'exited',
  code,
  stdout,
  stderr,
});

test('a take that nothing judges has an empty verdict: nothing is passed by default', async () => {
  expect(await judge({})).toEqual([]);
});

test('an expression check names the values that it compared', async () => {
  const [held, failed] = await judge({
    instrument: instrument({ checks: [is('size(output) == 2'), is('size(output) == 3')] }),
    take: take([1, 2]),
  });
  expect(held).toMatchObject({ criterion: 'size(output) == 2', outcome: 'held' });
  expect(failed).toMatchObject({ criterion: 'size(output) == 3', outcome: 'failed', evidence: '2 == 3' });
});

test('a check that reads what is not there has failed, with a sentence that names it', async () => {
  const [judged] = await judge({
    instrument: instrument({ checks: [is('output.total > 0')] }),
    take: take({ sum: 1 }),
  });
  expect(judged?.outcome).toBe('failed');
  expect(judged?.evidence).toContain('total');
});

test('checks see what was heard, and the files with path, size and digest', async () => {
  const verdict = await judge({
    instrument: instrument({
      checks: [
        is('size(output) == size(inputs.pick)'),
        is('files.all(f, f.size > 1) && files[0].path == "output/a.txt"'),
      ],
    }),
    take: take([1, 2], [file('output/a.txt', 'abc')]),
    values: { inputs: { pick: [3, 4] } },
  });
  expect(verdict.map(({ outcome }) => outcome)).toEqual(['held', 'held']);
});

test('with `output: run` code, stdout and stderr are names of their own', async () => {
  const verdict = await judge({
    instrument: instrument({
      output: { form: 'run' },
      checks: [is('code == 3'), is('stderr == "no"'), is('output.code == code')],
    }),
    take: take({ code: 3, stdout: '', stderr: 'no' }),
  });
  expect(verdict.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held']);
});

test('each file that must be there has an entry with its size; a pattern with `*` has none', async () => {
  const verdict = await judge({
    instrument: instrument({
      writes: writes('output/{slug}/{id}.wav', 'output/{slug}/note.txt', 'output/*.svg'),
    }),
    take: take(null, [file('output/lanterns/L1.wav', 'RIFF')]),
    values: { slug: 'lanterns', id: 'L1' },
  });
  expect(verdict).toEqual([
    {
      criterion: 'output/{slug}/{id}.wav is there',
      outcome: 'held',
      evidence: 'output/lanterns/L1.wav, 4 bytes',
    },
    {
      criterion: 'output/{slug}/note.txt is there',
      outcome: 'failed',
      evidence: 'output/lanterns/note.txt is not there',
    },
  ]);
});

describe('production.md', () => {
  test('its criteria on this instrument are judged with their ids; those of others are not', async () => {
    const ours = criterion('output.total > 0');
    const theirs = criterion('output.total > 0', { scope: { ensemble: 'kitchen', nickname: 'pick' } });
    const wide = criterion('output.total > 0', { scope: { ensemble: 'kitchen' } });
    const verdict = await judge({ criteria: [theirs, ours, wide], take: take({ total: 3 }) });
    expect(verdict).toMatchObject([{ id: ours.id, criterion: 'output.total > 0', outcome: 'held' }]);
  });

  test('without an expression a criterion is not heard, by ear without a model too', async () => {
    const verdict = await judge({
      criteria: [criterion(undefined), criterion(undefined, { byEar: true, text: 'It sounds warm.' })],
    });
    expect(verdict).toMatchObject([
      { criterion: 'Something was weighed.', outcome: 'not heard' },
      { criterion: 'It sounds warm.', outcome: 'not heard', evidence: 'by ear, and no model listened' },
    ]);
  });
});

describe('commands', () => {
  const judgeCommand = (
    check: ReturnType<typeof command>,
    end: CommandEnd,
    asked: (string | number)[][] = [],
  ) =>
    judge({
      instrument: instrument({ checks: [check] }),
      take: take({ name: 'a b' }),
      values: { slug: 'lanterns' },
      run: (words, { timeoutMs }) => {
        asked.push([...words, timeoutMs]);
        return Promise.resolve(end);
      },
    });

  test('words are expanded and never split; exit code 0 holds', async () => {
    const asked: (string | number)[][] = [];
    const verdict = await judgeCommand(
      command(['check', '{output.name}', '--for={slug}'], { timeoutMs: 5 }),
      exited(0),
      asked,
    );
    expect(asked).toEqual([['check', 'a b', '--for=lanterns', 5]]);
    expect(verdict).toEqual([
      { criterion: 'check {output.name} --for={slug}', outcome: 'held', evidence: '0 == 0' },
    ]);
  });

  test('another exit code fails, with what it said last', async () => {
    const [judged] = await judgeCommand(
      command(['sqlite3', ':memory:']),
      exited(1, 'out', 'near "creat":\n\u001b[31msyntax error\n'),
    );
    expect(judged).toEqual({
      criterion: 'sqlite3 :memory:',
      outcome: 'failed',
      evidence: '1 == 0; it said: near "creat": [31msyntax error',
    });
  });

  test('`is` is over code, stdout and stderr', async () => {
    const check = command(['wc', '-l', 'a file'], { is: 'code == 0 && stdout.contains("3")' });
    expect(await judgeCommand(check, exited(0, '3 lines'))).toMatchObject([
      { criterion: 'wc -l "a file" → code == 0 && stdout.contains("3")', outcome: 'held' },
    ]);
    expect(await judgeCommand(check, exited(0, '4 lines'))).toMatchObject([{ outcome: 'failed' }]);
  });

  test('a missing tool fails, and is not heard only where the check is optional', async () => {
    const missing: CommandEnd = { end: 'missing', tool: 'sqlite3' };
    expect(await judgeCommand(command(['sqlite3']), missing)).toEqual([
      { criterion: 'sqlite3', outcome: 'failed', evidence: 'sqlite3 is not installed here' },
    ]);
    expect(await judgeCommand(command(['sqlite3'], { optional: true }), missing)).toMatchObject([
      { outcome: 'not heard' },
    ]);
  });

  test.each(['timed out', 'too much output', 'killed'] as const)(
    'one that ended with `%s` fails, optional or not',
    async (end) => {
      expect(
        await judgeCommand(command(['sleep', '9'], { optional: true }), { end, because: 'after 1 s' }),
      ).toEqual([{ criterion: 'sleep 9', outcome: 'failed', evidence: `${end}: after 1 s` }]);
    },
  );

  test('a word that is not there fails before anything runs', async () => {
    const [judged] = await judge({
      instrument: instrument({ checks: [command(['check', '{output.nothing}'])] }),
      run: noCommands,
    });
    expect(judged?.outcome).toBe('failed');
    expect(judged?.evidence).toContain('nothing');
  });
});

test('for any output a verdict has one entry for each criterion, in order, and bounded evidence', async () => {
  const checked = instrument({
    output: schema({
      type: 'object',
      required: ['total'],
      properties: { total: { type: 'number', minimum: 0 } },
      additionalProperties: false,
    }),
    writes: writes('output/a.txt'),
    checks: [
      is('output.total > 0'),
      is('size(output) == 3'),
      is('output.list.all(one, one.n > 0)'),
      command(['true']),
    ],
  });
  const ears = [criterion(undefined), criterion('files.exists(f, f.size == 0)')];
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (output) => {
      const verdict = await judge({
        instrument: checked,
        criteria: ears,
        take: take(output as Json),
        run: () => Promise.resolve(exited(0)),
      });
      expect(verdict).toHaveLength(8);
      for (const { criterion: name, outcome, evidence } of verdict) {
        expect(['held', 'failed', 'not heard']).toContain(outcome);
        expect(name).not.toBe('');
        expect(evidence.length).toBeGreaterThan(0);
        expect(evidence.length).toBeLessThanOrEqual(4_000);
      }
    }),
    { numRuns: 200 },
  );
});
