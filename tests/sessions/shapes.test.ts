import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { instrument, module, Rig } from './rig.ts';
import { isNull, shape, sheet } from './shape.ts';

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

  test('validation scripts of an ensemble with more than 256 instruments are split, and the closing commit moves those that are there', async () => {
    const plain = Array.from({ length: 255 }, (_, n) => [`i${n}`, ['needs: [sheet]', 'return {};']] as const);
    const files = shape({ ...Object.fromEntries(plain), work: ['needs: [sheet]\nchecks:\n  - output.n == 1', 'return { n: 1 };'] });
    await using rig = await Rig.with({ ...files, 'sheetMusic.md': `${sheet('e')}- @e/work Once.\n` });
    const scripts = async (): Promise<string> => `${await rig.git('ls-files', 'tests')} ${(await rig.simphony('test')).code}`;
    const split = `tests/takes/e/${sha256('work').slice(0, 2)}/work_test.mjs`;
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(await scripts()).toBe('tests/takes/e/work_test.mjs 0');
    // One instrument more, which no cue plays, and another text.
    await rig.write({
      'ensembles/e/more.md': instrument('needs: [sheet]\nmodule: work.mjs'),
      'ensembles/e/work.md': instrument('needs: [sheet]\nmodule: work.mjs\nchecks:\n  - output.n > 0'),
    });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(await scripts()).toBe(`${split} 0`);
    await rig.git('rm', '-q', 'ensembles/e/more.md');
    await rig.write({ 'sheetMusic.md': `${sheet('e')}- @e/work Twice.\n` });
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(await scripts()).toBe('tests/takes/e/work_test.mjs 0');
    expect(await rig.git('status', '--porcelain')).toBe('');
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
