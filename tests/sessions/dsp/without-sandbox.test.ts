import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ModelServer, says } from '../../models/server.ts';
import { concerto, secret } from '../models/kitchen.ts';
import { eventsIn, Rig, type Event } from '../rig.ts';
import { python, sound, studio } from './studio.ts';

/** A machine without bubblewrap, as far as the command can see: its program is covered by what nobody can execute. */
async function there(rig: Rig): Promise<{ code: number | undefined; events: readonly Event[] }> {
  const cover = ['--dev-bind', '/', '/', '--ro-bind', '/dev/null', '/usr/bin/bwrap', '--'];
  const played = await execa('bwrap', [...cover, process.execPath, resolve('dist/simphony.js'), 'play', '--jsonl'], {
    ...{ cwd: rig.folder, extendEnv: false, reject: false },
    env: {
      ...{ PATH: process.env['PATH'] ?? '', HOME: rig.outside, CI: '1', GIT_CONFIG_NOSYSTEM: '1' },
      KITCHEN_KEY: secret,
    },
  });
  return { code: played.exitCode, events: eventsIn(played.stdout) };
}

test.skipIf(!existsSync('/usr/bin/bwrap'))(
  'where Python programs cannot be held, no model is paid for one, and the message says what to install',
  async () => {
    await using server = await ModelServer.open(() => says({ program: python.good }));
    await using rig = await Rig.with({
      'concerto.md': concerto(server.url),
      ...studio({
        'ensembles/studio/bell.md': sound(
          'language: python\nmodel: standard\nduration: 2\nwrites: ["output/bell.wav"]\nattempts: 10',
        ),
      }),
    });
    const { code, events } = await there(rig);
    expect([code, server.asked.length]).toEqual([1, 0]);
    expect(events.filter(({ step }) => step === 'bell').map(({ event }) => event)).toEqual([
      ...['start', 'attempt_failed', 'error'],
    ]);
    expect(events.find(({ event }) => event === 'error')?.['error_msg']).toMatch(
      /run in a sandbox alone, and there is none: `bwrap` is not installed; install the packages bubblewrap/,
    );
    // Who says so in concerto.md lets it run all the same.
    await rig.write({ 'concerto.md': concerto(server.url, 'sandbox: best\n') });
    expect((await there(rig)).code).toBe(0);
    expect(server.asked).toHaveLength(1);
    expect(await rig.json('takes/studio/bell.json')).toMatchObject({ program: python.good });
  },
);
