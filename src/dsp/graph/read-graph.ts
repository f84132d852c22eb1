import { isJsonObject, type Json } from '../../base/index.ts';
import type { Graph, GraphMistake, GraphNode } from './graph.ts';
import { Place, shown, told } from './mistakes.ts';
import { decibels, plain, seconds, type Range } from './node-type.ts';
import { orderOf } from './order.ts';
import { readNode } from './read-node.ts';
import { readNumber, readReference, refuseOtherKeys } from './read-value.ts';

export const limits = {
  nodes: 200,
  duration: seconds(0.1, 120, 10, 'of the sound'),
  seed: plain(0, 2 ** 32 - 1, 1, 'of all chance in the graph; default: the seed of the part'),
  crossfade: seconds(
    0.005,
    20,
    0.5,
    'of overhang that is faded into the beginning; at most half the duration',
  ),
  fadeIn: seconds(0, 60, 0.005, 'at the beginning'),
  fadeOut: seconds(0, 60, 0.05, 'at the end'),
  lufs: plain(-60, -6, -20, 'loudness (ITU-R BS.1770)'),
  peak: decibels(-60, -1.2, -3, 'of the largest sample, of full scale'),
} as const;

/** The keys of a graph, in the order in which they are best written. */
export const graphKeys = [
  'version',
  'note',
  'duration',
  'seed',
  'nodes',
  'out',
  'loop',
  'fade',
  'level',
] as const;

export const nodeName = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

export type GraphRead =
  | { readonly read: 'graph'; readonly graph: Graph }
  | { readonly read: 'mistakes'; readonly mistakes: readonly [GraphMistake, ...GraphMistake[]] };

/** A synthesis graph, version 1, from any JSON; all of its mistakes at once. */
export function readGraph(json: Json): GraphRead {
  const found: GraphMistake[] = [];
  const graph = read(json, new Place(found));
  const [first, ...others] = told(found);
  if (first !== undefined) return { read: 'mistakes', mistakes: [first, ...others] };
  if (graph === undefined) throw new Error('a graph was refused without a reason');
  return { read: 'graph', graph };
}

function read(json: Json, place: Place): Graph | undefined {
  if (!isJsonObject(json)) return place.wrong(`must be { "version": 1, … }, not ${shown(json)}`);
  refuseOtherKeys(json, graphKeys, place, 'a graph');
  if (json['version'] !== 1) place.at('version').wrong(`must be 1, not ${shown(json['version'])}`);
  if (json['note'] !== undefined && typeof json['note'] !== 'string')
    place.at('note').wrong('must be a text');
  const duration = readNumber(json['duration'], limits.duration, place.at('duration'));
  const seed = json['seed'] === undefined ? undefined : readSeed(json['seed'], place.at('seed'));
  const loop = readLoop(json['loop'], duration, place.at('loop'));
  const fade = readFade(json['fade'], duration, loop !== undefined, place.at('fade'));
  const level = json['level'] === undefined ? undefined : readLevel(json['level'], place.at('level'));

  const at = place.at('nodes');
  const written = json['nodes'];
  if (!isJsonObject(written))
    return at.wrong(`must be { "name": { "type": …, … }, … }, not ${shown(written)}`);
  const names = Object.keys(written);
  if (names.length > limits.nodes)
    return at.wrong(`there are ${names.length} nodes; at most ${limits.nodes} may be`);
  const nodes = new Map<string, GraphNode>();
  for (const [name, node] of Object.entries(written)) {
    if (!nodeName.test(name)) {
      at.at(name).wrong('a name begins with a letter and holds at most 40 letters, digits and `_`');
    }
    const whole = readNode(name, node, at.at(name), names);
    if (whole !== undefined) nodes.set(name, whole);
  }
  const out = readOut(json['out'], place.at('out'), names);
  // with a node missing, whatever it hears would seem to be heard by nobody
  if (out === undefined || nodes.size < names.length) return undefined;
  const order = orderOf(nodes, out, at);
  if (order === undefined || duration === undefined) return undefined;
  return {
    version: 1,
    duration,
    ...(seed === undefined ? {} : { seed }),
    nodes,
    out,
    ...(loop === undefined ? {} : { loop }),
    fade,
    ...(level === undefined ? {} : { level }),
    order,
  };
}

