/**
 * The launcher: a small Node process that starts programs for the Conductor. To start a program the system copies the
 * tables of the process that asks; in a Conductor of 200 MB that costs several times what it costs here.
 *
 * Plain JavaScript, like worker.mjs, and like it on file descriptor 3. A frame is a line of JSON; where that says
 * `bytes`, so many follow it. players/launcher.ts holds the other end:
 *   heard: { ask: 'start', id, program, words, cwd, env, hold, bytes } and its stdin · { ask: 'let go', id }
 *   said:  { say: 'ready' } · { say: 'started', id, group, started } · { say: 'refused', id, code, message }
 *          { say: 'printed', id, of, bytes } and what it printed · { say: 'exited', id, code, signal, alone } · { say: 'closed', id }
 * When the other end closes, the Conductor is gone: what it had started is ended, and so is the launcher.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { frameReader, writeFrame } from './frames.mjs';
import { newestPid, shortWhile } from './newest-pid.mjs';

/** Milliseconds after which it is said that a program runs; most have ended by then, and all is said at once. */
const soon = 5;
/** Bytes that may wait for the Conductor before programs have to wait with printing. */
const mostWaiting = 4 * 1024 * 1024;

const channel = new Socket({ fd: 3 });
/** Programs that have not ended, or whose stdout or stderr somebody still holds. */
const running = new Map();
let corked = false;

/** What is said within one turn of the loop leaves in one write, so that the Conductor wakes once. */
function say(head, bytes) {
  if (!corked) {
    corked = true;
    channel.cork();
    setImmediate(() => {
      corked = false;
      channel.uncork();
    });
  }
  writeFrame(channel, head, bytes);
  if (channel.writableLength > mostWaiting) for (const { child } of running.values()) pause(child, 'pause');
}

channel.on('drain', () => {
  for (const { child } of running.values()) pause(child, 'resume');
});

function pause(child, how) {
  child.stdout[how]();
  child.stderr[how]();
}

/** Field 22 of proc_pid_stat(5): tells a process from a later one with the same id. Absent where there is no /proc. */
function startOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function start({ id, program, words, cwd, env, hold }, stdin) {
  const refused = (error) => say({ say: 'refused', id, code: error.code, message: error.message });
  const since = performance.now();
  let child;
  try {
    child = spawn(program, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  } catch (error) {
    // A NUL in a word, or words that are too long.
    return refused(error);
  }
  const { pid } = child;
  child.on('error', (error) => {
    if (pid === undefined) refused(error);
  });
  if (pid === undefined) return;
  running.set(id, { child });
  let announced = false;
  let over = false;
  const announce = () => {
    if (announced) return;
    announced = true;
    clearTimeout(timer);
    say({ say: 'started', id, group: pid, started: over ? undefined : startOf(pid) });
  };
  const timer = setTimeout(announce, soon);

  // Stdout is nobody's business before the end, unless it grows.
  let held = [];
  let heldBytes = 0;
  const giveOut = () => {
    announce();
    if (heldBytes > 0) say({ say: 'printed', id, of: 'stdout' }, Buffer.concat(held));
    held = [];
    heldBytes = 0;
  };
  child.stdout.on('data', (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    if (over || heldBytes > hold) giveOut();
  });
  child.stderr.on('data', (chunk) => {
    announce();
    say({ say: 'printed', id, of: 'stderr' }, chunk);
  });
  child.on('exit', (code, signal) => {
    // In most cases its pipes close in the same turn, and all is said at once.
    setImmediate(() => {
      over = true;
      giveOut();
      const alone = newestPid() === pid && performance.now() - since < shortWhile;
      say({ say: 'exited', id, code, signal, alone });
      if (!running.has(id)) say({ say: 'closed', id });
    });
  });
  child.on('close', () => {
    running.delete(id);
    if (over) say({ say: 'closed', id });
  });
  // Who does not read its input, or ends before it has, breaks the pipe: that is its own affair.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
}

function letGo({ id }) {
  const child = running.get(id)?.child;
  running.delete(id);
  child?.stdin.destroy();
  child?.stdout.destroy();
  child?.stderr.destroy();
}

function leave() {
  for (const { child } of running.values()) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  }
  process.exit(0);
}

channel.on(
  'data',
  frameReader((head, bytes) => {
    if (head.ask === 'start') start(head, bytes);
    else letGo(head);
  }),
);
channel.on('close', leave);
channel.on('error', leave);
say({ say: 'ready' });
