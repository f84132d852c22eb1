import { readFile } from 'node:fs/promises';
import {
  KnownContents,
  parseAddress,
  type AcceptedTake,
  type Address,
  type Json,
  type Key,
  type Sha256,
  type TakeFile,
} from '../base/index.ts';
import { AcceptedBefore, type Remembered } from './accepted.ts';
import { actedIn } from './acted.ts';
import type { BlobDigests } from './blob-digests.ts';
import type { Cache } from './cache.ts';
import { Comparison } from './comparison.ts';
import type { FileDigests } from './file-digests.ts';
import type { SessionState } from './journal-state.ts';
import { Memory } from './memory.ts';
import type { Repository } from './repository.ts';
import { recordPath, type RecordedTake } from './session-line.ts';
import type { SessionNotes } from './session-notes.ts';
import { outputIn, placesOf } from './trailers.ts';
import { waitingOf } from './waiting-steps.ts';
import { layFile } from './working-files.ts';

/** Every take that was accepted on this branch, in git or only in the journal yet: what it said and what it left. */
export class AcceptedSoFar {
  readonly #repository: Repository;
  readonly #cache: Cache;
  readonly #notes: SessionNotes;
  readonly #before: AcceptedBefore;
  readonly #memory: Memory;
  readonly #comparison: Comparison;
  /** Digests that takes left, by workspace path: what may be overwritten. */
  #wrote: KnownContents | undefined;

  constructor(
    repository: Repository,
    notes: SessionNotes,
    cache: Cache,
    digests: { readonly blobs: BlobDigests; readonly files: FileDigests },
    /** Only looks: it leaves nothing behind. */
    looks: boolean,
  ) {
    [this.#repository, this.#notes, this.#cache] = [repository, notes, cache];
    this.#before = new AcceptedBefore(repository, digests.blobs, { saves: !looks });
    this.#memory = new Memory(repository);
    this.#comparison = new Comparison(repository, digests.files, digests.blobs);
  }

  async takes(): Promise<ReadonlyMap<Address, AcceptedTake>> {
    const takes = new Map([...(await this.remembered()).takes].map(([part, { take }]) => [part, take]));
    const { state } = this.#notes;
    for (const { accepted } of state === undefined ? [] : waitingOf(state))
      takes.set(accepted.part, accepted);
    return takes;
  }

  /** What git says at HEAD. */
  async remembered(): Promise<Remembered> {
    const { commit } = await this.#repository.head();
    const remembered = await this.#before.at(commit, (part, session) => this.#fromJournals(part, session));
    for (const { take, clean } of remembered.takes.values()) this.#comparison.know(take, clean);
    return remembered;
  }

  /** What a journal knows of a committed take: more than its trailers say. */
  #fromJournals(part: Address, session: string): RecordedTake | undefined {
    const { state: running, states } = this.#notes;
    const state = [...states, ...(running === undefined ? [] : [running])].find(
      ({ begun }) => begun.id === session,
    );
    const known = state?.steps.get(part);
    return state === undefined || known?.state !== 'committed'
      ? undefined
      : { take: known.accepted, nth: state.begun.nth, clean: known.clean };
  }

