import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { graphSchema, readGraph } from '../../src/dsp/index.ts';
import { checked, graphOf } from './graph-rig.ts';
import { randomGraph } from './random-graph.ts';

const mistakesIn = (json: Json): readonly string[] => {
  const read = readGraph(json);
  return read.read === 'graph' ? [] : read.mistakes.map(({ path, message }) => `${path}: ${message}`);
};
const saw = { type: 'saw' };
const schema = new Ajv2020({ strict: false }).compile(graphSchema());

describe('a graph is read', () => {
  test('with all its mistakes at once, each with its path, what was meant and what is allowed', () => {
    const mistakes = mistakesIn({
      version: 2,
      duration: 500,
      nodes: {
        a: { type: 'lowpas', in: 'b' },
        b: {
          type: 'saw',
          frequncy: 3,
          frequency: {
            value: -3,
            by: [
              { node: 'zz', depth: 2 },
              { node: 'b', octave: 1 },
            ],
          },
        },
        c: { type: 'crossfade', a: 'c', position: { by: [{ node: 'c', octaves: 1 }] } },
        'x y': { type: 'lfo', shape: 'sin' },
      },
      out: 'bb',
      loop: { crossfade: 90 },
      fade: 3,
      level: { lufs: 3 },
    });
    expect(mistakes).toEqual([
      'version: must be 1, not 2',
      'duration: 500 is outside 0.1 to 120 s',
      'loop.crossfade: 90 is outside 0.005 to 20 s',
      'fade: must be { "in": …, "out": … }, not 3',
      'level.lufs: 3 is outside -60 to -6',
      'nodes.a.type: `lowpas` is no type of node; the nearest is `lowpass`',
      'nodes.b.frequncy: `frequncy` is no key of `saw`; the nearest is `frequency`',
      'nodes.b.frequency.value: -3 is outside 0.1 to 16000 Hz',
      'nodes.b.frequency.by[0].node: there is no node `zz`; there are: a, b, c, x y',
      'nodes.b.frequency.by[1].octave: `octave` is no key; the nearest is `octaves`',
      'nodes.b.frequency.by[1]: needs either `depth` or `octaves`: how far the node moves it',
      'nodes.c.position.by[0].octaves: only Hz and s are moved in octaves; use `depth`',
      'nodes.c: `crossfade` needs `b`: heard at position 1',
      'nodes["x y"]: a name begins with a letter and holds at most 40 letters, digits and `_`',
      'nodes["x y"].shape: must be sine, triangle, ramp, fall, square, steps or drift, not "sin"; the nearest is `sine`',
      'out: there is no node `bb`; the nearest is `b`',
    ]);
  });

  test('with every node after those that it hears', () => {
    const nodes = {
      last: { type: 'mix', in: ['low', 'high'] },
      low: { type: 'lowpass', in: 'tone', cutoff: { value: 300, by: [{ node: 'slow', octaves: 1 }] } },
      high: { type: 'highpass', in: 'tone' },
      tone: saw,
      slow: { type: 'lfo' },
    };
    expect(checked(graphOf(nodes, 'last')).order).toEqual(['tone', 'slow', 'low', 'high', 'last']);
  });

  test('but not where a node hears itself without a feedback, or reaches no output', () => {
    const nodes = {
      a: { type: 'lowpass', in: 'b' },
      b: { type: 'gain', in: 'tone', gain: { by: [{ node: 'a', depth: 1 }] } },
      tone: saw,
      lost: saw,
    };
    expect(mistakesIn(graphOf(nodes, 'a'))).toEqual([
      'nodes.a: hears itself: `a` → `b` → `a` (each hears the next); only `from` of a `feedback` node may close a circle',
      'nodes.lost: does not reach `out`: nothing hears it',
    ]);
  });

  test('where a feedback closes the circle, and keeps what is heard only through it', () => {
    const nodes = {
      circle: { type: 'feedback', in: 'tone', from: 'echo' },
      echo: { type: 'delay', in: 'circle' },
      tone: saw,
    };
    expect(checked(graphOf(nodes, 'circle')).order).toEqual(['tone', 'circle', 'echo']);
  });

  test('up to 200 nodes, and not one more', () => {
    const many = (count: number): Json =>
      graphOf(
        Object.fromEntries(
          Array.from({ length: count }, (_, at) => [
            `n${at}`,
            at === 0 ? saw : { type: 'gain', in: `n${at - 1}` },
          ]),
        ),
        `n${count - 1}`,
      );
    expect(mistakesIn(many(200))).toEqual([]);
    expect(mistakesIn(many(201))).toEqual(['nodes: there are 201 nodes; at most 200 may be']);
  });

  test('with a loop that has no fades and a cross-fade no longer than half of it', () => {
    const loop = (duration: number, others: Json): Json => ({
      version: 1,
      duration,
      nodes: { it: saw },
      out: 'it',
      loop: others,
    });
    expect(checked(loop(10, true))).toMatchObject({ loop: { crossfade: 0.5 }, fade: { in: 0, out: 0 } });
    expect(checked(loop(0.5, {}))).toMatchObject({ loop: { crossfade: 0.25 } });
    expect(mistakesIn(loop(2, { crossfade: 1.5 }))).toEqual(['loop.crossfade: 1.5 is outside 0.005 to 1 s']);
  });

  test('or refused with a reason, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(mistakesIn(json as Json).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the schema', () => {
  test('takes every graph that is read without a mistake', () => {
    fc.assert(
      fc.property(randomGraph(), (json) => {
        expect(mistakesIn(json)).toEqual([]);
        expect(schema(json) ? [] : schema.errors).toEqual([]);
      }),
    );
  });

  test.each([
    ['a value out of range', { type: 'saw', frequency: 20000 }],
    ['a key that is none', { type: 'saw', pitch: 3 }],
    ['a type that is none', { type: 'sow' }],
    ['a choice that is none', { type: 'lfo', shape: 'round' }],
    ['octaves where there are none', { type: 'pulse', width: { by: [{ node: 'it', octaves: 1 }] } }],
    ['a missing input', { type: 'lowpass' }],
  ])('refuses %s, as the reader does', (_, node) => {
    const graph = graphOf({ it: node }, 'it');
    expect(schema(graph)).toBe(false);
    expect(mistakesIn(graph).length).toBeGreaterThan(0);
  });
});
