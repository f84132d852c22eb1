import { cp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWav, typeNames, catalog } from '../../src/dsp/index.ts';
import { eventsIn, Rig, type Event, type Report } from '../sessions/rig.ts';
import { briefs, distance, folder, printOf, type Brief, type Print } from './ensemble.ts';

const slugOf = (title: string): string => title.toLowerCase().replace(/[^a-z]+/g, '-');
const checkPack = join(import.meta.dirname, '../../scripts/check-pack.mjs');

/** dB, as lib/distance.mjs states it: below it two files would sound alike. */
const apart = 3;

interface Sample {
  readonly id: string;
  readonly file: string;
  readonly duration: number;
  readonly figures: { readonly sha256: string; readonly lufs: number };
}

/** A workspace with the ensemble as it ships. */
async function workspace(sheet: string): Promise<Rig> {
  const rig = await Rig.with({ 'sheetMusic.md': sheet, '.gitignore': '.simphony/\n' }, { commit: false });
  await cp(folder, join(rig.folder, 'ensembles/phonosyne'), { recursive: true });
  await rig.commit('the workspace');
  return rig;
}

const samplesOf = async (rig: Rig, title: string): Promise<readonly Sample[]> =>
  ((await rig.json(`output/${slugOf(title)}/manifest.json`)) as { samples: Sample[] }).samples;

describe('six briefs', { timeout: 400_000 }, () => {
  let rig: Rig;
  let all: readonly Brief[];
  let first: Brief;
  const events: Event[] = [];
  const reports: Report[] = [];

  beforeAll(async () => {
    all = await briefs();
    [first] = all as [Brief];
    rig = await workspace(first.sheet);
    events.push(...eventsIn((await rig.simphony('play', '--jsonl')).stdout));
    for (const { file } of all) {
      const { stdout } = await rig.simphony('play', `ensembles/phonosyne/briefs/${file}`, '--json');
      reports.push(JSON.parse(stdout) as Report);
    }
  }, 900_000);
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });

  test('each brings eighteen sounds, and says so', () => {
    expect(all).toHaveLength(6);
    reports.forEach(({ status, ensembles }, at) => {
      expect(status).toBe('ok');
      expect(ensembles['phonosyne']?.result).toEqual({
        status: 'ok',
        rendered: 18,
        output_dir: `./output/${slugOf(all[at]?.title ?? '')}/`,
      });
    });
    // the same brief under another path is the same brief
    expect(reports[0]?.parts).toMatchObject({ played: 0, kept: 39 });
  });

  test('the events tell of each sample, with its figures', () => {
    const named = (name: string): readonly Event[] => events.filter(({ event }) => event === name);
    expect(named('analysis_complete').map((event) => event['sample_id'])).toHaveLength(18);
    const compiled = named('compile_success');
    expect(new Set(compiled.map((event) => event['sample_id'])).size).toBe(18);
    for (const event of compiled) {
      expect(event).toMatchObject({ step: 'compiler', iters: 1, metrics: { rate: 48_000, channels: 1 } });
      expect(event['elapsed_ms']).toEqual(expect.any(Number));
    }
    expect(named('start').filter((event) => event['step'] === 'compiler')).toHaveLength(18);
    expect(named('error')).toEqual([]);
  });

  test('programs that are not ours accept every file', async () => {
    for (const { title } of all) {
      const pack = join(rig.folder, 'output', slugOf(title));
      const { stdout } = await execa(process.execPath, [checkPack, pack]);
      expect(stdout.split('\n').filter((line) => line.startsWith('ok '))).toHaveLength(18);
    }
  });

  test('of 108 files no two are alike', async () => {
    const prints: { readonly name: string; readonly print: Print }[] = [];
    const digests = new Set<string>();
    for (const { title } of all) {
      for (const { id, file, figures } of await samplesOf(rig, title)) {
        const read = readWav(await readFile(join(rig.folder, 'output', slugOf(title), file)));
        if (read.read === 'mistake') throw new Error(read.mistake);
        const [samples = new Float32Array()] = read.wav.channels;
        prints.push({ name: `${title} ${id}`, print: printOf(samples, read.wav.rate) });
        digests.add(figures.sha256);
      }
    }
    expect(digests.size).toBe(108);
    const close = prints.flatMap((a, at) =>
      prints
        .slice(at + 1)
        .filter((b) => distance(a.print, b.print) < apart)
        .map((b) => [a.name, b.name]),
    );
    expect(close).toEqual([]);
  });

  test('every type of node sounds in one of them, all eighteen effects too', async () => {
    const heard = new Set<string>();
    for (const { title } of all) {
      const page = await rig.read(`output/${slugOf(title)}/index.html`);
      for (const [, type = ''] of page.matchAll(/&quot;type&quot;:&quot;(\w+)&quot;/g)) heard.add(type);
    }
    const wanted = typeNames.filter((name) =>
      ['source', 'noise', 'effect', 'filter'].includes(catalog[name].family),
    );
    expect(wanted.filter((name) => !heard.has(name))).toEqual([]);
  });

  test('the page needs nothing but the sounds beside it, and says who designed', async () => {
    for (const { title } of all) {
      const path = `output/${slugOf(title)}/index.html`;
      const page = await rig.read(path);
      expect(page).toContain('No model was asked: understudies designed this pack.');
      expect(page.match(/<audio /g)).toHaveLength(18);
      const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = '']) => link);
      for (const link of links.filter((one) => !one.startsWith('data:image/png;base64,'))) {
        expect(link).toMatch(/^[\w.]+$/);
        await stat(join(rig.folder, 'output', slugOf(title), link));
      }
      expect(page).not.toMatch(/https?:|@import|url\(/);
      // small enough to be committed: the sounds are not, their digests are
      expect((await rig.git('ls-files', path)).trim()).toBe(path);
    }
  });

  test('another clone brings the same bytes', async () => {
    await using other = await workspace(first.sheet);
    expect((await other.play()).report.status).toBe('ok');
    const digests = async (where: Rig): Promise<string[]> =>
      (await samplesOf(where, first.title)).map(({ figures }) => figures.sha256);
    expect(await digests(other)).toEqual(await digests(rig));
    for (const file of ['index.html', 'overview.png', 'manifest.json']) {
      const path = `output/${slugOf(first.title)}/${file}`;
      expect(
        Buffer.compare(await readFile(join(other.folder, path)), await readFile(join(rig.folder, path))),
      ).toBe(0);
    }
  });

  test('a sound that is gone comes back, byte for byte', async () => {
    const last = all.at(-1) ?? first;
    const sound = join(rig.folder, 'output', slugOf(last.title), 'A3.wav');
    const before = await readFile(sound);
    await rm(sound);
    const { stdout } = await rig.simphony('play', `ensembles/phonosyne/briefs/${last.file}`, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok' });
    expect(Buffer.compare(await readFile(sound), before)).toBe(0);
  });
});