function readSeed(json: Json, place: Place): number | undefined {
  const seed = readNumber(json, limits.seed, place);
  if (seed !== undefined && !Number.isInteger(seed))
    return place.wrong(`must be a whole number, not ${seed}`);
  return seed;
}

function readOut(json: Json | undefined, place: Place, names: readonly string[]): Graph['out'] | undefined {
  if (!Array.isArray(json)) {
    const node = readReference(json, place, names);
    return node === undefined ? undefined : [node];
  }
  const list: readonly Json[] = json;
  if (list.length !== 2) return place.wrong(`must be one node, or ["left", "right"], not ${list.length}`);
  const left = readReference(list[0], place.at(0), names);
  const right = readReference(list[1], place.at(1), names);
  return left === undefined || right === undefined ? undefined : [left, right];
}

function readLoop(json: Json | undefined, duration: number | undefined, place: Place): Graph['loop'] {
  if (json === undefined || json === false) return undefined;
  const most = duration ?? limits.duration.max;
  const otherwise = Math.min(limits.crossfade.default, most / 2);
  if (json === true) return { crossfade: otherwise };
  if (!isJsonObject(json))
    return place.wrong(`must be true, false or { "crossfade": … }, not ${shown(json)}`);
  refuseOtherKeys(json, ['crossfade'], place);
  if (json['crossfade'] === undefined) return { crossfade: otherwise };
  const range = { ...limits.crossfade, max: Math.min(limits.crossfade.max, most / 2) };
  const crossfade = readNumber(json['crossfade'], range, place.at('crossfade'));
  return crossfade === undefined ? undefined : { crossfade };
}

function readFade(
  json: Json | undefined,
  duration: number | undefined,
  loops: boolean,
  place: Place,
): Graph['fade'] {
  const usual = loops
    ? { in: 0, out: 0 }
    : { in: limits.fadeIn.default, out: Math.min(limits.fadeOut.default, (duration ?? 10) / 4) };
  if (json === undefined) return usual;
  if (!isJsonObject(json)) {
    place.wrong(`must be { "in": …, "out": … }, not ${shown(json)}`);
    return usual;
  }
  refuseOtherKeys(json, ['in', 'out'], place);
  const of = (key: 'in' | 'out', range: Range): number =>
    json[key] === undefined ? usual[key] : (readNumber(json[key], range, place.at(key)) ?? 0);
  const fade = { in: of('in', limits.fadeIn), out: of('out', limits.fadeOut) };
  if (duration !== undefined && fade.in + fade.out > duration) {
    place.wrong(`${fade.in} s and ${fade.out} s are longer than the sound, ${duration} s`);
  }
  return fade;
}

function readLevel(json: Json, place: Place): Graph['level'] {
  const keys = isJsonObject(json) ? Object.keys(json) : [];
  if (!isJsonObject(json) || keys.length !== 1) {
    return place.wrong(`must be { "lufs": … } or { "peak_dbfs": … }, not ${shown(json)}`);
  }
  refuseOtherKeys(json, ['lufs', 'peak_dbfs'], place);
  if (json['lufs'] !== undefined) {
    const lufs = readNumber(json['lufs'], limits.lufs, place.at('lufs'));
    return lufs === undefined ? undefined : { lufs };
  }
  if (json['peak_dbfs'] === undefined) return undefined;
  const peak = readNumber(json['peak_dbfs'], limits.peak, place.at('peak_dbfs'));
  return peak === undefined ? undefined : { peak_dbfs: peak };
}
