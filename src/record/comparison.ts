import { lstat, readFile } from 'node:fs/promises';
import { sha256, type AcceptedTake, type Sha256 } from '../base/index.ts';
import { cleanId, conversions, isConverted } from './attributes.ts';
import type { BlobDigests } from './blob-digests.ts';
import type { FileDigests } from './file-digests.ts';
import type { Repository } from './repository.ts';

/** How working files compare with what takes left: content after git's clean filters, so a CRLF checkout is the same. */
export class Comparison {
  readonly #repository: Repository;
  readonly #files: FileDigests;
  readonly #blobs: BlobDigests;
  /** Digest after the clean filters, by path and digest as the take left it, where they differ. */
  readonly #clean = new Map<string, Sha256>();
  #skipped: Promise<ReadonlySet<string>> | undefined;

  constructor(repository: Repository, files: FileDigests, blobs: BlobDigests) {
    [this.#repository, this.#files, this.#blobs] = [repository, files, blobs];
  }

  know(take: AcceptedTake, clean: { readonly [path: string]: Sha256 }): void {
    for (const { path, sha256: digest } of [
      ...take.files,
      { path: take.takePath, sha256: take.takeSha256 },
    ]) {
      const one = clean[path];
      if (one !== undefined) this.#clean.set(`${digest} ${path}`, one);
    }
  }

  async compare(
    files: readonly { readonly path: string; readonly sha256: Sha256 }[],
  ): Promise<ReadonlyMap<string, 'same' | 'missing' | 'changed'>> {
    const found = new Map<string, 'same' | 'missing' | 'changed'>();
    for (let index = 0; index < files.length; index += 32) {
      const some = files.slice(index, index + 32);
      const states = await Promise.all(some.map(({ path, sha256: digest }) => this.#stateOf(path, digest)));
      for (const [at, { path }] of some.entries()) found.set(path, states[at] ?? 'missing');
    }
    return found;
  }

  /** Whether nothing lies at a path that git does not hold either: an ignored file, or one over the limit, that is gone. */
  async isGone(path: string): Promise<boolean> {
    const top = this.#repository.fromTop(path);
    const absolute = this.#repository.absolute(top);
    this.#repository.grounds?.on(absolute);
    if ((await lstat(absolute).catch(() => undefined)) !== undefined) return false;
    const [staged, committed] = await this.#repository.lookUp([`:0:${top}`, `HEAD:${top}`]);
    return staged === undefined && committed === undefined;
  }

  /** The content at a path as git has it, if it is what the take left there. */
  async read(path: string, digest: Sha256): Promise<Uint8Array | undefined> {
    const top = this.#repository.fromTop(path);
    const absolute = this.#repository.absolute(top);
    this.#repository.grounds?.on(absolute);
    const bytes = await readFile(absolute).catch(() => undefined);
    if (bytes === undefined) return this.#fromIndex(top, path, digest);
    const wanted = this.#clean.get(`${digest} ${path}`) ?? digest;
    const raw = sha256(bytes);
    if (raw === digest || raw === wanted) return bytes;
    const conversion = (await conversions(this.#repository, [top])).get(top) ?? 'none';
    if (!isConverted(conversion, bytes)) return undefined;
    const blob = await this.#repository.objects.read(await cleanId(this.#repository, top, bytes, false));
    return blob !== undefined && sha256(blob.bytes) === wanted ? blob.bytes : undefined;
  }

  async #stateOf(path: string, digest: Sha256): Promise<'same' | 'missing' | 'changed'> {
    const top = this.#repository.fromTop(path);
    const absolute = this.#repository.absolute(top);
    this.#repository.grounds?.on(absolute);
    const raw = await this.#files.of(absolute);
    if (raw === undefined) {
      if ((await lstat(absolute).catch(() => undefined)) !== undefined) return 'changed';
      return (await this.#fromIndex(top, path, digest)) === undefined ? 'missing' : 'same';
    }
    const wanted = this.#clean.get(`${digest} ${path}`) ?? digest;
    if (raw === digest || raw === wanted) return 'same';
    const conversion = (await conversions(this.#repository, [top])).get(top) ?? 'none';
    if (conversion === 'none') return 'changed';
    const bytes = await readFile(absolute);
    if (!isConverted(conversion, bytes)) return 'changed';
    // A blob that git does not have is none that a take left.
    const clean = await this.#blobs.of(await cleanId(this.#repository, top, bytes, false));
    return clean?.sha256 === wanted ? 'same' : 'changed';
  }

  /** A sparse checkout leaves files out that nobody took away. */
  async #fromIndex(top: string, path: string, digest: Sha256): Promise<Uint8Array | undefined> {
    if (!this.#repository.facts.sparse) return undefined;
    this.#skipped ??= this.#listSkipped();
    if (!(await this.#skipped).has(top)) return undefined;
    const id = (await this.#repository.lookUp([`:0:${top}`]))[0]?.id;
    const blob = id === undefined ? undefined : await this.#repository.objects.read(id);
    return blob !== undefined && sha256(blob.bytes) === (this.#clean.get(`${digest} ${path}`) ?? digest)
      ? blob.bytes
      : undefined;
  }

  async #listSkipped(): Promise<ReadonlySet<string>> {
    const said = (await this.#repository.out(['ls-files', '-z', '-t'])).toString().split('\0');
    return new Set(said.filter((line) => line.startsWith('S ')).map((line) => line.slice(2)));
  }
}
