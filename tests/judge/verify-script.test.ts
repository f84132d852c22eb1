import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json, Take } from '../../src/base/index.ts';
import { damagesOf } from '../../src/judge/damage.ts';
import {
  runOnCopy,
  scriptVerifier,
  validationScript,
  verifyScript,
  type ScriptToVerify,
} from '../../src/judge/index.ts';
import { printScript, readScript, type ValidationSpec } from '../../src/judge/validation-spec.ts';
import type { Criterion, Instrument, Values } from '../../src/score/index.ts';
import { command, criterion, file, instrument, is, schema, take, writes } from './rig.ts';

interface Over {
  readonly values?: Values;
  readonly criteria?: readonly Criterion[];
  readonly commands?: ScriptToVerify['commands'];
}

const verify = (over: Partial<Instrument>, of: Take, { values = {}, criteria = [], commands }: Over = {}) => {
  const script = validationScript(instrument(over), criteria);
  if (script === undefined) throw new Error('there is nothing to verify');
  return verifyScript({
    text: script.text,
    take: of,
    values,
    ...(commands === undefined ? {} : { commands }),
  });
};

describe('the text', () => {
  test('there is none where nothing is judged', () => {
    expect(validationScript(instrument(), [])).toBeUndefined();
    expect(validationScript(instrument({ writes: writes('output/*.wav') }), [])).toBeUndefined();
    expect(
      validationScript(instrument(), [criterion('true', { scope: { ensemble: 'kitchen' } })]),
    ).toBeUndefined();
  });

  test('it stands in tests/takes, says what it checks, and can be read back', () => {
    const weigh = instrument({
      output: schema({ type: 'array' }),
      writes: writes('output/{slug}/{id}.wav', 'output/*.svg'),
      checks: [is('size(output) == 2'), command(['true'])],
    });
    const script = validationScript(weigh, [
      criterion('output[0] > 0'),
      criterion(undefined, { byEar: true, text: 'It sounds warm.' }),
    ]);
    expect(script?.path).toBe('tests/takes/kitchen/weigh_test.mjs');
    expect(readScript(script?.text ?? '')).toEqual({
      instrument: 'kitchen/weigh',
      output: 'json',
      criteria: [
        {
          criterion: 'schema ensembles/kitchen/schemas/weigh.schema.json',
          fits: { type: 'array' },
          file: 'ensembles/kitchen/schemas/weigh.schema.json',
        },
        { criterion: 'output/{slug}/{id}.wav is there', leaves: 'output/{slug}/{id}.wav' },
        { criterion: 'output/*.svg as the take left them', leaves: 'output/*.svg', maybe: true },
        { criterion: 'size(output) == 2', holds: 'size(output) == 2' },
        { criterion: 'true', runs: ['true'], timeoutMs: 1_000 },
        { criterion: 'output[0] > 0', holds: 'output[0] > 0' },
        { criterion: 'It sounds warm.', notHeard: 'by ear: a script can’t listen' },
      ],
    });
  });

  test('it changes with its criteria, and with nothing else', () => {
    const text = (over: Partial<Instrument>) =>
      validationScript(instrument({ checks: [is('size(output) == 2')], ...over }), [])?.text;
    expect(
      text({ text: 'Other instructions.', attempts: 9, description: 'other', frontMatter: { a: 1 } }),
    ).toBe(text({}));
    expect(text({ checks: [is('size(output) == 3')] })).not.toBe(text({}));
  });

  test('it names another sheet only where a criterion reads something of the sheet', () => {
    const text = (source: string) =>
      validationScript(instrument({ checks: [is(source)] }), [], 'songs/other.md')?.text;
    expect(text('output > 1')).not.toContain('songs/other.md');
    expect(text('output > sheet.inputs.least')).toContain('songs/other.md');
  });

  test('whatever its criteria hold, it can be read back', () => {
    const words = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 4 }), (said) => {
        const criteria = said.map(([name, source]) => ({ criterion: name, holds: source }));
        const spec: ValidationSpec = { instrument: 'kitchen/weigh', output: 'json', criteria };
        expect(readScript(printScript(spec))).toEqual(spec);
      }),
    );
  });

  test('a text that somebody changed does not pass', async () => {
    const text = validationScript(instrument({ checks: [is('output > 1')] }), [])?.text ?? '';
    expect(
      (await verifyScript({ text: text.replace('"holds"', '"hold"'), take: take(2), values: {} })).passes,
    ).toBe(false);
  });
});

