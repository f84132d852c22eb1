import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const sheet = (plays: string, more = ''): string => `---\ntitle: Shape\nplays: [${plays}]\n${more}---\nPlay.\n`;
/** A workspace with one ensemble `e`; instruments by nickname as front matter and body of their play function. */
function shape(instruments: Readonly<Record<string, readonly [frontMatter: string, body: string]>>, more = '', sheetMore = ''): Record<string, string> {
  const files: Record<string, string> = { 'sheetMusic.md': sheet('e', sheetMore), 'ensembles/e/ensemble.md': ensemble('e', more) };
  for (const [name, [front, body]] of Object.entries(instruments)) {
    files[`ensembles/e/${name}.md`] = instrument(`module: ${name}.mjs\n${front}`);
    files[`ensembles/e/${name}.mjs`] = module(body);
  }
  return files;
}
const isNull = (kept: number) => ({ code: 0, report: { parts: { played: 0, kept } } });

describe('10: loops', () => {
  test('a member without a first pass plays in round 2 and hears the last judgement; who needs it in round 1 hears null', async () => {
    await using rig = await Rig.with(
      shape(
        {
          fix: ['needs: [validate]', 'return { heard: input.inputs.validate };'],
          compose: ['needs: [fix]', 'return { fix: input.inputs.fix, round: input.round };'],
          validate: ['needs: [compose]', 'return { ok: input.round > 1 };'],
          end: ['needs: [compose]', 'return input.inputs.compose;'],
        },
        'loops:\n  - name: polish\n    body: [fix, compose, validate]\n    until: validate.ok\n    max: 3\n',
      ),
    );
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 6 } } });
    expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['compose', 'validate', 'fix#2', 'compose#2', 'validate#2', 'end']);
    expect(await rig.json('takes/e/compose.1.json')).toEqual({ fix: null, round: 1 });
    expect(await rig.json('takes/e/end.json')).toEqual({ fix: { heard: { ok: false } }, round: 2 });
    expect(await rig.json('takes/e/fix.json')).toEqual({ heard: { ok: false } });
    expect(await rig.play()).toMatchObject(isNull(6));
  });

  test('a loop that is gone takes its rounds and what stood for it along', async () => {
    const loop = shape(
      { work: ['writes: [work.txt]', "await context.write('work.txt', `${input.round}`);\nreturn { n: input.round };"], judge: ['needs: [work]', 'return { n: input.inputs.work.n };'], other: ['', 'return 1;'] },
      'loops:\n  - name: more\n    body: [work, judge]\n    until: judge.n == 2\n    max: 2\n',
    );
    await using rig = await Rig.with(loop);
    expect((await rig.play()).code).toBe(0);
    expect(await rig.git('ls-files', 'takes')).toContain('takes/e/work.json');
    await rig.git('rm', '-q', 'ensembles/e/work.md', 'ensembles/e/work.mjs', 'ensembles/e/judge.md', 'ensembles/e/judge.mjs');
    await rig.write({ 'ensembles/e/ensemble.md': ensemble('e'), 'ensembles/e/other.mjs': module('return 2;') });
    expect((await rig.play()).code).toBe(0);
    expect(await rig.git('ls-files', 'takes', 'work.txt')).toBe('takes/e/other.json');
  });

  test('a fan-out in a loop lies in a folder for each round, and without one for the kept round', async () => {
    await using rig = await Rig.with(
      shape(
        {
          menu: ['', "return ['a', 'b'].map((id) => ({ id }));"],
          work: ['each: menu\nwrites: ["out/{id}.txt"]', "await context.write(`out/${input.item.id}.txt`, `${input.round}`);\nreturn { n: input.round };"],
          judge: ['needs: [work]', 'return { n: input.inputs.work[0].output.n };'],
        },
        'loops:\n  - name: more\n    body: [work, judge]\n    until: judge.n == 2\n    max: 2\n',
      ),
    );
    const { code, report } = await rig.play();
    expect(report.reason).toBeUndefined();
    expect(code).toBe(0);
    expect((await rig.git('ls-files', 'takes')).split('\n')).toEqual([
      'takes/e/judge.1.json', 'takes/e/judge.2.json', 'takes/e/judge.json', 'takes/e/menu.json',
      'takes/e/work.1/a.json', 'takes/e/work.1/b.json', 'takes/e/work.2/a.json', 'takes/e/work.2/b.json', 'takes/e/work/a.json', 'takes/e/work/b.json',
    ]);
    expect(await rig.read('out/a.txt')).toBe('2');
    expect(await rig.play()).toMatchObject(isNull(7));
  });
});

