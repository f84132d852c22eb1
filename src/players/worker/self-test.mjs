/**
 * What a hostile program would try, tried inside a sandbox before anybody else is let in. It gets one word, JSON:
 * `{ port, secret, home, data }`, of what lies outside, and prints one line of JSON: what it could do.
 * players/sandbox/self-test.ts says what it should have been able to.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

const outside = JSON.parse(process.argv[2]);

function could(what) {
  try {
    what();
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const connects = (to) =>
  new Promise((resolve) => {
    const socket = connect(to, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
    setTimeout(() => resolve(false), 500).unref();
  });

/** How many processes could be started before the system said no. */
async function processes(most) {
  const children = [];
  for (let n = 0; n < most; n++) {
    const child = spawn('/bin/sh', ['-c', 'read wait'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const started = child.pid !== undefined;
    child.on('error', () => undefined);
    if (!started) break;
    children.push(child);
  }
  for (const child of children) child.kill('SIGKILL');
  return children.length;
}

const found = {
  write: could(() => writeFileSync('here', 'x')),
  socket: await connects({ host: '127.0.0.1', port: outside.port }),
  secret: could(() => readFileSync(outside.secret)),
  home: namesIn(outside.home),
  passwd: could(() => {
    if (!/^root:/m.test(readFileSync('/etc/passwd', 'utf8'))) throw new Error('not the machine’s own');
  }),
  system:
    could(() => writeFileSync('/usr/simphony-was-here', 'x')) || could(() => writeFileSync('/here', 'x')),
  environment: Object.keys(process.env).filter(
    (name) => !['PATH', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name),
  ),
  others: readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length > 10,
  signal: could(() => process.kill(outside.pid, 0)),
  file: could(() => writeFileSync(join('/tmp', 'large'), Buffer.alloc(outside.fileSize + 1))),
  memory: could(() => Buffer.alloc(outside.data).fill(1)),
  processes: await processes(outside.processes),
  uid: process.getuid(),
};
console.log(JSON.stringify(found));
