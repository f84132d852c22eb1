import { describe, expect, test } from 'vitest';
import { giving, faust, python, sound, studio } from '../sessions/dsp/studio.ts';
import { Rig } from '../sessions/rig.ts';
import { hasSandbox } from './machine.ts';

/** Must-show 6 in whole sessions: programs of sounds that mean harm, each in both languages' own way, and honest ones beside. */

const body = (...lines: string[]): string =>
  [
    'import os, sys',
    'import numpy as np',
    'def render(duration, sample_rate, rng):',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

const hostile = {
  python: {
    forks: body('while True: os.fork()'),
    loops: body('while True: pass'),
    grows: body('return np.ones(1 << 31)'),
    shares: body('import mmap', 'mmap.mmap(-1, 1 << 36)'),
    writes: body('f = open("/tmp/x", "wb")', 'while True: f.write(bytes(1 << 20))'),
    peeks: body(
      'raise Exception("found " + str("root:x:0:0" in open("/etc/passwd").read()) + str(sorted(os.environ)))',
    ),
    calls: body('import socket', 'socket.create_connection(("127.0.0.1", 22))'),
    links: body('os.symlink("/etc/shadow", "out.wav")'),
    kills: body('[os.kill(pid, 9) for pid in (1, os.getppid())]', 'raise Exception("both are still there")'),
    floods: body('while True: sys.stdout.write("x" * 4096)'),
    leaves: body('os._exit(0)'),
  },
  faust: {
    wide: 'import("stdfaust.lib"); process = par(i, 100000, os.osc(i)) :> _;',
    deep: 'f(x) = f(x + 1); process = f(0);',
    large: 'import("stdfaust.lib"); process = par(i, 64, os.osc(i + 1) : @(16000000)) :> *(0.001);',
    reads: 'import("/etc/passwd"); process = 0;',
  },
} as const;

const harm = {
  python: {
    forks: /Operation not permitted/,
    loops: /stopped after 10 s/,
    grows: /memory/i,
    shares: /Cannot allocate memory/,
    writes: /File too large|No space left/,
    peeks: /found False\['BLIS_NUM_THREADS', 'HOME', 'LANG', /,
    calls: /Operation not permitted/,
    links: /Read-only file system|Permission denied/,
    kills: /both are still there|Operation not permitted/,
    floods: /it printed more than/,
    leaves: /its process ended/,
  },
  faust: {
    wide: /compiling took more than|too large/,
    deep: /nests too deeply/,
    large: /memory|took more than/,
    reads: /unable to open file/,
  },
} as const;

describe.skipIf(!hasSandbox)('a session of programs that mean harm', () => {
  test.each(['python', 'faust'] as const)(
    'in %s: each fails with a reason, the honest one plays, the session ends',
    async (language) => {
      const programs = Object.entries({ ...hostile[language], honest: { python, faust }[language].good }).map(
        ([id, program]) => ({ id, program }),
      );
      await using rig = await Rig.with(
        studio({
          'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
          ...giving('writer', JSON.stringify(programs)),
          'ensembles/studio/sounds.md': sound(
            `each: writer\nprogram: item.program\nlanguage: ${language}\nduration: 1\ntimeout: 10s\nwrites: ["output/{id}.wav"]`,
          ),
        }),
      );
      const { code, events, stderr } = await rig.events();
      expect([code, stderr.includes('bug')]).toEqual([1, false]);
      const said = Object.fromEntries(
        events
          .filter(({ event, step }) => event === 'error' && step === 'sounds')
          .map(({ sample_id: id, error_msg: because }) => [String(id), String(because)]),
      );
      expect(Object.keys(said).sort()).toEqual(Object.keys(hostile[language]).sort());
      for (const [id, because] of Object.entries(harm[language])) expect(said[id]).toMatch(because);
      expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['writer', 'sounds[honest]']);
      expect(await rig.git('status', '--porcelain')).toBe('');
    },
  );
});
