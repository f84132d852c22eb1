import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensemble, instrument, module, Rig } from './rig.ts';

const paying = {
  'sheetMusic.md': '---\ntitle: Pay\nplays: [e]\n---\nPay once.\n',
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/pay.md': instrument('command: [./pay.sh]\nidempotent: false\nenv: [PAID, WAIT]'),
  'ensembles/e/pay.sh': '#!/bin/sh\necho once >> "$PAID"\nif [ -n "$WAIT" ]; then sleep 600; fi\necho \'{"paid": 1}\'\n',
  'ensembles/e/after.md': instrument('module: after.mjs\nneeds: [pay]'),
  'ensembles/e/after.mjs': module('return input.inputs;'),
};

async function killedWhilePaying(rig: Rig, paid: string): Promise<void> {
  const playing = rig.start(['play', '--jsonl'], { env: { PAID: paid, WAIT: 'yes' } });
  const hasPaid = async (): Promise<boolean> => (await readFile(paid, 'utf8').catch(() => '')) !== '';
  while (!(await hasPaid())) await new Promise((tick) => setTimeout(tick, 20));
  playing.kill('SIGKILL');
  await playing;
}

test('a part that may not be played twice and was playing at a kill is uncertain until a person decides: again', async () => {
  await using rig = await Rig.with(paying);
  const paid = join(rig.outside, 'paid');
  await killedWhilePaying(rig, paid);
  for (let asked = 0; asked < 2; asked += 1) {
    const { code, stdout } = await rig.simphonyWith({ PAID: paid }, 'play', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ parts: { played: 0, blocked: 1, uncertain: 1 } });
  }
  expect(await readFile(paid, 'utf8')).toBe('once\n');
  expect((await rig.simphonyWith({ PAID: paid }, 'play', '--again', 'e/pay')).code).toBe(0);
  expect(await readFile(paid, 'utf8')).toBe('once\nonce\n');
  expect(await rig.json('takes/e/after.json')).toEqual({ pay: { paid: 1 } });
});

test('or given by hand: its output comes from a file, and nothing is played', async () => {
  await using rig = await Rig.with(paying);
  const paid = join(rig.outside, 'paid');
  await killedWhilePaying(rig, paid);
  await writeFile(join(rig.outside, 'receipt.json'), '{"paid": 2}');
  const { code } = await rig.simphonyWith({ PAID: paid }, 'play', '--accept', 'e/pay', '--output', join(rig.outside, 'receipt.json'));
  expect(code).toBe(0);
  expect(await readFile(paid, 'utf8')).toBe('once\n');
  expect(await rig.json('takes/e/after.json')).toEqual({ pay: { paid: 2 } });
  expect(await rig.read('handoff.md')).toContain('- pay · given by hand · ');
});
