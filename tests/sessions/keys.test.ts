import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

/** Parts that hear different things, and tell what they heard. */
const workspace = {
  'sheetMusic.md': '---\ntitle: Keys\nplays: [e]\nflags: { e.loud: false, e.long: false }\nseed: 1\n---\nPlay.\n',
  'production.md': '# Board\n\n## Goals\n- [ ] @e/hears `output.heard != null` It tells.\n- [ ] By hand.\n\n## Notes\n@e/hears Softly.\n',
  'ensembles/e/ensemble.md': ensemble('e', 'flags: { e.loud: false, e.long: false }\n'),
  'ensembles/e/hears.md': instrument('module: hears.mjs\nflags: [e.loud]\noutput: { schema: schemas/any.json }\nenv: [SOME_NAME]'),
  'ensembles/e/hears.mjs': `import { tell } from './lib/tell.mjs';\n${module('return tell(input);')}`,
  'ensembles/e/lib/tell.mjs': 'export const tell = (input) => ({ heard: input });\n',
  'ensembles/e/schemas/any.json': '{ "type": "object" }\n',
  'ensembles/e/deaf.md': instrument('command: [sh, deaf.sh]\nneeds: []\nuses: ["deaf.sh"]'),
  'ensembles/e/deaf.sh': 'echo 1\n',
};

/** One session whose workspace each test changes in one place; what was changed stays changed. */
describe('9: whatever is handed over and changes, plays; nothing else does', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.with(workspace);
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 2, kept: 0 } } });
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });

  /** Replaces a piece of text that is there. */
  async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
    const text = await rig.read(path);
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    await rig.write({ [path]: edited });
  }

  const plays = (part: string, because: string | RegExp) => async (): Promise<void> => {
    expect((await rig.simphony('explain', part)).stdout).toMatch(because);
    expect((await rig.play()).report.parts).toMatchObject({ played: 1, kept: 1 });
    expect((await rig.steps()).at(-1)).toMatch(new RegExp(`^${part}:`));
  };
  const keeps = async (): Promise<void> => {
    const before = await rig.steps();
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 2 } } });
    expect(await rig.steps()).toEqual(before);
  };

  test('a note that a part hears plays it', async () => {
    await edit('production.md', 'Softly.', 'Loudly.');
    await plays('hears', /notes or constraints/)();
  });

  test('a note with another scope is not heard', async () => {
    await edit('production.md', 'Loudly.', 'Loudly.\n\n@e/deaf Not so fast.');
    await plays('deaf', /notes or constraints/)();
  });

  test('a cue plays whom it is for', async () => {
    await rig.write({ 'sheetMusic.md': `${await rig.read('sheetMusic.md')}\n- @e Both of you.\n- @e/hears Listen.\n` });
    await plays('hears', /the sheet that it hears/)();
  });

  test('a flag that it lists plays it', async () => {
    await edit('sheetMusic.md', 'e.loud: false', 'e.loud: true');
    await plays('hears', /flag/)();
  });

  test('a flag that nobody lists plays nothing', async () => {
    await edit('sheetMusic.md', 'e.long: false', 'e.long: true');
    await keeps();
  });

  test('a file that its module imports plays it', async () => {
    await edit('ensembles/e/lib/tell.mjs', 'heard: input', 'heard: input, told: true');
    await plays('hears', /code changed: `lib\/tell\.mjs`|tell\.mjs/)();
  });

  test('a file beside it that `uses` does not name, and that no module imports, plays nothing', async () => {
    await rig.write({ 'ensembles/e/other.sh': 'echo 2\n' });
    await keeps();
  });

  test('a schema plays it', async () => {
    await edit('ensembles/e/schemas/any.json', '{ "type": "object" }', '{ "type": "object", "required": ["heard"] }');
    await plays('hears', /schemas\/any\.json/)();
  });

  test('`uses` plays it', async () => {
    await edit('ensembles/e/deaf.md', '"deaf.sh"', '"*.sh"');
    await plays('deaf', /front matter|other\.sh/)();
  });

  test('the name of a variable that is handed through plays it, its value does not', async () => {
    await edit('ensembles/e/hears.md', 'SOME_NAME', 'ANOTHER_NAME');
    await plays('hears', /changed/)();
    const { stdout } = await rig.simphonyWith({ ANOTHER_NAME: 'secret' }, 'plan', '--json');
    expect(stdout).not.toContain('"play"');
  });

  test('the seed plays all', async () => {
    await edit('sheetMusic.md', 'seed: 1', 'seed: 2');
    expect((await rig.simphony('explain', 'deaf')).stdout).toMatch(/seed/);
    expect((await rig.play()).report.parts).toMatchObject({ played: 2, kept: 0 });
  });

  test('a description, a limit of time and a note about nobody play nothing', async () => {
    await edit('ensembles/e/hears.md', 'kind: script', 'kind: script\ndescription: Hears.\ntimeout: 60s\nattempts: 2\nparallel: 1');
    await keeps();
  });

  test('a box that a person ticks, and Tracks that are rewritten, play nothing', async () => {
    await edit('production.md', '- [ ] By hand.', '- [x] By hand.');
    await edit('production.md', /\| ?e\/hears.*\n/, '');
    await rig.commit('ticked');
    await keeps();
  });

  test('without .simphony/ nothing plays', async () => {
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    await keeps();
  });
});
