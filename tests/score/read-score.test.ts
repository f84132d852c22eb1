import { execa } from 'execa';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultLimits, defaultModels, readScore } from '../../src/score/index.ts';
import { brief, instrumentOf, onDisk, printed, script, small, type Files } from './written.ts';

const mistakesIn = async (folder: string, sheet?: string): Promise<string[]> =>
  (await readScore(folder, sheet === undefined ? {} : { sheet })).diagnostics.map(brief);

test('ten different mistakes in five files are ten diagnostics, printed as a person sees them', async () => {
  await using there = await onDisk({
    ...small,
    'concerto.md': '---\nsimphony: 1\nparalel: 2\nlimits: { commit: 1MB }\n---\nOur kitchen.\n',
    'sheetMusic.md':
      '---\ntitle: Soup for eight\nflags: { spicy: yes }\n---\nCook soup.\n\n- @kitchen/cok Mind the salt.\n',
    'production.md':
      '# The board\n\n## Goals\n\n- [ ] @kitchen/cook `output.total >` Something was cooked.\n',
    'ensembles/kitchen/ensemble.md':
      '---\nensemble: kitchen\nversion: 1.0.0\nflags: { spicy: false }\nloops:\n  - name: season\n    body: [salt, taste]\n    until: tast.good == true\n    max: 3\n---\nAll that is cooked.\n',
    'ensembles/kitchen/salt.md': script('needs: [taste, cook]'),
    'ensembles/kitchen/taste.md': script(
      'needs: [salt, cok]\ntimeout: 300\nwrites: [takes/taste.json]\nchecks:\n  - size(ouput.notes) > 0\n',
    ),
  });
  const { score, diagnostics } = await readScore(there.folder);
  expect(score).toBeUndefined();
  expect(new Set(diagnostics.map(({ at }) => at?.file)).size).toBe(5);
  expect(diagnostics).toHaveLength(10);
  await expect(printed(diagnostics)).toMatchFileSnapshot('expected/ten-mistakes.txt');
});

test('a whole workspace is read from disk as it stands', async () => {
  await using there = await onDisk({
    ...small,
    'concerto.md': '---\nparallel: 3\n---\n',
    'production.md': '## Notes\nHot.\n',
  });
  const { score, diagnostics } = await readScore(there.folder);
  expect(diagnostics).toEqual([]);
  expect(score?.concerto).toEqual({
    plays: [],
    parallel: 3,
    cast: new Map(),
    limits: defaultLimits,
    sandbox: 'required',
    models: defaultModels,
  });
  expect(defaultLimits).toMatchObject({ handoff: 100, commit: 1_048_576, output: 16_777_216 });
  expect([...(score?.files.keys() ?? [])]).toEqual([
    'concerto.md',
    ...Object.keys(small)
      .filter((path) => path !== 'sheetMusic.md')
      .sort(),
    'production.md',
    'sheetMusic.md',
  ]);
});

