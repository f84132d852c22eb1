import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/index.ts';
import { catalog, readGraph, spectrogram, typeNames, type TypeName } from '../../src/dsp/index.ts';
import { materials, structures, voices, vowels } from '../../src/dsp/faust/nodes/partials.ts';
import { rate } from './sounds.ts';
import { request, samplesIn, synthWith } from './synth-support.ts';
import { scratch } from './tools.ts';

/**
 * bench/dsp/numpy_graphs says in NumPy what each type of node does, written apart from the Faust text. Two ways to the
 * same sound that agree are each other's check.
 */
const numpyGraphs = path.resolve(import.meta.dirname, '../../bench/dsp');
const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import numpy, scipy.signal'], { stdio: 'ignore' }).status === 0,
);
const synth = synthWith({ children: 2 });
afterAll(() => synth.close());

/** What the nodes hear: a saw with some noise, struck at no round number of times a second. */
const around: { readonly [name: string]: JsonObject } = {
  saw: { type: 'saw', frequency: 110.3 },
  hiss: { type: 'white_noise' },
  both: {
    type: 'mix',
    in: [
      { node: 'saw', gain: 0.3 },
      { node: 'hiss', gain: 0.05 },
    ],
  },
  beat: { type: 'clock', rate: 3.17 },
  stroke: { type: 'ad', trigger: 'beat', decay: 0.3 },
  struck: { type: 'multiply', in: ['both', 'stroke'] },
  slow: { type: 'lfo', rate: 0.71 },
  tone: { type: 'saw', frequency: 220.7 },
};

/** One graph: of a node of this type, whose numbers move or not, and one of whose choices is made. */
interface Case {
  readonly id: string;
  readonly type: TypeName;
  readonly moves: boolean;
  readonly choice?: JsonObject;
}

/** One node of a type that hears what it can. */
function nodeOf({ type, moves, choice = {} }: Case): JsonObject {
  const { inputs, params } = catalog[type];
  const heard = Object.entries(inputs).flatMap(([input, { takes }]): [string, Json][] => {
    if (input === 'trigger') return [[input, 'beat']];
    if (input === 'from') return [[input, 'node']];
    if (input === 'side' || type === 'modal') return [];
    if (takes === 'gained nodes') return [[input, [{ node: 'saw', gain: 0.4 }, 'struck']]];
    return [[input, takes === 'nodes' ? ['saw', 'stroke'] : 'struck']];
  });
  const numbers = Object.entries(params).flatMap(([name, param]): [string, Json][] => {
    if (param.is !== 'number' || name === 'mix') return [];
    const [below, above] = [param.default - param.min, param.max - param.default];
    // no round period, so that no trigger falls between two samples for one side only
    if (['Hz', '/s'].includes(param.unit) && !moves)
      return [[name, Math.min(param.default * 1.0137, param.max)]];
    const far = Math.min(
      below,
      above,
      ['Hz', 's', '/s'].includes(param.unit) ? param.default * 0.3 : (param.max - param.min) * 0.1,
    );
    return moves && far > 0
      ? [[name, { value: param.default, by: [{ node: 'slow', depth: 0.9 * far }] }]]
      : [];
  });
  return { type, ...Object.fromEntries([...heard, ...numbers]), ...choice };
}

/** A sound of one node: as it is, or as the level of a tone where it gives no sound of its own. */
function graphOf(made: Case): JsonObject {
  const { type } = made;
  const isLevel = catalog[type].gives === '0..1' || catalog[type].gives === '-1..1' || type === 'constant';
  const all: { readonly [name: string]: JsonObject } = {
    ...around,
    node: nodeOf(made),
    ...(isLevel ? { sound: { type: 'multiply', in: ['tone', 'node'] } } : {}),
  };
  const out = isLevel ? 'sound' : 'node';
  const heard = new Set<string>();
  const hear = (name: string): void => {
    if (heard.has(name)) return;
    heard.add(name);
    for (const other of Object.keys(all)) {
      // as a value, not as a key, and not as the type
      const named = new RegExp(`(?<!"type":)"${other}"(?!:)`);
      if (named.test(JSON.stringify(all[name]))) hear(other);
    }
  };
  hear(out);
  const nodes = Object.fromEntries(Object.entries(all).filter(([name]) => heard.has(name)));
  return { version: 1, duration: 1.5, seed: 5, nodes, out, level: { lufs: -20 } };
}

