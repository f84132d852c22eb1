import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, instrument, Rig } from './rig.ts';

test('an opening that is refused while a part plays: it is ended, nothing is accepted, and what acts outside had not begun', async () => {
  await using rig = await Rig.with({}, { commit: false });
  using harmless = await Obedient.in(rig, 'harmless');
  using orders = await Obedient.in(rig, 'orders');
  await rig.write({
    'sheetMusic.md': '---\ntitle: Refused\nplays: [e]\n---\nPlay.\n',
    'ensembles/e/ensemble.md': ensemble('e'),
    'ensembles/e/harmless.md': instrument(harmless.command),
    'ensembles/e/orders.md': instrument(`${orders.command}\nidempotent: false`),
  });
  await rig.commit('the workspace');
  // Somebody is at the index, and stays there.
  const lock = join(rig.folder, '.git', 'index.lock');
  await rig.write({ '.git/index.lock': '' });
  const { code, stdout } = await rig.play('--json');
  expect(code).toBe(2);
  expect(stdout).toContain('index.lock');
  expect(await readFile(orders.effects, 'utf8')).toBe('');
  expect(await readFile(harmless.effects, 'utf8')).toBe('e/harmless\n');
  expect(await rig.history()).toEqual(['Ann Person · the workspace']);

  await rm(lock);
  const session = rig.start(['play']);
  // The one that was ended does not wait for words any more: they reach the new ones.
  for (const one of [harmless, orders]) {
    await one.came(session);
    one.say(1);
  }
  expect((await session).exitCode).toBe(0);
  expect(await rig.steps()).toEqual(['harmless: 1', 'orders: 1']);
  expect(await readFile(orders.effects, 'utf8')).toBe('e/orders\n');
});
