import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rig } from '../sessions/rig.ts';
import { against, artifactHashOf, expand, folder, spec, specs, type Value } from './ensemble.ts';

const repository = resolve(import.meta.dirname, '../..');

/** One workspace with the ensemble as it ships; each test plays a spec of its own in it. */
let rig: Rig;
beforeAll(async () => {
  rig = await Rig.with({ '.gitignore': '.simphony/\n' }, { commit: false });
  await cp(folder, join(rig.folder, 'ensembles/song'), { recursive: true });
  await cp(join(repository, 'songs'), join(rig.folder, 'songs'), { recursive: true });
  await rig.commit('the workspace');
});
afterAll(() => rig[Symbol.asyncDispose]());

describe('a song from its spec to its files', () => {
  test(
    'every artifact is committed by its node, and REVIEW tells all of it',
    { timeout: 120_000 },
    async () => {
      const { code, stdout, stderr } = await rig.simphony('play', 'songs/mail-boat.json', '--json');
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("can't fail")]);
      const { ensembles } = JSON.parse(stdout) as { ensembles: { song: { result: Value } } };
      const authors = (await rig.git('log', '--reverse', '--format=%an', '--author=song.simphony')).split(
        '\n',
      );
      expect(authors.slice(0, 6)).toEqual(['PLAN', 'STYLE', 'LYRICS', 'PRODUCER', 'COMPOSE', 'VALIDATE']);
      expect(authors.at(-1)).toBe('REVIEW');

      const summary = (await rig.json('output/the-last-mail-boat/summary.json')) as Value;
      const { summary: _, ...told } = summary;
      expect(ensembles.song.result).toEqual(told);
      expect(against('summary', summary)).toEqual([]);
      expect(summary).toMatchObject({
        status: 'pass',
        played_by: { STYLE: 'understudy', LYRICS: 'understudy', PRODUCER: 'understudy' },
      });
      expect(summary.artifact_hash).toBe(artifactHashOf(summary));
      const take = async (node: string): Promise<Value> =>
        (await rig.json(`takes/song/${node}.json`)) as Value;
      for (const [node, name] of [
        ['PLAN', 'plan'],
        ['STYLE', 'style'],
        ['LYRICS', 'lyrics'],
        ['PRODUCER', 'producer'],
      ] as const) {
        const made = summary.artifacts[name];
        expect(summary.hashes[node]).toBe(artifactHashOf(made));
        // as the node left it, but for the line that the handoff has
        const { summary: __, ...left } = await take(node);
        expect(made).toEqual(left);
      }
      expect(summary.artifacts.plan.run_id).toBe((await take('PLAN')).run_id);
      expect((summary.record as { part: string }[]).map(({ part }) => part)).toEqual(
        expect.arrayContaining(['song/PLAN', 'song/COMPOSE', 'song/VALIDATE']),
      );
      expect(JSON.stringify(summary)).not.toMatch(/"(?:duration_ms|timestamp|elapsed_ms)"/);

      const { prompt, style } = summary.artifacts.prompt as { prompt: string; style: string };
      expect(await rig.read('output/the-last-mail-boat/prompt.txt')).toBe(`${prompt}\n`);
      expect(await rig.read('output/the-last-mail-boat/style.txt')).toBe(`${style}\n`);
      const page = await rig.read('output/the-last-mail-boat/lyrics.md');
      expect(page).toMatch(/^# The Last Mail Boat\n/);
      expect(page).toContain('songs/sources/mail-boat.md');
      // the passages are those of the file, and whoever expands the spec with it finds the same
      const text = await rig.read('songs/sources/mail-boat.md');
      const plan = expand({
        sds: specs.get('mail-boat'),
        flags: { 'render.enabled': false },
        sources: [{ path: 'songs/sources/mail-boat.md', text }],
      });
      expect(plan).toEqual(await take('PLAN'));
    },
  );

  test(
    'what did not pass is told with its reason, and nothing is left to paste',
    { timeout: 120_000 },
    async () => {
      const sds = { ...(specs.get('not-for-the-radio') as object), title: 'Radio', explicit: true };
      await rig.write({ 'songs/radio.json': JSON.stringify(sds) });
      expect((await rig.simphony('play', 'songs/radio.json')).code).toBe(0);
      expect(await rig.read('output/radio/prompt.txt')).toContain('we wrote this shit out in the loft');
      await rig.write({ 'songs/radio.json': JSON.stringify({ ...sds, explicit: false }) });
      const { code, stdout } = await rig.simphony('play', 'songs/radio.json', '--json');
      expect(code).toBe(3);
      const { ensembles } = JSON.parse(stdout) as { ensembles: { song: { status: string } } };
      expect(ensembles.song.status).toBe('failed');
      const summary = (await rig.json('output/radio/summary.json')) as Value;
      expect(against('summary', summary)).toEqual([]);
      expect(summary).toMatchObject({ status: 'failed', event: { event: 'run_complete', status: 'failed' } });
      expect(summary.reason).toContain('“shit” in line 2 of chorus-1');
      expect(summary.issues.length).toBeGreaterThan(0);
      expect(summary.artifacts.prompt.prompt).toContain('[Chorus');
      expect(await rig.read('output/radio/lyrics.md')).toContain('> This song did not pass: ');
      for (const file of ['prompt.txt', 'style.txt'])
        expect(await rig.read(`output/radio/${file}`)).toBe(
          `This song did not pass: ${summary.reason as string}.\n`,
        );
    },
  );

  test('a plan that can’t be made is told, too', { timeout: 120_000 }, async () => {
    const sds = spec({ title: 'No place', lyrics: { theme: 'x', lines: { 'drop-2': ['a line'] } } });
    await rig.write({ 'songs/no-place.json': JSON.stringify(sds) });
    const { code, stderr } = await rig.simphony('play', 'songs/no-place.json');
    expect([code, stderr]).toEqual([1, expect.stringContaining('the song has no such section: intro-1')]);
    const summary = (await rig.json('output/no-place/summary.json')) as Value;
    expect(against('summary', summary)).toEqual([]);
    expect(summary).toMatchObject({ status: 'failed', artifacts: null, scores: null, run_id: null });
  });
});
