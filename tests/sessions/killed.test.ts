import { readdirSync, statSync, watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensemble, instrument, Rig } from './rig.ts';

/** Where the kill falls: after so many bytes of the journal, which grows with everything that is promised. */
const instants = [1, 1_200, 3_000, 6_000];

test('SIGKILL when the journal has grown to any length: nothing accepted plays twice, every step is committed once', async () => {
  for (const instant of instants) {
    await using rig = await Rig.with({}, { commit: false });
    const effects = join(rig.outside, 'effects');
    const counts = `#!/bin/sh\necho "$SIMPHONY_PART" >> '${effects}'\necho x > made.txt\necho '"'"$SIMPHONY_PART"'"'\n`;
    await rig.write({
      'sheetMusic.md': '---\ntitle: Killed\nplays: [e]\ninputs: { words: [a, b, c] }\n---\nPlay.\n',
      'concerto.md': '---\nsimphony: 1\nparallel: 2\n---\n',
      'production.md': '# Board\n\n## Goals\n- [ ] @e/end `output != ""` It ends.\n',
      'ensembles/e/ensemble.md': ensemble('e', 'inputs: { words: {} }\n'),
      'ensembles/e/first.md': instrument('command: [sh, counts.sh]\nwrites: [made.txt]'),
      'ensembles/e/many.md': instrument('command: [sh, many.sh]\neach: sheet.inputs.words\nneeds: [first]'),
      'ensembles/e/end.md': instrument('command: [sh, many.sh]\nneeds: [many]'),
      'ensembles/e/counts.sh': counts,
      'ensembles/e/many.sh': counts.replace('echo x > made.txt\n', ''),
    });
    await rig.commit('the workspace');
    const journal = join(rig.folder, '.simphony/journal');
    await mkdir(journal, { recursive: true });
    const session = rig.start(['play', '--jsonl']);
    const watcher = watch(journal, () => {
      if (sizeOf(journal) >= instant) session.kill('SIGKILL');
    });
    let heard = '';
    session.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await session;
    watcher.close();
    const accepted = [...heard.matchAll(/"event":"take_accepted","node":"([^"]+)"/g)].map(([, node]) => `e/${node ?? ''}`);
    const played = await rig.play();
    expect([instant, played.code, played.report.reason]).toEqual([instant, 0, undefined]);
    const steps = (await rig.steps()).map((line) => line.split(':')[0]);
    // What was accepted at the kill is committed first, also where an item before it was still playing.
    expect([steps[0], ...steps.slice(1, 4).sort(), ...steps.slice(4)]).toEqual(['first', 'many[0]', 'many[1]', 'many[2]', 'end']);
    const counted = (await readFile(effects, 'utf8')).trim().split('\n');
    for (const part of accepted) expect([instant, part, counted.filter((one) => one === part).length]).toEqual([instant, part, 1]);
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.git('fsck', '--full', '--no-dangling')).toBe('');
    expect(await rig.play()).toMatchObject({ code: 0, report: { parts: { played: 0, kept: 5 } } });
  }
});

/** Bytes of the running session's journal; 0 where there is none yet. */
const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
