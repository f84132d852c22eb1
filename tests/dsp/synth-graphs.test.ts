import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256, type Feedback, type Json } from '../../src/base/index.ts';
import { faultsOf, type Rendered, type RenderRequest, type Synth } from '../../src/dsp/index.ts';
import { faultsIn, request, samplesIn, synthWith, wavIn } from './synth-support.ts';

const graph = (nodes: Json, others: { readonly [key: string]: Json } = {}): Json => ({
  version: 1,
  duration: 2,
  nodes,
  out: 'out',
  ...others,
});
const tone = (gain: number, frequency = 220.3): Json => ({
  tone: { type: 'sine', frequency },
  out: { type: 'gain', in: 'tone', gain },
});
const noise = { out: { type: 'pink_noise' } };

describe('a graph', () => {
  let synth: Synth;
  beforeAll(() => (synth = synthWith()));
  afterAll(() => synth.close());

  type Heard = [iteration: number, criteria: string[], mend: string | undefined];
  async function play(
    source: { graph: Json; duration?: number; loop?: boolean },
    others: Partial<RenderRequest> = {},
  ): Promise<{ rendered: Rendered; heard: Heard[] }> {
    const heard: Heard[] = [];
    const onIteration = (iteration: number, faults: readonly Feedback[], mend: string | undefined): void => {
      heard.push([iteration, faults.map(({ criterion }) => criterion), mend]);
    };
    return { rendered: await synth.render(request(source, { onIteration, ...others })), heard };
  }

  test('becomes a valid WAV in one iteration', async () => {
    const { rendered, heard } = await play({ graph: graph(noise, { level: { lufs: -23 } }) });
    const { wav, sound } = wavIn(rendered);
    expect(sound).toMatchObject({ duration: 2, channels: 1, iters: 1, mends: [] });
    expect(sound.lufs).toBeCloseTo(-23, 1);
    expect(faultsOf(wav, { duration: 2, loop: false, channels: 1 })).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('gives the same bytes whatever the size of a block, others with another seed', async () => {
    const source = {
      graph: graph(
        {
          slow: { type: 'random_walk' },
          grit: { type: 'dust_noise', density: 30 },
          body: { type: 'lowpass', in: 'grit', cutoff: { value: 900, by: [{ node: 'slow', octaves: 1 }] } },
          out: { type: 'short_reverb', in: 'body' },
        },
        { level: { lufs: -24 }, loop: { crossfade: 0.4 } },
      ),
    };
    const digest = async (from: Synth, seed = 5): Promise<string> =>
      sha256(wavIn(await from.render(request(source, { seed }))).wav);
    const first = await digest(synth);
    expect(await digest(synth)).toBe(first);
    expect(await digest(synth, 6)).not.toBe(first);
    for (const block of [1, 8191]) {
      const other = synthWith({ block });
      expect(await digest(other), `blocks of ${block}`).toBe(first);
      await other.close();
    }
  });

  test('has the left and the right channel that it says', async () => {
    const two = {
      low: { type: 'gain', in: 'a', gain: 0.5 },
      high: { type: 'gain', in: 'b', gain: 0.25 },
      a: { type: 'sine', frequency: 110 },
      b: { type: 'sine', frequency: 440 },
    };
    const { rendered } = await play({ graph: graph(two, { out: ['low', 'high'] }) });
    const [left = new Float32Array(), right = new Float32Array()] = samplesIn(rendered);
    expect(Math.max(...left)).toBeCloseTo(0.5, 3);
    expect(Math.max(...right)).toBeCloseTo(0.25, 3);
  });

  describe('is mended by rules', () => {
    test('what is too hot gets gain', async () => {
      const { rendered, heard } = await play({ graph: graph(tone(4)) });
      expect(heard).toEqual([[1, ['peak'], 'too hot (peak 12.0 dBFS): gain -13.5 dB']]);
      expect(wavIn(rendered).sound).toMatchObject({
        iters: 2,
        mends: ['too hot (peak 12.0 dBFS): gain -13.5 dB'],
      });
      expect(wavIn(rendered).sound.peak_dbfs).toBeCloseTo(-1.5, 1);
    });

    test('what is too quiet gets gain, as long as there is something', async () => {
      const { rendered } = await play({ graph: graph(tone(0.0004)) });
      const { sound } = wavIn(rendered);
      expect(sound.mends).toEqual([
        expect.stringMatching(/^too quiet \(peak -68\.0 dBFS\): gain \+\d\d\.\d dB$/),
      ]);
      expect(sound.lufs).toBeGreaterThan(-23);
      expect(sound.lufs).toBeLessThan(-19);
      const { rendered: silent, heard } = await play({
        graph: graph({ out: { type: 'constant', value: 0 } }),
      });
      expect(faultsIn(silent)).toEqual([expect.stringMatching(/^not silent: /)]);
      expect(heard).toEqual([[1, ['not silent'], undefined]]);
    });

    test('DC is taken out, and then the peak is what it is', async () => {
      const nodes = {
        tone: { type: 'sine', frequency: 220 },
        offset: { type: 'constant', value: 0.6 },
        out: {
          type: 'mix',
          in: [
            { node: 'tone', gain: 0.5 },
            { node: 'offset', gain: 1 },
          ],
        },
      };
      const { rendered, heard } = await play({ graph: graph(nodes) });
      expect(heard).toEqual([
        [1, ['peak', 'no dc'], expect.stringMatching(/^59\.\d % of DC: a DC block at the output$/)],
      ]);
      expect(wavIn(rendered).sound.iters).toBe(2);
      expect(Math.abs(wavIn(rendered).sound.dc)).toBeLessThan(0.001);
    });

    test.each([
      ['a swing that is not yet whole', { out: { type: 'sine', frequency: 3 } }, {}],
      ['a loop of rumble', { out: { type: 'brown_noise' } }, { loop: true }],
    ])('DC that a block leaves in a short sound goes too: %s', async (_what, nodes, others) => {
      const { rendered } = await play({ graph: graph(nodes, { duration: 0.1, ...others }) });
      const { sound } = wavIn(rendered);
      expect(sound.mends[0]).toMatch(/ of DC: a DC block at the output$/);
      expect(Math.abs(sound.dc)).toBeLessThan(0.0001);
      expect(Math.abs(samplesIn(rendered)[0]?.[0] ?? 1)).toBeLessThan('loop' in others ? 1 : 1e-4);
    });

    test('what breaks off fades', async () => {
      const { rendered } = await play({ graph: graph(tone(0.5), { fade: { in: 0, out: 0 } }) });
      expect(wavIn(rendered).sound.mends).toEqual(['it broke off: its tail fades over 0.05 s']);
      expect(Math.abs(samplesIn(rendered)[0]?.at(-1) ?? 1)).toBeLessThan(1e-4);
    });

    test('a feedback that swells gives less back', async () => {
      const nodes = {
        pick: { type: 'pluck', frequency: 110 },
        round: { type: 'feedback', in: 'pick', from: 'out', gain: 1, delay: 0.01 },
        out: { type: 'gain', in: 'round', gain: 4 },
      };
      const { rendered, heard } = await play({ graph: graph(nodes) });
      const mends = heard.map(([, , mend]) => mend ?? '');
      expect(mends.join('\n')).toMatch(/swelled to \d\d\.\d dBFS: the feedback gain of `round` times 0\.70/);
      expect(wavIn(rendered).sound).toMatchObject({ iters: heard.length + 1, mends });
    });

    test('as many iterations are made as were allowed, each one told', async () => {
      const nodes = {
        tone: { type: 'sine', frequency: 220 },
        offset: { type: 'constant', value: 0.9 },
        both: {
          type: 'mix',
          in: [
            { node: 'tone', gain: 0.9 },
            { node: 'offset', gain: 1 },
          ],
        },
        out: { type: 'gain', in: 'both', gain: 3 },
      };
      const all = await play({ graph: graph(nodes) });
      expect(wavIn(all.rendered).sound.iters).toBe(3);
      const one = await play({ graph: graph(nodes) }, { iterations: 2 });
      expect(one.rendered).toMatchObject({ rendered: 'faults', iters: 2 });
      expect(one.heard.map(([iteration, , mend]) => [iteration, mend !== undefined])).toEqual([
        [1, true],
        [2, false],
      ]);
    });
  });

  test('that is to loop has ends that join, and is as long as it says', async () => {
    const nodes = { saw: { type: 'saw', frequency: 55.3 }, out: { type: 'gain', in: 'saw', gain: 0.4 } };
    for (const loop of [true, undefined]) {
      const { rendered } = await play({
        graph: graph(nodes, loop === undefined ? { loop: { crossfade: 0.3 } } : {}),
        ...(loop === undefined ? {} : { loop }),
      });
      const { wav, sound } = wavIn(rendered);
      expect(sound.duration).toBe(2);
      expect(faultsOf(wav, { duration: 2, loop: true, channels: 1 })).toEqual([]);
    }
  });

  test('with mistakes is told all of them, and nothing is rendered', async () => {
    const nodes = { tone: { type: 'sin', frequency: 220 }, out: { type: 'gain', in: 'ton', gain: 0.5 } };
    const { rendered } = await play({ graph: graph(nodes) });
    expect(rendered).toMatchObject({ rendered: 'faults', iters: 0 });
    expect(faultsIn(rendered)).toEqual([
      expect.stringMatching(/^graph: nodes\.tone\.type: .*`sine`/),
      expect.stringMatching(/^graph: nodes\.out\.in: .*`tone`/),
    ]);
  });

  test('with more mistakes than anybody reads, or huge ones, is told so briefly', async () => {
    const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`key${n}`, n]));
    const deep = Array.from({ length: 20_000 }).reduce<Json>((inside) => ({ value: inside }), 1);
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, n) => [`n${n}`, { type: 'sine', phase: 'x' }]),
    );
    const nodes = {
      out: { type: 'z'.repeat(100_000), ...keys },
      long: { type: 'gain', in: 'y'.repeat(100_000), ['k'.repeat(100_000)]: 1 },
      nested: { type: 'sine', frequency: { value: deep }, phase: deep, ...keys },
      ...many,
    };
    const faults = faultsIn((await play({ graph: graph(nodes) })).rendered);
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toMatch(/^graph: graph: and \d+ more mistakes$/);
    expect(Math.max(...faults.map(({ length }) => length))).toBeLessThan(4000);
  });

  test('has the duration that is asked beside it', async () => {
    const { rendered } = await play({ graph: graph(noise), duration: 3 });
    expect(faultsIn(rendered)).toEqual(["duration: the graph's duration is 2 s, and 3 s are asked"]);
    wavIn((await play({ graph: graph(noise, { level: { lufs: -23 } }), duration: 2 })).rendered);
  });
});
