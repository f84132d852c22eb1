import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, plainDisk, replaceFile, type Disk } from './disk.ts';

/** Puts a file there for good, unless there is one. */
export async function writeOnce(path: string, text: string, disk: Disk = plainDisk): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(disk, 'submitted.folder', dirname(path));
  await replaceFile(disk, 'submitted', path, text, { durable: true });
}
