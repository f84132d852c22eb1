/**
 * A skill's script is a module whose functions others import, and a program that runs alone: one JSON value on stdin, one on
 * stdout. `asProgram(import.meta.url, answer)` at its end makes it one; where it was imported it does nothing.
 */
import { realpathSync } from 'node:fs';
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

function kindOf(/** @type {unknown} */ value) {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return { string: 'a text', object: 'an object' }[typeof value] ?? `a ${typeof value}`;
}
