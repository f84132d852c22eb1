/**
 * The command with a disk that obeys a test: `CRASH_ORDERS` says what it does at which change. Bundled from src/ by
 * build.ts; started by rig.ts in the place of dist/simphony.js.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConductor } from '../../src/cli/conductor.ts';
import { flushed, processWorld } from '../../src/cli/process-world.ts';
import { run } from '../../src/cli/run.ts';
import { plainDisk, type Disk } from '../../src/record/disk.ts';
import type { DiskOrders } from './rig.ts';
import { Durable } from './power.ts';

const orders = JSON.parse(process.env['CRASH_ORDERS'] ?? '{}') as DiskOrders;
const world = processWorld();
const durable =
  orders.cut === undefined ? undefined : new Durable(world.folder, join(dirname(world.folder), 'git-calls'));
const under: Disk = durable ?? plainDisk;

/** The system's own words for what is refused. */
const refusals = { ENOSPC: 'no space left on device', EIO: 'i/o error' };

function cut(to: string): void {
  if (durable === undefined) return;
  writeFileSync(to, JSON.stringify(durable.survived()));
  process.kill(process.pid, 'SIGKILL');
}

const names: string[] = [];
const times = new Map<string, number>();

/** Whether this change is the one that an order names: the n-th of all, or the n-th of its kind. */
const isAt = (
  place: { readonly at: number; readonly what?: string } | undefined,
  what: string,
  number: number,
): boolean =>
  place !== undefined &&
  (place.what === undefined ? place.at === number : place.what === what && place.at === times.get(what));

async function numbered<T>(what: string, work: () => Promise<T>): Promise<T> {
  const number = names.push(what);
  times.set(what, (times.get(what) ?? 0) + 1);
  const { kill, refuse, meanwhile } = orders;
  const obey = (when: 'before' | 'after'): void => {
    if (kill?.when === when && isAt(kill, what, number)) process.kill(process.pid, 'SIGKILL');
    if (orders.cut?.when === when && isAt(orders.cut, what, number)) cut(orders.cut.to);
  };
  obey('before');
  if (isAt(meanwhile, what, number) && meanwhile !== undefined) {
    const [program = '', ...words] = meanwhile.words;
    spawnSync(program, words, { cwd: world.folder, stdio: 'ignore' });
  }
  const counted = refuse?.what === undefined ? number : refuse.what === what ? (times.get(what) ?? 0) : 0;
  if (refuse !== undefined && counted >= refuse.from && counted <= (refuse.until ?? Infinity))
    throw Object.assign(new Error(`${refuse.code}: ${refusals[refuse.code]}, ${what}`), {
      code: refuse.code,
    });
  const done = await work();
  obey('after');
  return done;
}

const disk: Disk = {
  change: (what, paths, work) => numbered(what, () => under.change(what, paths, work)),
  sync: (path, work) => numbered('sync', () => under.sync(path, work)),
  syncFolder: (path, work) => numbered('sync folder', () => under.syncFolder(path, work)),
  // Where the power goes the machine starts anew after it.
  boot: async () => (durable === undefined ? plainDisk.boot?.() : `until the cut of ${process.pid}`),
};

let asked = 0;
const clock = orders.clock ?? [0];
const now = (): Date => new Date(Date.now() + (clock[asked++ % clock.length] ?? 0) * 1000);

const code = await run(process.argv.slice(2), {
  ...world,
  now,
  conductor: async () => {
    const conductor = await loadConductor();
    return { ...conductor, play: (options) => conductor.play({ ...options, now, disk }) };
  },
});
if (orders.count !== undefined) writeFileSync(orders.count, names.join('\n'));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
if (orders.cut !== undefined) cut(orders.cut.to);
process.exit(code);
