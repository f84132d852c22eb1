import { describe, expect, test } from 'vitest';
import { ensemble, module, Rig } from './rig.ts';
import { isNull, shape } from './shape.ts';

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

  test('kept rounds that a session cut short did not come to lay are laid by the next, though nothing plays', async () => {
    await using rig = await Rig.with(
      shape(
        { work: ['', 'return { n: input.round };'], judge: ['needs: [work]', 'return { n: input.inputs.work.n };'] },
        'loops:\n  - name: more\n    body: [work, judge]\n    until: judge.n == 2\n    max: 2\n',
      ),
    );
    expect((await rig.play()).code).toBe(0);
    const before = await rig.git('ls-files', 'takes');
    await rig.git('rm', '-q', 'takes/e/work.json', 'takes/e/judge.json');
    await rig.git('commit', '-q', '-m', 'as it stands where the close was not reached');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 4 } } });
    expect(await rig.git('ls-files', 'takes')).toBe(before);
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.play()).toMatchObject(isNull(4));
  });

  test('who hears a loop that failed hears the best round of it, and the record of every round', async () => {
    await using rig = await Rig.with(
      shape(
        {
          work: ['', 'return { n: input.round };'],
          judge: ['needs: [work]', 'const { n } = input.inputs.work;\nreturn { n, points: [5, 8, 8, 1][n - 1] };'],
          print: ['needs: [work]', 'return 1;'],
          tell: ['needs: ["work?", "judge?", "print?", record]', 'return { ...input.inputs, record: input.record.map(({ part }) => part) };'],
        },
        'loops:\n  - name: more\n    body: [work, judge]\n    until: judge.points > 9\n    max: 3\n    best: judge.points\n',
      ),
    );
    expect(await rig.play()).toMatchObject({ code: 3, report: { parts: { played: 9, blocked: 1, failed: 0 } } });
    const rounds = ['e/work', 'e/judge', 'e/work#2', 'e/judge#2', 'e/work#3', 'e/judge#3', 'e/work#4', 'e/judge#4'];
    expect(await rig.json('takes/e/tell.json')).toEqual({ work: { n: 2 }, judge: { n: 2, points: 8 }, print: null, record: rounds });
    expect(await rig.json('takes/e/work.json')).toEqual({ n: 2 });
    expect(await rig.play()).toMatchObject({ code: 3, report: { parts: { played: 0, kept: 9 } } });
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
      { id: '1', item: 'b', output: null, files: [], failed: expect.stringContaining('no b') as unknown, attempts: 1 },
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
