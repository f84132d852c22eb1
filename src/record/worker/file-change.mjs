import { mkdirSync, renameSync, writeFileSync } from 'node:fs';

export function carryOut(change) {
  switch (change.change) {
    case 'folder':
      mkdirSync(change.path, { recursive: true });
      return;
    case 'fill':
      writeFileSync(change.path, change.bytes, { mode: change.executable ? 0o777 : 0o666, flag: 'wx' });
      return;
    case 'rename':
      renameSync(change.path, change.to);
      return;
  }
}
