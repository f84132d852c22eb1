import { createHash } from 'node:crypto';
import { createReadStream, type BigIntStats } from 'node:fs';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSha256, type Sha256 } from '../base/index.ts';
import { replaceFile, type Disk } from './disk.ts';

/** Digest of a file's bytes as they lie there, streamed. */
export async function digestOfFile(file: string): Promise<Sha256> {
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Uint8Array> = createReadStream(file);
  for await (const chunk of chunks) hash.update(chunk);
  const hex = hash.digest('hex');
  if (!isSha256(hex)) throw new Error('sha256 gave something else');
  return hex;
}

const stampOf = (stat: BigIntStats): string => `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`;

/**
 * Digests of working files by size, times and inode. As git does, a file that changed in the same moment in which
 * it was looked at is not trusted the next time (racy-git in git's technical documentation): here, two seconds.
 */
export class FileDigests {
  readonly #disk: Disk;
  readonly #file: string;
  #known: Map<string, { stamp: string; sha256: Sha256 }> | undefined;
  #changed = false;

  constructor(disk: Disk, home: string) {
    this.#disk = disk;
    this.#file = join(home, 'cache-index', 'files');
  }

  /** `undefined` where there is no regular file. */
  async of(absolute: string): Promise<Sha256 | undefined> {
    this.#known ??= await this.#load();
    const stat = await lstat(absolute, { bigint: true }).catch(() => undefined);
    if (stat === undefined || !stat.isFile()) return undefined;
    const stamp = stampOf(stat);
    const known = this.#known.get(absolute);
    if (known?.stamp === stamp) return known.sha256;
    const sha256 = await digestOfFile(absolute);
    const racy = BigInt(Date.now()) * 1_000_000n - stat.mtimeNs < 2_000_000_000n;
    if (!racy) {
      this.#known.set(absolute, { stamp, sha256 });
      this.#changed = true;
    }
    return sha256;
  }

  async #load(): Promise<Map<string, { stamp: string; sha256: Sha256 }>> {
    const known = new Map<string, { stamp: string; sha256: Sha256 }>();
    for (const line of (await readFile(this.#file, 'utf8').catch(() => '')).split('\n')) {
      const [, hex, stamp, path] = /^([0-9a-f]{64})\t([\d -]+)\t(.+)$/.exec(line) ?? [];
      if (hex !== undefined && stamp !== undefined && path !== undefined && isSha256(hex))
        known.set(path, { stamp, sha256: hex });
    }
    return known;
  }

  async save(): Promise<void> {
    if (!this.#changed || this.#known === undefined) return;
    this.#changed = false;
    const lines = [...this.#known]
      .filter(([path]) => !path.includes('\n'))
      .map(([path, { stamp, sha256 }]) => `${sha256}\t${stamp}\t${path}\n`);
    const folder = dirname(this.#file);
    await this.#disk.change('files.folder', [folder], () => mkdir(folder, { recursive: true }));
    await replaceFile(this.#disk, 'files', this.#file, lines.join(''), { durable: false });
  }
}
