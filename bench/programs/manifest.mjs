/**
 * The floor of a null rerun: `node manifest.mjs write <manifest> <file…on stdin>` notes size, time and inode of every
 * file named on stdin; `node manifest.mjs <manifest>` loads them and stats every file. It hashes and parses nothing.
 */
import { lstatSync, readFileSync, writeFileSync } from 'node:fs';

const noted = (file) => {
  const { size, mtimeMs, ino } = lstatSync(file);
  return { file, size, mtimeMs, ino };
};

if (process.argv[2] === 'write') {
  const files = readFileSync(0, 'utf8').split('\n').filter(Boolean);
  writeFileSync(process.argv[3], JSON.stringify(files.map(noted)));
} else {
  const manifest = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const changed = manifest.filter(({ file, size, mtimeMs, ino }) => {
    const now = noted(file);
    return now.size !== size || now.mtimeMs !== mtimeMs || now.ino !== ino;
  });
  if (changed.length > 0) throw new Error(`${changed.length} files changed`);
}
