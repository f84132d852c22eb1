import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Place } from './rig.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

interface Played {
  status: string;
  parts: { played: number; kept: number };
  ensembles: { research: { result: { documents: number } } };
}

/** The ensemble as it ships, in a workspace of its own, played by the command. */
describe('through the command', () => {
  let place: Place;

  const simphony = async (...words: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [join(root, 'dist/simphony.js'), ...words], {
      cwd: place.folder,
    });
    return stdout;
  };
  const play = async (): Promise<Played> => JSON.parse(await simphony('play', '--json')) as Played;
  const subjects = async (since: string): Promise<string[]> =>
    (await place.git('log', '--format=%an', `${since}..HEAD`)).trim().split('\n').toReversed();

  beforeAll(async () => {
    place = await Place.with({
      'sheetMusic.md': '---\ntitle: Boats\nplays: [research]\n---\nSay what there is.\n',
      '.gitignore': '.simphony/\n',
      'README.md':
        '# Boats\n\nThis folder holds everything that is known about small wooden boats.\n\n[Hull](docs/hull.md)\n',
      'docs/hull.md': '# Hull\n\nThe hull of a boat is made of planks that were dried for a year.\n',
      'docs/[mast] (old).md': '# Mast\n\nThe mast of a boat is made from one tree that grew straight.\n',
      'src/boat.js': "import './hull.js';\n",
      'src/hull.js': 'export default 1;\n',
    });
    await cp(join(root, 'ensembles/research'), join(place.folder, 'ensembles/research'), { recursive: true });
    await place.git('init', '-q');
    await place.git('config', 'user.name', 'Ann');
    await place.git('config', 'user.email', 'ann@example.org');
    await place.commit('Ann <ann@example.org>', 'Begin');
  });

  afterAll(async () => {
    await place[Symbol.asyncDispose]();
  });

  test('a session plays to the end and comes to rest', async () => {
    const first = await play();
    expect(first).toMatchObject({ status: 'ok', parts: { kept: 0 } });
    const head = await place.git('rev-parse', 'HEAD');
    expect(await place.git('status', '--porcelain')).toBe('');
    const left = (await place.git('ls-files', 'output')).trim().split('\n');
    expect(left).toEqual(
      ['commits.svg', 'files.svg', 'languages.svg', 'modules.svg', 'report.md'].map(
        (name) => `output/boats/${name}`,
      ),
    );
    expect(await play()).toMatchObject({ status: 'ok', parts: { played: 0, kept: first.parts.played } });
    expect(await place.git('rev-parse', 'HEAD')).toBe(head);
  });

  test('offline its models are played by understudies, and everything that tells of their takes says so', async () => {
    const handoff = await readFile(join(place.folder, 'handoff.md'), 'utf8');
    const summary = await readFile(join(place.folder, 'summary.txt'), 'utf8');
    for (const name of ['editor', 'critic']) {
      const path = `scripts/${name}.mjs`;
      expect(handoff).toContain(`- ${name} · understudy ${path} · `);
      expect(summary).toMatch(new RegExp(`^${name}: .* \\(by its understudy\\)\\.$`, 'm'));
      const body = await place.git('log', '-1', '--format=%B', `--author=^${name} `);
      expect(body).toContain(`\nSimphony-Understudy: ${path} sha256:`);
      expect(body).not.toContain('Simphony-Model');
    }
  });

  test('one document changed: its part plays, and what hears it', async () => {
    const before = (await place.git('rev-parse', 'HEAD')).trim();
    await place.write({
      'docs/hull.md':
        '# Hull\n\nThe hull of a boat was made of planks in the old days, and of plastic now.\n',
    });
    expect(await simphony('explain', 'research/document[docs--hull.md]')).toContain('docs/hull.md');
    expect(await play()).toMatchObject({ status: 'ok', parts: { played: 7 } });
    expect(await subjects(before)).toEqual([
      ...['Ann', 'document', 'links', 'todos', 'findings', 'editor', 'critic', 'report', 'conductor'],
    ]);
  });

  test('the sheet’s words changed: only what hears the sheet plays', async () => {
    const before = (await place.git('rev-parse', 'HEAD')).trim();
    await place.write({
      'sheetMusic.md': '---\ntitle: Boats\nplays: [research]\n---\nSay what is left to do.\n',
    });
    expect(await play()).toMatchObject({ status: 'ok' });
    expect(new Set(await subjects(before))).toEqual(
      new Set([
        ...[
          'Ann',
          'document',
          'links',
          'todos',
          'charts',
          'findings',
          'editor',
          'critic',
          'report',
          'conductor',
        ],
      ]),
    );
    expect(await play()).toMatchObject({ parts: { played: 0 } });
  });

  test('every take is checked again by the scripts that were written', async () => {
    expect(await simphony('test')).toContain('13 scripts: 13 passed, 0 failed');
  });
});
