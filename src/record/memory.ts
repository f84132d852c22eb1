import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { isSha256, parseAddress, type Address, type Key } from '../base/index.ts';
import { replaceFile } from './disk.ts';
import type { SessionState } from './journal-state.ts';
import type { Repository } from './repository.ts';

/** A take that was once on a branch, as this machine remembers. */
interface Once {
  readonly key: Key;
  readonly commit: string;
  readonly ref: string | null;
}

const Shape = z.record(
  z.custom<Address>((value) => typeof value === 'string' && parseAddress(value) !== undefined),
  z.object({
    key: z.custom<Key>((value) => typeof value === 'string' && isSha256(value)),
    commit: z.string(),
    ref: z.string().nullable(),
  }),
);

/** What was committed here before: tells a take that the person took back from one that never was. */
export class Memory {
  readonly #repository: Repository;
  readonly #file: string;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#file = join(repository.home, 'cache-index', 'committed.json');
  }

  async #load(): Promise<Map<Address, Once>> {
    this.#repository.grounds?.on(this.#file);
    try {
      const read = Shape.safeParse(JSON.parse(await readFile(this.#file, 'utf8')));
      return new Map(
        Object.entries(read.data ?? {}).flatMap(([part, once]) => (isAddress(part) ? [[part, once]] : [])),
      );
    } catch {
      return new Map();
    }
  }

  async remember(states: readonly SessionState[]): Promise<void> {
    const all = await this.#with(states);
    const { disk } = this.#repository;
    const folder = dirname(this.#file);
    await disk.change('memory.folder', [folder], () => mkdir(folder, { recursive: true }));
    const text = JSON.stringify(Object.fromEntries(all));
    await replaceFile(disk, 'memory', this.#file, text, { durable: true });
  }

  async #with(states: readonly SessionState[]): Promise<Map<Address, Once>> {
    const all = await this.#load();
    for (const { begun, committed } of states) {
      for (const [part, { key, commit }] of committed) all.set(part, { key, commit, ref: begun.ref });
    }
    return all;
  }

  /** Takes whose commit is neither on HEAD nor on the branch it was put on, and which no record holds either. */
  async takenBack(
    states: readonly SessionState[],
    holds: (part: Address, key: Key) => boolean,
  ): Promise<Map<Address, Key>> {
    const missing = [...(await this.#with(states))].filter(([part, { key }]) => !holds(part, key));
    if (missing.length === 0) return new Map();
    const refs = [...new Set(missing.flatMap(([, { ref }]) => (ref === null ? [] : [ref])))];
    const there = await this.#repository.lookUp(['HEAD', ...refs]);
    const tips = there.flatMap((found) => (found?.type === 'commit' ? [`^${found.id}`] : []));
    const input = [...new Set(missing.map(([, { commit }]) => commit)), ...tips].join('\n');
    const gone = await this.#repository.git(['rev-list', '--stdin', '--ignore-missing'], {
      input: `${input}\n`,
    });
    const unreachable = new Set(gone.out.toString().split('\n'));
    // A commit that gc has removed is on no branch either.
    const known = await this.#repository.lookUp(missing.map(([, { commit }]) => commit));
    return new Map(
      missing.flatMap(([part, { key, commit }], index) =>
        unreachable.has(commit) || known[index] === undefined ? [[part, key]] : [],
      ),
    );
  }
}

const isAddress = (text: string): text is Address => parseAddress(text) !== undefined;
