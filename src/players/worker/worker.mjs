/**
 * A worker: a Node process that plays takes of one module, one at a time, and stays warm between them.
 *
 * Plain JavaScript, because Node 20 starts it as it stands, from src/ and from dist/ alike.
 * It speaks JSON lines over file descriptor 3, a socket pair whose other end players/worker.ts holds:
 *   heard: { ask: 'play', take, url, root, input, answer, env, cwd, outputLimit } · { ask: 'cancel', take } · { ask: 'ran', id, end }
 *   said:  { say: 'began', take } · { say: 'progress', take, share } · { say: 'log', take, text, fields } · { say: 'run', take, id, words, timeoutMs }
 *          and one of: { say: 'returned', take, detached, output } · { say: 'threw', take, message, at, fatal }
 *                      { say: 'no json', take, where, what } · { say: 'no function', take } · { say: 'too large', take }
 * When the other end closes, the Conductor is gone and so is the worker.
 */
import { realpathSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { contextOf } from './context.mjs';
import { runningWork, watchTimers } from './detached.mjs';
import { faultOf } from './json-value.mjs';
import { installResolution } from './resolution.mjs';
import { printedSyntaxError } from './syntax-place.mjs';

/** Exit status of a worker that printed more than it may; players/worker.ts knows it. */
const printedTooMuch = 97;
/** Characters of an error that travel back. */
const longestMessage = 4000;

const [resolutionData] = process.argv.slice(2);
if (resolutionData !== undefined) installResolution(JSON.parse(resolutionData));

// Touched now, so that the handles they open are not taken for a module's.
const streams = [process.stdout, process.stderr];
const timers = watchTimers();

const channel = new Socket({ fd: 3 });
const say = (message, done) => channel.write(`${JSON.stringify(message)}\n`, done);

/** The same at once, where nothing waits before it: half of what the stream costs, and heard even of a sudden end. */
function sayNow(line) {
  const bytes = Buffer.from(`${line}\n`);
  let written = 0;
  try {
    if (channel.writableLength === 0) written = writeSync(3, bytes);
  } catch {
    // The pipe is full, or the Conductor gone: the stream knows what to do.
  }
  if (written < bytes.length) channel.write(bytes.subarray(written));
}

/** The take that is playing. */
let playing;
/** Bytes that the module printed in this take. */
let printed = 0;

for (const stream of streams) {
  const write = stream.write;
  stream.write = (chunk, ...rest) => {
    printed += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
    // Pipes are written behind the module's back: a loop that never ends would fill the memory first.
    if (playing !== undefined && printed > playing.outputLimit) process.exit(printedTooMuch);
    return write.call(stream, chunk, ...rest);
  };
}

/** `scripts/x.mjs:12:5`: the first line of a stack that lies in the ensemble's folder. */
function placeIn(stack, root) {
  // A stack names modules by their URLs, and files that were required by their paths.
  const names = [root, realpathSync(root)]
    .flatMap((folder) => [folder, pathToFileURL(folder).href])
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(`(?:${names.join('|')})/([^\\s():]+):(\\d+)(?::(\\d+))?`).exec(stack);
  return found === null
    ? undefined
    : `${found[1]}:${found[2]}${found[3] === undefined ? '' : `:${found[3]}`}`;
}

function threw(error, take, fatal) {
  const isError =
    error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error);
  const own = isError
    ? `${error.message}`
    : `${typeof error === 'object' ? JSON.stringify(error) : String(error)}`;
  const cause = isError && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const stack = String(isError ? error.stack : '');
  let at = placeIn(stack, take.root);
  if (at === undefined && error instanceof SyntaxError) at = placeIn(printedSyntaxError(take.url), take.root);
  return { say: 'threw', take: take.take, message: `${own}${cause}`.slice(0, longestMessage), at, fatal };
}

/** Whatever the take before did to it, the environment is exactly this. */
function wear(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (process.env[name] !== value) process.env[name] = value;
}

async function play(take) {
  const stop = new AbortController();
  const context = contextOf(take, say, stop.signal);
  playing = { ...take, stop, context };
  sayNow(`{"say":"began","take":${take.take}}`);
  printed = 0;
  process.chdir(take.cwd);
  wear(take.env);
  const before = runningWork();
  const answer = await answerOf(take, context);
  context.end();
  const detached = await timers.left(before);
  playing = undefined;
  process.chdir('/');
  // The output is JSON text already: it is put in as it is, so that it is written once.
  if ('json' in answer) {
    sayNow(
      `{"say":"returned","take":${take.take},"detached":${JSON.stringify(detached)},"output":${answer.json}}`,
    );
  } else {
    say({ ...answer, detached });
  }
}

/** Modules by their URLs: asking Node again costs more than most takes. */
const loaded = new Map();

async function answerOf(take, context) {
  try {
    const module = loaded.get(take.url) ?? (await import(take.url));
    loaded.set(take.url, module);
    if (typeof module.default !== 'function') return { say: 'no function', take: take.take };
    const given = 'answer' in take ? [take.answer, take.input] : [take.input];
    const output = (await module.default(...given, context.forModule)) ?? null;
    const fault = faultOf(output);
    if (fault !== undefined) return { say: 'no json', take: take.take, ...fault };
    const json = JSON.stringify(output) ?? 'null';
    return Buffer.byteLength(json) > take.outputLimit ? { say: 'too large', take: take.take } : { json };
  } catch (error) {
    return threw(error, take, false);
  }
}

/** An error that nobody caught: it belongs to the take that is playing, and ends the worker either way. */
function uncaught(error) {
  if (playing === undefined) process.exit(1);
  say(threw(error, playing, true), () => process.exit(1));
}
process.on('uncaughtException', uncaught);
process.on('unhandledRejection', uncaught);

function hear(line) {
  const message = JSON.parse(line);
  switch (message.ask) {
    case 'play':
      void play(message);
      break;
    case 'cancel':
      if (playing?.take === message.take) playing.stop.abort(new Error('the take was stopped'));
      break;
    case 'ran':
      playing?.context.ran(message.id, message.end);
      break;
  }
}

let pieces = [];
channel.setEncoding('utf8');
channel.on('data', (chunk) => {
  const lines = chunk.split('\n');
  const last = lines.pop();
  for (const line of lines) {
    hear([...pieces, line].join(''));
    pieces = [];
  }
  if (last !== '') pieces.push(last);
});
channel.on('close', () => process.exit(0));
channel.on('error', () => process.exit(0));
