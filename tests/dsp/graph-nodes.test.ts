import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { catalog, type Param, type Range } from '../../src/dsp/index.ts';
import { someOf } from '../some-of.ts';
import { alone, channelsOf, compiled, everyType, graphOf, peak, rms, samplesOf } from './graph-rig.ts';

describe('every type of node', () => {
  test.each(everyType)('%s sounds with nothing but what it must hear', async (type) => {
    const samples = await samplesOf(graphOf(alone(type), 'it'));
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(rms(samples)).toBeGreaterThan(0.003);
    expect(peak(samples)).toBeLessThan(2.5);
  });

  test.each(everyType)(
    '%s gives the same bytes whatever the size of a block, and asks no mathematics library',
    async (type) => {
      const graph = graphOf(alone(type), 'it');
      const { called } = await compiled(graph);
      expect(called).toEqual([]);
      const whole = await samplesOf(graph, { seconds: 0.25, block: 12_000 });
      for (const block of [1, 333]) expect(await samplesOf(graph, { seconds: 0.25, block })).toEqual(whole);
    },
  );

  const choices = everyType.flatMap((type) =>
    Object.entries(catalog[type].params).flatMap(([param, one]) =>
      one.is === 'choice' ? one.options.map((option) => ({ type, param, option })) : [],
    ),
  );
  test.each(choices)('$type sounds with $param: $option', async ({ type, param, option }) => {
    const samples = await samplesOf(graphOf(alone(type, { [param]: option }), 'it'));
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(rms(samples)).toBeGreaterThan(0.003);
    expect(peak(samples)).toBeLessThan(2.5);
  });
});

/** Every place of a type where a number with a range may stand. */
function ranges(
  type: (typeof everyType)[number],
): readonly (readonly [string, Range, (value: Json) => Json])[] {
  const { params, inputs } = catalog[type];
  const found: [string, Range, (value: Json) => Json][] = [];
  for (const [name, param] of Object.entries<Param>(params)) {
    if (param.is === 'number') found.push([name, param, (value) => value]);
    if (param.is === 'numbers') found.push([name, param.of, (value) => [value, 0.5, 0.25]]);
    if (param.is === 'points')
      for (const [key, range] of Object.entries(param.of)) {
        // to somewhere, so that the way there can be heard
        const rest = { time: 0.4, level: 0.7, curve: 0 };
        found.push([`${name}.${key}`, range, (value) => [{ ...rest, [key]: value }, rest]]);
      }
  }
  for (const [name, { gain }] of Object.entries(inputs)) {
    if (gain !== undefined) found.push([name, gain, (value) => [{ node: 'sound', gain: value }, 'other']]);
  }
  return found;
}

describe('every number with a range', () => {
  const places = everyType.flatMap((type) =>
    ranges(type).map(([place, range, put]) => ({ type, place, range, put })),
  );

  /** Where it counts only together with something else. */
  const beats = { in: 'uneven', threshold: -20, release: 0.05, floor: -30 };
  const besides: { readonly [place: string]: { readonly [key: string]: Json } } = {
    'adsr.release': { hold: 0.3 },
    'compressor.knee': { threshold: -6 },
    'fuzz.gate': { in: 'quiet' },
    'noise_gate.threshold': beats,
    'noise_gate.attack': beats,
    'noise_gate.hold': beats,
    'noise_gate.release': beats,
    'noise_gate.floor': beats,
    'particle.freeze': { freeze: 0.4 },
  };
  const others = {
    mover: { type: 'lfo', rate: 9 },
    beat: { type: 'clock', rate: 2.5, width: 0.2 },
    tone: { type: 'saw', frequency: 110 },
    beats: { type: 'multiply', in: ['tone', 'beat'] },
    uneven: { type: 'mix', in: ['beats', { node: 'tone', gain: 0.02 }] },
    quiet: { type: 'gain', in: 'beats', gain: 0.03 },
  };

  test.each(someOf(places, 3))(
    '$type: $place is moved by another node, and heard to be',
    async ({ type, place, range, put }) => {
      const [key = place] = place.split('.');
      const given = besides[`${type}.${place}`] ?? {};
      const play = (by: Json): Promise<Float64Array> => {
        const own = given[key];
        const value = { value: typeof own === 'number' ? own : range.default, by };
        const all = {
          type: 'mix',
          in: ['it', ...['mover', 'quiet', 'uneven'].map((node) => ({ node, gain: 0 }))],
        };
        return samplesOf(graphOf({ ...others, ...alone(type, { ...given, [key]: put(value) }), all }, 'all'));
      };
      const moved = await play([
        { node: 'mover', depth: Math.min(range.max - range.min, 10 * (range.default - range.min + 0.1)) },
      ]);
      const still = await play([]);
      expect(moved.every(Number.isFinite)).toBe(true);
      expect(peak(moved.map((one, at) => one - (still[at] ?? 0)))).toBeGreaterThan(1e-4);
    },
  );

  test('is held between its bounds, however far it is moved', async () => {
    const nodes = {
      far: { type: 'constant', value: 1000 },
      it: { type: 'constant', value: { value: 0, by: [{ node: 'far', depth: 1e6 }] } },
    };
    expect(new Set(await samplesOf(graphOf(nodes, 'it'), { seconds: 0.01 }))).toEqual(new Set([1000]));
  });

  test('is moved in octaves where it is Hz or s', async () => {
    const [left, right] = await channelsOf(
      graphOf(
        {
          up: { type: 'constant', value: 2 },
          moved: { type: 'sine', frequency: { value: 110, by: [{ node: 'up', octaves: 1 }] } },
          still: { type: 'sine', frequency: 440 },
        },
        ['moved', 'still'],
      ),
    );
    expect(peak((left ?? new Float64Array()).map((one, at) => one - (right?.[at] ?? 0)))).toBeLessThan(1e-6);
  });
});