interface Both {
  readonly ours: Float32Array;
  readonly theirs: Float32Array;
}

async function renderedTwice(cases: readonly Case[]): Promise<readonly (readonly [Case, Both])[]> {
  const folder = scratch();
  const graphs = cases.map((made) => {
    const read = readGraph(graphOf(made));
    if (read.read !== 'graph') throw new Error(`${made.id}: ${JSON.stringify(read)}`);
    return { id: made.id, seed: 1, graph: { ...read.graph, nodes: Object.fromEntries(read.graph.nodes) } };
  });
  const jobs = path.join(folder, 'jobs.json');
  writeFileSync(jobs, JSON.stringify({ graphs, tables: { materials, structures, voices, vowels } }));
  const ran = spawnSync(python ?? 'python3', ['-B', '-m', 'numpy_graphs', jobs, folder, '2'], {
    cwd: numpyGraphs,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return Promise.all(
    cases.map(async (made) => {
      const rendered = await synth.render(request({ graph: graphOf(made) }));
      const bytes = new Uint8Array(readFileSync(path.join(folder, `${made.id}.f32`)));
      const [ours = new Float32Array(0)] = samplesIn(rendered);
      return [made, { ours, theirs: new Float32Array(bytes.buffer) }] as const;
    }),
  );
}

/** 1 where one is the other, at any level. */
function likeness({ ours, theirs }: Both): number {
  let [one, other, both] = [0, 0, 0];
  ours.forEach((sample, at) => {
    const against = theirs[at] ?? 0;
    one += sample * sample;
    other += against * against;
    both += sample * against;
  });
  return both / Math.sqrt(one * other);
}

/** Mean difference of the levels, in dB, of 12 moments and 16 bands where they are less than 40 dB below the loudest. */
function apart({ ours, theirs }: Both): number {
  const [one, other] = [ours, theirs].map(
    (samples) => spectrogram(samples, rate, { columns: 12, rows: 16 }).decibels,
  );
  if (one === undefined || other === undefined) return Number.NaN;
  const top = Math.max(...one);
  const heard = [...one.keys()].filter((at) => (one[at] ?? 0) > top - 40);
  return heard.reduce((sum, at) => sum + Math.abs((one[at] ?? 0) - (other[at] ?? 0)), 0) / heard.length;
}

/** Their grains begin at another phase in NumPy, so that only levels and spectra can agree. */
const alikeOnly: readonly TypeName[] = ['grains'];

const everyType = (moves: boolean): readonly Case[] => typeNames.map((type) => ({ id: type, type, moves }));
const everyChoice = typeNames.flatMap((type) =>
  Object.entries(catalog[type].params).flatMap(([name, param]) =>
    param.is === 'choice'
      ? param.options.map((option): Case => ({
          id: `${type}-${option}`,
          type,
          moves: false,
          choice: { [name]: option },
        }))
      : [],
  ),
);

describe('every type of node sounds as NumPy says', { timeout: 600_000 }, () => {
  test.for([
    ['its numbers at rest', everyType(false)],
    ['all of its numbers moving', everyType(true)],
    ['each of its choices', everyChoice],
  ] as const)('%s', async ([, cases], context) => {
    if (python === undefined) context.skip('no Python here has NumPy and SciPy');
    const both = await renderedTwice(cases);
    const unlike = both.flatMap(([{ id, type }, sounds]) => {
      const like = likeness(sounds);
      const far = apart(sounds);
      return (like > 0.98 || alikeOnly.includes(type)) && far < 4 ? [] : [`${id}: ${like}, ${far} dB`];
    });
    expect(unlike).toEqual([]);
  });
});
