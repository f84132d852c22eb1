import type { Json, JsonObject } from '../../src/base/index.ts';
import { compute } from '../../src/dsp/child/compute.ts';
import { loadLibrary, type Compiled, type FaustLibrary } from '../../src/dsp/child/library.ts';
import { wasm } from '../../src/dsp/child/webassembly.ts';
import { findFaust } from '../../src/dsp/faust-library.ts';
import { catalog, faustOf, readGraph, typeNames, type Graph, type TypeName } from '../../src/dsp/index.ts';
import { fft } from '../../src/dsp/measure/fft.ts';

export const rate = 48_000;

/** The graph without its mistakes; throws them where there are any. */
export function checked(json: Json): Graph {
  const read = readGraph(json);
  if (read.read === 'graph') return read.graph;
  throw new Error(read.mistakes.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

export const graphOf = (nodes: JsonObject, out: Json, others: JsonObject = {}): Json => ({
  version: 1,
  duration: 2,
  nodes,
  out,
  ...others,
});

let library: Promise<FaustLibrary> | undefined;
const known = new Map<string, Compiled>();

/** What the real compiler makes of a graph, and which functions of the mathematics library it calls. */
export async function compiled(json: Json, seed = 1, guard = 1) {
  library ??= loadLibrary(findFaust().folder);
  const { text } = faustOf(checked(json), { seed, guard });
  const answer = known.get(text) ?? (await (await library).compile(text));
  known.set(text, answer);
  if (!answer.compiled) throw new Error(`${'refused' in answer ? answer.refused : answer.trapped}\n${text}`);
  // functions of the mathematics library are imported under names such as `_pow`
  const called = [
    ...Buffer.from(answer.code)
      .toString('latin1')
      .matchAll(/_(?:pow|sin|cos|tan|exp|log)\w*/g),
  ];
  return { ...answer, called: called.map(([name]) => name), text };
}

interface Asked {
  readonly seconds?: number;
  readonly seed?: number;
  readonly guard?: number;
  readonly block?: number;
}

/** All channels of a graph, computed by the real compiler's code. Throws where it runs away. */
export async function channelsOf(json: Json, { seconds = 1, seed, guard, block = 512 }: Asked = {}) {
  const { code, description } = await compiled(json, seed, guard);
  const computed = compute(new wasm.Module(code), description, Math.round(seconds * rate), block);
  if (computed.computed === 'all') return computed.channels;
  throw new Error(`it ran away after ${computed.at} s: ${computed.value}`);
}

export async function samplesOf(json: Json, asked: Asked = {}): Promise<Float64Array> {
  const [first] = await channelsOf(json, asked);
  if (first === undefined) throw new Error('there is no channel');
  return first;
}

/** One node of a type with what it must hear: a sawtooth, and a noise where it hears two. */
export function alone(type: TypeName, keys: JsonObject = {}): JsonObject {
  const node: { [key: string]: Json } = { type };
  const heard: { [name: string]: Json } = {};
  for (const [input, { takes, optional }] of Object.entries(catalog[type].inputs)) {
    if (optional === true || input in keys) continue;
    if (input === 'from') node[input] = 'it';
    else if (takes === 'node') node[input] = input === 'b' ? 'other' : 'sound';
    else node[input] = ['sound', 'other'];
  }
  Object.assign(node, keys);
  const named = JSON.stringify(node);
  if (named.includes('"sound"')) heard['sound'] = { type: 'saw', frequency: 220 };
  if (named.includes('"other"')) heard['other'] = { type: 'white_noise' };
  return { it: node, ...heard };
}

export const everyType = typeNames;

export const rms = (samples: Float64Array): number =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
export const peak = (samples: Float64Array): number =>
  samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
export const mean = (samples: Float64Array): number =>
  samples.reduce((sum, x) => sum + x, 0) / samples.length;
export const decibels = (share: number): number => 20 * Math.log10(share);

/** Power by frequency (Hann windows, half over one another), such that all of it sums up to the mean square. */
export function spectrum(samples: Float64Array, size = 8192) {
  const power = new Float64Array(size / 2 + 1);
  const window = Float64Array.from(
    { length: size },
    (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size),
  );
  const { re, im, run } = fft(size);
  let frames = 0;
  for (let from = 0; from + size <= samples.length; from += size / 2) {
    for (const [at, w] of window.entries()) re[at] = w * (samples[from + at] ?? 0);
    im.fill(0);
    run();
    for (const bin of power.keys()) {
      const both = bin === 0 || bin === size / 2 ? 1 : 2;
      power[bin] = (power[bin] ?? 0) + both * ((re[bin] ?? 0) ** 2 + (im[bin] ?? 0) ** 2);
    }
    frames += 1;
  }
  const scale = 1 / (frames * size * window.reduce((sum, w) => sum + w * w, 0));
  const bins = power.map((one) => one * scale);
  const hz = rate / size;
  return {
    bins,
    hz,
    /** Power between two frequencies. */
    between: (low: number, high: number): number =>
      bins
        .slice(Math.max(0, Math.ceil(low / hz)), Math.floor(high / hz) + 1)
        .reduce((sum, one) => sum + one, 0),
    /** dB, of the power within a few bins of a frequency. */
    at(frequency: number): number {
      const middle = Math.round(frequency / hz);
      return (
        10 *
        Math.log10(bins.slice(Math.max(0, middle - 3), middle + 4).reduce((sum, one) => sum + one, 1e-30))
      );
    },
    /** The frequency at which most power is, between the bins on a parabola. */
    top(): number {
      const at = bins.reduce((best, one, bin) => (one > (bins[best] ?? 0) ? bin : best), 0);
      const [a, b, c] = [-1, 0, 1].map((away) => Math.log((bins[at + away] ?? 0) + 1e-30)) as [
        number,
        number,
        number,
      ];
      return (at + (0.5 * (a - c)) / (a - 2 * b + c)) * hz;
    },
  };
}