describe('10: needs that did not end well', () => {
  test('a skipped need is heard as null and blocks nobody', async () => {
    await using rig = await Rig.with(
      shape({
        maybe: ['when: sheet.title == "Another"', 'return 1;'],
        end: ['needs: [maybe]', 'return input.inputs;'],
      }),
    );
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, skipped: 1 } } });
    expect(await rig.json('takes/e/end.json')).toEqual({ maybe: null });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1, skipped: 1 } } });
  });

  test('a failed item is heard by a need with a question mark, and blocks one without', async () => {
    await using rig = await Rig.with(
      shape({
        work: ['each: sheet.inputs.words', "if (input.item === 'b') throw new Error('no b');\nreturn input.item;"],
        lenient: ['needs: ["work?"]', 'return input.inputs.work;'],
        strict: ['needs: [work]', 'return 1;'],
      }, 'inputs: { words: {} }\n', 'inputs: { words: [a, b] }\n'),
    );
    expect(await rig.play()).toMatchObject({ code: 1, report: { parts: { played: 2, failed: 1, blocked: 1 } } });
    expect(await rig.json('takes/e/lenient.json')).toEqual([
      { id: '0', item: 'a', output: 'a', files: [] },
      { id: '1', item: 'b', output: null, files: [], failed: expect.stringContaining('no b') as unknown },
    ]);
  });

  test('`when` that names the item is asked item by item', async () => {
    await using rig = await Rig.with(
      shape({
        menu: ['', "return [{ id: 'a', n: 1 }, { id: 'b', n: 2 }];"],
        work: ['each: menu\nwhen: item.n > 1', 'return input.item.n;'],
        end: ['needs: [work]', 'return input.inputs.work.map(({ id, output }) => [id, output]);'],
      }),
    );
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 3, skipped: 1 } } });
    expect(await rig.json('takes/e/end.json')).toEqual([['a', null], ['b', 2]]);
  });
});

