/** How much room a folder takes: what its files hold, and what the disk gives them (blocks of 512 bytes, stat(2)). */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

export function room(folder) {
  let held = 0;
  let given = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const inside = room(file);
      held += inside.held;
      given += inside.given;
    } else {
      const { size, blocks } = lstatSync(file);
      held += size;
      given += blocks * 512;
    }
  }
  return { held, given };
}
