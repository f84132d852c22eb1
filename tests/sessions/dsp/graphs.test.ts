import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Rig, type Event } from '../rig.ts';
import { giving, sheet, sound, studio } from './studio.ts';

/** A graph of one source at a level, through a filter. */
const graph = (gain: number, more = ''): string =>
  `{ "version": 1, "duration": 3, "nodes": { "tone": { "type": "saw", "frequency": 110 }, "dark": { "type": "lowpass", "in": "tone", "cutoff": 900 }, "out": { "type": "gain", "in": "dark", "gain": ${gain} } }, "out": "out"${more} }`;
/** What no rule mends: there is no such node, and none of that type. */
const broken =
  '{ "version": 1, "duration": 3, "nodes": { "tone": { "type": "swa", "frequency": 110 } }, "out": "tone" }';

const bell = (frontMatter: string): Record<string, string> => ({
  'ensembles/studio/bell.md': sound(`writes: ["output/{slug}/{id}.wav"]\nemits: compile_success\n${frontMatter}`),
});
const wav = 'output/bells/bell.wav';
const sha256 = async (rig: Rig, path = wav): Promise<string> =>
  createHash('sha256').update(await readFile(join(rig.folder, path))).digest('hex');
const ofBell = (events: readonly Event[]): (readonly unknown[])[] =>
  events.filter(({ step }) => step === 'bell').map(({ event, iters }) => [event, iters]);
const names = (steps: readonly string[]): string[] => steps.map((line) => line.split(':')[0] ?? '');

