import { isJsonObject, type Json } from '../base/index.ts';
import type { Submission } from '../conductor/index.ts';
import { refusal, type Refusal } from './problem.ts';
import { asFile, asInput, asSheet } from './shapes.ts';

/** How deep the values of a body may lie in one another: whoever walks through them must not run out of stack. */
const deepest = 100;

/** The body of `POST /runs` → what is to be played. */
export function submitted(
  contentType: string | undefined,
  text: string,
): { readonly submission: Submission } | { readonly refused: Refusal } {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((one) => one.trim());
  const charset = parameters.find((one) => one.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !['utf-8', '"utf-8"', 'utf8'].includes(charset)) {
    return { refused: refusal(415, 'charset', `the body is read as UTF-8, not as ${charset}`) };
  }
  if (type === 'text/markdown') {
    return text.trim() === ''
      ? { refused: refusal(422, 'empty_sheet', 'the sheet is empty') }
      : { submission: { sheet: text } };
  }
  if (type === 'application/json') return fromJson(text);
  const expected = '`Content-Type` is `application/json` or, for a sheet, `text/markdown`';
  return { refused: refusal(415, 'media_type', type === '' ? expected : `${expected}, not \`${type}\``) };
}

function fromJson(text: string): ReturnType<typeof submitted> {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { refused: refusal(400, 'broken_json', `the body is no JSON: ${said}`) };
  }
  if (!isJsonObject(value)) {
    return { refused: refusal(422, 'no_object', 'the body is JSON, but no object; see /openapi.json') };
  }
  if (isDeeperThan(value, deepest)) {
    return { refused: refusal(422, 'too_deep', `the values lie more than ${deepest} deep in one another`) };
  }
  if (hasNumberOutOfRange(value)) {
    return { refused: refusal(422, 'number_out_of_range', 'a number is larger than a JSON reader can hold') };
  }
  for (const shape of [asSheet, asFile]) {
    const parsed = shape.safeParse(value);
    if (parsed.success) return { submission: parsed.data };
  }
  // as it came: a parser may leave out keys, such as `__proto__`, that the ensemble's schema is to refuse
  const { input } = value;
  if (input !== undefined && isJsonObject(input) && asInput.safeParse(value).success)
    return { submission: { input } };
  const [only = '', ...others] = Object.keys(value);
  if (others.length === 0 && Object.hasOwn(said, only)) {
    return { refused: refusal(422, 'bad_body', `\`${only}\` alone is ${said[only]}`) };
  }
  return { submission: { input: value } };
}

const said: { readonly [key: string]: string } = {
  sheet: 'the text of a sheet',
  file: 'the path of a sheet or an input in the workspace',
  input: 'an object: the input of an ensemble',
};

/** JSON.parse makes an infinity of 1e999, which is no JSON value and can't be written down again. */
function hasNumberOutOfRange(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasNumberOutOfRange);
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Level by level, so that depth costs no stack. */
function isDeeperThan(value: Json, most: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
