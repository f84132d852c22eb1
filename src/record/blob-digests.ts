import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSha256, sha256, type Sha256 } from '../base/index.ts';
import type { Repository } from './repository.ts';

/** The sha256 and size of blobs by their name in git: a blob never changes, so each is read once on a machine. */
export class BlobDigests {
  readonly #repository: Repository;
  readonly #file: string;
  #known: Map<string, { sha256: Sha256; size: number }> | undefined;
  #fresh: string[] = [];

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#file = join(repository.home, 'cache-index', 'blobs');
  }

  async of(id: string): Promise<{ readonly sha256: Sha256; readonly size: number } | undefined> {
    this.#known ??= await this.#load();
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const object = await this.#repository.objects.read(id);
    if (object?.type !== 'blob') return undefined;
    const digest = { sha256: sha256(object.bytes), size: object.bytes.length };
    this.#known.set(id, digest);
    this.#fresh.push(`${id} ${digest.size} ${digest.sha256}\n`);
    return digest;
  }

  async #load(): Promise<Map<string, { sha256: Sha256; size: number }>> {
    const known = new Map<string, { sha256: Sha256; size: number }>();
    for (const line of (await readFile(this.#file, 'utf8').catch(() => '')).split('\n')) {
      // The digest stands last: it has one length, so that a line which a crash cut short is known for one.
      const [, id, size, hex] = /^([0-9a-f]{40,64}) (\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
      if (id !== undefined && hex !== undefined && isSha256(hex))
        known.set(id, { sha256: hex, size: Number(size) });
    }
    return known;
  }

  async save(): Promise<void> {
    if (this.#fresh.length === 0) return;
    const lines = this.#fresh.join('');
    this.#fresh = [];
    const { disk } = this.#repository;
    const folder = dirname(this.#file);
    await disk.change('blobs.folder', [folder], () => mkdir(folder, { recursive: true }));
    // A line that a crash cut short is no line, so an append that begins with one is safe.
    await disk.change('blobs.append', [this.#file], () => appendFile(this.#file, `\n${lines}`));
  }
}
