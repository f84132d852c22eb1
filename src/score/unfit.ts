import type { ErrorObject } from 'ajv';
import { nearest, type Json } from '../base/index.ts';
import { kindOf } from './keys.ts';
import { compileSchema } from './schema.ts';
import type { JsonSchema } from './score.ts';

/** What of a value does not fit its schema, in words, and where. */
export interface Unfit {
  /** JSON Pointer of the value. */
  readonly pointer: string;
  /** The member of it that should not be there. */
  readonly name?: string;
  readonly because: string;
}

/** An `anyOf` or `if` that fails lists the errors of its branches: those say more than that nothing matched. */
const wrappers: ReadonlySet<string> = new Set([
  'if',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  '$ref',
  '$dynamicRef',
  'propertyNames',
]);

const kinds: { readonly [type: string]: string } = {
  ...{ integer: 'a whole number', number: 'a number', string: 'a text', boolean: 'true or false' },
  ...{ array: 'a list', object: 'a map', null: 'null' },
};

/** A text as it is, all else as JSON writes it. */
const plain = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** What one error says: of a value that is there, what it must be. */
type Said = Omit<Unfit, 'because'> &
  ({ readonly must: string; readonly is: string } | { readonly lacks: string });

/** What of a value does not fit, one for each place, in the order in which the schema found it; empty where it fits. */
export function misfits(schema: JsonSchema, value: Json): readonly Unfit[] {
  const compiled = compileSchema(schema);
  // A schema that cannot be used was told when the score was read.
  if (!('validate' in compiled) || compiled.validate(value)) return [];
  return unfitOf(compiled.validate.errors ?? []);
}

function unfitOf(errors: readonly ErrorObject[]): Unfit[] {
  const telling = errors.filter(({ keyword }) => !wrappers.has(keyword));
  const places = new Map<string, Said[]>();
  for (const error of telling.length === 0 ? errors : telling) {
    const one = saidBy(error);
    const place = `${one.pointer}\n${one.name ?? ''}`;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  return [...places.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const must = [...new Set(all.map((one) => ('must' in one ? one.must : one.lacks)))].join('; ');
    const is = all.flatMap((one) => ('must' in one ? [`, and is ${one.is}`] : []))[0] ?? '';
    const { pointer, name } = first;
    return [{ pointer, ...(name === undefined ? {} : { name }), because: `${must}${is}` }];
  });
}

function saidBy({ instancePath: pointer, keyword, message, params, data, parentSchema }: ErrorObject): Said {
  const said = params as { readonly [name: string]: Json | undefined };
  const extra = said['additionalProperty'] ?? said['unevaluatedProperty'];
  if (typeof extra === 'string') {
    const known = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
    const near = nearest(extra, known);
    const instead =
      near !== undefined
        ? `; did you mean \`${near}\`?`
        : known.length === 0
          ? ''
          : `; there may be ${known.map((name) => `\`${name}\``).join(', ')}`;
    return { pointer, name: extra, lacks: `\`${extra}\` is not known there${instead}` };
  }
  if (keyword === 'required') return { pointer, lacks: `\`${plain(said['missingProperty'])}\` is missing` };
  const is = kindOf(data as Json);
  const { allowedValues: allowed, type } = said;
  if (keyword === 'enum' && Array.isArray(allowed)) {
    const near = typeof data === 'string' ? nearest(data, allowed.map(String)) : undefined;
    const choice = allowed.map((one) => `\`${plain(one as Json)}\``).join(', ');
    const meant = near === undefined ? is : `${is}; did you mean \`${near}\`?`;
    return { pointer, must: `it must be one of ${choice}`, is: meant };
  }
  if (keyword === 'const') return { pointer, must: `it must be ${JSON.stringify(said['allowedValue'])}`, is };
  if (keyword === 'type' && type !== undefined) {
    const wanted = [type].flat().map((one) => kinds[plain(one)] ?? plain(one));
    return { pointer, must: `it must be ${wanted.join(' or ')}`, is };
  }
  // A pattern is hard to read; who wrote it has often said in words what it asks for.
  const words: unknown = keyword === 'pattern' ? parentSchema?.['description'] : undefined;
  const asked =
    typeof words === 'string' ? `it must be: ${words}` : `it ${message ?? `fails \`${keyword}\``}`;
  return { pointer, must: asked, is };
}
