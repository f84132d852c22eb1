import { execa } from 'execa';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fails, says } from '../../models/server.ts';
import { eventsIn, instrument, module } from '../rig.ts';
import { cook, Kitchen, secret, sheet } from './kitchen.ts';

const withUnderstudy = {
  'ensembles/kitchen/cook.md': cook('understudy: scripts/cook.mjs'),
  'ensembles/kitchen/scripts/cook.mjs': module("return { dish: 'toast', summary: 'Toast.' };"),
};
const noKey = { PATH: process.env['PATH'] ?? '' };

describe('without a key', () => {
  test('its understudy plays, and handoff, trailers and summary say so; when a key appears the model plays', async () => {
    await using kitchen = await Kitchen.with(withUnderstudy);
    const { rig, server } = kitchen;
    expect(await kitchen.playWith(noKey)).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect(server.asked.length).toBe(0);
    expect(await rig.read('handoff.md')).toContain('- cook · understudy scripts/cook.mjs · ');
    expect(await rig.trailer('Simphony-Understudy', 'HEAD~1')).toMatch(
      /^scripts\/cook\.mjs sha256:[0-9a-f]{64}$/,
    );
    expect(await rig.trailer('Simphony-Model', 'HEAD~1')).toBe('');
    // Kept while no model is there, also where only git is left of it.
    for (const _ of [1, 2, 3]) expect(await kitchen.playWith(noKey)).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    expect(await kitchen.playWith(noKey)).toMatchObject({ report: { parts: { played: 0, kept: 1 } } });
    await kitchen.playWith(noKey);
    // Nothing else has changed: a rerun that looks at nothing must notice the key.
    expect((await kitchen.says('plan')).stdout).toContain('a model is there now');
    expect(await kitchen.play('--understudies')).toMatchObject({ report: { parts: { played: 0, kept: 1 } } });
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 1 } } });
    expect([server.asked.length, await rig.json('takes/kitchen/cook.json')]).toMatchObject([1, { dish: 'soup' }]);
    // A model's take is kept everywhere.
    expect(await kitchen.playWith(noKey)).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 1 } } });
    expect(await kitchen.play('--understudies')).toMatchObject({ report: { parts: { played: 0, kept: 1 } } });
  });

  test('nor an understudy nothing is played, and the refusal names the instrument, the variable and `understudy:`', async () => {
    await using kitchen = await Kitchen.with({
      'ensembles/kitchen/first.md': instrument('command: [touch, ../../played]\noutput: none'),
      'ensembles/kitchen/cook.md': cook('needs: [first]'),
    });
    const { code, report, stderr } = await kitchen.playWith(noKey);
    expect([code, report.parts.played]).toEqual([2, 0]);
    expect(report.reason).toContain('nobody can play `kitchen/cook`');
    expect(JSON.stringify(report) + stderr).toMatch(/set KITCHEN_KEY, or name a script .*understudy:/);
    expect(await kitchen.rig.steps()).toEqual([]);
    expect(await kitchen.rig.simphonyWith(noKey, 'plan')).toMatchObject({ code: 2 });
  });

  test('doctor says which models can be asked and with which variable, never its value, and asks nobody', async () => {
    await using kitchen = await Kitchen.with({ 'ensembles/kitchen/cook.md': cook('model: lead') });
    const { stdout } = await kitchen.says('doctor');
    expect(stdout).toMatch(/lead.*local-lead.*can be asked.*KITCHEN_KEY/);
    expect(stdout).not.toContain(secret);
    const without = await kitchen.rig.simphonyWith(noKey, 'doctor');
    expect(without.stdout).toMatch(/lead.*cannot be asked.*KITCHEN_KEY/);
    expect(kitchen.server.asked.length + kitchen.server.others.length).toBe(0);
  });
});