describe('files that are missing, or no files', () => {
  const without = (path: string): Files =>
    Object.fromEntries(Object.entries(small).filter(([one]) => one !== path));

  test('no concerto.md and no production.md are their defaults; no sheet and no ensembles are mistakes', async () => {
    await using whole = await onDisk(small);
    expect(await mistakesIn(whole.folder)).toEqual([]);
    await using empty = await onDisk({});
    const { diagnostics } = await readScore(empty.folder);
    expect(diagnostics.map(brief)).toEqual(['ensembles:1:1 no_ensembles', 'sheetMusic.md:1:1 no_sheet']);
    expect(diagnostics[1]?.help).toBe('`simphony init` writes a first one');
    await using near = await onDisk({ ...without('sheetMusic.md'), 'sheetmusc.md': '' });
    expect((await readScore(near.folder)).diagnostics[0]?.message).toBe(
      'there is no `sheetMusic.md`; did you mean `sheetmusc.md`?',
    );
    expect(await mistakesIn(join(empty.folder, 'nowhere'))).toEqual([
      'ensembles:1:1 no_ensembles',
      'sheetMusic.md:1:1 no_sheet',
    ]);
  });

  test('empty files: text files may be empty, an instrument and an ensemble begin with front matter', async () => {
    await using there = await onDisk({
      ...small,
      'sheetMusic.md': '',
      'concerto.md': '',
      'production.md': '',
    });
    expect(await mistakesIn(there.folder)).toEqual([]);
    await using bare = await onDisk({
      ...small,
      'ensembles/kitchen/ensemble.md': '',
      'ensembles/kitchen/cook.md': '',
    });
    expect(await mistakesIn(bare.folder)).toEqual([
      'ensembles/kitchen/cook.md:1:1 no_front_matter',
      'ensembles/kitchen/ensemble.md:1:1 no_front_matter',
    ]);
  });

  test('a folder without ensemble.md is told once; one without any file is nothing yet', async () => {
    await using there = await onDisk(without('ensembles/kitchen/ensemble.md'));
    expect(await mistakesIn(there.folder)).toEqual(['ensembles/kitchen/ensemble.md:1:1 no_ensemble_file']);
    await using empty = await onDisk(small);
    await mkdir(join(empty.folder, 'ensembles/garden/scripts'), { recursive: true });
    await mkdir(join(empty.folder, 'ensembles/.cache'));
    await writeFile(join(empty.folder, 'ensembles/.cache/x.md'), '');
    expect(await mistakesIn(empty.folder)).toEqual([]);
  });

  test('an ensemble without instruments is a warning', async () => {
    await using there = await onDisk({
      ...small,
      'ensembles/garden/ensemble.md': '---\nversion: 1.0.0\n---\n',
    });
    const { score, diagnostics } = await readScore(there.folder);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['no_instruments', 'warning'],
    ]);
    expect(score).toBeDefined();
  });

  test('a folder in the place of a file', async () => {
    await using there = await onDisk({
      ...small,
      'ensembles/kitchen/serve.md/x': '',
      'concerto.md/x': '',
      'production.md/x': '',
    });
    expect(await mistakesIn(there.folder)).toEqual([
      'concerto.md:1:1 not_a_file',
      'ensembles/kitchen/serve.md:1:1 not_a_file',
      'production.md:1:1 not_a_file',
    ]);
    await using sheet = await onDisk({ ...without('sheetMusic.md'), 'sheetMusic.md/x': '' });
    expect(await mistakesIn(sheet.folder)).toEqual(['sheetMusic.md:1:1 not_a_file']);
  });

  test('a pipe is never opened', async () => {
    await using there = await onDisk(small);
    execFileSync('mkfifo', [
      join(there.folder, 'ensembles/kitchen/pipe.md'),
      join(there.folder, 'ensembles/kitchen/pipe'),
      join(there.folder, 'concerto.md'),
    ]);
    expect(await mistakesIn(there.folder)).toEqual([
      'concerto.md:1:1 not_a_file',
      'ensembles/kitchen/pipe.md:1:1 not_a_file',
    ]);
  });

  test('a file that may not be read', async () => {
    await using there = await onDisk(small);
    await chmod(join(there.folder, 'ensembles/kitchen/cook.md'), 0o000);
    const found = await asNobody(there.folder, () => mistakesIn(there.folder));
    expect(found).toEqual(['ensembles/kitchen/cook.md:1:1 unreadable']);
  });
});

/** Root may read everything: there the folder is given to the user `nobody`, who then asks. */
async function asNobody<T>(folder: string, ask: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return ask();
  const nobody = 65_534;
  await execa('chown', ['-R', String(nobody), folder]);
  process.seteuid?.(nobody);
  try {
    return await ask();
  } finally {
    process.seteuid?.(0);
  }
}

describe('links', () => {
  test('within the ensemble’s folder they are what they lead to', async () => {
    await using there = await onDisk({
      ...small,
      'ensembles/kitchen/parts/serve.txt': script(),
      'ensembles/kitchen/lib/a.mjs': '',
    });
    await symlink('parts/serve.txt', join(there.folder, 'ensembles/kitchen/serve.md'));
    await symlink('../lib', join(there.folder, 'ensembles/kitchen/scripts/lib'));
    await writeFile(
      join(there.folder, 'ensembles/kitchen/scripts/cook.mjs'),
      'import "./lib/a.mjs";\nexport default 1;\n',
    );
    const { score, diagnostics } = await readScore(there.folder);
    expect(diagnostics).toEqual([]);
    expect(score && [...instrumentOf(score, 'kitchen/serve').code.keys()]).toEqual([
      'ensembles/kitchen/scripts/cook.mjs',
      'ensembles/kitchen/scripts/lib/a.mjs',
    ]);
  });

  test('out of it they are a mistake where they are used, and are never followed', async () => {
    await using there = await onDisk({
      ...small,
      'elsewhere/serve.md': script(),
      'elsewhere/x.mjs': 'export default 1;',
      'elsewhere/deep/y.mjs': '',
    });
    await symlink('../../elsewhere/serve.md', join(there.folder, 'ensembles/kitchen/serve.md'));
    await symlink('../../elsewhere/x.mjs', join(there.folder, 'ensembles/kitchen/x.mjs'));
    await symlink('../../elsewhere/deep', join(there.folder, 'ensembles/kitchen/deep'));
    expect(await mistakesIn(there.folder)).toEqual(['ensembles/kitchen/serve.md:1:1 link_out']);
    await writeFile(
      join(there.folder, 'ensembles/kitchen/cook.md'),
      '---\nkind: script\nmodule: x.mjs\n---\n',
    );
    expect(await mistakesIn(there.folder)).toEqual([
      'ensembles/kitchen/cook.md:3:9 link_out',
      'ensembles/kitchen/serve.md:1:1 link_out',
    ]);
    await writeFile(
      join(there.folder, 'ensembles/kitchen/cook.md'),
      '---\nkind: script\nmodule: deep/y.mjs\n---\n',
    );
    expect((await mistakesIn(there.folder))[0]).toBe('ensembles/kitchen/cook.md:3:9 no_such_file');
  });

  test('a link to a folder that holds it ends, and one that leads nowhere is nothing', async () => {
    await using there = await onDisk(small);
    await symlink('..', join(there.folder, 'ensembles/kitchen/scripts/up'));
    await symlink('nowhere', join(there.folder, 'ensembles/kitchen/.#cook.md'));
    await symlink('self', join(there.folder, 'ensembles/kitchen/self'));
    expect(await mistakesIn(there.folder)).toEqual([]);
  });

  test('an ensemble’s folder is no link; the sheet may be one within the workspace', async () => {
    await using there = await onDisk({ ...small, 'sheets/today.md': '# Today\n' });
    await rename(join(there.folder, 'ensembles/kitchen'), join(there.folder, 'kitchen'));
    await symlink('../kitchen', join(there.folder, 'ensembles/kitchen'));
    expect(await mistakesIn(there.folder)).toContain('ensembles/kitchen:1:1 link_out');
    await using linked = await onDisk({ ...small, 'sheets/today.md': '# Today\n' });
    await symlink('sheets/today.md', join(linked.folder, 'linked.md'));
    expect((await readScore(linked.folder, { sheet: 'linked.md' })).score?.sheet.title).toBe('Today');
  });
});

