import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { refusal } from '../../scripts/rooms.js';

/** The configuration of `npm run lint`, with the one rule that needs no types. */
const ourRule = (): ESLint =>
  new ESLint({
    ruleFilter: ({ ruleId }) => ruleId === 'rooms/directions',
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  });

describe('the import directions of the rooms', () => {
  test.each([
    ['src/plan/key.ts', '../base/index.ts'],
    ['src/score/read.ts', 'node:fs/promises'],
    ['src/base/digest.ts', 'node:crypto'],
    ['src/base/tokens.ts', 'node:vm'],
    ['src/record/journal.ts', 'node:fs'],
    ['src/performance/advance.ts', '../plan/index.ts'],
    ['src/conductor/session.ts', '../judge/index.ts'],
    ['src/cli/commands/play.ts', '../conductor.ts'],
    ['src/cli/conductor.ts', '../conductor/index.ts'],
    ['src/score/yaml.ts', 'yaml'],
    ['tests/cli/rooms.test.ts', '../../src/base/json.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(refusal(file, specifier, false)).toBeUndefined();
  });

  test.each([
    ['src/base/json.ts', '../score/index.ts', 'base/ may not import score/'],
    ['src/base/json.ts', 'node:fs', 'no `node:fs` here'],
    ['src/score/yaml.ts', 'node:fs', 'no `node:fs` here'],
    ['src/score/yaml.ts', 'fs/promises', 'no `node:fs/promises` here'],
    ['src/score/yaml.ts', '../plan/index.ts', 'score/ may not import plan/'],
    ['src/plan/key.ts', 'node:crypto', 'no `node:crypto` here'],
    ['src/plan/key.ts', '../performance/index.ts', 'plan/ may not import performance/'],
    ['src/performance/advance.ts', '../record/index.ts', 'performance/ may not import record/'],
    ['src/judge/judge.ts', '../players/index.ts', 'judge/ may import only types of players/'],
    ['src/players/run.ts', '../record/index.ts', 'players/ may import only types of record/'],
    ['src/dsp/wav.ts', '../score/index.ts', 'dsp/ may not import score/'],
    ['src/cli/commands/play.ts', '../../conductor/face.ts', 'conductor/ is entered through its index.ts'],
    ['src/cli/commands/play.ts', '../../record/index.ts', 'cli/ may not import record/'],
    ['src/server/page.ts', '../plan/index.ts', 'server/ may not import plan/'],
    ['src/conductor/session.ts', '../cli/index.ts', 'conductor/ may not import cli/'],
    ['src/record/journal.ts', '../base/json.ts', 'base/ is entered through its index.ts'],
    ['src/record/journal.ts', '../../tests/rig.ts', 'record/ imports nothing from outside src/'],
    ['src/attic/old.ts', '../base/index.ts', 'src/attic/ is no room'],
  ])('%s may not import %s', (file, specifier, why) => {
    expect(refusal(file, specifier, false)).toContain(why);
  });

  test('types of a room beside may be imported, its values and its insides may not', () => {
    expect(refusal('src/judge/judge.ts', '../players/index.ts', true)).toBeUndefined();
    expect(refusal('src/judge/judge.ts', '../players/run.ts', true)).toContain(
      'entered through its index.ts',
    );
  });

  test('npm run lint refuses a file that breaks them, however it imports', async () => {
    const eslint = ourRule();
    const source = [
      "import { a } from '../record/index.ts';",
      "import type { B } from '../conductor/index.ts';",
      "export * from '../players/index.ts';",
      "export const c = () => import('node:fs');",
      "export type D = import('../cli/run.ts').E;",
      'export const e: B = a;',
      '',
    ].join('\n');
    const [result] = await eslint.lintText(source, { filePath: 'src/base/json.ts' });
    const found = result?.messages.map(({ ruleId, line }) => [ruleId, line]);
    expect(found).toEqual([1, 2, 3, 4, 5].map((line) => ['rooms/directions', line]));
  });

  test('a name imported as a type beside one that is not is no types-only import', async () => {
    const eslint = ourRule();
    const lint = async (source: string): Promise<number | undefined> => {
      const [result] = await eslint.lintText(source, { filePath: 'src/players/index.ts' });
      return result?.messages.length;
    };
    expect(await lint("export { type A, b } from '../record/index.ts';\n")).toBe(1);
    expect(await lint("export { type A, type B } from '../record/index.ts';\n")).toBe(0);
  });
});
