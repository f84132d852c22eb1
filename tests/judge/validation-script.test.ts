import { build } from 'esbuild';
import { execa } from 'execa';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { runValidationScripts, validationScript } from '../../src/judge/index.ts';
import type { Criterion, Instrument } from '../../src/score/index.ts';
import { command, criterion, instrument, is, schema, writes } from './rig.ts';

let built: string;
let validate: URL;

/** The runtime as the package ships it: one module that plain Node can import. */
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'simphony-validate-'));
  const outfile = join(built, 'validate.js');
  await build({
    entryPoints: ['src/judge/validation-runtime.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  await writeFile(
    join(built, 'package.json'),
    '{ "name": "simphony", "type": "module", "exports": { "./validate": "./validate.js" } }',
  );
  validate = pathToFileURL(outfile);
});
afterAll(() => rm(built, { recursive: true }));

interface Files {
  readonly [path: string]: string;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A workspace with these files and the scripts of these instruments; then what the scripts say of it. */
async function workspace(files: Files, ...judged: readonly (readonly [Instrument, readonly Criterion[]])[]) {
  const folder = await mkdtemp(join(tmpdir(), 'simphony-workspace-'));
  folders.push(folder);
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  for (const [one, criteria] of judged) {
    const script = validationScript(one, criteria);
    if (script !== undefined) await write(script.path, script.text);
  }
  const run = async () => {
    const { passed, failed, scripts } = await runValidationScripts(folder, {
      validate,
      environment: process.env,
    });
    return {
      passed,
      failed,
      output: scripts.map(({ output }) => output).join('\n'),
      notHeard: scripts.flatMap(({ notHeard }) => notHeard),
    };
  };
  return { folder, write, remove: (path: string) => rm(join(folder, path)), run };
}

/** The score around the takes: `pick` brings an array, `weigh` plays once for each of its elements. */
const score: Files = {
  'sheetMusic.md': '---\ntitle: Lanterns\ninputs: { least: 2 }\n---\nWeigh all.\n',
  'ensembles/kitchen/ensemble.md':
    '---\nensemble: kitchen\nversion: 1.0.0\ndescription: Weighs.\ninputs: { least: {} }\n---\n',
  'ensembles/kitchen/pick.md': '---\nkind: script\ndescription: Picks.\ncommand: [cat]\n---\n',
  'ensembles/kitchen/weigh.md':
    '---\nkind: script\ndescription: Weighs.\ncommand: [cat]\neach: pick\nneeds: [sheet]\nwrites: ["output/{slug}/{id}.txt"]\n---\n',
  'ensembles/kitchen/total.md':
    '---\nkind: script\ndescription: Adds.\ncommand: [cat]\nneeds: [pick, weigh]\n---\n',
};

const record = (part: string, take: string, files: Files, committed = true): string =>
  `${JSON.stringify({
    part,
    attempts: 2,
    takeSha256: sha256(take),
    files: Object.entries(files).map(([path, text]) => ({
      path,
      size: text.length,
      sha256: sha256(text),
      committed,
    })),
  })}\n`;

describe('one take', () => {
  const weigh = instrument({
    output: schema({ type: 'object', required: ['total'] }),
    checks: [is('output.total > 3')],
  });
  const ears = [criterion(undefined, { byEar: true, text: 'It sounds warm.' })];
  const good: Files = { 'takes/kitchen/weigh.json': '{ "total": 5 }\n' };

  test('a good one passes; what can’t be heard is skipped with its reason', async () => {
    const { run } = await workspace(good, [weigh, ears]);
    const { passed, failed, output, notHeard } = await run();
    expect({ passed, failed }).toEqual({ passed: 1, failed: 0 });
    expect(output).toContain('✔ output.total > 3');
    expect(notHeard).toEqual([expect.stringMatching(/^It sounds warm\..*by ear: a script can’t listen$/)]);
  });

  test.each([
    ['a number moved past its bound', '{ "total": 2 }', 'takes/kitchen/weigh.json: 2 > 3'],
    ['a field removed', '{}', "must have required property 'total'"],
    ['text that is no JSON', '{ "total": ', "can't be read"],
  ])('%s fails, with take and evidence', async (_, text, evidence) => {
    const { run } = await workspace({ 'takes/kitchen/weigh.json': text }, [weigh, []]);
    const { failed, output } = await run();
    expect(failed).toBe(1);
    expect(output).toContain(evidence);
  });

  test('a take that is gone fails, unless it plays only sometimes', async () => {
    const gone = await (await workspace({}, [weigh, []])).run();
    expect(gone.failed).toBe(1);
    expect(gone.output).toContain('takes/kitchen/weigh.json is not there');
    const when = instrument({
      checks: weigh.checks,
      when: is('flags.on').check === 'is' ? criterion('flags.on').expression : undefined,
    } as Partial<Instrument>);
    const sometimes = await (await workspace({}, [when, []])).run();
    expect(sometimes).toMatchObject({ passed: 1, failed: 0 });
    expect(sometimes.output).toContain('there is no committed take');
  });

  test('markdown and a split folder are found', async () => {
    const markdown = instrument({ output: { form: 'markdown' }, checks: [is('output.startsWith("# ")')] });
    const split = `takes/kitchen/${sha256('weigh').slice(0, 2)}/weigh.md`;
    const { run, write } = await workspace({ [split]: '# Lanterns\n' }, [markdown, []]);
    expect(await run()).toMatchObject({ passed: 1, failed: 0 });
    await write(split, 'Lanterns\n');
    expect(await run()).toMatchObject({ passed: 0, failed: 1 });
  });

  test.each([256, 257])(
    'the script of one of %i instruments finds the workspace, whatever its folder is called',
    async (instruments) => {
      // The folder of the ensemble has the name of the one that it is split into.
      const nickname = 'sift';
      const ensemble = sha256(nickname).slice(0, 2);
      const one = instrument({ ensemble, nickname, checks: [is('output.total > 1')] });
      const script = validationScript(one, [], undefined, instruments) ?? expect.fail();
      expect(script.path.split('/')).toHaveLength(instruments > 256 ? 5 : 4);
      const { run, write } = await workspace({
        [script.path]: script.text,
        [`takes/${ensemble}/sift.json`]: '{ "total": 2 }',
      });
      expect(await run()).toMatchObject({ passed: 1, failed: 0 });
      await write(`takes/${ensemble}/sift.json`, '{ "total": 1 }');
      expect(await run()).toMatchObject({ passed: 0, failed: 1 });
    },
  );

  test('plain `node --test` runs it where the package can be resolved', async () => {
    const { folder, write } = await workspace(good, [weigh, []]);
    await write(
      'node_modules/simphony/package.json',
      `{ "name": "simphony", "type": "module", "exports": { "./validate": "./validate.js" } }`,
    );
    await write('node_modules/simphony/validate.js', `export * from ${JSON.stringify(validate.href)};`);
    const node = () =>
      execa(process.execPath, ['--test', 'tests/takes/kitchen/weigh_test.mjs'], {
        cwd: folder,
        reject: false,
      });
    expect(await node()).toMatchObject({ exitCode: 0 });
    await write('takes/kitchen/weigh.json', '{ "total": 1 }');
    expect(await node()).toMatchObject({ exitCode: 1 });
  });
});

describe('takes that are compared with others', () => {
  const takes: Files = {
    'takes/kitchen/pick.json': '[{ "id": "a", "n": 1 }, { "id": "b", "n": 2 }]',
    'takes/kitchen/weigh/a.json': '{ "grams": 10, "summary": "Ten." }',
    [`takes/kitchen/weigh/${sha256('b').slice(0, 2)}/b.json`]: '{ "grams": 20 }',
    'takes/kitchen/total.json': '{ "grams": 30 }',
    'output/lanterns/a.txt': 'ten',
    'output/lanterns/b.txt': 'twenty',
  };
  const weigh = instrument({
    each: { expression: criterion('pick').expression ?? expect.fail() },
    writes: writes('output/{slug}/{id}.txt'),
    checks: [
      is('output.grams == item.n * 10'),
      is('id == item.id && size(files) == 1 && files[0].size >= 3'),
      is('round == 1 && attempt < 9'),
    ],
  });
  const total = instrument({
    nickname: 'total',
    checks: [
      is('output.grams == sum(inputs.weigh.map(w, w.output.grams))'),
      is('size(weigh) == size(pick) && weigh[0].id == "a"'),
      is('output.grams > sheet.inputs.least'),
    ],
  });

  test('items, needed takes, sheet and files are found again', async () => {
    const { run } = await workspace({ ...score, ...takes }, [weigh, []], [total, []]);
    const { passed, failed, output } = await run();
    expect(output).not.toContain('✖');
    expect({ passed, failed }).toEqual({ passed: 2, failed: 0 });
    // No record: how many attempts there were is not known, and said.
    expect(output).toMatch(
      /﹣ round == 1 && attempt < 9.*attempt is not known here: no record in sessions\/ has this take/,
    );
  });

  test('one damaged item fails, and is named', async () => {
    const { run, write } = await workspace({ ...score, ...takes }, [weigh, []], [total, []]);
    await write('takes/kitchen/weigh/a.json', '{ "grams": 11 }');
    const { failed, output } = await run();
    expect(failed).toBe(2);
    expect(output).toContain('takes/kitchen/weigh/a.json: ');
    expect(output).toContain('output.grams == item.n * 10: failed on 1 take');
  });

  test('a score that can’t be read leaves what hangs on it unheard, and the rest judged', async () => {
    const { run } = await workspace(
      { ...score, ...takes, 'ensembles/kitchen/pick.md': '---\nkind: violin\n---\n' },
      [instrument({ nickname: 'total', checks: [is('output.grams == 30'), is('size(pick) == 2')] }), []],
    );
    const { failed, output } = await run();
    expect(failed).toBe(0);
    expect(output).toContain('✔ output.grams == 30');
    expect(output).toMatch(/﹣ size\(pick\) == 2.*the score has mistakes/);
  });
});

describe('files', () => {
  const weigh = instrument({
    writes: writes('output/lanterns/a.txt', 'output/lanterns/*.svg'),
    checks: [is('files.all(f, f.size > 2)')],
  });
  const files: Files = { 'output/lanterns/a.txt': 'a line\nmore\n', 'output/lanterns/c.svg': '<svg/>' };
  const text = '{ "n": 1 }';
  const all: Files = {
    ...score,
    'takes/kitchen/weigh.json': text,
    ...files,
    'sessions/2026-11-21-k3f9.jsonl': record('kitchen/weigh', text, files),
  };

  test('as the take left them, they pass; with other line ends too', async () => {
    const { run, write } = await workspace(all, [weigh, []]);
    expect(await run()).toMatchObject({ passed: 1, failed: 0 });
    await write('output/lanterns/a.txt', 'a line\r\nmore\r\n');
    expect(await run()).toMatchObject({ passed: 1, failed: 0 });
  });

  test.each([
    ['emptied', 'output/lanterns/a.txt', '', 'output/lanterns/a.txt is empty, the take left 12 bytes'],
    [
      'truncated',
      'output/lanterns/a.txt',
      'a line',
      'output/lanterns/a.txt is not what the take left: 6 bytes',
    ],
    ['changed', 'output/lanterns/c.svg', '<svg>', 'output/lanterns/c.svg is not what the take left'],
  ])('one that was %s fails', async (_, path, content, evidence) => {
    const { run, write } = await workspace(all, [weigh, []]);
    await write(path, content);
    const { failed, output } = await run();
    expect(failed).toBe(1);
    expect(output).toContain(evidence);
  });

  test('where git converts content, its digest accuses nobody; an empty file still fails', async () => {
    const { run, write } = await workspace({ ...all, '.gitattributes': '*.svg filter=lfs\n' }, [weigh, []]);
    await write('output/lanterns/c.svg', 'version https://example.org/pointer');
    expect(await run()).toMatchObject({ passed: 1, failed: 0 });
    await write('output/lanterns/c.svg', '');
    expect(await run()).toMatchObject({ passed: 0, failed: 1 });
  });

  test('one that was removed fails; one that was never committed is not heard', async () => {
    const { run, write, remove } = await workspace(all, [weigh, []]);
    await remove('output/lanterns/a.txt');
    expect(await run()).toMatchObject({ failed: 1 });
    await write('sessions/2026-11-21-k3f9.jsonl', record('kitchen/weigh', text, files, false));
    const { failed, output } = await run();
    expect(failed).toBe(0);
    expect(output).toMatch(/﹣ output\/lanterns\/a\.txt is there.*it was not committed/);
  });

  test('a command check runs again over copies', async () => {
    const checked = instrument({
      ...weigh,
      checks: [command(['grep', '-q', 'line', 'output/lanterns/a.txt']), command(['no-such-tool-here'])],
    });
    const { run, write } = await workspace(
      {
        ...all,
        'ensembles/kitchen/weigh.md': '---\nkind: script\ndescription: Weighs.\ncommand: [cat]\n---\n',
      },
      [checked, []],
    );
    const { failed, output } = await run();
    expect(output).toContain('✔ grep -q line output/lanterns/a.txt');
    expect(output).toMatch(/﹣ no-such-tool-here.*is not installed here/);
    expect(failed).toBe(0);
    await write('output/lanterns/a.txt', 'nothing of it');
    expect((await run()).output).toContain('✖ grep -q line output/lanterns/a.txt');
  });
});

describe('a loop', () => {
  const loop: Files = {
    'sheetMusic.md': '---\ntitle: Lanterns\n---\n',
    'ensembles/kitchen/ensemble.md':
      '---\nensemble: kitchen\nversion: 1.0.0\ndescription: Polishes.\nloops:\n  - { name: polish, body: [fix, judge], until: judge.good, max: 3 }\n---\n',
    'ensembles/kitchen/fix.md':
      '---\nkind: script\ndescription: Mends.\ncommand: [cat]\nneeds: [judge]\n---\n',
    'ensembles/kitchen/judge.md':
      '---\nkind: script\ndescription: Judges.\ncommand: [cat]\nneeds: [fix]\n---\n',
    'takes/kitchen/judge.1.json': '{ "good": false, "n": 1, "heard": null }',
    'takes/kitchen/fix.2.json': '{ "n": 2 }',
    'takes/kitchen/judge.2.json': '{ "good": true, "n": 2, "heard": 2 }',
    'takes/kitchen/fix.json': '{ "n": 2 }',
    'takes/kitchen/judge.json': '{ "good": true, "n": 2, "heard": 2 }',
  };
  const judge = instrument({
    nickname: 'judge',
    loop: 'polish',
    checks: [is('output.n == round'), is('round == 1 ? fix == null : output.heard == fix.n')],
  });
  const fix = instrument({
    nickname: 'fix',
    loop: 'polish',
    checks: [is('output.n == round && judge.n == round - 1')],
  });

  test('every round is checked with what it heard, the kept one as the round that it is', async () => {
    const { run, write } = await workspace(loop, [judge, []], [fix, []]);
    const { passed, failed, output } = await run();
    expect(output).not.toMatch(/✖|﹣/);
    expect({ passed, failed }).toEqual({ passed: 2, failed: 0 });
    await write('takes/kitchen/judge.1.json', '{ "good": false, "n": 7, "heard": null }');
    expect((await run()).failed).toBe(2);
  });
});
