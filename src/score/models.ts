import type { Diagnostic } from '../base/index.ts';
import { kindOf, readKeys } from './keys.ts';
import { isWritten, mapAt, type LocatedMap, type Written } from './located.ts';
import { nearest } from '../base/index.ts';
import { defaultModels, modelById } from './prices.ts';
import type { Model, Price } from './score.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';

const modelShape = {
  id: value.text('the id of a model'),
  base_url: value.endpoint,
  key: value.json,
  price: value.map,
};

const priceShape = {
  input: value.from0,
  output: value.from0,
  cached: value.from0,
  written: value.from0,
};

/** `models` of concerto.md: the names that instruments use, over those that are always there. */
export function readModels(written: LocatedMap | undefined, found: Diagnostic[]): Map<string, Model> {
  const models = new Map(defaultModels);
  for (const [name, { key, value: model }] of written?.entries ?? []) {
    if (!/^[A-Za-z][A-Za-z0-9._-]{0,39}$/.test(name)) {
      found.push(
        diagnose(key, {
          mistake: 'wrong_value',
          key: 'models',
          is: kindOf(name),
          expected: 'a letter and at most 39 more letters, digits, `.`, `_` or `-` as the name of a model',
        }),
      );
    } else if (model.shape === 'map') {
      const read = readModel(name, model, found);
      if (read !== undefined) models.set(name, read);
    } else if (typeof model.value === 'string' && model.value.trim() !== '') {
      models.set(name, modelById(name, model.value));
    } else {
      found.push(
        diagnose(model.value === null ? key : model.at, {
          mistake: 'wrong_value',
          key: `models.${name}`,
          is: kindOf(model.value),
          expected: 'the id of a model, or a map with `id`, `base_url`, `key` and `price`',
        }),
      );
    }
  }
  return models;
}

function readModel(name: string, map: LocatedMap, found: Diagnostic[]): Model | undefined {
  const under = `models.${name}`;
  const required = { id: 'the id of a model' };
  const read = readKeys(map, modelShape, { of: 'a model', under, required }, found);
  const keyName = readKeyName(name, map, found);
  const prices = mapAt(map, 'price');
  const price = prices === undefined ? undefined : readPrice(prices, `${under}.price`, found);
  if (read.id === undefined) return undefined;
  return {
    ...modelById(name, read.id),
    ...(price === undefined ? {} : { price }),
    ...(read.base_url === undefined ? {} : { baseUrl: read.base_url }),
    ...(keyName === undefined ? {} : { keyName }),
  };
}

/** The name of a variable. Whoever wrote the key itself in its place must not find it repeated by what is printed. */
function readKeyName(model: string, map: LocatedMap, found: Diagnostic[]): string | undefined {
  const written = map.entries.get('key');
  if (written === undefined) return undefined;
  if (!isWritten(map, 'base_url'))
    found.push(diagnose(written.key, { mistake: 'key_without_endpoint', model }));
  const name = written.value.value;
  if (typeof name === 'string' && value.variableName.test(name)) return name;
  const { file, line, column } = written.value.at;
  found.push(diagnose({ file, line, column }, { mistake: 'no_variable', key: `models.${model}.key` }));
  return undefined;
}

/** Where nothing is said of a prompt cache, what is read from it or written into it costs what any input costs. */
function readPrice(map: LocatedMap, under: string, found: Diagnostic[]): Price | undefined {
  const required = { input: 'USD for a million tokens', output: 'USD for a million tokens' };
  const { input, output, cached, written } = readKeys(
    map,
    priceShape,
    { of: 'a price', under, required },
    found,
  );
  if (input === undefined || output === undefined) return undefined;
  return { input, output, cached: cached ?? input, written: written ?? input };
}

/**
 * The model that a name stands for, or the model of that id. What has a digit in it, or names the provider's family, is
 * an id where it is near to no name; anything else is a name that nobody knows.
 */
export function modelNamed(
  { name, at }: Written,
  models: ReadonlyMap<string, Model>,
  found: Diagnostic[],
): Model | undefined {
  const model = findModel(name, models);
  if (model === undefined)
    found.push(diagnose(at, { mistake: 'unknown_model', name, known: [...models.keys()] }));
  return model;
}

export function findModel(name: string, models: ReadonlyMap<string, Model>): Model | undefined {
  const known = models.get(name);
  if (known !== undefined) return known;
  const isId = /\d/.test(name) || name.startsWith('claude-');
  return isId && !/\s/.test(name) && nearest(name, models.keys()) === undefined ? modelById(name) : undefined;
}