describe('a graph', () => {
  test('brings a WAV and what was measured of it, the same bytes everywhere, and is kept', async () => {
    const files = studio({ ...giving('plan', graph(0.5)), ...bell('graph: plan\nattempts: 5') });
    await using rig = await Rig.with(files);
    const { code, events } = await rig.events();
    expect(code).toBe(0);
    expect(ofBell(events)).toEqual([
      ['start', undefined],
      ['compile_success', 1],
    ]);
    const take = (await rig.json('takes/studio/bell.json')) as Record<string, unknown>;
    expect(Object.keys(take)).toEqual([
      ...['duration', 'rate', 'channels', 'format', 'peak_dbfs', 'true_peak_dbtp', 'rms_dbfs', 'lufs', 'dc'],
      ...['crest_db', 'centroid_hz', 'onsets', 'iters', 'mends', 'summary'],
    ]);
    expect(take).toMatchObject({ duration: 3, rate: 48_000, channels: 1, format: 'float32', iters: 1, mends: [] });
    expect(await rig.read('handoff.md')).toMatch(
      /- bell · faust \d+\.\d+\.\d+ · 3\.0 s, peak -\d+\.\d dBFS, 1 iteration → output\/bells\/bell\.wav/,
    );
    expect((await rig.play()).report.parts).toMatchObject({ played: 0, kept: 2 });
    // A word in the sheet is nothing to a sound that does not hear it.
    await rig.write({ 'sheetMusic.md': `${sheet()}More bells.\n` });
    expect((await rig.simphony('plan')).stdout).toMatch(/studio\/bell +keep/);
    await using other = await Rig.with(files);
    expect((await other.play()).code).toBe(0);
    expect(await sha256(other)).toBe(await sha256(rig));
    expect(await other.read('takes/studio/bell.json')).toBe(await rig.read('takes/studio/bell.json'));
  });

  test('sounds the same twice where it is checked', async () => {
    await using rig = await Rig.with(studio({ ...giving('plan', graph(0.5)), ...bell('graph: plan') }));
    expect(await rig.simphony('check', '--twice')).toMatchObject({
      code: 0,
      stdout: '✓ every part played the same twice',
    });
  });

  test('that is too hot is mended within one attempt, and says how', async () => {
    await using rig = await Rig.with(studio({ ...giving('plan', graph(4)), ...bell('graph: plan\nattempts: 5') }));
    const { code, events } = await rig.events();
    expect(code).toBe(0);
    expect(ofBell(events)).toEqual([
      ['start', undefined],
      ['progress', 1],
      ['compile_success', 2],
    ]);
    expect(events.find(({ event, step }) => event === 'progress' && step === 'bell')?.['message']).toMatch(
      /^peak: .* dBFS where less than -1 dBFS was expected; too hot .*gain -/,
    );
    expect(await rig.json('takes/studio/bell.json')).toMatchObject({
      iters: 2,
      mends: [expect.stringMatching(/too hot .* gain -\d+\.\d dB/)],
      summary: expect.stringMatching(/, 2 iterations$/),
    });
    expect(await rig.trailer('Simphony-Attempts', 'HEAD~1')).toBe('1');
    // Without an iteration left nothing is mended.
    await rig.write(bell('graph: plan\nattempts: 1'));
    await rm(join(rig.folder, wav));
    const second = await rig.events();
    expect([second.code, ...ofBell(second.events)]).toEqual([
      1,
      ['start', undefined],
      ['progress', 1],
      ['attempt_failed', 1],
      ['error', 1],
    ]);
  });

  test('that nothing mends ends the part at once, and is told with its node and the nearest right name', async () => {
    await using rig = await Rig.with(studio({ ...giving('plan', broken), ...bell('graph: plan\nattempts: 10') }));
    const { code, events } = await rig.events();
    expect(code).toBe(1);
    expect(ofBell(events).filter(([event]) => event === 'attempt_failed')).toHaveLength(1);
    expect(events.find(({ event }) => event === 'error')).toMatchObject({
      step: 'bell',
      error_msg: expect.stringMatching(/nodes\.tone.*`?swa`?.*saw/),
    });
  });

  test('whose take fails a check is not rendered again: it would fail the same check', async () => {
    await using rig = await Rig.with(
      studio({ ...giving('plan', graph(0.5)), ...bell('graph: plan\nattempts: 10\nchecks:\n  - output.peak_dbfs < -60') }),
    );
    const { code, events } = await rig.events();
    expect(code).toBe(3);
    expect(ofBell(events)).toEqual([
      ['start', undefined],
      ['attempt_failed', 1],
      ['error', 1],
    ]);
  });

  test('that disagrees with what the front matter asks says so; loop overrides its own', async () => {
    await using rig = await Rig.with(studio({ ...giving('plan', graph(0.5)), ...bell('graph: plan\nduration: 4') }));
    expect((await rig.play()).report.reason).toMatch(/bell: duration: .*3 s.*4 s/);
    await rig.write(bell('graph: plan\nduration: string(4)'));
    expect((await rig.play()).report.reason).toMatch(/duration: string\(4\) is "4"; a number of seconds above 0/);
    await rig.write(bell('graph: plan\nloop: true'));
    expect((await rig.play()).code).toBe(0);
  });

  test('is rendered again where its sound is missing, and in a fresh clone', async () => {
    await using rig = await Rig.with(
      studio({ 'concerto.md': '---\nlimits: { commit: 4KiB }\n---\n', ...giving('plan', graph(0.5)), ...bell('graph: plan') }),
    );
    expect((await rig.play()).code).toBe(0);
    const before = await sha256(rig);
    expect(await rig.git('ls-files', 'output')).toBe('');
    await rig.git('clone', '-q', '.', join(rig.outside, 'clone'));
    const clone = { cwd: join(rig.outside, 'clone') };
    for (const [name, value] of [
      ['user.name', 'Ann Person'],
      ['user.email', 'ann@example.org'],
    ] as const)
      await rig.git('-C', clone.cwd, 'config', name, value);
    expect((await rig.start(['plan'], clone)).stdout).toMatch(
      /studio\/bell +play +`output\/bells\/bell\.wav` is missing; it is rendered again/,
    );
    expect((await rig.start(['play'], clone)).exitCode).toBe(0);
    const bytes = await readFile(join(clone.cwd, wav));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(before);
  });
});

