/** `node floor.mjs <steps> <parallel> [--commit]`: starts the step so many times, and with `--commit` commits each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const steps = Number(process.argv[2]);
const parallel = Number(process.argv[3]);
const committed = process.argv.includes('--commit');

const fastImport = committed
  ? spawn('git', ['fast-import', '--quiet', '--done'], { stdio: ['pipe', 'inherit', 'inherit'] })
  : undefined;
const ended = fastImport && once(fastImport, 'exit');

function play() {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['step.sh'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (heard += text));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(heard) : reject(new Error(`the step ended with ${code}`)),
    );
  });
}

/** Folders of at most 256 entries, as Simphony's own: git writes a folder's whole listing with every commit. */
const place = (step) => `takes/${(step & 255).toString(16).padStart(2, '0')}/s${step}.json`;

let begun = false;
function commit(step, take) {
  const message = `s${step}: n 1`;
  const parent = begun ? '' : 'from refs/heads/main^0\n';
  begun = true;
  fastImport.stdin.write(
    `commit refs/heads/main\ncommitter Bench <bench@example.org> now\ndata ${message.length}\n${message}\n${parent}` +
      `M 100644 inline ${place(step)}\ndata ${Buffer.byteLength(take)}\n${take}\n`,
  );
}

let next = 1;
async function keepPlaying() {
  while (next <= steps) {
    const step = next++;
    const take = await play();
    if (committed) commit(step, take);
  }
}
if (committed) fastImport.stdin.write('feature date-format=now\n');
await Promise.all(Array.from({ length: parallel }, keepPlaying));
if (committed) {
  fastImport.stdin.end('done\n');
  const [code] = await ended;
  process.exitCode = code;
}
