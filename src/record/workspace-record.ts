import { readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  KnownContents,
  parseAddress,
  sha256,
  type AcceptedTake,
  type Address,
  type Diagnostic,
  type Json,
  type Key,
  type Sha256,
  type TakeFile,
  type Usage,
} from '../base/index.ts';
import { accountOf } from './account.ts';
import { AcceptedBefore, type Remembered } from './accepted.ts';
import { actedIn, isUncertain, type ActedNote } from './acted.ts';
import { Branch } from './branch.ts';
import { BlobDigests } from './blob-digests.ts';
import { buildClosing, buildOpening } from './build-session.ts';
import { buildSteps, sharedLines } from './build-steps.ts';
import { Cache } from './cache.ts';
import { CommitStream } from './commit-stream.ts';
import { Comparison } from './comparison.ts';
import { isFileError } from './file-errors.ts';
import { FileDigests } from './file-digests.ts';
import { holdIndex, removeOwnLock } from './index-lock.ts';
import { Journal, type Appended } from './journal.ts';
import type { JournalEvent } from './journal-events.ts';
import {
  apply,
  newState,
  type Begun,
  type KnownStep,
  type Publishing,
  type SessionState,
  type WaitingStep,
} from './journal-state.ts';
import { journalFolder, removeOldJournals, type KeptJournal } from './journals.ts';
import { startOf, type Lock } from './lock.ts';
import { Memory } from './memory.ts';
import { layAgain, owedBy } from './mending.ts';
import { WorkspaceOpening, type OpeningOptions } from './opening.ts';
import { unsafePath } from './paths.ts';
import { decidePlaces, layDown, refresh, stage, type Placing } from './place.ts';
import { layFile, reviseFile } from './working-files.ts';
import { putOnBranch, type Put } from './publish.ts';
import type {
  ActedOutside,
  AskedNote,
  AskingNote,
  AttemptNote,
  Change,
  Noted,
  Opening,
  PlayingAtCrash,
  Published,
  RepositoryFacts,
  SendingNote,
  SessionRecord,
  SessionStart,
  Step,
  UnfinishedSession,
} from './record.ts';
import type { Repository } from './repository.ts';
import { recordPath, type RecordedTake } from './session-line.ts';
import { Spending } from './spending.ts';
import { spentBefore } from './spent-before.ts';
import { outputIn, placesOf } from './trailers.ts';
import { say } from './wording.ts';

/** Bytes of a take that stand in the journal's line itself; larger ones and those that are no text go to the cache. */
const inLine = 64 * 1024;
/** Steps of one group: more share nothing further and hold more memory. */
const groupLimit = 128;

/** The record of a workspace whose lock is held. */
export class WorkspaceRecord implements SessionRecord {
  readonly facts: RepositoryFacts;
  readonly playingAtCrash = new Map<Address, PlayingAtCrash>();
  readonly #repository: Repository;
  readonly #lock: Lock;
  /** Only looks: it holds no lock and leaves nothing behind. */
  readonly #looks: boolean;
  /** Another Conductor is at it meanwhile. */
  #lives = false;
  readonly #guard: { readonly hooks: string; readonly settings: string };
  readonly #journals: KeptJournal[];
  readonly #cache: Cache;
  readonly #stream: CommitStream;
  readonly #branch: Branch;
  readonly #blobs: BlobDigests;
  readonly #files: FileDigests;
  readonly #before: AcceptedBefore;
  readonly #memory: Memory;
  readonly #comparison: Comparison;
  #inTheWay: Placing['inTheWay'];
  #state: SessionState | undefined;
  #journal: Journal | undefined;
  #opening: WorkspaceOpening | undefined;
  /** Publishing, opening and closing follow one another. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Folders and files whose times the index does not hold yet. */
  readonly #untimed = new Set<string>();
  /** Digests that takes left, by workspace path: what may be overwritten. */
  #wrote: KnownContents | undefined;

