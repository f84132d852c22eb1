import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { AcceptedTake, Address, Diagnostic, Key } from '../base/index.ts';
import type { BlobDigests } from './blob-digests.ts';
import { replaceFile } from './disk.ts';
import type { Repository } from './repository.ts';
import { readSessionLines, type RecordedTake } from './session-line.ts';
import { takenBackBy, takesOf, walkSteps, type Revert } from './trailers.ts';
import { say } from './wording.ts';

/** All that git says of accepted takes at one commit. */
export interface Remembered {
  /** Newest of each address. */
  readonly takes: ReadonlyMap<Address, RecordedTake>;
  /** Takes of sessions without a record, from trailers alone: the next closing commit records them. */
  readonly orphans: readonly RecordedTake[];
  /** Commits of takes that a later commit reverts. */
  readonly reverted: ReadonlySet<string>;
  /** The highest number that a session has. */
  readonly nth: number;
  readonly warnings: readonly Diagnostic[];
}

interface ReadRecord {
  readonly blob: string;
  readonly takes: readonly RecordedTake[];
}

type Known = (part: Address, session: string) => RecordedTake | undefined;

/** A take as its commit names it; whole where no record of its session says what it was. */
interface Trailed {
  readonly part: Address;
  readonly session: string;
  readonly key: Key;
  readonly commit?: string;
  readonly take?: AcceptedTake;
}

/** What is kept between runs: it follows HEAD, so a run on the same commit walks nothing. */
interface Kept {
  readonly format: 2;
  readonly head: string;
  /** Records by the name of their blob, so that only new ones are read. */
  readonly records: readonly ReadRecord[];
  readonly trailed: readonly Trailed[];
  readonly reverts: readonly Revert[];
}

/** It is our own file, and long: that something is there is looked at, its members are not copied. */
const Thing = z.custom<object>((value) => typeof value === 'object' && value !== null);

const isKept = (value: unknown): value is Kept =>
  z
    .object({
      format: z.literal(2),
      head: z.string(),
      records: z.array(z.object({ blob: z.string(), takes: z.array(Thing) })),
      trailed: z.array(Thing),
      reverts: z.array(z.tuple([z.string(), z.string()])),
    })
    .safeParse(value).success;

/** Reads trailers and `sessions/*.jsonl`, from where it left off the last time. */
export class AcceptedBefore {
  readonly #repository: Repository;
  readonly #digests: BlobDigests;
  readonly #file: string;
  #kept: Kept | undefined;
  #remembered: { readonly head: string; readonly remembered: Remembered } | undefined;

  readonly #saves: boolean;

  /** Without `saves` it only looks: for those who do not hold the lock. */
  constructor(repository: Repository, digests: BlobDigests, { saves }: { readonly saves: boolean }) {
    this.#repository = repository;
    this.#digests = digests;
    this.#saves = saves;
    this.#file = join(repository.home, 'cache-index', 'accepted.json');
  }

  /** As it was last asked for, whatever HEAD is now. */
  get last(): Remembered | undefined {
    return this.#remembered?.remembered;
  }