  async takenBack(): Promise<ReadonlyMap<Address, Key>> {
    const remembered = await this.remembered();
    const back = await this.#memory.takenBack(
      this.#notes.states,
      (part, key) => remembered.takes.get(part)?.take.key === key,
    );
    for (const [part, { take }] of remembered.takes) {
      if (take.commit !== undefined && remembered.reverted.has(take.commit)) back.set(part, take.key);
    }
    return back;
  }

  /** What was committed in the sessions whose journals are there outlives them. */
  remember(): Promise<void> {
    return this.#memory.remember(this.#notes.states);
  }

  async outputOf(take: AcceptedTake): Promise<Json | undefined> {
    const known = this.#notes.state?.steps.get(take.part);
    if (known?.state === 'waiting' && known.accepted.takeSha256 === take.takeSha256) {
      const bytes = known.text === undefined ? await this.#cached(take.takeSha256) : Buffer.from(known.text);
      return bytes && outputIn(take.takePath, bytes);
    }
    const name = parseAddress(take.part);
    const places = [take.takePath, ...(name === undefined ? [] : placesOf(name))];
    for (const path of new Set(places)) {
      const bytes = await this.#comparison.read(path, take.takeSha256);
      if (bytes !== undefined) return outputIn(path, bytes);
    }
    return undefined;
  }

  async #cached(digest: Sha256): Promise<Uint8Array | undefined> {
    const file = this.#cache.pathOf(digest);
    return file === undefined ? undefined : readFile(file);
  }

  compare(
    files: readonly { readonly path: string; readonly sha256: Sha256 }[],
  ): Promise<ReadonlyMap<string, 'same' | 'missing' | 'changed'>> {
    return this.#comparison.compare(files);
  }

  async inCache(
    { path, sha256, executable }: Omit<TakeFile, 'size'>,
    { bringBack }: { readonly bringBack: boolean },
  ): Promise<boolean> {
    const cached = this.#cache.pathOf(sha256);
    if (cached === undefined || !(await this.#comparison.isGone(path))) return false;
    if (bringBack) await layFile(this.#repository, path, cached, executable === true);
    return true;
  }

  /** Whether some take left this content at a path (from the top): then it may be overwritten. */
  async left(): Promise<(top: string, digest: Sha256) => boolean> {
    if (this.#wrote === undefined) {
      this.#wrote = new KnownContents();
      for (const { take, clean } of (await this.remembered()).takes.values()) {
        this.note(take);
        for (const [path, digest] of Object.entries(clean)) this.#wrote.add(path, digest);
      }
    }
    const { prefix } = this.#repository.facts;
    return (top, digest) => this.#wrote?.has(top.slice(prefix.length), digest) === true;
  }

  /** This take has been put on the branch. */
  note(take: AcceptedTake): void {
    this.#wrote?.add(take.takePath, take.takeSha256);
    for (const file of take.files) this.#wrote?.add(file.path, file.sha256);
  }

  /** The records that a closing commit holds: this session's, and those of sessions that left only trailers. */
  async records({ begun, steps }: SessionState): Promise<{ path: string; takes: RecordedTake[] }[]> {
    const own = [...steps.values()].filter((known) => known.state === 'committed');
    const takes = own.map(({ accepted: take, clean }): RecordedTake => ({ take, nth: begun.nth, clean }));
    const records = [{ path: recordPath(begun), takes }];
    const others = new Map<string, RecordedTake[]>();
    // Those that came while it played are the next session's.
    for (const one of (this.#before.last ?? (await this.remembered())).orphans) {
      if (one.take.session !== begun.id && /^[A-Za-z0-9]{4,64}$/.test(one.take.session))
        others.set(one.take.session, [...(others.get(one.take.session) ?? []), one]);
    }
    for (const [id, recorded] of others) {
      const seconds = Number(
        (
          await this.#repository.out(['show', '-s', '--format=%ct', recorded[0]?.take.commit ?? 'HEAD'])
        ).toString(),
      );
      records.push({
        path: recordPath({ id, date: new Date(seconds * 1000).toISOString().slice(0, 10) }),
        takes: recorded,
      });
    }
    return records;
  }

  /** Lets go of content in the cache that nothing needs any more. */
  async cleanCache(): Promise<void> {
    if (this.#cache.isEmpty) return;
    const needed = new Set<string>();
    for (const take of (await this.takes()).values()) {
      for (const file of take.files) if (!file.committed) needed.add(file.sha256);
    }
    for (const state of this.#notes.states) {
      for (const { accepted } of waitingOf(state))
        for (const file of [...accepted.files, { sha256: accepted.takeSha256 }]) needed.add(file.sha256);
    }
    for (const { answer } of actedIn(this.#notes.states).values())
      if (answer !== undefined && 'sha256' in answer) needed.add(answer.sha256);
    await this.#cache.clean((digest) => needed.has(digest));
  }
}