  constructor(
    repository: Repository,
    lock: Lock,
    guard: { readonly hooks: string; readonly settings: string },
    journals: readonly KeptJournal[],
    inTheWay: Placing['inTheWay'],
    looks?: { readonly cacheHome: string },
  ) {
    [this.facts, this.#repository, this.#lock, this.#guard] = [repository.facts, repository, lock, guard];
    [this.#journals, this.#inTheWay] = [[...journals], inTheWay];
    this.#looks = looks !== undefined;
    this.#cache = new Cache(repository.disk, looks?.cacheHome ?? repository.home, repository.home);
    this.#stream = new CommitStream(repository);
    this.#branch = new Branch(repository);
    this.#blobs = new BlobDigests(repository);
    this.#files = new FileDigests(repository.disk, repository.home);
    this.#before = new AcceptedBefore(repository, this.#blobs, { saves: looks === undefined });
    this.#memory = new Memory(repository);
    this.#comparison = new Comparison(repository, this.#files, this.#blobs);
  }

  get unfinished(): UnfinishedSession | undefined {
    const begun = this.#state?.over === undefined ? this.#state?.begun : undefined;
    return (
      begun && {
        id: begun.id,
        title: begun.title,
        date: begun.date,
        scoreDigest: begun.scoreDigest,
        on: begun.on ?? undefined,
      }
    );
  }

  /** Makes journal, branch, index and working files agree. */
  async recover(): Promise<readonly Diagnostic[]> {
    const here = this.facts.ref ?? null;
    const open = this.#journals.filter(({ state }) => state.over === undefined);
    const warnings: Diagnostic[] = [];
    for (const { state } of open.filter((one) => one.state.begun.ref !== here)) {
      const waiting = waitingOf(state).length;
      if (waiting > 0)
        warnings.push(say.waitElsewhere(state.begun.id, state.begun.ref ?? 'a detached HEAD', waiting));
    }
    for (const { file, state } of open.filter((one) => one.state.begun.ref === here)) {
      await this.#journal?.close();
      [this.#state, this.#journal] = [state, await Journal.open(this.#repository.disk, file)];
      warnings.push(...(await this.#mend(state)));
      const settled = await this.#settle();
      if (typeof settled === 'object') return [...warnings, ...settled.mistakes];
      for (const [part, { key, attempt, idempotent, group, started }] of state.playing) {
        const also = {
          ...(group === undefined ? {} : { group }),
          ...(started === undefined ? {} : { started }),
        };
        this.playingAtCrash.set(part, { key, attempt, idempotent, ...also });
      }
      for (const asking of state.spending.open.values()) {
        warnings.push(say.unseenCall(asking));
        this.#append({ event: 'asked', call: asking.call, end: 'unseen' });
      }
      const published = await this.#publish(waitingOf(state), true);
      if (published.published === 'stopped') return [...warnings, ...published.diagnostics];
    }
    return warnings;
  }

  /** What the session laid before is owed to the disk; where the power went since then it is looked at, and laid again. */
  async #mend(state: SessionState): Promise<Diagnostic[]> {
    const { syncs, disk } = this.#repository;
    const boot = await disk.boot?.();
    const owes = state.laid.length > 0 || state.announced.size > 0;
    if (boot !== undefined && boot === state.boot) {
      if (owes) syncs.owe(await owedBy(this.#repository, state));
      return [];
    }
    const again = owes ? await layAgain(this.#repository, state) : [];
    await syncs.pay();
    await this.#note({ event: 'on_disk', ...(boot === undefined ? {} : { boot }) });
    return again.length === 0 ? [] : [say.laidAgain(again)];
  }

  /** A group was about to move the branch when the process ended: either it did, and the rest follows, or nothing happened. */
  async #settle(): ReturnType<Parameters<typeof putOnBranch>[0]['settle']> {
    const state = this.#state;
    for (const group of [...(state?.announced.values() ?? [])]) {
      const finished = state === undefined ? 'nothing' : await this.#finish(state, group);
      if (finished !== 'nothing') return finished;
    }
    return 'nothing';
  }

  async #finish(
    state: SessionState,
    group: Publishing,
  ): Promise<'nothing' | 'arrived' | { readonly mistakes: readonly Diagnostic[] }> {
    const repository = this.#repository;
    const head = (await repository.head()).commit;
    const known = (await repository.lookUp([group.to]))[0];
    if (head === undefined || known === undefined || !(await repository.isAncestor(group.to, head))) {
      return 'nothing';
    }
    // Where only the renaming of our own lock failed it lies there still, and nobody else would ever let go of it.
    await removeOwnLock(repository, { announced: new Set([group.lock]), branches: new Set() });
    const lock = await holdIndex(repository);
    if (lock === undefined) return { mistakes: [say.indexLocked(`${repository.facts.indexFile}.lock`)] };
    const byPart = new Map<string, KnownStep>(state.steps);
    const steps = Object.keys(group.commits).flatMap((part) => {
      const known = byPart.get(part);
      return known?.state === 'waiting' ? [known] : [];
    });
    const shared = ['handoff.md', 'summary.txt'].map((path) => repository.fromTop(path));
    const placing: Placing = {
      from: group.from ?? undefined,
      to: group.to,
      texts: new Map(
        steps.length === 0
          ? []
          : shared.map((path) => [path, sharedLines(repository, path, state.begun, steps, true)]),
      ),
      loose: steps.flatMap(({ accepted }) =>
        accepted.files.flatMap((file) => {
          const lies =
            group.left[accepted.part]?.includes(file.path) === true
              ? this.#cache.pathOf(file.sha256)
              : undefined;
          return lies === undefined
            ? []
            : [
                {
                  path: repository.fromTop(file.path),
                  sha256: file.sha256,
                  file: lies,
                  executable: file.executable === true,
                },
              ];
        }),
      ),
      // Only what the branch's own move may have left undone is made up for.
      written: new Map(),
      atHand: new Map(),
      fromTake: await this.#fromTake(),
      inTheWay: 'take mine',
    };
    try {
      const decided = await decidePlaces(repository, placing);
      await stage(repository, lock.next, decided);
      await layDown(repository, decided, placing, this.#cache);
      await refresh(
        repository,
        lock.next,
        decided.placed.map(({ path }) => path),
      );
      await lock.done();
    } catch (error) {
      await lock.abandon();
      throw error;
    }
    await this.#note({ event: 'published', to: group.to });
    for (const { accepted } of steps) this.#noteWritten(accepted);
    if (group.closing !== undefined) await this.#over(group.closing);
    return 'arrived';
  }

  /** For one who only looks: what the newest open session accepted counts, and nothing is made to agree. */
  adopt(lives: boolean): void {
    this.#lives = lives;
    const here = this.facts.ref ?? null;
    this.#state = this.#journals.findLast(
      ({ state }) => state.over === undefined && state.begun.ref === here,
    )?.state;
  }

  async accepted(): Promise<ReadonlyMap<Address, AcceptedTake>> {
    const takes = new Map([...(await this.#remembered()).takes].map(([part, { take }]) => [part, take]));
    for (const known of this.#state === undefined ? [] : waitingOf(this.#state))
      takes.set(known.accepted.part, known.accepted);
    return takes;
  }

  async #remembered(): Promise<Remembered> {
    const { commit } = await this.#repository.head();
    const remembered = await this.#before.at(commit, (part, session) => this.#fromJournals(part, session));
    for (const { take, clean } of remembered.takes.values()) this.#comparison.know(take, clean);
    return remembered;
  }

  /** What a journal knows of a committed take: more than its trailers say. */
  #fromJournals(part: Address, session: string): RecordedTake | undefined {
    const states = [
      ...this.#journals.map(({ state }) => state),
      ...(this.#state === undefined ? [] : [this.#state]),
    ];
    const state = states.find(({ begun }) => begun.id === session);
    const known = state?.steps.get(part);
    return state === undefined || known?.state !== 'committed'
      ? undefined
      : { take: known.accepted, nth: state.begun.nth, clean: known.clean };
  }

  async takenBack(): Promise<ReadonlyMap<Address, Key>> {
    const remembered = await this.#remembered();
    const states = this.#journals.map(({ state }) => state);
    const back = await this.#memory.takenBack(
      states,
      (part, key) => remembered.takes.get(part)?.take.key === key,
    );
    for (const [part, { take }] of remembered.takes) {
      if (take.commit !== undefined && remembered.reverted.has(take.commit)) back.set(part, take.key);
    }
    return back;
  }

  async outputOf(take: AcceptedTake): Promise<Json | undefined> {
    const known = this.#state?.steps.get(take.part);
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

  async opening(options: OpeningOptions = {}): Promise<Opening> {
    this.#opening = await WorkspaceOpening.capture(this.#repository, this.#cache, this.#blobs, options);
    return this.#opening;
  }

  cached(digest: Sha256): string | undefined {
    return this.#cache.pathOf(digest);
  }

  async begin(start: SessionStart, held: () => void = () => undefined): Promise<Published> {
    return this.#inTurn(async () => {
      this.#inTheWay = start.inTheWay ?? 'stop';
      if (this.#state !== undefined && this.#state.over === undefined && this.#state.begun.id !== start.id) {
        const ended = await this.#close([], 'interrupted');
        if (ended.published === 'stopped') return ended;
      }
      if (this.#state?.over === undefined && this.#state?.begun.id === start.id && this.#state.opened) {
        await this.#takeOver();
        return done();
      }
      if (this.#state?.over !== undefined || this.#state?.begun.id !== start.id)
        await this.#newSession(start);
      await this.#takeOver();
      const told = { spent: this.spending().before, replayed: this.#state?.begun.replayed };
      // Hooks look at the working tree as it is, and may refuse.
      const { hooks, signs } = this.facts;
      const mayPlay = hooks.length > 0 || signs ? () => undefined : held;
      const put = await this.#put((base) => buildOpening(this.#repository, base, start, mayPlay, told));
      // The session's first group is its opening.
      return put === 'arrived' ? done() : published(put, []);
    });
  }

  async #newSession(start: SessionStart): Promise<void> {
    const remembered = await this.#remembered();
    const { ref, commit } = await this.#repository.head();
    const boot = await this.#repository.disk.boot?.();
    const { id, title, date, scoreDigest, handoffLimit, commitLimit } = start;
    const spent =
      start.asksModels === true
        ? await spentBefore(this.#repository, this.#journals, { title, ref: ref ?? null })
        : undefined;
    const begun: Begun = {
      event: 'begun',
      ...{ id, title, date, scoreDigest, handoffLimit, commitLimit },
      nth: remembered.nth + (remembered.orphans.length > 0 ? 2 : 1),
      ref: ref ?? null,
      on: commit ?? null,
      at: this.#repository.now().toISOString(),
      ...(start.replayed === true ? { replayed: true } : {}),
      ...(boot === undefined ? {} : { boot }),
    };
    const file = join(journalFolder(this.#repository.home), `${id}.jsonl`);
    await this.#journal?.close();
    this.#journal = undefined;
    // The same score on the same commit has the same id: played once, taken back, and played again.
    const same = this.#journals.findIndex((one) => one.file === file);
    const acted = [...(this.#journals[same]?.state.acted.values() ?? [])];
    if (same !== -1) {
      await this.#memory.remember(this.#journals.map(({ state }) => state));
      this.#journals.splice(same, 1);
      if (acted.length === 0)
        await this.#repository.disk.change('journal.remove', [file], () => unlink(file)).catch(() => {});
    }
    // Where the older one holds what acted outside, the newer one takes its name when it has taken that over.
    const first = acted.length === 0 ? file : `${file}.new`;
    if (first !== file)
      await this.#repository.disk.change('journal.remove', [first], () => rm(first, { force: true }));
    this.#journal = await Journal.open(this.#repository.disk, first);
    this.#state = newState(begun);
    this.#journals.push({ file, state: this.#state });
    this.#append(begun);
    for (const one of acted) this.#append({ event: 'taken_over', acted: one });
    if (spent !== undefined) this.#append({ event: 'spent_before', ...spent });
    await this.#journal.sync();
    if (first === file) return;
    await this.#journal.close();
    this.#journal = undefined;
    await this.#repository.disk.change('journal.rename', [first, file], () => rename(first, file));
    // Which syncs the folder, and with it the new name.
    this.#journal = await Journal.open(this.#repository.disk, file);
  }

  async accept(step: Step): Promise<Noted> {
    const { accepted, script } = step;
    for (const path of [
      accepted.takePath,
      ...accepted.files.map((file) => file.path),
      ...(script === undefined ? [] : [script.path]),
    ]) {
      const wrong = unsafePath(path);
      if (wrong !== undefined) throw new Error(`\`${path}\` cannot be accepted: ${wrong}`);
    }
    const named = await Promise.all(
      accepted.files.map(async (file) => {
        const content = step.contents.get(file.path);
        return content === undefined ? undefined : this.#cache.takeIn(file.sha256, content);
      }),
    );
    const text = Buffer.from(step.takeBytes).toString();
    const fits = step.takeBytes.length <= inLine && Buffer.from(text).equals(step.takeBytes);
    if (!fits) named.push(await this.#cache.write(accepted.takeSha256, step.takeBytes));
    const durables = named.filter((durable) => durable !== undefined);
    const { takeBytes: _, contents: __, ...noted } = step;
    const { onDisk } = this.#append(
      { event: 'accepted', step: noted, ...(fits ? { text } : {}) },
      durables.length === 0 ? undefined : () => Promise.all(durables.map((durable) => durable())),
    );
    return { onDisk };
  }

  publish(parts: readonly Address[]): Promise<Published> {
    return this.#inTurn(() => {
      const steps = parts.map((part) => {
        const known = this.#state?.steps.get(part);
        if (known === undefined) throw new Error(`${part} was never accepted`);
        return known;
      });
      return this.#publish(
        steps.filter(({ state }) => state === 'waiting'),
        false,
      );
    });
  }

  async #publish(steps: readonly KnownStep[], recovering: boolean): Promise<Published> {
    const commits = new Map<Address, string>();
    const warnings: Diagnostic[] = [];
    const state = this.#state;
    // A hook compares its index with HEAD: with hooks or signing each step is on the branch before the next one.
    const size = this.facts.signs || this.facts.hooks.length > 0 ? 1 : groupLimit;
    const parts = steps.map(({ accepted }) => accepted.part);
    for (let index = 0; index < parts.length;) {
      if (state === undefined) throw new Error('no session has begun');
      const group: WaitingStep[] = [];
      for (const part of parts.slice(index, index + size)) {
        const known = state.steps.get(part);
        const commit = state.committed.get(part)?.commit;
        if (known?.state === 'waiting') group.push(known);
        else if (commit !== undefined) commits.set(part, commit);
      }
      const put: Put =
        group.length === 0
          ? { commits: [], warnings: [] }
          : await this.#put((base) =>
              buildSteps(this.#repository, this.#cache, state.begun, base, group, recovering),
            );
      if (put === 'arrived') continue;
      index += size;
      const some = published(
        put,
        group.map(({ accepted }) => accepted.part),
        commits,
      );
      if (some.published === 'stopped') return some;
      warnings.push(...(some.warnings ?? []));
      for (const { accepted } of group) this.#noteWritten(accepted);
    }
    return { published: 'all', commits, warnings };
  }

  close(
    changes: readonly Change[],
    ending: 'closed' | 'interrupted',
    { notSpent }: { readonly notSpent?: Usage } = {},
  ): Promise<Published> {
    return this.#inTurn(() => this.#close(changes, ending, notSpent));
  }

  async #close(
    changes: readonly Change[],
    ending: 'closed' | 'interrupted',
    notSpent?: Usage,
  ): Promise<Published> {
    const state = this.#state;
    if (state === undefined || state.over !== undefined) return done();
    const rest = await this.#publish(waitingOf(state), false);
    if (rest.published === 'stopped') return rest;
    // One waits for git, the other for the disk: meanwhile the closing commit is worked out.
    const settled = Promise.allSettled([this.#noteTimes(), this.#repository.syncs.pay()]);
    // Cut short before it was opened, or before anything was accepted and there is nothing to say: no commit.
    const { begun, spending } = state;
    const hasToTell = changes.length > 0 || state.committed.size > 0 || !spending.isNothing;
    if (state.opened && (ending === 'closed' || hasToTell)) {
      const records = await this.#records(state);
      const money = { account: accountOf(spending, notSpent), spent: spending.byInstrument() };
      const put = await this.#put(async (base) => {
        const built = buildClosing(
          this.#repository,
          this.#cache,
          begun,
          base,
          changes,
          records,
          ending,
          money,
        );
        // Until then the index is held.
        await settled;
        return built;
      }, ending);
      // It was the closing commit itself, or there is one to be made on top of what arrived.
      if (put === 'arrived') return this.#close(changes, ending, notSpent);
      if ('mistakes' in put)
        return { published: 'stopped', diagnostics: put.mistakes, commits: rest.commits };
    }
    for (const done of await settled) if (done.status === 'rejected') throw done.reason;
    await this.#over(state.opened ? ending : 'dropped');
    return rest;
  }

  /** The records that a closing commit holds: this session's, and those of sessions that left only trailers. */
  async #records(state: SessionState): Promise<{ path: string; takes: RecordedTake[] }[]> {
    const { begun } = state;
    const own = [...state.steps.values()].filter((known) => known.state === 'committed');
    const takes = own.map(({ accepted: take, clean }): RecordedTake => ({ take, nth: begun.nth, clean }));
    const records = [{ path: recordPath(begun), takes }];
    const others = new Map<string, RecordedTake[]>();
    // Those that came while it played are the next session's.
    for (const one of (this.#before.last ?? (await this.#remembered())).orphans) {
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

  /** The first folder of a path (from the top) below the workspace, or the file there. */
  #belowWorkspace(path: string): string {
    const end = path.indexOf('/', this.facts.prefix.length);
    return end === -1 ? path : path.slice(0, end);
  }

  /** Notes in the index when the files of this session were written: once, at its end. */
  async #noteTimes(): Promise<void> {
    if (this.#untimed.size === 0) return;
    const lock = await holdIndex(this.#repository);
    // git notes them itself when it looks next.
    if (lock === undefined) return;
    try {
      await refresh(this.#repository, lock.next, [...this.#untimed]);
      await lock.done();
      this.#untimed.clear();
    } catch (error) {
      await lock.abandon();
      throw error;
    }
  }

  async #over(ending: 'closed' | 'interrupted' | 'dropped'): Promise<void> {
    await this.#repository.syncs.pay();
    await this.#note({ event: 'over', ending });
    await this.#memory.remember(this.#journals.map(({ state }) => state));
    if (!this.#cache.isEmpty) await this.#cleanCache();
    await removeOldJournals(this.#repository.disk, this.#journals);
    // Many small packs are joined now and then, as git itself does after its own commands.
    // Not by `git maintenance`: a kill would leave its lock, and with it nothing is ever joined again.
    await this.#repository.disk.change('git gc', [], () => this.#repository.git(['gc', '--auto', '--quiet']));
  }

  async #cleanCache(): Promise<void> {
    const needed = new Set<string>();
    for (const take of (await this.accepted()).values()) {
      for (const file of take.files) if (!file.committed) needed.add(file.sha256);
    }
    for (const { state } of this.#journals) {
      for (const { accepted } of waitingOf(state))
        for (const file of [...accepted.files, { sha256: accepted.takeSha256 }]) needed.add(file.sha256);
    }
    for (const { answer } of actedIn(this.#journals.map(({ state }) => state)).values())
      if (answer !== undefined && 'sha256' in answer) needed.add(answer.sha256);
    await this.#cache.clean((digest) => needed.has(digest));
  }

  async attemptStarts(
    { part, key, attempt, idempotent, group, started }: AttemptNote,
    { durable }: { readonly durable: boolean } = { durable: false },
  ): Promise<void> {
    const known = this.#state?.playing.get(part);
    const line =
      group !== undefined && known?.key === key && known.attempt === attempt
        ? this.#groupOf(part, group, started ?? (await startOf(group)))
        : this.#append({
            event: 'attempt',
            ...{ part, key, attempt, idempotent },
            at: this.#repository.now().toISOString(),
            ...(group === undefined ? {} : startedAt(group, started ?? (await startOf(group)))),
          });
    await (durable ? this.#journal?.sync() : line?.written());
  }

  /** A worker that plays one part after another is noted once, with the first of them. */
  #groupOf(part: Address, group: number, started: string | undefined): Appended | undefined {
    const same = this.#state?.groups.get(group);
    if (same !== undefined && same === started) return undefined;
    return this.#append({ event: 'group', part, ...startedAt(group, started) });
  }

  attemptEnds(
    part: Address,
    how: 'failed' | 'cancelled' | 'unseen' | 'waits',
    reason?: string,
  ): Promise<void> {
    return this.#append({
      event: 'attempt_over',
      ...{ part, how },
      ...(reason === undefined ? {} : { reason }),
    }).written();
  }

  async attemptSends(note: SendingNote): Promise<void> {
    this.#append({ event: 'sending', ...note, at: this.#repository.now().toISOString() });
    await this.#journal?.sync();
  }

  async attemptAnswered(part: Address, answer: Json): Promise<void> {
    const text = JSON.stringify(answer);
    const bytes = Buffer.from(text);
    const digest = sha256(bytes);
    if (bytes.length <= inLine) this.#append({ event: 'answered', part, answer: { text } });
    else
      this.#append({ event: 'answered', part, answer: { sha256: digest } }, async () =>
        (await this.#cache.write(digest, bytes))(),
      );
    await this.#journal?.sync();
  }

  spending(): Spending {
    return this.#state?.spending ?? new Spending();
  }

  async spentBefore(title: string): Promise<Spending> {
    const spending = new Spending();
    const { ref = null } = await this.#repository.head();
    spending.tookOver((await spentBefore(this.#repository, this.#journals, { title, ref }))?.spent ?? []);
    return spending;
  }

  asking(note: AskingNote): { readonly call: number; readonly onDisk: Promise<void> } {
    const call = this.spending().calls + 1;
    this.#append({ event: 'asking', call, ...note, at: this.#repository.now().toISOString() });
    return { call, onDisk: this.#journal?.sync() ?? Promise.resolve() };
  }

  asked(call: number, { end, usage, saved }: AskedNote): Promise<void> {
    return this.#append({
      event: 'asked',
      ...{ call, end },
      ...(usage === undefined ? {} : { usage }),
      ...(saved === undefined ? {} : { saved }),
    }).written();
  }

  async acted(): Promise<ReadonlyMap<Address, ActedOutside>> {
    const notes = actedIn(
      this.#journals.map(({ state }) => state),
      this.#looks && this.#lives,
    );
    const found = new Map<Address, ActedOutside>();
    for (const [part, note] of notes) {
      const { key, attempt, nth, idempotencyKey, at, what, allowed } = note;
      const answer = note.answer === undefined ? undefined : await this.#answerIn(note.answer);
      found.set(part, {
        ...{ key, attempt, nth, at },
        // An answer that is lost was not seen.
        how: note.how === 'answered' && answer === undefined ? 'unseen' : note.how,
        uncertain: isUncertain(note),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        ...(what === undefined ? {} : { what }),
        ...(answer === undefined ? {} : { answer: answer.value }),
        ...(allowed === true ? { allowed } : {}),
      });
    }
    return found;
  }

  async #answerIn(answer: NonNullable<ActedNote['answer']>): Promise<{ readonly value: Json } | undefined> {
    const bytes = 'text' in answer ? answer.text : await this.#cached(answer.sha256);
    return bytes === undefined ? undefined : { value: JSON.parse(bytes.toString()) as Json };
  }

  async allow(part: Address): Promise<void> {
    for (const { file, state } of this.#journals) {
      if (state.acted.has(part)) await this.#noteIn(file, state, { event: 'allowed', part });
    }
  }

  /** In the journal of whatever session, which may be over. */
  async #noteIn(file: string, state: SessionState, event: JournalEvent): Promise<void> {
    if (state === this.#state && this.#journal !== undefined) return this.#note(event);
    const journal = await Journal.open(this.#repository.disk, file);
    try {
      journal.append(event);
      await journal.sync();
    } finally {
      await journal.close();
    }
    apply(state, event);
  }

  /** What acted outside in older sessions, of whatever branch, is from now on this session's: on disk here, then gone there. */
  async #takeOver(): Promise<void> {
    const [here, journal] = [this.#state, this.#journal];
    const others = this.#journals.filter(({ state }) => state !== here && state.acted.size > 0);
    if (here === undefined || journal === undefined || others.length === 0) return;
    for (const [part, acted] of actedIn([...others.map(({ state }) => state), here])) {
      if (here.acted.get(part) !== acted) this.#append({ event: 'taken_over', acted });
    }
    await journal.sync();
    for (const { file, state } of others) await this.#noteIn(file, state, { event: 'handed_on' });
  }

  revise(path: string, revise: (text: string) => string): Promise<void> {
    return this.#next(() => reviseFile(this.#repository, this.#repository.fromTop(path), { revise }));
  }

  async release(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#noteTimes().catch(() => {});
    await this.#journal?.close();
    this.#journal = undefined;
    if (!this.#looks) await Promise.all([this.#blobs.save(), this.#files.save()]);
    await Promise.all([this.#stream.close(), this.#branch.close(), this.#repository.close()]);
    await this.#lock.release();
  }

  /** On disk first, then in memory: what is done to the branch is never more than what a restart would read. */
  async #note(event: JournalEvent): Promise<void> {
    if (this.#journal === undefined || this.#state === undefined) throw new Error('no session has begun');
    const state = this.#state;
    this.#journal.append(event);
    await this.#journal.sync();
    apply(state, event);
  }

  /** In memory at once, with its place in the journal: nothing that follows reaches the disk before it. */
  #append(event: JournalEvent, contents?: () => Promise<unknown>): Appended {
    if (this.#journal === undefined || this.#state === undefined) throw new Error('no session has begun');
    const appended = this.#journal.append(event, contents);
    apply(this.#state, event);
    return appended;
  }

  /** A disk that refuses the journal's line stops a publication as one that refuses the commit does. */
  #inTurn(work: () => Promise<Published>): Promise<Published> {
    return this.#next(() =>
      work().catch((error: unknown): Published => {
        if (!isFileError(error)) throw error;
        const mistake = say.cannotWrite(error.path ?? this.#repository.home, error.message);
        return { published: 'stopped', diagnostics: [mistake], commits: new Map() };
      }),
    );
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.catch(() => {}).then(work);
    this.#queue = turn;
    return turn;
  }

  async #put(build: Parameters<typeof putOnBranch>[1], closing?: 'closed' | 'interrupted'): Promise<Put> {
    const state = this.#state;
    if (state === undefined) throw new Error('no session has begun');
    return putOnBranch(
      {
        repository: this.#repository,
        cache: this.#cache,
        stream: this.#stream,
        branch: this.#branch,
        session: state.begun,
        guard: this.#guard,
        waiting: unordered(state).length,
        settle: () => this.#settle(),
        note: (event) => this.#note(event),
        fromTake: await this.#fromTake(),
        inTheWay: this.#inTheWay,
        // Those of a closing commit are few: git looks into them when it is asked next.
        laid: (path) => {
          if (closing === undefined) this.#untimed.add(this.#belowWorkspace(path));
        },
        beforeLaying: (paths) =>
          this.#opening?.keep(paths.map((path) => path.slice(this.facts.prefix.length))) ?? Promise.resolve(),
        ...(closing === undefined ? {} : { closing }),
      },
      build,
    );
  }

  async #fromTake(): Promise<(path: string, digest: Sha256) => boolean> {
    if (this.#wrote === undefined) {
      this.#wrote = new KnownContents();
      for (const { take, clean } of (await this.#remembered()).takes.values()) {
        this.#noteWritten(take);
        for (const [path, digest] of Object.entries(clean)) this.#wrote.add(path, digest);
      }
    }
    return (top, digest) => this.#wrote?.has(top.slice(this.facts.prefix.length), digest) === true;
  }

  #noteWritten(take: AcceptedTake): void {
    this.#wrote?.add(take.takePath, take.takeSha256);
    for (const file of take.files) this.#wrote?.add(file.path, file.sha256);
  }
}

const startedAt = (
  group: number,
  started: string | undefined,
): { readonly group: number; readonly started?: string } =>
  started === undefined ? { group } : { group, started };

/** Accepted and not committed, in the design's order where the plan said it. */
function waitingOf(state: SessionState): WaitingStep[] {
  const waiting = unordered(state);
  const place = ({ step, accepted }: WaitingStep): [number, string, number] => {
    const name = parseAddress(accepted.part);
    return [
      step.turn?.distance ?? 0,
      `${name?.ensemble ?? ''}/${name?.nickname ?? ''}`,
      step.turn?.index ?? 0,
    ];
  };
  if (waiting.some(({ step }) => step.turn === undefined)) return waiting;
  return waiting.toSorted((a, b) => {
    const [[distanceA, nameA, indexA], [distanceB, nameB, indexB]] = [place(a), place(b)];
    return distanceA - distanceB || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0) || indexA - indexB;
  });
}

const unordered = ({ steps }: SessionState): WaitingStep[] =>
  [...steps.values()].filter((known) => known.state === 'waiting');

const done = (): Published => ({ published: 'all', commits: new Map() });

function published(
  put: Exclude<Put, 'arrived'>,
  parts: readonly Address[],
  commits = new Map<Address, string>(),
): Published {
  if ('mistakes' in put) return { published: 'stopped', diagnostics: put.mistakes, commits };
  for (const [index, part] of parts.entries()) commits.set(part, put.commits[index] ?? '');
  return { published: 'all', commits, warnings: put.warnings };
}
