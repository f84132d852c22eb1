import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, instrument, module, Rig } from './rig.ts';

const production = ['# Mixing board', '', '## Notes', 'Slowly.', '', '## Goals', '- [ ] @e/after `output > 0` It counts.', ''].join('\n');

/** Two parts at the same time, and one after both. */
const workspace = (first: string, second: string): Record<string, string> => ({
  'sheetMusic.md': '---\ntitle: Guarded\nplays: [e]\n---\nPlay.\n',
  'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
  'production.md': production,
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/meddler.md': instrument(`needs: []\n${first}`),
  'ensembles/e/bystander.md': instrument(`needs: []\n${second}`),
  'ensembles/e/after.md': instrument('module: one.mjs\nneeds: [meddler, bystander]'),
  'ensembles/e/one.mjs': module('return 1;'),
});

describe('promise 6: what judges an instrument is read once', () => {
  const places: readonly (readonly [name: string, file: string, change: string])[] = [
    ['the mixing board', 'production.md', '- [ ] Ann has looked at it.\n'],
    ['the sheet', 'sheetMusic.md', 'And more.\n'],
    ['an instrument', 'ensembles/e/after.md', 'Another text.\n'],
    ['the settings of git', '.git/config', '[alias]\n\tx = status\n'],
    ['a hook', '.git/hooks/pre-commit', '#!/bin/sh\nexit 0\n'],
  ];

  test.each(places)('%s changed while two parts play: both finish, nothing more starts, and the next play reads it', async (_, file, change) => {
    await using rig = await Rig.with({}, { commit: false });
    using meddler = await Obedient.in(rig, 'meddler');
    using bystander = await Obedient.in(rig, 'bystander');
    await rig.write(workspace(meddler.command, bystander.command));
    await rig.commit('two at once');
    const session = rig.start(['play', '--json']);
    await meddler.came(session);
    await bystander.came(session);
    await appendFile(join(rig.folder, file), change, { mode: 0o755 });
    meddler.say(1);
    bystander.say(2);
    const { exitCode, stdout } = await session;
    expect(exitCode).toBe(2);
    const report = JSON.parse(stdout) as { reason: string; parts: object };
    expect(report.parts).toMatchObject({ played: 2 });
    expect(report.reason).toContain(file);
    expect(report.reason).toContain('e/meddler');
    expect(report.reason).toContain('e/bystander');
    const again = await rig.play();
    expect(again).toMatchObject({ code: 0 });
    expect(await readFile(meddler.effects, 'utf8')).toBe('e/meddler\n');
    expect(await readFile(bystander.effects, 'utf8')).toBe('e/bystander\n');
    expect((await rig.steps()).map((line) => line.split(':')[0])).toEqual(['bystander', 'meddler', 'after']);
    expect(await rig.read(file)).toContain(change.trim());
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test('an instrument that is the last of its ensemble can’t pass its change off as a tick of the Conductor', async () => {
    await using rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Guarded\nplays: [e, later]\n---\nPlay.\n',
      'production.md': '# Mixing board\n\n## Goals\n- [ ] @e/meddler `output > 0` It counts.\n- [ ] @later/hearer `output > 5` More.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'ensembles/e/meddler.md': instrument('module: meddler.mjs'),
      'ensembles/later/ensemble.md': ensemble('later', 'needs: [e]\n'),
      'ensembles/later/hearer.md': instrument('module: ok.mjs'),
      'ensembles/later/ok.mjs': module('return 1;'),
    });
    await rig.write({
      'ensembles/e/meddler.mjs': `import { readFileSync, writeFileSync } from 'node:fs';\n${module(`const file = ${JSON.stringify(join(rig.folder, 'production.md'))};\nwriteFileSync(file, readFileSync(file, 'utf8').replace('output > 5', 'output > 0'));\nreturn 1;`)}`,
    });
    const { code, report } = await rig.play();
    expect(code).toBe(2);
    expect(report.reason).toContain('production.md');
    expect(report.reason).toContain('e/meddler');
    expect(await rig.steps()).toEqual(['meddler: 1']);
    expect(await rig.git('show', 'HEAD:production.md')).not.toContain('later/hearer `output > 0`');
  });
});