describe('a graph that fails goes back to whoever made it', () => {
  const pack = (analyzer: string): Record<string, string> =>
    studio({
      ...giving('plan', '[{ id: "a" }, { id: "b" }]'),
      ...giving('analyzer', analyzer, 'each: plan\nattempts: 2\nemits: analysis_complete'),
      ...bell('each: analyzer\ngraph: item.output.graph\nattempts: 10\nreturns_to: analyzer'),
      ...giving(
        'pack',
        'input.inputs.bell.map(({ id, output, attempts, round }) => ({ id, there: output !== null, attempts, round }))',
      ),
      'ensembles/studio/pack.md': '---\nkind: script\nmodule: pack.mjs\nneeds: ["bell?"]\nresult: true\n---\n',
    });

  test('with what was wrong as feedback, and its next round is rendered', async () => {
    const source = `{ heard: input.feedback, graph: input.item.id === 'b' && input.round < 2 ? ${broken} : ${graph(0.5)} }`;
    await using rig = await Rig.with(pack(source));
    const { code, events } = await rig.events();
    expect(code).toBe(0);
    expect(names(await rig.steps())).toEqual([
      ...['plan', 'analyzer[a]', 'analyzer[b]', 'bell[a]', 'analyzer[b]#2', 'bell[b]#2', 'pack'],
    ]);
    expect(await rig.json('takes/studio/analyzer/b.json')).toMatchObject({
      heard: [{ criterion: 'graph', evidence: expect.stringContaining('swa') }],
    });
    expect(events.filter(({ event }) => event === 'analysis_complete')).toHaveLength(3);
    // Each round is told under its own address, with what it took.
    const ofB = events.filter(({ sample_id: id, step }) => id === 'b' && step === 'bell');
    expect(ofB.map(({ event, node }) => `${event} ${node}`)).toEqual([
      ...['start bell[b]', 'attempt_failed bell[b]', 'error bell[b]'],
      ...['start bell[b]#2', 'compile_success bell[b]#2'],
    ]);
    expect(
      ofB.every(({ event, elapsed_ms: elapsed }) => event === 'start' || typeof elapsed === 'number'),
    ).toBe(true);
    expect((await rig.play()).report.parts).toMatchObject({ played: 0 });
  });

  test('as often as that one may try; the pack says which is missing, and playing again tries it anew, from analysis', async () => {
    await using rig = await Rig.with({}, { commit: false });
    // Good only from the sixth round on: two sessions of two returns each are not enough.
    const source = `{ graph: input.item.id === 'b' && input.round < 6 ? ${broken} : ${graph(0.5)} }`;
    await rig.write(pack(source));
    await rig.commit('the workspace');
    const first = await rig.play();
    expect(first).toMatchObject({ code: 1, report: { status: 'error', parts: { failed: 1 } } });
    expect(await rig.json('takes/studio/pack.json')).toEqual([
      { id: 'a', there: true },
      { id: 'b', there: false, attempts: 1, round: 3 },
    ]);
    const good = await sha256(rig, 'output/bells/a.wav');
    const steps = names(await rig.steps()).length;
    expect((await rig.play()).code).toBe(1);
    expect(names(await rig.steps()).slice(steps)).toEqual(['analyzer[b]#4', 'analyzer[b]#5', 'pack']);
    expect((await rig.play()).code).toBe(0);
    expect(names(await rig.steps()).slice(steps + 3)).toEqual(['analyzer[b]#6', 'bell[b]#6', 'pack']);
    expect(await rig.json('takes/studio/pack.json')).toEqual([
      { id: 'a', there: true },
      { id: 'b', there: true },
    ]);
    expect(await sha256(rig, 'output/bells/a.wav')).toBe(good);
    expect((await rig.play()).report.parts).toMatchObject({ played: 0, failed: 0 });
  });
});
