import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outputs, Place, report, take, type Survey } from './rig.ts';

const ann = 'Ann Other <ann@example.org>';
const bob = 'Bob Builder <bob@example.org>';

const workshop = {
  'README.md':
    '# The workshop\n\nThe workshop makes small wooden boats for children who live near water. It is open in summer.\n\nRead [the guide](docs/guide.md#tools), [what is gone](docs/gone.md) and [the web](https://example.org/boats).\n',
  'docs/guide.md':
    '# Guide\n\n## Tools\n\nA boat is built with a saw, a plane and a good deal of patience from everyone. <!-- TODO: say which saw -->\n',
  'src/hull/plank.ts': "import { nail } from '../iron/nail.ts';\nexport const plank = [nail];\n",
  'src/hull/keel.ts':
    "import { plank } from './plank.ts';\n// FIXME(ann): too short\nexport const keel = plank;\n",
  'src/iron/nail.ts': 'export const nail = 1;\n',
  'src/rig/mast.ts': "import { keel } from '../hull/keel.ts';\nexport default keel;\n",
  'tests/mast.test.ts': "import '../src/rig/mast.ts';\n// the mast stands\nconsole.log(1);\n",
  'package-lock.json': '{}\n',
};

async function workshopRepository(): Promise<Place> {
  const place = await Place.with(workshop);
  await place.git('init', '-q');
  await place.commit(ann, 'Begin', '2024-01-10');
  await place.write({ 'src/hull/keel.ts': `${workshop['src/hull/keel.ts']}export const long = 2;\n` });
  await place.commit(bob, 'A longer keel', '2024-03-05');
  return place;
}