describe('each kind of criterion has a damaged copy on which it fails', () => {
  const samples: Json = {
    title: 'Lanterns',
    samples: [
      { id: 'L1', freq: 440, kind: 'pad' },
      { id: 'L2', freq: 880, kind: 'hit' },
    ],
    done: true,
  };
  const wav = file('output/L1.wav', 'RIFF and more');
  test.each([
    'size(output.samples) == 2',
    'output.samples.all(s, s.freq >= 20.0 && s.freq <= 20000.0)',
    'output.samples.exists(s, s.kind == "hit")',
    'output.samples.map(s, s.id) == distinct(output.samples.map(s, s.id))',
    'output.title != ""',
    'output.title.matches("^[A-Z]")',
    'output.title != "error"',
    '!output.title.contains("TODO")',
    'size(output.title) <= 60',
    'output.done',
    'has(output.title)',
    '!has(output.error) || output.error == null',
    'sum(output.samples.map(s, s.freq)) == 1320.0',
    'size(files) == 1',
    'files.all(f, f.size > 4)',
    'files.all(f, f.size < 1000000)',
    'files[0].path.endsWith(".wav")',
    'size(output.samples) == size(inputs.pick)',
  ])('%s', async (source) => {
    const verified = await verify({ checks: [is(source)] }, take(samples, [wav]), {
      values: { inputs: { pick: [1, 2] } },
    });
    expect(verified.onTake).toMatchObject([{ outcome: 'held' }]);
    expect(verified.passes).toBe(true);
    if (source.includes('output.error')) return;
    expect(verified.cannotFail).toEqual([]);
    expect(verified.proofs).toMatchObject([{ criterion: source, alone: true }]);
  });

  test('a criterion fails alone where the search finds such a copy, although the others read the same', async () => {
    const of = {
      output: schema({
        type: 'object',
        required: ['samples'],
        properties: {
          samples: {
            type: 'array',
            items: { type: 'object', properties: { freq: { type: 'number', maximum: 20_000 } } },
          },
        },
      }),
      writes: writes('output/L1.wav'),
      checks: [
        is('size(output.samples) == 2'),
        is('output.samples[0].freq > 100'),
        is('size(output.title) > 3'),
      ],
    };
    const verified = await verify(of, take(samples, [wav]));
    expect(verified.proofs).toMatchObject([
      { criterion: 'schema ensembles/kitchen/schemas/weigh.schema.json', alone: true },
      { criterion: 'output/L1.wav is there', damage: 'all files are removed', alone: true },
      { criterion: 'size(output.samples) == 2', alone: true },
      { criterion: 'output.samples[0].freq > 100', alone: true },
      { criterion: 'size(output.title) > 3', alone: true },
    ]);
  });

  test('markdown and `output: run` are damaged too', async () => {
    const markdown = await verify(
      { output: { form: 'markdown' }, checks: [is('output.startsWith("# ")')] },
      take('# Lanterns\n'),
    );
    expect(markdown.proofs).toHaveLength(1);
    const run = await verify(
      { output: { form: 'run' }, checks: [is('code == 0'), is('stderr == ""'), is('stdout.contains("ok")')] },
      take({ code: 0, stdout: 'ok', stderr: '' }),
    );
    expect(run.proofs.map(({ criterion: name, alone }) => [name, alone])).toEqual([
      ['code == 0', true],
      ['stderr == ""', true],
      ['stdout.contains("ok")', true],
    ]);
  });
});

