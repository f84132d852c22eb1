/**
 * A skill's script is a module whose functions others import, and a program that runs alone: one JSON value on stdin, one on
 * stdout. `asProgram(import.meta.url, answer)` at its end makes it one; where it was imported it does nothing.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is asked is not as it should be: its sentence is for the person who asked. */
export class BadInput extends Error {}

/**
 * Exit codes: 0, the answer is on stdout; 2, what came on stdin is no JSON or not what was expected, and one sentence on stderr
 * says why.
 *
 * @param {string} url the `import.meta.url` of the script
 * @param {(input: any) => unknown} answer from the input to the answer; throws `BadInput`
 */
export async function asProgram(url, answer) {
  if (!isStarted(url)) return;
  const name = fileURLToPath(url).split('/').at(-1);
  const refuse = (/** @type {string} */ sentence) => {
    process.stderr.write(`${name}: ${sentence}\n`);
    process.exitCode = 2;
  };
  const bytes = [];
  for await (const chunk of process.stdin) bytes.push(chunk);
  let input;
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(bytes)));
  } catch (error) {
    return refuse(`what came on stdin is no JSON: ${error.message}`);
  }
  try {
    process.stdout.write(`${JSON.stringify(await answer(input), null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    refuse(error.message);
  }
}

/** Also where it was started through a link, as `.claude/skills/<name>` is one. */
function isStarted(/** @type {string} */ url) {
  const started = process.argv[1];
  if (started === undefined) return false;
  try {
    return realpathSync(started) === realpathSync(fileURLToPath(url));
  } catch {
    return false;
  }
}

/**
 * @param {unknown} value
 * @param {string} what how a sentence calls it: `"lines"`
 * @returns {Record<string, any>}
 */
export function objectIn(value, what = 'the input') {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadInput(`${what} must be an object, and is ${kindOf(value)}`);
  return value;
}

/** @returns {any[]} */
export function arrayIn(/** @type {unknown} */ value, /** @type {string} */ what) {
  if (!Array.isArray(value)) throw new BadInput(`${what} must be an array, and is ${kindOf(value)}`);
  return value;
}

/** @returns {string[]} */
export function textsIn(/** @type {unknown} */ value, /** @type {string} */ what) {
  const texts = arrayIn(value, what);
  const other = texts.findIndex((one) => typeof one !== 'string');
  if (other !== -1) throw new BadInput(`${what}[${other}] must be a text, and is ${kindOf(texts[other])}`);
  return texts;
}

/** @returns {string} */
export function textIn(/** @type {unknown} */ value, /** @type {string} */ what) {
  if (typeof value !== 'string') throw new BadInput(`${what} must be a text, and is ${kindOf(value)}`);
  return value;
}

/**
 * An artifact by its name, with all that its schema requires: whoever runs a script alone may have made it by hand.
 *
 * @param {unknown} value
 * @param {string} name `plan`
 * @param {string} what how a sentence calls it
 * @returns {Record<string, any>}
 */
export function artifactIn(value, name, what = `"${name}"`) {
  const found = objectIn(value, what);
  if (found.artifact_type !== name)
    throw new BadInput(
      `${what} must be a ${name} artifact: its artifact_type is ${JSON.stringify(found.artifact_type) ?? 'missing'}`,
    );
  const schema = JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
  complete(found, schema, what, schema.$defs ?? {});
  return found;
}

/** A prompt artifact, with the three that it carries. */
export function promptIn(/** @type {unknown} */ value, /** @type {string} */ what) {
  const prompt = artifactIn(value, 'prompt', what);
  for (const name of ['style', 'lyrics', 'producer'])
    artifactIn(prompt.artifacts[name], name, `${what}.artifacts.${name}`);
  return prompt;
}

/** Kinds and required fields only, and only within one schema file: what it takes to be read. */
function complete(value, schema, what, defs) {
  const own = schema.$ref?.startsWith('#/$defs/') ? defs[schema.$ref.slice('#/$defs/'.length)] : schema;
  if (own.type === 'array')
    arrayIn(value, what).forEach((one, at) => complete(one, own.items ?? {}, `${what}[${at}]`, defs));
  if (own.type === 'string') textIn(value, what);
  if (own.type !== 'object') return;
  const object = objectIn(value, what);
  const missing = own.required?.find((field) => object[field] === undefined);
  if (missing !== undefined) throw new BadInput(`${what} has no "${missing}"`);
  for (const [field, inner] of Object.entries(own.properties ?? {}))
    if (object[field] !== undefined) complete(object[field], inner, `${what}.${field}`, defs);
}

function kindOf(/** @type {unknown} */ value) {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return { string: 'a text', object: 'an object' }[typeof value] ?? `a ${typeof value}`;
}