describe('a small repository', () => {
  let place: Place;
  let survey: Survey;

  beforeAll(async () => {
    place = await workshopRepository();
    survey = await place.survey();
  });

  afterAll(async () => {
    await place[Symbol.asyncDispose]();
  });

  test('its page has the figures, the findings and every section', () => {
    const page = report(survey);
    expect(page).toContain(
      '# A survey\n\nA survey of **this workspace**, with its history from 2024-01-10 to 2024-03-05.',
    );
    expect(page).toContain('| **8** | **2** | **10** | **2** | **2** | **1** | **2** |');
    expect(page).toContain('says: “The workshop makes small wooden boats for children who live near water.”');
    const headings = [
      'To begin with',
      'In short',
      'What it holds',
      'Source',
      'What depends on what',
      'History',
      'Who works where',
    ];
    expect(page.match(/^## .*$/gm)).toEqual(
      [...headings, 'Needs attention', 'Documents', 'How to read the figures'].map((words) => `## ${words}`),
    );
    expect(take(survey, 'report')).toMatchObject({
      status: 'ok',
      documents: 2,
      files: 8,
      commits: 2,
      dead_links: 1,
      open_marks: 2,
    });
  });

  test('dead links and open marks have file and line, and lead there', () => {
    const page = report(survey);
    expect(page).toContain('| [`README.md:5`](../../README.md#L5) | `docs/gone.md` | no such file |');
    expect(page).toContain('| [`docs/guide.md:5`](../../docs/guide.md#L5) | TODO | say which saw |');
    expect(page).toContain('| [`src/hull/keel.ts:2`](../../src/hull/keel.ts#L2) | FIXME | too short |');
    expect(page).toContain('*1 link to the web was not followed: example.org (1).*');
  });

  test('who needs whom is drawn as SVG and as Mermaid', () => {
    const { edges, circles } = take(survey, 'modules');
    expect(edges).toEqual([
      { from: 'src/hull/keel.ts', to: 'src/hull/plank.ts', needs: 1, back: false },
      { from: 'src/hull/plank.ts', to: 'src/iron/nail.ts', needs: 1, back: false },
      { from: 'src/rig/mast.ts', to: 'src/hull/keel.ts', needs: 1, back: false },
    ]);
    expect(circles).toEqual([]);
    expect(report(survey)).toContain('```mermaid\ngraph TD\n');
    expect(survey.files['output/a-survey/modules.svg']).toContain(
      'src/hull/keel.ts → src/hull/plank.ts: 1 import',
    );
  });

  test('names of people are there, their addresses nowhere', () => {
    expect(report(survey)).toContain('Ann Other 50 %, Bob Builder 50 %');
    expect(JSON.stringify(survey)).not.toContain('ann@example.org');
  });

  test('every take is as its schema says', async () => {
    await expectSchemas(survey);
  });

  test('elsewhere, and again, the same bytes come out, and no path of this machine', async () => {
    await using there = await Place.empty();
    await there.git('clone', '-q', place.folder, 'deep/down/copy');
    expect(JSON.stringify(survey)).not.toContain(place.folder);
    const copied = await there.survey('deep/down/copy');
    expect(copied.takes['history']).toEqual(survey.takes['history']);
    expect(copied.takes['document']).toEqual(survey.takes['document']);
    expect(copied.files['output/a-survey/commits.svg']).toEqual(survey.files['output/a-survey/commits.svg']);
    const absolute = await there.survey(place.folder);
    expect(report(absolute)).not.toContain('](../');
    expect(JSON.stringify(absolute)).not.toContain(place.folder);
  });
});

describe('what is played again', () => {
  test('a change in one document changes its take alone; what lists the files hears nothing of it', async () => {
    await using place = await workshopRepository();
    const [before, listed] = [await place.survey(), await place.probe('list-files')];
    await place.write({
      'docs/guide.md': '# Guide\n\nEverything was rewritten by somebody who knows about boats.\n',
    });
    const after = await place.survey();
    expect(await place.probe('list-files')).toBe(listed);
    for (const same of ['inventory', 'area', 'languages', 'modules', 'history', 'charts']) {
      expect(after.takes[same], same).toEqual(before.takes[same]);
    }
    const [was, is] = [outputs(before, 'document'), outputs(after, 'document')];
    expect(
      [...is]
        .filter(([id, output]) => JSON.stringify(output) !== JSON.stringify(was.get(id)))
        .map(([id]) => id),
    ).toEqual(['docs--guide.md']);
    expect(after.takes['links']).not.toEqual(before.takes['links']);
  });

  test('a change in one source file changes its portion and the sums, and no document', async () => {
    const many = Array.from({ length: 60 }, (_, n) => [`${n % 2 ? 'left' : 'right'}/${n}.py`, `x = ${n}\n`]);
    await using place = await Place.with({ ...workshop, ...Object.fromEntries(many) });
    const before = await place.survey();
    await place.write({ 'left/1.py': 'x = 1\ny = 2\n' });
    const after = await place.survey();
    const [was, is] = [outputs(before, 'area'), outputs(after, 'area')];
    expect([...is.keys()]).toEqual(['left', 'right', 'src', 'tests']);
    expect(
      [...is]
        .filter(([id, output]) => JSON.stringify(output) !== JSON.stringify(was.get(id)))
        .map(([id]) => id),
    ).toEqual(['left']);
    expect(after.takes['inventory']).toEqual(before.takes['inventory']);
    expect(after.takes['document']).toEqual(before.takes['document']);
  });

  test('what a session writes and commits moves no probe', async () => {
    await using place = await workshopRepository();
    await place.write({ 'sheetMusic.md': '# Survey\n', 'production.md': '# Production\n' });
    await place.commit(ann, 'A workspace', '2024-04-01');
    const [files, history] = [await place.probe('list-files'), await place.probe('read-history')];
    await place.commit(ann, 'open: A survey\n\nSimphony-Session: k3f9', '2024-04-02');
    await place.write({
      'takes/research/inventory.json': '{}',
      'output/a-survey/report.md': '# A report',
      'handoff.md': 'one line',
      'summary.txt': 'one line',
      'sessions/2024-04-02-k3f9.jsonl': '{}',
      'tests/takes/research/inventory_test.mjs': '',
      'production.md': '# Production\n\n## Tracks\n',
      'src/iron/nail.ts': 'export const nail = 2;\n',
    });
    await place.commit('inventory <inventory@research.simphony>', 'inventory: 8 files', '2024-04-02');
    expect(await place.probe('list-files')).toBe(files);
    expect(await place.probe('read-history')).toBe(history);
  });

  test('neither does a session of a workspace that lies inside of what it surveys', async () => {
    await using place = await workshopRepository();
    await place.write({ 'band/ensembles/research/ensemble.md': '---\nensemble: research\n---\n' });
    await place.commit(ann, 'A workspace below', '2024-04-01');
    const [files, history] = [await place.probe('list-files'), await place.probe('read-history')];
    await place.write({
      'band/output/x/report.md': '# x',
      'band/takes/x.json': '{}',
      'band/handoff.md': 'x',
    });
    await place.commit(ann, 'Kept what was played', '2024-04-02');
    expect(await place.probe('list-files')).toBe(files);
    expect(await place.probe('read-history')).toBe(history);
  });
});

describe('folders of every sort', () => {
  test('without git: every file counts, and the page says that there is no history', async () => {
    await using place = await Place.with({ ...workshop, 'node_modules/x/index.js': 'x', notes: 'x' });
    const survey = await place.survey();
    expect(take(survey, 'inventory')).toMatchObject({ git: false, total: 9 });
    expect(report(survey)).toContain('None to read: it is no git repository.');
    expect(survey.files['output/a-survey/commits.svg']).toBeUndefined();
    await expectSchemas(survey);
  });

  test('a repository without a commit has no history yet', async () => {
    await using place = await Place.with(workshop);
    await place.git('init', '-q');
    expect(report(await place.survey())).toContain('No commits by people yet.');
  });

  test('one file is enough', async () => {
    await using place = await Place.with({ 'a.bin': new Uint8Array([0, 1, 2]) });
    const survey = await place.survey();
    expect(take(survey, 'report')).toMatchObject({ status: 'ok', documents: 0, files: 1 });
    expect(Object.keys(survey.files)).toEqual(['output/a-survey/files.svg', 'output/a-survey/report.md']);
    await expectSchemas(survey);
  });

  test('no file, or no folder, is a failure that says so', async () => {
    await using place = await Place.empty();
    await expect(place.survey()).rejects.toThrow('there is nothing to survey');
    await expect(place.survey('../no/such')).rejects.toThrow('there is no folder "../no/such"');
  });

  test('a folder inside of a repository has the history of that folder', async () => {
    await using place = await workshopRepository();
    const survey = await place.survey('src/hull');
    expect(take(survey, 'inventory')).toMatchObject({ git: true, total: 2 });
    expect(take(survey, 'history')).toMatchObject({
      commits: 2,
      files: [{ path: 'keel.ts' }, { path: 'plank.ts' }],
    });
    expect(report(survey)).toContain('A survey of **hull**');
    expect(report(survey)).toContain('](../../src/hull/keel.ts)');
  });

  test('bytes of every kind: what can be read is read, the rest is counted and said', async () => {
    await using place = await Place.with({
      'README.md': '\uFEFF# Mixed\r\n\r\nThis folder holds files that are hard to read, and says so.\r\n',
      'docs/wide.md': Buffer.from(
        '\uFEFF# Wide\n\nEvery character of this text takes two bytes on the disk.\n',
        'utf16le',
      ),
      'docs/old.txt': Buffer.from(
        'Caf\xe9\n\nThis was written on a machine that had never heard of Unicode, in a caf\xe9.\n',
        'latin1',
      ),
      'docs/not-text.md': new Uint8Array(512).map((_, at) => at % 256),
      'docs/[slug] (1)!.md':
        '# Brackets\n\nA name with brackets in it is found by the glob that was made for it.\n',
      'docs/evil.md':
        '# <b>x</b> | y\n\nA | bar, a <b>tag</b> and a $formula$ stay what they are, in a table and out of it.\n',
      'docs/empty.md': '',
      'src/tiny.min.js': 'a=1;'.repeat(1000),
      'src/long.js': `a=${'1+'.repeat(5000)}1\n`,
      'src/made.js': '// Code generated by a tool. DO NOT EDIT.\nlet a;\n',
      'src/own.js': 'let own = 1;\r\n\r\n// said\r\n',
      'src/bin.py': new Uint8Array([0, 1, 2]),
      'big.md': 'A sentence that stands here very often indeed. '.repeat(30_000),
    });
    await symlink('/etc/hostname', join(place.folder, 'docs/link.md'));
    const survey = await place.survey();
    const read = outputs(survey, 'document');
    expect([...read.values()].map(({ path, encoding }) => [path, encoding])).toEqual([
      ['README.md', 'UTF-8'],
      ['docs/[slug] (1)!.md', 'UTF-8'],
      ['docs/empty.md', 'UTF-8'],
      ['docs/evil.md', 'UTF-8'],
      ['docs/not-text.md', 'binary'],
      ['docs/old.txt', 'Windows-1252'],
      ['docs/wide.md', 'UTF-16'],
    ]);
    expect(take(survey, 'languages')).toMatchObject({
      code: 1,
      files: 1,
      left_out: { binary: 1, generated: 2 },
    });
    const page = report(survey);
    expect(page).toContain('in a café.');
    expect(page).toContain('A \\| bar, a tag and a \\$formula\\$ stay what they are');
    for (const said of [
      '1 document turned out to be binary.',
      '1 file over 1 MiB',
      'Not followed: 1 symbolic link.',
    ]) {
      expect(page).toContain(said);
    }
    await expectSchemas(survey);
  });

  test('beyond the limit: the first of so many, and the page says which', async () => {
    const many = Array.from({ length: 130 }, (_, n) => [
      `docs/${String(n).padStart(3, '0')}.md`,
      `# Page ${n}\n\nThis is the page with the number ${n} of a long book about boats.\n`,
    ]);
    await using place = await Place.with({
      'README.md': '# Many\n',
      ...Object.fromEntries(many),
      'tests/fixtures/deep/x.md': '# x\n',
    });
    const survey = await place.survey();
    expect(take(survey, 'report')).toMatchObject({ documents: 120 });
    expect(report(survey)).toContain('The 120 most telling of 131 documents');
    expect(report(survey)).toContain('Documents: the first 120 of 131');
  });
});

/** Takes of every instrument against its schema. */
async function expectSchemas(survey: Survey): Promise<void> {
  const ajv = new Ajv2020({ allErrors: true });
  for (const [nickname, found] of Object.entries(survey.takes)) {
    const path = join(import.meta.dirname, `../../ensembles/research/schemas/${nickname}.schema.json`);
    const validate = ajv.compile(JSON.parse(await readFile(path, 'utf8')) as object);
    const all = Array.isArray(found) ? [...outputs(survey, nickname).values()] : [found];
    for (const output of all) expect(validate(output) ? [] : validate.errors, nickname).toEqual([]);
  }
}
