import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Rig } from './rig.ts';

const repository = resolve(import.meta.dirname, '../..');

/** The workspace that this repository is, with the documents of docs/ and one source file to survey. */
async function shipped(): Promise<Record<string, string>> {
  const paths = ['concerto.md', 'sheetMusic.md', 'production.md', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE', 'scripts/build.mjs', 'src/base/json.ts', 'src/base/digest.ts', 'tests/base.test.ts'];
  for (const folder of ['ensembles', 'docs']) {
    const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(repository.length + 1));
    }
  }
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(repository, path), 'utf8').catch(() => 'export const tested = true;\n')] as const),
  );
  return Object.fromEntries(texts);
}

test('11: every criterion of the shipped sheet can fail, and its validation scripts fail on damaged takes', async () => {
  await using rig = await Rig.with(await shipped());
  const played = await rig.simphony('play');
  expect(played.stderr).toContain('✓ report');
  expect(played.stdout + played.stderr).not.toContain("can't fail");
  const scripts = (await readdir(join(rig.folder, 'tests/takes/research'))).map((name) => name.replace('_test.mjs', ''));
  const instruments = (await readdir(join(rig.folder, 'ensembles/research')))
    .filter((name) => name.endsWith('.md') && name !== 'ensemble.md' && name !== 'README.md')
    .map((name) => name.replace('.md', ''));
  expect(scripts.toSorted()).toEqual(instruments.toSorted());
  expect((await rig.simphony('test')).code).toBe(0);
  for (const nickname of instruments) await damage(join(rig.folder, 'takes/research'), nickname);
  const { code, stdout } = await rig.simphony('test', '--json');
  expect(code).toBe(3);
  const { data } = JSON.parse(stdout) as { data: { passed: number; failed: number } };
  expect(data).toMatchObject({ passed: 0, failed: instruments.length });
});

/** Takes one member out of a take; of a fan-out's, out of the first item's. */
async function damage(folder: string, nickname: string): Promise<void> {
  const items = await readdir(join(folder, nickname)).catch(() => []);
  const path = items[0] === undefined ? join(folder, `${nickname}.json`) : join(folder, nickname, items[0]);
  const take = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const [name] = Object.keys(take).filter((one) => one !== 'summary');
  const rest = Object.fromEntries(Object.entries(take).filter(([one]) => one !== name));
  await writeFile(path, JSON.stringify(rest));
}
