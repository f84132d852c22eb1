import type { Sha256 } from './digest.ts';

/** Which contents are known for which paths. Most paths have one, and a set of one takes ten times the digest's place. */
export class KnownContents {
  readonly #at = new Map<string, Sha256 | Set<Sha256>>();

  add(path: string, content: Sha256): void {
    const there = this.#at.get(path);
    if (there === undefined || there === content) this.#at.set(path, content);
    else if (typeof there === 'string') this.#at.set(path, new Set([there, content]));
    else there.add(content);
  }

  has(path: string, content: Sha256): boolean {
    const there = this.#at.get(path);
    return typeof there === 'object' ? there.has(content) : there === content;
  }

  /** Whether any content of the path is known. */
  names(path: string): boolean {
    return this.#at.has(path);
  }
}