  async at(head: string | undefined, full: Known): Promise<Remembered> {
    if (head === undefined)
      return { takes: new Map(), orphans: [], reverted: new Set(), nth: 0, warnings: [] };
    if (this.#remembered?.head === head) return this.#remembered.remembered;
    this.#kept ??= await this.#load();
    const warnings: Diagnostic[] = [];
    const kept =
      this.#kept?.head === head ? this.#kept : await this.#follow(head, this.#kept, full, warnings);
    if (kept !== this.#kept && this.#saves) await this.#save(kept);
    this.#kept = kept;
    const remembered = fold(kept, full, warnings);
    this.#remembered = { head, remembered };
    return remembered;
  }

  async #follow(head: string, before: Kept | undefined, full: Known, warnings: Diagnostic[]): Promise<Kept> {
    const repository = this.#repository;
    const [follows, records] = await Promise.all([
      before !== undefined && repository.isAncestor(before.head, head),
      this.#records(head, new Map(before?.records.map((record) => [record.blob, record])), warnings),
    ]);
    const sessions = sessionsIn(records);
    // Where a record was taken away, its takes are looked up in their commits again.
    const holds = before?.trailed.every(({ take, session }) => take !== undefined || sessions.has(session));
    const from = follows && holds === true ? before : undefined;
    const walked = await walkSteps(repository, from === undefined ? [head] : [head, `^${from.head}`]);
    // Commits are looked into only where neither a journal nor a record says what they hold.
    const recorded = new Map(records.flatMap(({ takes }) => takes.map((one) => [nameOf(one.take), one])));
    const known = walked.steps.map((step) => {
      const one = full(step.part, step.session) ?? recorded.get(nameOf(step));
      return one?.take.key === step.key ? withCommit(one.take, step.commit) : undefined;
    });
    const unknown = walked.steps.filter((_, index) => known[index] === undefined);
    const looked = new Map(
      (await takesOf(repository, this.#digests, unknown)).map((take) => [take.commit, take]),
    );
    const found = walked.steps.flatMap((step, index) => known[index] ?? looked.get(step.commit) ?? []);
    const trailed = [...found.map((take): Trailed => ({ ...named(take), take })), ...(from?.trailed ?? [])];
    // The newest of each address in each session is enough.
    const seen = new Set<string>();
    const newest = trailed.filter((take) => !seen.has(nameOf(take)) && seen.add(nameOf(take)));
    if (this.#saves) await this.#digests.save();
    return {
      format: 2,
      head,
      records,
      trailed: newest.map((one) => (sessions.has(one.session) ? named(one) : one)),
      reverts: [...walked.reverts, ...(from?.reverts ?? [])],
    };
  }

  async #records(
    head: string,
    before: ReadonlyMap<string, ReadRecord>,
    warnings: Diagnostic[],
  ): Promise<ReadRecord[]> {
    const folder = this.#repository.fromTop('sessions');
    const listed = (
      await this.#repository.out(['ls-tree', '-r', '-z', '--full-tree', head, '--', `${folder}/`])
    )
      .toString()
      .split('\0');
    const records: ReadRecord[] = [];
    for (const entry of listed) {
      const [, id, path] = /^100\d+ blob ([0-9a-f]+)\t([^]*\.jsonl)$/.exec(entry) ?? [];
      if (id === undefined || path === undefined) continue;
      const known = before.get(id);
      if (known !== undefined) {
        records.push(known);
        continue;
      }
      const text = await this.#repository.objects.text(id);
      const lines = readSessionLines(text ?? '');
      records.push({ blob: id, takes: lines.recorded });
      warnings.push(...lines.wrong.map(({ line, wrong }) => say.brokenRecord(path, line, wrong)));
    }
    return records;
  }

  async #load(): Promise<Kept | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      return isKept(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async #save(kept: Kept): Promise<void> {
    const { disk } = this.#repository;
    const folder = dirname(this.#file);
    await disk.change('accepted.folder', [folder], () => mkdir(folder, { recursive: true }));
    await replaceFile(disk, 'accepted', this.#file, JSON.stringify(kept), { durable: false });
  }
}

const sessionsIn = (records: readonly ReadRecord[]): ReadonlySet<string> =>
  new Set(records.flatMap(({ takes }) => takes.map(({ take }) => take.session)));

const named = ({ part, session, key, commit }: Omit<Trailed, 'take'>): Trailed =>
  commit === undefined ? { part, session, key } : { part, session, key, commit };

const nameOf = ({ part, session }: { readonly part: Address; readonly session: string }): string =>
  `${session} ${part}`;

function fold(kept: Kept, full: Known, warnings: readonly Diagnostic[]): Remembered {
  const takes = new Map<Address, RecordedTake>();
  const recorded = kept.records.flatMap((record) => record.takes);
  const nth = recorded.reduce((highest, one) => Math.max(highest, one.nth), 0);
  const recordedSessions = sessionsIn(kept.records);
  for (const one of recorded) {
    const there = takes.get(one.take.part);
    if (
      there === undefined ||
      one.nth > there.nth ||
      (one.nth === there.nth && one.take.session >= there.take.session)
    )
      takes.set(one.take.part, one);
  }
  const orphans: RecordedTake[] = [];
  // Oldest first, so that the newest stands at the end.
  for (const { part, session, key, commit, take } of kept.trailed.toReversed()) {
    const there = takes.get(part);
    if (there?.take.session === session && there.take.key === key) {
      takes.set(part, { ...there, take: withCommit(there.take, commit) });
    } else if (take !== undefined && !recordedSessions.has(session)) {
      const rich = full(take.part, take.session);
      const known =
        rich !== undefined && rich.take.key === take.key
          ? { ...rich, take: withCommit(rich.take, take.commit) }
          : { take, nth: nth + 1, clean: {} };
      takes.set(take.part, known);
      orphans.push(known);
    }
  }
  return { takes, orphans, reverted: takenBackBy(kept.reverts), nth, warnings };
}

const withCommit = (take: AcceptedTake, commit: string | undefined): AcceptedTake =>
  // The new name first: an object that is spread and then added to has a hidden class of its own in V8, each time.
  commit === undefined ? take : Object.assign({ commit }, take, { commit });
