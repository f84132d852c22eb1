import { sha256, type Address, type Diagnostic, type Sha256 } from '../base/index.ts';
import { cleanId, isConverted, type Conversion } from './attributes.ts';
import type { Content, NewCommit } from './commits.ts';
import type { LooseFile, SharedText } from './place.ts';
import type { Repository } from './repository.ts';

/** Commits that are to go onto a base, and all that has to happen around them. Paths are from the top. */
export interface Built {
  readonly commits: readonly NewCommit[];
  /** The parts of the commits, in their order; none for an opening or closing commit. */
  readonly parts: readonly Address[];
  readonly texts: ReadonlyMap<string, SharedText>;
  readonly loose: readonly LooseFile[];
  readonly atHand: ReadonlyMap<string, Uint8Array>;
  /** By part: workspace paths that no commit holds, and digests that the clean filters change. */
  readonly left: { [part: string]: string[] };
  readonly clean: { [part: string]: { [path: string]: Sha256 } };
}

export type Building = Built | { readonly mistake: Diagnostic };

/** Turns bytes into blobs: most are named here and stored with the commits, those that git converts go through git. */
export class Builder {
  readonly atHand = new Map<string, Uint8Array>();
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  async content(
    path: string,
    bytes: Uint8Array,
    conversion: Conversion,
  ): Promise<{ content: Content; clean?: Sha256 }> {
    if (!isConverted(conversion, bytes)) {
      const id = this.#repository.blobId(bytes);
      this.atHand.set(id, bytes);
      return { content: { id, bytes } };
    }
    const id = await cleanId(this.#repository, path, bytes, true);
    const blob = await this.#repository.objects.read(id);
    return blob === undefined ? { content: { id } } : { content: { id }, clean: sha256(blob.bytes) };
  }
}
