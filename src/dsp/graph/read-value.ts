import { isJsonObject, type Json } from '../../base/index.ts';
import type { Move, Value } from './graph.ts';
import { brief, meant, shown, span, type Place } from './mistakes.ts';
import type { Range } from './node-type.ts';

/** Moves of one value at most. */
const mostMoves = 16;
const farthest = 1e6;

/** A number within a range. */
export function readNumber(json: Json | undefined, range: Range, place: Place): number | undefined {
  if (typeof json !== 'number') {
    return place.wrong(`must be a number from ${span(range)}, not ${shown(json)}`);
  }
  if (json < range.min || json > range.max) {
    return place.wrong(`${json} is outside ${span(range)}`);
  }
  return json;
}

/** A number, or `{ "value": …, "by": [ … ] }`. */
export function readValue(
  json: Json,
  range: Range,
  place: Place,
  nodes: readonly string[],
): Value | undefined {
  if (!isJsonObject(json)) {
    if (typeof json !== 'number') {
      return place.wrong(
        `must be a number from ${span(range)}, or { "value": …, "by": [{ "node": …, "depth": … }] }, not ${shown(json)}`,
      );
    }
    const value = readNumber(json, range, place);
    return value === undefined ? undefined : { value, by: [], range };
  }
  refuseOtherKeys(json, ['value', 'by'], place);
  const value =
    json['value'] === undefined ? range.default : readNumber(json['value'], range, place.at('value'));
  const by = readMoves(json['by'], range, place.at('by'), nodes);
  return value === undefined || by === undefined ? undefined : { value, by, range };
}

function readMoves(json: Json | undefined, range: Range, place: Place, nodes: readonly string[]) {
  if (json === undefined) return [];
  if (!Array.isArray(json)) {
    return place.wrong(`must be a list such as [{ "node": "slow", "depth": 1 }], not ${shown(json)}`);
  }
  const list: readonly Json[] = json;
  if (list.length > mostMoves) return place.wrong(`${list.length} nodes move it; at most ${mostMoves} may`);
  const moves = list.map((entry, index) => readMove(entry, range, place.at(index), nodes));
  return moves.every((move) => move !== undefined) ? moves : undefined;
}

function readMove(json: Json, range: Range, place: Place, nodes: readonly string[]): Move | undefined {
  if (!isJsonObject(json)) return place.wrong(`must be { "node": …, "depth": … }, not ${shown(json)}`);
  const inOctaves = range.unit === 'Hz' || range.unit === 's';
  const ways = inOctaves ? (['depth', 'octaves'] as const) : (['depth'] as const);
  refuseOtherKeys(json, ['node', ...ways, ...('octaves' in json ? ['octaves'] : [])], place);
  const node = readReference(json['node'], place.at('node'), nodes);
  const given = (['depth', 'octaves'] as const).filter((way) => json[way] !== undefined);
  const [how] = given;
  if (how === undefined || given.length > 1) {
    return place.wrong(
      `needs either \`depth\`${inOctaves ? ' or `octaves`' : ''}: how far the node moves it`,
    );
  }
  if (how === 'octaves' && !inOctaves) {
    return place
      .at('octaves')
      .wrong(
        `only Hz and s are moved in octaves; use \`depth\`${range.unit === '' ? '' : `, in ${range.unit}`}`,
      );
  }
  const most = how === 'octaves' ? 16 : farthest;
  const amount = readNumber(
    json[how],
    { ...range, min: -most, max: most, unit: how === 'octaves' ? 'octaves' : range.unit },
    place.at(how),
  );
  return node === undefined || amount === undefined ? undefined : { node, how, amount };
}

/** The name of a node. */
export function readReference(
  json: Json | undefined,
  place: Place,
  nodes: readonly string[],
): string | undefined {
  if (typeof json !== 'string') return place.wrong(`must be the name of a node, not ${shown(json)}`);
  if (!nodes.includes(json)) return place.wrong(`there is no node \`${brief(json)}\`${meant(json, nodes)}`);
  return json;
}

export function refuseOtherKeys(
  json: { readonly [key: string]: Json },
  known: readonly string[],
  place: Place,
  of = '',
): void {
  const others = Object.keys(json).filter((key) => !known.includes(key));
  const whose = of === '' ? '' : ` of ${of}`;
  for (const key of others.slice(0, mostOthers))
    place.at(key).wrong(`\`${brief(key)}\` is no key${whose}${meant(key, known)}`);
  const more = others.length - mostOthers;
  if (more > 0) place.wrong(`and ${more} more keys that are none${whose}`);
}

/** Keys of one map that are looked at one by one. */
const mostOthers = 20;
