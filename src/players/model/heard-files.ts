import { readFile, stat } from 'node:fs/promises';
import type { HeardFile, LaidFile } from '../player.ts';

/** Bytes up to which a file is looked at: far more than a section may hold. */
const largest = 1024 * 1024;

/** What lies in a part's folder, as a model hears it. A later file of the same path takes the place of an earlier one. */
export async function heardFiles(laid: readonly LaidFile[]): Promise<HeardFile[]> {
  const last = new Map(laid.map((file) => [file.path, file] as const));
  return await Promise.all([...last.values()].map(heard));
}

async function heard({ path, from }: LaidFile): Promise<HeardFile> {
  const bytes =
    'bytes' in from
      ? from.bytes
      : (await stat(from.file)).size <= largest
        ? await readFile(from.file)
        : undefined;
  if (bytes === undefined || bytes.length > largest) return { path };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? { path } : { path, text };
  } catch {
    return { path };
  }
}
