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

/** Content that is named only where its name is asked for: most versions of a text that grows are not. */
class Named {
  readonly bytes: Uint8Array;
  readonly #repository: Repository;
  #id: string | undefined;

  constructor(repository: Repository, bytes: Uint8Array) {
    [this.#repository, this.bytes] = [repository, bytes];
  }

  get id(): string {
    return (this.#id ??= this.#repository.blobId(this.bytes));
  }
}

/** Turns bytes into blobs: most are named here and stored with the commits, those that git converts go through git. */
export class Builder {
  readonly #repository: Repository;
  /** What stands at each path in the end: only that is laid. */
  readonly #last = new Map<string, Content>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Contents by their name. */
  get atHand(): ReadonlyMap<string, Uint8Array> {
    return new Map(
      [...this.#last.values()].flatMap(({ id, bytes }): [string, Uint8Array][] =>
        bytes === undefined ? [] : [[id, bytes]],
      ),
    );
  }

  async content(
    path: string,
    bytes: Uint8Array,
    conversion: Conversion,
  ): Promise<{ content: Content; clean?: Sha256 }> {
    if (!isConverted(conversion, bytes)) {
      const content = new Named(this.#repository, bytes);
      this.#last.set(path, content);
      return { content };
    }
    const id = await cleanId(this.#repository, path, bytes, true);
    const blob = await this.#repository.objects.read(id);
    return blob === undefined ? { content: { id } } : { content: { id }, clean: sha256(blob.bytes) };
  }
}
