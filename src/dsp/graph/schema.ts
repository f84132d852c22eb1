import { unreachable, type Json, type JsonObject } from '../../base/index.ts';
import { catalog, typeNames } from './catalog/index.ts';
import type { Input, NodeType, Param, Range } from './node-type.ts';
import { limits, nodeName } from './read-graph.ts';

/**
 * The graph as JSON Schema (2020-12), made of the catalog. It says all but what crosses nodes: that names exist, that
 * circles are closed by `feedback` and that every node reaches `out`, which `readGraph` says.
 */
export function graphSchema(): JsonObject {
  const types = Object.fromEntries(typeNames.map((name) => [name, nodeSchema(name, catalog[name])]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Synthesis graph, version 1',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'duration', 'nodes', 'out'],
    properties: {
      version: { const: 1 },
      note: { type: 'string' },
      duration: number(limits.duration),
      seed: { ...number(limits.seed), type: 'integer' },
      nodes: {
        type: 'object',
        minProperties: 1,
        maxProperties: limits.nodes,
        propertyNames: { pattern: nodeName.source },
        additionalProperties: { $ref: '#/$defs/node' },
      },
      out: {
        oneOf: [
          { $ref: '#/$defs/name' },
          { type: 'array', items: { $ref: '#/$defs/name' }, minItems: 2, maxItems: 2 },
        ],
        description: 'a node, or left and right',
      },
      loop: {
        oneOf: [
          { type: 'boolean' },
          {
            type: 'object',
            additionalProperties: false,
            properties: { crossfade: number(limits.crossfade) },
          },
        ],
      },
      fade: {
        type: 'object',
        additionalProperties: false,
        properties: { in: number(limits.fadeIn), out: number(limits.fadeOut) },
      },
      level: {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: { lufs: number(limits.lufs), peak_dbfs: number(limits.peak) },
      },
    },
    $defs: {
      name: { type: 'string', pattern: nodeName.source, description: 'the name of a node' },
      by: movesSchema(['depth']),
      by_octaves: movesSchema(['depth', 'octaves']),
      node: {
        type: 'object',
        required: ['type'],
        properties: { type: { enum: typeNames } },
        allOf: typeNames.map((name) => ({
          if: { properties: { type: { const: name } }, required: ['type'] },
          then: { $ref: `#/$defs/${name}` },
        })),
      },
      ...types,
    },
  };
}

const number = ({ min, max, default: otherwise, unit, doc }: Range): JsonObject => ({
  type: 'number',
  minimum: min,
  maximum: max,
  default: otherwise,
  description: unit === '' ? doc : `${doc} (${unit})`,
});

const movesSchema = (ways: readonly string[]): JsonObject => ({
  type: 'array',
  maxItems: 16,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['node'],
    oneOf: ways.map((way) => ({ required: [way] })),
    properties: {
      node: { $ref: '#/$defs/name' },
      ...Object.fromEntries(
        ways.map((way) => [
          way,
          way === 'octaves'
            ? { type: 'number', minimum: -16, maximum: 16 }
            : { type: 'number', minimum: -1e6, maximum: 1e6 },
        ]),
      ),
    },
  },
});

/** A number, or a number that nodes move. */
const value = (range: Range): JsonObject => {
  const { description, default: otherwise, ...bare } = number(range);
  return {
    description: description ?? '',
    default: otherwise ?? null,
    oneOf: [
      bare,
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          value: bare,
          by: { $ref: `#/$defs/${range.unit === 'Hz' || range.unit === 's' ? 'by_octaves' : 'by'}` },
        },
      },
    ],
  };
};

const nodeSchema = (name: string, { doc, inputs, params }: NodeType): JsonObject => ({
  type: 'object',
  description: doc,
  additionalProperties: false,
  required: ['type', ...Object.keys(inputs).filter((key) => inputs[key]?.optional !== true)],
  properties: {
    type: { const: name },
    note: { type: 'string' },
    ...Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, inputSchema(input)])),
    ...Object.fromEntries(Object.entries(params).map(([key, param]) => [key, paramSchema(param)])),
  },
});

function inputSchema({ takes, doc, least = 0, most = 64, gain }: Input): JsonObject {
  const name: Json = { $ref: '#/$defs/name' };
  if (takes === 'node') return { $ref: '#/$defs/name', description: doc };
  const gained: Json =
    gain === undefined
      ? name
      : {
          oneOf: [
            name,
            {
              type: 'object',
              additionalProperties: false,
              required: ['node'],
              properties: { node: name, gain: value(gain) },
            },
          ],
        };
  return { type: 'array', minItems: least, maxItems: most, items: gained, description: doc };
}

function paramSchema(param: Param): JsonObject {
  switch (param.is) {
    case 'number':
      return value(param);
    case 'choice':
      return { enum: param.options, default: param.default, description: param.doc };
    case 'numbers':
      return {
        type: 'array',
        minItems: param.least,
        maxItems: param.most,
        items: value(param.of),
        description: param.doc,
      };
    case 'points':
      return {
        type: 'array',
        minItems: param.least,
        maxItems: param.most,
        description: param.doc,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(Object.entries(param.of).map(([key, range]) => [key, value(range)])),
        },
      };
    default:
      return unreachable(param);
  }
}