test.each([
  ['true', 'it reads nothing of the take'],
  ['size(sheet.title) > 0', 'it reads nothing of the take'],
  ['output.total > 0 || true', 'it held on every damaged copy of the take'],
])('`%s` can’t fail, and is reported so', async (source, because) => {
  const verified = await verify({ checks: [is(source)] }, take({ total: 3 }), {
    values: { sheet: { title: 'x' } },
  });
  expect(verified).toMatchObject({ passes: true, proofs: [], cannotFail: [{ criterion: source, because }] });
});

test('a take on which a criterion fails does not pass; what can’t be computed is named, not passed', async () => {
  expect((await verify({ checks: [is('output > 3')] }, take(2))).passes).toBe(false);
  const ear = criterion(undefined, { byEar: true });
  const verified = await verify({ checks: [is('output > 1')] }, take(2), { criteria: [ear] });
  expect(verified).toMatchObject({ passes: true, notHeard: [{ criterion: ear.text }] });
});

describe('commands', () => {
  const onCopies = async (words: readonly string[], content: string, output: Json = null) => {
    const folder = await mkdtemp(join(tmpdir(), 'simphony-verify-'));
    try {
      await writeFile(join(folder, 'a.txt'), content);
      const commands: ScriptToVerify['commands'] = {
        contentOf: () => join(folder, 'a.txt'),
        run: (line, { timeoutMs }, files) =>
          runOnCopy({
            words: line,
            timeoutMs,
            files,
            ensemble: folder,
            workspace: folder,
            environment: process.env,
          }),
      };
      return await verify({ checks: [command(words)] }, take(output, [file('output/a.txt', content)]), {
        commands,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('one that reads a file fails on a copy without its content', async () => {
    expect(await onCopies(['grep', '-q', 'lantern', 'output/a.txt'], 'a lantern')).toMatchObject({
      proofs: [{ damage: 'output/a.txt is emptied', evidence: '1 == 0', alone: true }],
    });
  });

  test('one whose words name the output fails on a damaged output', async () => {
    expect(
      await onCopies(['grep', '-q', '{output.word}', 'output/a.txt'], 'a lantern', { word: 'lantern' }),
    ).toMatchObject({ proofs: [{}], cannotFail: [] });
  });

  test('one that always succeeds can’t fail', async () => {
    expect(await onCopies(['true'], 'x')).toMatchObject({ proofs: [], cannotFail: [{ criterion: 'true' }] });
  });

  test('one whose tool is missing was not tried', async () => {
    expect(await onCopies(['no-such-tool-here'], 'x')).toMatchObject({
      passes: true,
      proofs: [],
      cannotFail: [],
      notTried: [{ because: 'no-such-tool-here is not installed here' }],
    });
  });

  test('one that hangs is stopped', async () => {
    const end = await runOnCopy({
      words: ['sleep', '60'],
      timeoutMs: 50,
      files: [],
      ensemble: '/',
      workspace: '/',
      environment: process.env,
    });
    expect(end).toMatchObject({ end: 'timed out' });
  });
});

describe('damage', () => {
  const anyTake = fc.record({
    output: fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json),
    files: fc.array(
      fc.string({ maxLength: 8 }).map((text) => file(`output/${Buffer.from(text).toString('hex')}`, text)),
      { maxLength: 3 },
    ),
  });
  const hints = fc.record({
    paths: fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }), { maxLength: 3 }),
    literals: fc.array(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ maxLength: 5 })),
      { maxLength: 6 },
    ),
    readsFiles: fc.boolean(),
  });

  test('it ends, is the same each time, leaves the take alone, and each copy differs from it', () => {
    fc.assert(
      fc.property(anyTake, hints, (of, hint) => {
        const before = JSON.stringify(of);
        const copies = [...damagesOf(of, hint)];
        expect(JSON.stringify(of)).toBe(before);
        expect(copies.length).toBeGreaterThan(0);
        expect(copies.length).toBeLessThan(20_000);
        expect([...damagesOf(of, hint)]).toEqual(copies);
        for (const { what, output, files } of copies) {
          expect(what).not.toBe('');
          JSON.stringify({ output, files });
        }
      }),
      { numRuns: 100 },
    );
  });

  test('for any output a script is verified without a throw, and every criterion is accounted for', async () => {
    const checks = [
      is('size(output) > 1'),
      is('output.all(one, one != null)'),
      is('!has(output.error)'),
      is('true'),
    ];
    await fc.assert(
      fc.asyncProperty(anyTake, async (of) => {
        const { onTake, proofs, cannotFail, notHeard } = await verify({ checks }, take(of.output, of.files));
        expect(onTake).toHaveLength(checks.length);
        const held = onTake.filter(({ outcome }) => outcome === 'held').length;
        expect(proofs.length + cannotFail.length).toBe(held);
        expect(notHeard).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('for a whole session', () => {
  const scriptOf = (over: Partial<Instrument>): string => validationScript(instrument(over), [])?.text ?? '';
  const checks = [is('output.n == 1'), is('output.n < wanted')];

  test('the same criteria on the same take are proven once, whatever their instruments are called', async () => {
    const verifyOnce = scriptVerifier();
    const given = { take: take({ n: 1 }), values: { wanted: 2, seed: 1 } };
    const first = await verifyOnce({ text: scriptOf({ checks }), ...given });
    expect(first.passes).toBe(true);
    expect(first).toEqual(await verifyScript({ text: scriptOf({ checks }), ...given }));
    const another = scriptOf({ checks, nickname: 'knead' });
    expect(another).not.toBe(scriptOf({ checks }));
    expect(await verifyOnce({ text: another, ...given })).toBe(first);
    // What no criterion reads makes no difference.
    expect(await verifyOnce({ text: another, ...given, values: { wanted: 2, seed: 9 } })).toBe(first);
  });

  test('another criterion, another take, another value beside it are proven anew', async () => {
    const verifyOnce = scriptVerifier();
    const given = { text: scriptOf({ checks }), take: take({ n: 1 }), values: { wanted: 2 } };
    await verifyOnce(given);
    expect((await verifyOnce({ ...given, values: { wanted: 1 } })).passes).toBe(false);
    expect((await verifyOnce({ ...given, values: {} })).passes).toBe(false);
    expect((await verifyOnce({ ...given, take: take({ n: 2 }) })).passes).toBe(false);
    expect((await verifyOnce({ ...given, text: scriptOf({ checks: [is('output.n == 3')] }) })).passes).toBe(
      false,
    );
    expect((await verifyOnce({ ...given, text: scriptOf({ checks: [is('files == []')] }) })).passes).toBe(
      true,
    );
    expect(
      (
        await verifyOnce({
          ...given,
          text: scriptOf({ checks: [is('files == []')] }),
          take: take({ n: 1 }, [file('output/a.txt', 'a')]),
        })
      ).passes,
    ).toBe(false);
  });

  test('a text that is not ours is read each time, and does not pass', async () => {
    const verifyOnce = scriptVerifier();
    const given = { take: take({ n: 1 }), values: { wanted: 2 } };
    expect((await verifyOnce({ text: scriptOf({ checks }), ...given })).passes).toBe(true);
    for (const text of [
      '',
      scriptOf({ checks }).replace('kitchen/weigh"', '../weigh"'),
      scriptOf({ checks }).trim(),
    ])
      expect((await verifyOnce({ text, ...given })).passes).toBe(false);
  });

  test('a command is run for each', async () => {
    const verifyOnce = scriptVerifier();
    const ran: (readonly string[])[] = [];
    const commands: ScriptToVerify['commands'] = {
      contentOf: (path) => path,
      run: (words) => {
        ran.push(words);
        return Promise.resolve({ end: 'exited', code: 0, stdout: '', stderr: '' });
      },
    };
    const text = scriptOf({ checks: [command(['true'])] });
    await verifyOnce({ text, take: take({ n: 1 }), values: {}, commands });
    const once = ran.length;
    await verifyOnce({ text, take: take({ n: 1 }), values: {}, commands });
    expect(once).toBeGreaterThan(0);
    expect(ran.length).toBe(2 * once);
  });
});