describe('another sheet', () => {
  test('from the folder or absolute, within the workspace', async () => {
    await using there = await onDisk({ ...small, 'sheets/today.md': '# Today\n' });
    for (const sheet of [
      'sheets/today.md',
      './sheets/../sheets/today.md',
      join(there.folder, 'sheets/today.md'),
    ]) {
      const { score } = await readScore(there.folder, { sheet });
      expect(score?.sheet).toMatchObject({ title: 'Today', file: 'sheets/today.md' });
      expect(score?.files.has('sheets/today.md')).toBe(true);
    }
    expect(await mistakesIn(there.folder, 'sheets/tody.md')).toEqual(['sheets/tody.md:1:1 no_sheet']);
  });

  test('not from outside of it', async () => {
    await using there = await onDisk(small);
    await using other = await onDisk({ 'x.md': '# x' });
    expect((await mistakesIn(there.folder, join(other.folder, 'x.md')))[0]).toMatch('sheet_outside');
    expect(await mistakesIn(there.folder, '../x.md')).toEqual(['../x.md:1:1 sheet_outside']);
  });
});

describe('what is not of the score', () => {
  test('node_modules, .git and what Python leaves', async () => {
    const around = {
      'ensembles/kitchen/node_modules/a/b.js': '',
      'ensembles/kitchen/scripts/__pycache__/a.pyc': '',
      'ensembles/kitchen/.git/x': '',
      'ensembles/kitchen/.DS_Store': '',
    };
    await using there = await onDisk({ ...small, ...around });
    const { score } = await readScore(there.folder);
    expect([...(score?.files.keys() ?? [])].sort()).toEqual(Object.keys(small).sort());
  });

  test('packages are looked up from the module upwards, then at Simphony’s own', async () => {
    const source =
      'import "a"; import "marked-not"; import "yaml"; import "simphony/kit"; import "@s/b/c";\nexport default 1;\n';
    await using there = await onDisk({
      ...small,
      'ensembles/kitchen/scripts/cook.mjs': source,
      'node_modules/a/package.json': '{ "version": "1.2.3" }',
      'ensembles/kitchen/node_modules/a/package.json': '{ "version": "9.9.9" }',
      'node_modules/@s/b/package.json': '{}',
    });
    expect(await mistakesIn(there.folder)).toEqual(['ensembles/kitchen/scripts/cook.mjs:1:21 no_package']);
    await writeFile(
      join(there.folder, 'ensembles/kitchen/scripts/cook.mjs'),
      source.replace('import "marked-not"; ', ''),
    );
    const { score } = await readScore(there.folder);
    const own = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    const code = score && instrumentOf(score, 'kitchen/cook').code;
    expect([code?.get('a'), code?.get('@s/b'), code?.get('simphony')]).toEqual([
      'a@9.9.9',
      '@s/b@0.0.0',
      `simphony@${own.version}`,
    ]);
    expect(code?.get('yaml')).toMatch(/^yaml@2\.\d+\.\d+$/);
  });

  test('an input may lie outside of the workspace, where the sheet says so', async () => {
    await using other = await onDisk({ 'song.json': '{ "beats": 3 }' });
    await using there = await onDisk({
      ...small,
      'ensembles/kitchen/ensemble.md': '---\ninputs: { song: { schema: song.schema.json } }\n---\n',
      'ensembles/kitchen/song.schema.json': '{ "required": ["beats"] }',
      'sheetMusic.md': `---\ninputs: { song: ${join(other.folder, 'song.json')} }\n---\n`,
    });
    expect((await readScore(there.folder)).score?.sheet.inputs.get('song')?.value).toEqual({ beats: 3 });
  });
});