describe('a quota that is gone', () => {
  const limit = (seconds: string) =>
    fails(429, 'rate_limit_error', 'monthly limit reached', { 'retry-after': seconds });

  test('is exit 6, with the time to go on; nothing that waits for it is played, and nothing more is asked', async () => {
    await using kitchen = await Kitchen.with(
      {
        'ensembles/kitchen/cook.md': cook(),
        'ensembles/kitchen/bake.md': cook(),
        'ensembles/kitchen/serve.md': instrument('module: serve.mjs\nneeds: ["cook?"]'),
        'ensembles/kitchen/serve.mjs': module('return 1;'),
        'ensembles/kitchen/lay.md': instrument('module: serve.mjs\nneeds: [sheet]'),
      },
      { script: () => limit('7200'), concerto: 'parallel: 1\n' },
    );
    const { code, report } = await kitchen.play();
    expect([code, report.parts]).toMatchObject([6, { played: 1, waiting: 3, failed: 0, blocked: 0 }]);
    expect(report.reason).toMatch(/go on after 20\d\d-\d\d-\d\dT.*; left to play: kitchen\/bake, kitchen\/cook, kitchen\/serve/);
    expect(kitchen.server.asked.length).toBe(1);
    expect((await kitchen.says('status')).stdout).toMatch(/kitchen\/cook +waiting/);
    kitchen.server.script = () => says({ dish: 'soup', summary: 'Soup.' });
    expect(await kitchen.play()).toMatchObject({ code: 0, report: { parts: { played: 3, kept: 1 } } });
  });

  test('with --wait the session sleeps until then and goes on by itself', async () => {
    await using kitchen = await Kitchen.with(
      { 'ensembles/kitchen/cook.md': cook() },
      {
        script: ({ nth }) =>
          nth === 1
            ? fails(429, 'rate_limit_error', `usage limit reached|${Math.ceil(Date.now() / 1000) + 2}`)
            : says({ dish: 'soup', summary: 'Soup.' }),
      },
    );
    const session = await kitchen.start('play', '--jsonl', '--wait');
    expect(session.exitCode).toBe(0);
    const events = eventsIn(session.stdout).filter(({ node }) => node === 'cook');
    expect(events.map(({ event, phase }) => `${event} ${phase}`)).toEqual([
      'start start',
      'waiting progress',
      'start start',
      'take_accepted end',
    ]);
    expect(kitchen.server.asked.length).toBe(2);
    expect(await kitchen.rig.trailer('Simphony-Attempts', 'HEAD~1')).toBe('1');
  });
});

describe('cassettes', () => {
  test('record, then replay with the server gone: the same tree, marked in trailers, events and on the terminal', async () => {
    await using kitchen = await Kitchen.with({
      'ensembles/kitchen/cook.md': cook('max_tokens: 100'),
      'ensembles/kitchen/taste.md': cook('needs: [cook]'),
    });
    const { rig, server } = kitchen;
    const before = await rig.git('rev-parse', 'HEAD');
    expect((await kitchen.play('--record')).code).toBe(0);
    const tree = await rig.git('rev-parse', 'HEAD^{tree}');
    await rig.git('reset', '-q', '--hard', before);
    await rm(join(rig.folder, '.simphony'), { recursive: true });
    await server[Symbol.asyncDispose]();
    const replayed = await rig.simphonyWith(noKey, 'play', '--replay', '--jsonl');
    expect(replayed.code).toBe(0);
    expect(await rig.git('rev-parse', 'HEAD^{tree}')).toBe(tree);
    expect(await rig.git('log', '--format=%(trailers:key=Simphony-Replayed,valueonly,separator=%x2c)', '-4')).toBe(
      ['from cassettes', 'from cassettes', 'from cassettes', 'from cassettes'].join('\n'),
    );
    const sessions = eventsIn(replayed.stdout).filter(({ node }) => node === '');
    expect(sessions.filter(({ event }) => event.startsWith('session_')).map((one) => one['replayed'])).toEqual([true, true]);
    // One changed word is a loud miss that shows it, and says so on the terminal.
    await rig.write({ 'sheetMusic.md': sheet('', 'Grill.\n') });
    const missed = await rig.simphonyWith(noKey, 'play', '--replay');
    expect(missed.code).not.toBe(0);
    expect(missed.stderr + missed.stdout).toMatch(/Grill/);
    expect(missed.stderr + missed.stdout).toMatch(/replayed/);
  });
});

test('the key is in nothing that is written: journal, logs, objects of git, cassettes, events', async () => {
  await using kitchen = await Kitchen.with(
    { 'ensembles/kitchen/cook.md': cook('attempts: 2\nenv: [KITCHEN_KEY]') },
    {
      script: ({ nth, headers }) =>
        nth === 1
          ? fails(500, 'api_error', `you sent ${String(headers.authorization)}`)
          : says({ dish: String(headers.authorization), summary: `Soup of ${String(headers.authorization)}` }),
    },
  );
  const { rig } = kitchen;
  const session = await kitchen.start('play', '--jsonl', '--record', '--verbose');
  expect(session.exitCode).toBe(0);
  expect(session.stdout + session.stderr).not.toContain(secret);
  const files = (await readdir(rig.folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  for (const { parentPath, name } of files)
    expect([name, (await readFile(join(parentPath, name))).includes(secret)]).toEqual([name, false]);
  const { stdout } = await execa('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd: rig.folder, encoding: 'buffer' });
  expect(Buffer.from(stdout).includes(secret)).toBe(false);
});
