import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { faultsOf, type Synth } from '../../src/dsp/index.ts';
import { faultsIn, program, request, samplesIn, synthWith, wavIn } from './synth-support.ts';

const saw = 'import("stdfaust.lib"); process = os.sawtooth(110) : fi.lowpass(2, 1200) : *(0.4);';
const hall =
  'import("stdfaust.lib"); process = no.pink_noise * en.ar(0.01, 0.2, ba.pulse(20000)) : re.mono_freeverb(0.8, 0.5, 0.4, 0) : fi.dcblocker;';

describe('a Faust program', () => {
  let synth: Synth;
  beforeAll(() => (synth = synthWith()));
  afterAll(() => synth.close());

  test('becomes a valid WAV, with what was measured of it', async () => {
    const rendered = wavIn(await synth.render(request(program(saw, { duration: 1.5 }))));
    expect(rendered.sound).toMatchObject({
      duration: 1.5,
      rate: 48_000,
      channels: 1,
      format: 'float32',
      iters: 1,
      mends: [],
    });
    expect(faultsOf(rendered.wav, { duration: 1.5, loop: false, channels: 1 })).toEqual([]);
    // a sawtooth has the level of its amplitude over the root of three, and the filter takes a little
    expect(rendered.sound.rms_dbfs).toBeGreaterThan(-14.5);
    expect(rendered.sound.rms_dbfs).toBeLessThan(-12.5);
    expect(synth.player).toMatch(/^faust \d+\.\d+\.\d+$/);
  });

  test('has the frequency, the level and the length that it says', async () => {
    const sine = 'import("stdfaust.lib"); process = os.osc(1000) * 0.5;';
    const [samples = new Float32Array()] = samplesIn(await synth.render(request(program(sine))));
    const crossings = samples.filter((value, at) => value >= 0 && (samples[at - 1] ?? 0) < 0).length;
    expect(samples).toHaveLength(48_000);
    expect(crossings).toBeGreaterThanOrEqual(999);
    expect(crossings).toBeLessThanOrEqual(1000);
    expect(Math.max(...samples)).toBeCloseTo(0.5, 4);
  });

  test('may have two channels', async () => {
    const two = 'import("stdfaust.lib"); process = os.osc(440) * 0.5, os.osc(660) * 0.25;';
    const [left, right] = samplesIn(await synth.render(request(program(two, { channels: 2 }))));
    expect(Math.max(...(left ?? []))).toBeCloseTo(0.5, 4);
    expect(Math.max(...(right ?? []))).toBeCloseTo(0.25, 4);
  });

  test('whose ends are to join is rendered beyond its end, and that is faded into its beginning', async () => {
    const noise = 'import("stdfaust.lib"); process = os.osc(110.3) * 0.3 + no.noise * 0.02;';
    const alone = await synth.render(request(program(noise, { duration: 2 })));
    const looped = await synth.render(request(program(noise, { duration: 2, loop: true })));
    const [once = new Float32Array()] = samplesIn(alone);
    const [round = new Float32Array()] = samplesIn(looped);
    expect(faultsOf(wavIn(alone).wav, { duration: 2, loop: true, channels: 1 })).toEqual([
      expect.objectContaining({ criterion: 'joins' }),
    ]);
    expect(faultsOf(wavIn(looped).wav, { duration: 2, loop: true, channels: 1 })).toEqual([]);
    // behind the cross-fade the two are the same, sample for sample
    expect(round).toHaveLength(once.length);
    expect(round.subarray(24_000)).toEqual(once.subarray(24_000));
  });

  test.each([
    ['a syntax error', 'process = os.osc(440;', /^compiles: program:1 : ERROR : syntax error/],
    [
      'a name that is not there',
      'process = nothing(3);',
      /^compiles: program:1 : ERROR : undefined symbol : nothing/,
    ],
    ['inputs', 'process = _;', /^compiles: process has 1 input/],
    ['too many outputs', 'process = 0.1, 0.2;', /^compiles: process has 2 outputs, and 1 is asked/],
    [
      'a file of the machine',
      'import("/etc/passwd"); process = 1;',
      /^compiles: ERROR : unable to open file/,
    ],
    [
      'a foreign function',
      'process = ffunction(float system(float), <stdlib.h>, "")(1);',
      /^compiles: .*not allowed/,
    ],
    ['nothing in it', '', /^compiles: .*the program defines nothing; `process = …;` is expected$/],
    ['no process', 'x = 0.1;', /^compiles: ERROR : undefined symbol : process/],
    [
      'a library in the network',
      'import("http://127.0.0.1:9/x.lib"); process = 1;',
      /^compiles: .*it imports from an address, and there is no network here$/,
    ],
    [
      'a sound file',
      'process = 0, 0 : soundfile("a[url:{\'a.wav\'}]", 1) : !, !, _;',
      /^renders: .*it plays a sound file, and there are none here$/,
    ],
    [
      'a table beyond all memory',
      'process = rdtable(1000000000, 0.5, 3);',
      /^renders: .*its delays and tables need more memory than there is/,
    ],
    ['too loud a sound', 'import("stdfaust.lib"); process = os.osc(440) * 2;', /^peak: 6\.0/],
    ['silence', 'process = 0;', /^not silent: /],
    ['what runs away', 'process = 1 : + ~ *(1.01);', /^finite: after 0\.0\d+ s it is 120 dB over full scale/],
    [
      'what is no number',
      'import("stdfaust.lib"); process = pow(os.osc(100), 0.5);',
      /^finite: after .* not a number/,
    ],
  ])('with %s ends with its reason, and the child serves the next', async (_what, faust, reason) => {
    const heard: unknown[] = [];
    const rendered = await synth.render(
      request(program(faust), { onIteration: (...said) => void heard.push(said) }),
    );
    const faults = faultsIn(rendered);
    expect(faults[0]).toMatch(reason);
    expect(heard).toEqual([[1, (rendered as { faults: unknown }).faults, undefined]]);
    wavIn(await synth.render(request(program(saw))));
  });

  test('gives the same bytes in every run, child and size of block, whatever was compiled before', async () => {
    const digest = async (from: Synth): Promise<string> =>
      sha256(wavIn(await from.render(request(program(hall, { duration: 1.3 })))).wav);
    const first = await digest(synth);
    await synth.render(request(program(saw)));
    expect(await digest(synth)).toBe(first);
    for (const block of [1, 333, 100_000]) {
      const other = synthWith({ block });
      expect(await digest(other), `blocks of ${block}`).toBe(first);
      await other.close();
    }
  });

  test('leaves no denormal: what decays reaches nothing', async () => {
    const decay =
      'import("stdfaust.lib"); process = (1 - 1\') : + ~ *(0.99) : *(0.5) : +(os.osc(300) * 0.1 * (ba.time > 24000));';
    const [samples = new Float32Array()] = samplesIn(await synth.render(request(program(decay))));
    expect(samples.filter((value) => value !== 0 && Math.abs(value) < 2 ** -126)).toHaveLength(0);
    // 0.5 × 0.99ⁿ falls below the smallest normal float after some 8,600 samples
    expect(samples[8_000]).toBeGreaterThan(0);
    expect(samples.subarray(10_000, 24_000).every((value) => Object.is(value, 0))).toBe(true);
  });

  test('is accepted by tools that others wrote', async () => {
    const { wav } = wavIn(await synth.render(request(program(saw))));
    const told = execFileSync(
      'ffprobe',
      [
        '-v',
        'error',
        '-show_entries',
        'stream=codec_name,sample_rate,channels,duration',
        '-of',
        'csv=p=0',
        '-',
      ],
      { input: wav },
    ).toString();
    expect(told.trim()).toBe('pcm_f32le,48000,1,1.000000');
  });
});
