import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder } from './scratch.ts';
import { endMarked } from './tree.ts';

/**
 * Ends what attempts of a Conductor that was killed left running (on macOS: see tree.ts), and removes their folders.
 * Only for whoever holds the workspace's lock. Resolves with the number of processes that were ended.
 */
export async function clearScratch(home: string): Promise<number> {
  const all = join(home, 'scratch');
  if (!existsSync(all)) return 0;
  const ended = await endMarked(realpathSync(all), new Set());
  for (const name of readdirSync(all)) await removeFolder(join(all, name));
  return ended;
}
