/** `node watch.mjs <file>`: starts `sh note.sh` at every change of a file; several changes within 20 ms are one. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

const [, , file] = process.argv;
let last = 0;
watch('.', (_event, name) => {
  const now = Date.now();
  if (name !== file || now - last < 20) return;
  last = now;
  spawn('sh', ['note.sh'], { stdio: 'ignore' });
});
