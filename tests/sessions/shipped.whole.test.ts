import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Rig } from './rig.ts';

const repository = resolve(import.meta.dirname, '../..');

/** The workspace that this repository is. */
async function shipped(): Promise<Rig> {
  const rig = await Rig.with({ '.gitignore': '.simphony/\n' }, { commit: false });
  for (const path of ['concerto.md', 'sheetMusic.md', 'production.md', 'ensembles']) {
    await cp(join(repository, path), join(rig.folder, path), { recursive: true });
  }
  await rig.commit('the workspace');
  return rig;
}

test('11: every criterion of the shipped sheet can fail, and its validation scripts fail on damaged takes', { timeout: 300_000 }, async () => {
  await using rig = await shipped();
  const played = await rig.simphony('play');
  expect(played.stderr).toContain('✓ curator');
  expect(played.stdout + played.stderr).not.toContain("can't fail");
  const scripts = (await readdir(join(rig.folder, 'tests/takes/phonosyne'))).map((name) => name.replace('_test.mjs', ''));
  const instruments = (await readdir(join(rig.folder, 'ensembles/phonosyne')))
    .filter((name) => name.endsWith('.md') && name !== 'ensemble.md' && name !== 'README.md')
    .map((name) => name.replace('.md', ''));
  expect(scripts.toSorted()).toEqual(instruments.toSorted());
  expect((await rig.simphony('test')).code).toBe(0);
  // what the goals of the shipped production.md say is held, and ticked
  const production = await rig.read('production.md');
  expect(production.match(/- \[x\] @phonosyne/g)).toHaveLength(10);
  expect(production.match(/- \[x\] @phonosyne `output\//g)).toHaveLength(4);
  for (const nickname of instruments) await damage(join(rig.folder, 'takes/phonosyne'), nickname);
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
