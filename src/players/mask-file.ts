import { constants } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import type { Mask } from './mask.ts';

/** Bytes up to which a text is masked; a larger file that holds a secret is refused. */
const largestText = 16 * 1024 * 1024;

/** Masks the values of `env` in a text; a file that is none, or too large, is left as it is and said so. */
export async function maskFile(path: string, mask: Mask): Promise<'clean' | 'masked' | 'not masked'> {
  const size = await find(path, mask);
  if (size === 'clean') return 'clean';
  if (size.bytes > largestText) return 'not masked';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch {
    return 'not masked';
  }
  if (text.includes('\0')) return 'not masked';
  await writeFile(path, mask.text(text));
  return 'masked';
}

async function find(path: string, { secrets }: Mask): Promise<'clean' | { readonly bytes: number }> {
  const wanted = secrets.map((secret) => Buffer.from(secret));
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.allocUnsafe(256 * 1024 + overlap);
    let kept = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, buffer.length - kept);
      if (bytesRead === 0) return 'clean';
      const seen = buffer.subarray(0, kept + bytesRead);
      if (wanted.some((secret) => seen.includes(secret))) return { bytes: (await file.stat()).size };
      kept = Math.min(overlap, seen.length);
      buffer.copy(buffer, 0, seen.length - kept, seen.length);
    }
  } finally {
    await file.close();
  }
}
