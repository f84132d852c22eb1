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

test('stopped in the middle it is uncertain too, however many attempts there are; what ended by itself has failed', async () => {
  const tried = (front: string) => ({ ...paying, 'ensembles/e/pay.md': paying['ensembles/e/pay.md'].replace('env:', `${front}\nenv:`) });
  await using late = await Rig.with(tried('attempts: 3\ntimeout: 300ms'));
  const paid = join(late.outside, 'paid');
  const played = await late.simphonyWith({ PAID: paid, WAIT: 'yes' }, 'play', '--json');
  expect([played.code, JSON.parse(played.stdout)]).toMatchObject([1, { parts: { failed: 0, blocked: 1, uncertain: 1 } }]);
  // A changed score ends that session; what is uncertain outlives it.
  await late.write({ 'sheetMusic.md': '---\ntitle: Pay well\nplays: [e]\n---\nPay once.\n' });
  const { stdout } = await late.simphonyWith({ PAID: paid }, 'play', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ parts: { blocked: 1, uncertain: 1 } });
  expect((await late.simphonyWith({ PAID: paid }, 'explain', 'pay')).stdout).toContain('is not played again unasked');
  expect(await readFile(paid, 'utf8')).toBe('once\n');

  await using bad = await Rig.with(tried('attempts: 3\nchecks: [output.paid > 1]'));
  const tries = join(bad.outside, 'paid');
  expect((await bad.simphonyWith({ PAID: tries }, 'play')).code).toBe(3);
  expect(await readFile(tries, 'utf8')).toBe('once\nonce\nonce\n');
});

test('stopped by Ctrl-C while it pays, it is uncertain', async () => {
  await using rig = await Rig.with(paying);
  const paid = join(rig.outside, 'paid');
  const playing = rig.start(['play', '--jsonl'], { env: { PAID: paid, WAIT: 'yes' } });
  const hasPaid = async (): Promise<boolean> => (await readFile(paid, 'utf8').catch(() => '')) !== '';
  while (!(await hasPaid())) await new Promise((tick) => setTimeout(tick, 20));
  playing.kill('SIGINT');
  expect((await playing).exitCode).toBe(130);
  const { code, stdout } = await rig.simphonyWith({ PAID: paid }, 'play', '--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { parts: { played: 0, uncertain: 1 } }]);
  expect(await readFile(paid, 'utf8')).toBe('once\n');
});
