import { cp, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rig, type Report } from '../sessions/rig.ts';
import { folder } from './ensemble.ts';

/** The understudy, but for A3: nothing is heard of it as long as the first session lasts. */
const silentA3 = `import play from './real-analyzer.mjs';
export default function (input) {
  const graph = play(input);
  if (input.item.id !== 'A3' || input.round > 5) return graph;
  return { version: 1, duration: 10, nodes: { nothing: { type: 'constant', value: 0 } }, out: 'nothing' };
}
`;

describe('a pack with a gap', { timeout: 300_000 }, () => {
  let rig: Rig;
  let first: { code: number; report: Report };
  beforeAll(async () => {
    rig = await Rig.with(
      {
        'sheetMusic.md':
          '---\ntitle: "<b>Gap</b> & Co"\nplays: [phonosyne]\n---\nRain, a bell, </script> and wind.\n',
        '.gitignore': '.simphony/\n',
      },
      { commit: false },
    );
    const copy = join(rig.folder, 'ensembles/phonosyne');
    await cp(folder, copy, { recursive: true });
    await rename(join(copy, 'scripts/analyzer.mjs'), join(copy, 'scripts/real-analyzer.mjs'));
    await rig.write({ 'ensembles/phonosyne/scripts/analyzer.mjs': silentA3 });
    await rig.commit('the workspace');
    first = await rig.play();
  }, 300_000);
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });

  test('says which sound is missing and why, and keeps the others', async () => {
    expect(first).toMatchObject({ code: 1, report: { status: 'error' } });
    expect(first.report.ensembles['phonosyne']?.result).toEqual({
      status: 'error',
      reason: expect.stringMatching(
        /^1 of 18 samples is missing, the others are kept: A3 \(.*not silent.*; given up after 5 graphs, the last rendered once\)$/,
      ),
    });
    const files = await readdir(join(rig.folder, 'output/b-gap-b-co'));
    expect(files.filter((file) => file.endsWith('.wav'))).toHaveLength(17);
    const page = await rig.read('output/b-gap-b-co/index.html');
    expect(page).toContain('1 of 18 samples is missing: A3.');
    expect(page).toContain('Missing: ');
    // what the brief says stays text
    expect(page).toContain('<h1>&lt;b&gt;Gap&lt;/b&gt; &amp; Co</h1>');
    expect(page).toContain('a bell, &lt;/script&gt; and wind.');
  });

  test('playing again makes only what is missing, from its analysis', async () => {
    const { code, report } = await rig.play();
    expect({ code, status: report.status }).toEqual({ code: 0, status: 'ok' });
    expect(report.parts).toMatchObject({ played: 4, kept: 35, failed: 0 });
    expect(report.ensembles['phonosyne']?.result).toEqual({
      status: 'ok',
      rendered: 18,
      output_dir: './output/b-gap-b-co/',
    });
    expect(await rig.read('output/b-gap-b-co/index.html')).not.toContain('missing');
  });
});