describe('10: fan-outs', () => {
  test('over an empty array it is no parts, and whoever needs it hears an empty list', async () => {
    await using rig = await Rig.with(
      shape({ menu: ['', 'return [];'], work: ['each: menu', 'return 1;'], end: ['needs: [work]', 'return input.inputs;'] }),
    );
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 2 } } });
    expect(await rig.json('takes/e/end.json')).toEqual({ work: [] });
    expect(await rig.play()).toMatchObject(isNull(2));
  });

  test('over joined arrays, and over another fan-out with its ids, item by item', async () => {
    await using rig = await Rig.with(
      shape({
        one: ['', "return [{ id: 'a' }];"],
        two: ['', "return [{ id: 'b' }];"],
        work: ['each: one + two\nwrites: ["out/{id}.txt"]', "await context.write(`out/${input.item.id}.txt`, 'x');\nreturn { up: input.item.id.toUpperCase() };"],
        more: ['each: work', 'return [input.item.id, input.item.item.id, input.item.output.up, input.item.files.length];'],
        end: ['needs: [more]', 'return input.inputs.more.map(({ id, output }) => ({ id, output }));'],
      }),
    );
    const played = await rig.play();
    expect(played).toMatchObject({ code: 0, report: { parts: { played: 7 } } });
    expect(await rig.json('takes/e/end.json')).toEqual([
      { id: 'a', output: ['a', 'a', 'A', 1] },
      { id: 'b', output: ['b', 'b', 'B', 1] },
    ]);
    // One source changes: only its item plays again.
    await rig.write({ 'ensembles/e/two.mjs': module("return [{ id: 'b', changed: true }];") });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 4, kept: 3 } } });
    expect(await rig.play()).toMatchObject(isNull(7));
  });

  test('an item that is gone takes its take and its file with it, and an instrument that is gone its validation script too', async () => {
    const files = shape({
      menu: ['reads: ["list.json"]', "return JSON.parse((await context.read('list.json')).toString());"],
      work: ['each: menu\nwrites: ["out/{id}.txt"]\nchecks:\n  - size(files) == 1', "await context.write(`out/${input.item.id}.txt`, 'x');\nreturn { n: 1 };"],
      other: ['checks:\n  - output.n == 1\nwrites: ["other.txt"]', "await context.write('other.txt', 'x');\nreturn { n: 1 };"],
    });
    await using rig = await Rig.with({ ...files, 'list.json': '[{ "id": "a" }, { "id": "b" }]' });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 4 } } });
    expect(await rig.git('ls-files', 'tests', 'out')).toBe('out/a.txt\nout/b.txt\ntests/takes/e/other_test.mjs\ntests/takes/e/work_test.mjs');
    await rig.write({ 'list.json': '[{ "id": "b" }]' });
    await rig.git('rm', '-q', 'ensembles/e/other.md', 'ensembles/e/other.mjs');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 1 } } });
    expect(await rig.git('ls-files', 'tests', 'out', 'takes', 'other.txt')).toBe('out/b.txt\ntakes/e/menu.json\ntakes/e/work/b.json\ntests/takes/e/work_test.mjs');
    expect(await rig.git('status', '--porcelain')).toBe(' M list.json');
    expect(await rig.play()).toMatchObject(isNull(2));
  });

  test('a folder that the plan fills with more than 256 takes is split, and the closing commit moves those that were kept', async () => {
    const files = shape({ work: ['each: sheet.inputs.words', 'return input.item;'] }, 'inputs: { words: {} }\n');
    const words = (count: number): string => sheet('e', `inputs: { words: ${JSON.stringify(Array.from({ length: count }, (_, id) => ({ id: `w${id}` })))} }\n`);
    await using rig = await Rig.with({ ...files, 'sheetMusic.md': words(256) });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 256 } } });
    expect(await rig.git('ls-files', 'takes/e/work/w7.json')).not.toBe('');
    await rig.write({ 'sheetMusic.md': words(257) });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 256 } } });
    const split = (await rig.git('ls-files', 'takes')).split('\n');
    expect(split).toHaveLength(257);
    expect(split.every((path) => /^takes\/e\/work\/[0-9a-f]{2}\/w\d+\.json$/.test(path))).toBe(true);
    expect(await rig.play()).toMatchObject(isNull(257));
    await rig.write({ 'sheetMusic.md': words(250) });
    // Nothing is played, so nothing is committed: what is gone or has moved waits for a session that plays.
    expect(await rig.play()).toMatchObject(isNull(250));
    await rig.write({ 'sheetMusic.md': words(256) });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 256 } } });
    await rig.write({ 'sheetMusic.md': words(200), 'ensembles/e/more.md': instrument('module: more.mjs'), 'ensembles/e/more.mjs': module('return 1;') });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1, kept: 200 } } });
    const plain = (await rig.git('ls-files', 'takes')).split('\n');
    expect(plain).toHaveLength(201);
    expect(plain.every((path) => /^takes\/e\/(work\/w\d+|more)\.json$/.test(path))).toBe(true);
    expect(await rig.git('status', '--porcelain', '--', 'takes')).toBe('');
    expect(await rig.play()).toMatchObject(isNull(201));
  });
});

describe('10: returns', () => {
  test('a failed item goes back to the one it names, whose later round stands; a later play keeps both', async () => {
    await using rig = await Rig.with(
      shape({
        menu: ['', "return [{ id: 'a' }, { id: 'b' }];"],
        write: ['each: menu\nattempts: 3', "return { word: input.round > 1 ? 'good' : input.item.id === 'a' ? 'good' : 'bad', heard: input.feedback };"],
        read: ['each: write\nchecks:\n  - output.word == "good"\nreturns_to: write', 'return { word: input.item.output.word };'],
        end: ['needs: [read]', 'return input.inputs.read.map(({ output }) => output.word);'],
      }),
    );
    expect(await rig.play()).toMatchObject({ code: 0 });
    expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['menu', 'write[a]', 'write[b]', 'read[a]', 'write[b]#2', 'read[b]#2', 'end']);
    expect(await rig.json('takes/e/write/b.json')).toEqual({ word: 'good', heard: [{ criterion: 'output.word == "good"', evidence: '"bad" == "good"' }] });
    expect(await rig.json('takes/e/end.json')).toEqual(['good', 'good']);
    const { code, report } = await rig.play();
    expect(code).toBe(0);
    expect(report.parts).toMatchObject({ played: 0, failed: 0 });
    expect(await readFile(join(rig.folder, 'takes/e/read/b.json'), 'utf8')).toContain('good');
  });
});
