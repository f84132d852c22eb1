import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';

/**
 * A JSON Schema as the API's structured output takes it
 * (https://platform.claude.com/docs/en/build-with-claude/structured-outputs, "JSON Schema limitations"; the SDK's
 * lib/transform-json-schema turns its own schemas into the same subset): maps are closed and list their members,
 * references lead into `$defs` of the same document and never in a circle, lists have `items` and at most
 * `minItems: 1`. Bounds of numbers and texts are not among it: they are told in the description instead, and the
 * answer is validated against the person's own schema anyway. `undefined` where it says something that cannot be
 * said so; then the whole schema is told in the prompt.
 */
export function sentSchema(schema: Json): JsonObject | undefined {
  try {
    return converted(schema, { root: schema, within: [] });
  } catch (error) {
    if (error instanceof NotSendable) return undefined;
    throw error;
  }
}

class NotSendable extends Error {}

interface Place {
  readonly root: Json;
  /** The references that led here: to come by one again is a circle. */
  readonly within: readonly string[];
}

/** They say nothing about a value, or nothing that the API minds. */
const annotations = [
  '$schema',
  '$id',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
const formats = 'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' ');
/** Keywords that only narrow: told in words. */
const told: { readonly [type: string]: readonly string[] } = {
  object: ['minProperties', 'maxProperties'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  boolean: [],
  null: [],
};
const shaping = [
  '$defs',
  'definitions',
  '$ref',
  'type',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'title',
  'description',
];
const ofObjects = ['properties', 'required', 'additionalProperties'];

const isPlain = (value: Json): boolean => value === null || typeof value !== 'object';

function converted(schema: Json, place: Place): JsonObject {
  if (!isJsonObject(schema)) throw new NotSendable();
  const known = new Set([...annotations, ...shaping, ...ofObjects, 'items', ...Object.values(told).flat()]);
  if (Object.keys(schema).some((keyword) => !known.has(keyword))) throw new NotSendable();
  const named = {
    ...(typeof schema['title'] === 'string' ? { title: schema['title'] } : {}),
    ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
  };
  const defs = place.root === schema ? definitionsOf(schema, place) : {};
  if (schema['$ref'] !== undefined) {
    follow(schema, place);
    return { ...defs, $ref: schema['$ref'] };
  }
  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (variants !== undefined) {
    const others = [...ofObjects, 'items', 'type', 'enum', 'const', ...Object.values(told).flat()];
    if (!Array.isArray(variants) || others.some((keyword) => keyword in schema)) throw new NotSendable();
    if (schema['anyOf'] !== undefined && schema['oneOf'] !== undefined) throw new NotSendable();
    return { ...defs, ...named, anyOf: variants.map((variant: Json) => converted(variant, place)) };
  }
  const { enum: values, const: value } = schema;
  if (values !== undefined || value !== undefined) {
    const all = values ?? [value ?? null];
    if (!Array.isArray(all) || all.length === 0 || !all.every(isPlain)) throw new NotSendable();
    return { ...defs, ...named, ...(values === undefined ? { const: value ?? null } : { enum: all }) };
  }
  const types = typesOf(schema);
  const [first, ...more] = types.map((type) => ofType(type, schema, named, place));
  if (first === undefined) throw new NotSendable();
  return { ...defs, ...(more.length === 0 ? first : { anyOf: [first, ...more] }) };
}

function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((one: Json): one is string => typeof one === 'string');
  if ('properties' in schema) return ['object'];
  return 'items' in schema ? ['array'] : [];
}

function ofType(type: string, schema: JsonObject, named: JsonObject, place: Place): JsonObject {
  const narrowing = told[type];
  if (narrowing === undefined) throw new NotSendable();
  const { format, minItems } = schema;
  const kept = {
    ...(type === 'string' && typeof format === 'string' && formats.includes(format) ? { format } : {}),
    ...(type === 'array' && (minItems === 0 || minItems === 1) ? { minItems } : {}),
  };
  const words = narrowing
    .filter((keyword) => keyword in schema && !(keyword in kept))
    .map((keyword) => `${keyword}: ${JSON.stringify(schema[keyword])}`)
    .join(', ');
  const description = [named['description'], words].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return {
    ...named,
    ...(description.length === 0 ? {} : { description: description.join(' · ') }),
    type,
    ...kept,
    ...(type === 'object' ? membersOf(schema, place) : {}),
    ...(type === 'array' ? { items: converted(schema['items'] ?? null, place) } : {}),
  };
}

function membersOf({ properties, required, additionalProperties }: JsonObject, place: Place): JsonObject {
  // An open map cannot be said; one that lists its members and says no more is closed, which only narrows it.
  if (!isJsonObject(properties) || (additionalProperties !== undefined && additionalProperties !== false))
    throw new NotSendable();
  const members = Object.entries(properties).map(([name, one]) => [name, converted(one, place)] as const);
  if (
    Array.isArray(required) &&
    required.some((name: Json) => typeof name !== 'string' || !(name in properties))
  )
    throw new NotSendable();
  return {
    properties: Object.fromEntries(members),
    ...(required === undefined ? {} : { required }),
    additionalProperties: false,
  };
}

function definitionsOf(schema: JsonObject, place: Place): JsonObject {
  return Object.fromEntries(
    ['$defs', 'definitions'].flatMap((keyword) => {
      const found = schema[keyword];
      if (!isJsonObject(found)) return [];
      const all = Object.entries(found).map(([name, one]) => {
        const within = [...place.within, `#/${keyword}/${name}`];
        return [name, converted(one, { ...place, within })] as const;
      });
      return [[keyword, Object.fromEntries(all)] as const];
    }),
  );
}

/** Walks to what a reference names, to see that it is there and leads in no circle. */
function follow(schema: JsonObject, place: Place): void {
  const { $ref: reference } = schema;
  const others = Object.keys(schema).filter(
    (keyword) => !['$ref', '$defs', 'definitions', ...annotations].includes(keyword),
  );
  const [, keyword, name] =
    /^#\/(\$defs|definitions)\/([^/~%]+)$/.exec(typeof reference === 'string' ? reference : '') ?? [];
  if (keyword === undefined || name === undefined || others.length > 0) throw new NotSendable();
  const all = isJsonObject(place.root) ? place.root[keyword] : undefined;
  const target = isJsonObject(all) ? all[name] : undefined;
  const step = `#/${keyword}/${name}`;
  if (target === undefined || place.within.includes(step)) throw new NotSendable();
  converted(target, { ...place, within: [...place.within, step] });
}
