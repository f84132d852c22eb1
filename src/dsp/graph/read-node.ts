import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { catalog, isTypeName, typeNames } from './catalog/index.ts';
import type { GraphNode, Heard, Value } from './graph.ts';
import { brief, listed, meant, shown, type Place } from './mistakes.ts';
import type { Input, NodeType, Param, Range } from './node-type.ts';
import { readReference, readValue, refuseOtherKeys } from './read-value.ts';

/** One node of a graph; `nodes` are the names of all. */
export function readNode(
  name: string,
  json: Json,
  place: Place,
  nodes: readonly string[],
): GraphNode | undefined {
  if (!isJsonObject(json)) return place.wrong(`must be { "type": …, … }, not ${shown(json)}`);
  const type = json['type'];
  if (typeof type !== 'string') {
    return place.at('type').wrong(`must be the name of a type of node, not ${shown(type)}`);
  }
  if (!isTypeName(type))
    return place.at('type').wrong(`\`${brief(type)}\` is no type of node${meant(type, typeNames)}`);
  const of: NodeType = catalog[type];
  const own = [...Object.keys(of.inputs), ...Object.keys(of.params)];
  refuseOtherKeys(json, ['type', 'note', ...own], place, `\`${type}\``);
  if (json['note'] !== undefined && typeof json['note'] !== 'string')
    place.at('note').wrong('must be a text');
  const read = readParams(of, json, place, nodes);
  const inputs = readInputs(type, of, json, place, nodes);
  return read === undefined || inputs === undefined ? undefined : { name, type, inputs, ...read };
}

function readInputs(type: string, of: NodeType, json: JsonObject, place: Place, nodes: readonly string[]) {
  const inputs: { [input: string]: readonly Heard[] } = {};
  let whole = true;
  for (const [key, input] of Object.entries(of.inputs)) {
    const given = json[key];
    if (given === undefined) {
      if (input.optional === true) continue;
      place.wrong(`\`${type}\` needs \`${key}\`: ${input.doc}`);
      whole = false;
      continue;
    }
    const heard = readInput(given, input, place.at(key), nodes);
    if (heard === undefined) whole = false;
    else inputs[key] = heard;
  }
  return whole ? inputs : undefined;
}

function readInput(
  json: Json,
  input: Input,
  place: Place,
  nodes: readonly string[],
): readonly Heard[] | undefined {
  if (input.takes === 'node') {
    if (Array.isArray(json)) {
      return place.wrong('must be the name of one node, not a list: put a `mix` before it');
    }
    const node = readReference(json, place, nodes);
    return node === undefined ? undefined : [{ node }];
  }
  if (!Array.isArray(json)) return place.wrong(`must be a list of nodes, not ${shown(json)}`);
  const list: readonly Json[] = json;
  const { least = 0, most = list.length } = input;
  if (list.length < least || list.length > most) {
    return place.wrong(`holds ${list.length}; it must be ${least} to ${most} nodes`);
  }
  const heard = list.map((entry, index) => readHeard(entry, input, place.at(index), nodes));
  return heard.every((one) => one !== undefined) ? heard : undefined;
}

function readHeard(json: Json, { gain }: Input, place: Place, nodes: readonly string[]): Heard | undefined {
  if (gain === undefined || !isJsonObject(json)) {
    const node = readReference(json, place, nodes);
    if (node === undefined) return undefined;
    return gain === undefined ? { node } : { node, gain: asValue(gain.default, gain) };
  }
  refuseOtherKeys(json, ['node', 'gain'], place);
  const node = readReference(json['node'], place.at('node'), nodes);
  const value =
    json['gain'] === undefined
      ? asValue(gain.default, gain)
      : readValue(json['gain'], gain, place.at('gain'), nodes);
  return node === undefined || value === undefined ? undefined : { node, gain: value };
}

function readParams(of: NodeType, json: JsonObject, place: Place, nodes: readonly string[]) {
  const values: { [param: string]: Value } = {};
  const choices: { [param: string]: string } = {};
  const lists: { [param: string]: readonly Value[] } = {};
  const points: { [param: string]: readonly { readonly [key: string]: Value }[] } = {};
  const wrong: string[] = [];
  const keep = <T>(into: { [param: string]: T }, key: string, read: T | undefined): void => {
    if (read === undefined) wrong.push(key);
    else into[key] = read;
  };
  for (const [key, param] of Object.entries(of.params)) {
    const given = json[key];
    const here = place.at(key);
    if (param.is === 'number') keep(values, key, valueOf(given, param, here, nodes));
    else if (param.is === 'choice') keep(choices, key, readChoice(given, param, here));
    else if (param.is === 'numbers') {
      const read = (entry: Json, at: Place): Value | undefined => readValue(entry, param.of, at, nodes);
      keep(lists, key, readList(given ?? param.default, param, here, given === undefined, read));
    } else {
      const read = (entry: Json, at: Place) => readPoint(entry, param.of, at, nodes);
      keep(points, key, readList(given ?? param.default, param, here, given === undefined, read));
    }
  }
  return wrong.length === 0 ? { values, choices, lists, points } : undefined;
}

const asValue = (value: number, range: Range): Value => ({ value, by: [], range });

const valueOf = (
  json: Json | undefined,
  range: Range,
  place: Place,
  nodes: readonly string[],
): Value | undefined =>
  json === undefined ? asValue(range.default, range) : readValue(json, range, place, nodes);

function readChoice(
  json: Json | undefined,
  param: Param & { is: 'choice' },
  place: Place,
): string | undefined {
  if (json === undefined) return param.default;
  if (typeof json === 'string' && param.options.includes(json)) return json;
  const near = typeof json === 'string' ? meant(json, param.options) : '';
  return place.wrong(
    `must be ${listed(param.options)}, not ${shown(json)}${near.includes('nearest') ? near : ''}`,
  );
}

function readList<T>(
  json: Json,
  { least, most }: { readonly least: number; readonly most: number },
  place: Place,
  isDefault: boolean,
  read: (entry: Json, at: Place) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(json)) return place.wrong(`must be a list, not ${shown(json)}`);
  const list: readonly Json[] = json;
  if (!isDefault && (list.length < least || list.length > most)) {
    return place.wrong(`holds ${list.length}; it must hold ${least} to ${most}`);
  }
  const all = list.map((entry, index) => read(entry, place.at(index)));
  return all.every((one) => one !== undefined) ? all : undefined;
}

function readPoint(
  json: Json,
  of: { readonly [key: string]: Range },
  place: Place,
  nodes: readonly string[],
): { readonly [key: string]: Value } | undefined {
  const keys = Object.keys(of);
  if (!isJsonObject(json)) return place.wrong(`must be an object of ${listed(keys)}, not ${shown(json)}`);
  refuseOtherKeys(json, keys, place);
  const point: { [key: string]: Value } = {};
  for (const [key, range] of Object.entries(of)) {
    const value = valueOf(json[key], range, place.at(key), nodes);
    if (value !== undefined) point[key] = value;
  }
  return Object.keys(point).length === keys.length ? point : undefined;
}
