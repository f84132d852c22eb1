import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';
import { shape } from './shape.ts';

const names = (steps: readonly string[]): string[] => steps.map((line) => line.split(':')[0] ?? '');

describe('10: returns_to', () => {
  test('one that fails for good is tried as often as the named part’s attempts allow, and as often again in a later session', async () => {
    await using rig = await Rig.with({}, { commit: false });
    const effects = join(rig.outside, 'effects');
    const counting = (name: string, output: string): string => `import { appendFileSync } from 'node:fs';\n${module(`appendFileSync(${JSON.stringify(effects)}, ${JSON.stringify(`${name} `)});\n${output}`)}`;
    await rig.write({
      'sheetMusic.md': '---\ntitle: Back\nplays: [e]\n---\nPlay.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/write.md': instrument('module: write.mjs\nattempts: 2\nwrites: [word.txt]'),
      'ensembles/e/write.mjs': counting('write', "await context.write('word.txt', `round ${input.round}\\n`);\nreturn { n: input.round, heard: input.feedback.length };"),
      'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [write]\nattempts: 2\nchecks:\n  - output.n > 5\nreturns_to: write'),
      'ensembles/e/read.mjs': counting('read', 'return { n: input.inputs.write.n };'),
      'ensembles/e/after.md': instrument('module: write.mjs\nneeds: [read]\nwrites: [word.txt]'),
    });
    await rig.commit('the workspace');
    const first = await rig.play();
    expect(first.code).toBe(3);
    expect(names(await rig.steps())).toEqual(['write', 'write#2', 'write#3']);
    expect(await rig.json('takes/e/write.json')).toEqual({ n: 3, heard: 1 });
    expect(await rig.read('word.txt')).toBe('round 3\n');
    expect((await readFile(effects, 'utf8')).trim().split(' ')).toEqual(['write', 'read', 'read', 'write', 'read', 'read', 'write', 'read', 'read']);
    const again = await rig.play();
    expect(again.code).toBe(3);
    expect(names(await rig.steps())).toEqual(['write', 'write#2', 'write#3', 'write#4', 'write#5']);
    // What the named part brought stands, so the one that failed is tried first.
    expect((await readFile(effects, 'utf8')).trim().split(' ').slice(9)).toEqual(['read', 'read', 'write', 'read', 'read', 'write', 'read', 'read']);
  });

  test('a later play with a changed criterion begins where the parts stand', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Back\nplays: [e]\n---\nPlay.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/write.md': instrument('module: write.mjs\nattempts: 3'),
      'ensembles/e/write.mjs': module('return { n: input.round };'),
      'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [write]\nchecks:\n  - output.n > 1\nreturns_to: write'),
      'ensembles/e/read.mjs': module('return { n: input.inputs.write.n };'),
    });
    expect((await rig.play()).code).toBe(0);
    expect(names(await rig.steps())).toEqual(['write', 'write#2', 'read#2']);
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 2 } } });
    await rig.write({ 'ensembles/e/read.md': instrument('module: read.mjs\nneeds: [write]\nchecks:\n  - output.n > 2\nreturns_to: write') });
    expect((await rig.play()).code).toBe(0);
    expect(names(await rig.steps()).slice(3)).toEqual(['write#3', 'read#3']);
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 2 } } });
    expect(await rig.json('takes/e/read.json')).toEqual({ n: 3 });
  });

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
