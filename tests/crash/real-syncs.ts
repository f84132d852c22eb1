import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Counts what this process really asks the system to sync. To be imported before anything of ours: who has taken
 * `fdatasync` from `node:fs` before keeps the one that nobody counts.
 */
let times = 0;

/** How many files or folders were synced so far. */
export const realSyncs = (): number => times;

const { fdatasync } = fs;
fs.fdatasync = Object.assign((...words: Parameters<typeof fdatasync>) => {
  times += 1;
  fdatasync(...words);
}, fdatasync);
syncBuiltinESMExports();

// What file handles share is found by way of one.
const handle = await open(process.execPath, 'r');
const shared = Object.getPrototypeOf(handle) as { sync: () => Promise<void> };
await handle.close();
const { sync } = shared;
shared.sync = function (this: unknown) {
  times += 1;
  return sync.call(this);
};
