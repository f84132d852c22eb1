import type { AcceptedTake, Address, Diagnostic, Json, Key, Sha256, TakeFile } from '../base/index.ts';
import { accountOf } from './account.ts';
import { AcceptedSoFar } from './accepted-so-far.ts';
import { Branch } from './branch.ts';
import { BlobDigests } from './blob-digests.ts';
import { buildClosing, buildOpening } from './build-session.ts';
import { buildSteps } from './build-steps.ts';
import { Cache } from './cache.ts';
import { CommitStream } from './commit-stream.ts';
import { isFileError } from './file-errors.ts';
import { FileDigests } from './file-digests.ts';
import { finishGroup, stepsOf } from './finish-group.ts';
import { holdIndex } from './index-lock.ts';
import type { JournalEvent } from './journal-events.ts';
import type { Begun, KnownStep, Publishing, SessionState, WaitingStep } from './journal-state.ts';
import { removeOldJournals, type KeptJournal } from './journals.ts';
import type { Lock } from './lock.ts';
import { layAgain, owedBy } from './mending.ts';
import { WorkspaceOpening, type OpeningOptions } from './opening.ts';
import { unsafePath } from './paths.ts';
import { refresh, type Placing } from './place.ts';
import { putOnBranch, type Put } from './publish.ts';
import type {
  ActedOutside,
  AskedNote,
  AskingNote,
  AttemptNote,
  Change,
  ClosingTold,
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
import { inLine, SessionNotes } from './session-notes.ts';
import { Spending } from './spending.ts';
import { spentBefore } from './spent-before.ts';
import { unordered, waitingOf } from './waiting-steps.ts';
import { reviseFile } from './working-files.ts';
import { say } from './wording.ts';

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
  readonly #guard: { readonly hooks: string; readonly settings: string };
  readonly #cache: Cache;
  readonly #stream: CommitStream;
  readonly #branch: Branch;
  readonly #blobs: BlobDigests;
  readonly #files: FileDigests;
  readonly #notes: SessionNotes;
  readonly #accepted: AcceptedSoFar;
  #inTheWay: Placing['inTheWay'];
  #opening: WorkspaceOpening | undefined;
  /** Publishing, opening and closing follow one another. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Folders and files whose times the index does not hold yet. */
  readonly #untimed = new Set<string>();

  constructor(
    repository: Repository,
    lock: Lock,
    guard: { readonly hooks: string; readonly settings: string },
    journals: readonly KeptJournal[],
    inTheWay: Placing['inTheWay'],
    looks?: { readonly cacheHome: string },
  ) {
    [this.facts, this.#repository, this.#lock, this.#guard] = [repository.facts, repository, lock, guard];
    [this.#inTheWay, this.#looks] = [inTheWay, looks !== undefined];
    this.#cache = new Cache(repository.disk, looks?.cacheHome ?? repository.home, repository.home);
    this.#stream = new CommitStream(repository);
    this.#branch = new Branch(repository);
    this.#blobs = new BlobDigests(repository);
    this.#files = new FileDigests(repository.disk, repository.home);
    this.#notes = new SessionNotes(repository, this.#cache, journals);
    const digests = { blobs: this.#blobs, files: this.#files };
    this.#accepted = new AcceptedSoFar(repository, this.#notes, this.#cache, digests, this.#looks);
  }

  get unfinished(): UnfinishedSession | undefined {
    const { state } = this.#notes;
    const begun = state?.over === undefined ? state?.begun : undefined;
    return (
      begun && {
        id: begun.id,
        title: begun.title,
        date: begun.date,
        scoreDigest: begun.scoreDigest,
        on: begun.on ?? undefined,
        run: state?.run,
      }
    );
  }

  /** Makes journal, branch, index and working files agree. */
  async recover(): Promise<readonly Diagnostic[]> {
    const here = this.facts.ref ?? null;
    const open = this.#notes.journals.filter(({ state }) => state.over === undefined);
    const warnings: Diagnostic[] = [];
    for (const { state } of open.filter((one) => one.state.begun.ref !== here)) {
      const waiting = waitingOf(state).length;
      if (waiting > 0)
        warnings.push(say.waitElsewhere(state.begun.id, state.begun.ref ?? 'a detached HEAD', waiting));
    }
    for (const journal of open.filter((one) => one.state.begun.ref === here)) {
      const { state } = journal;
      await this.#notes.goOnWith(journal);
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
        this.#notes.append({ event: 'asked', call: asking.call, end: 'unseen' });
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
    await this.#notes.note({ event: 'on_disk', ...(boot === undefined ? {} : { boot }) });
    return again.length === 0 ? [] : [say.laidAgain(again)];
  }

  /** A group was about to move the branch when the process ended: either it did, and the rest follows, or nothing happened. */
  async #settle(): ReturnType<Parameters<typeof putOnBranch>[0]['settle']> {
    const { state } = this.#notes;
    for (const group of [...(state?.announced.values() ?? [])]) {
      const finished = state === undefined ? 'nothing' : await this.#finish(state, group);
      if (finished !== 'nothing') return finished;
    }
    return 'nothing';
  }

  async #finish(state: SessionState, group: Publishing): ReturnType<typeof finishGroup> {
    const steps = stepsOf(state, group);
    const left = (): ReturnType<AcceptedSoFar['left']> => this.#accepted.left();
    const finished = await finishGroup(this.#repository, this.#cache, {
      begun: state.begun,
      group,
      steps,
      left,
    });
    if (finished !== 'arrived') return finished;
    await this.#notes.note({ event: 'published', to: group.to });
    for (const { accepted } of steps) this.#accepted.note(accepted);
    if (group.closing !== undefined) await this.#over(group.closing);
    return finished;
  }

  /** For one who only looks: what the newest open session accepted counts, and nothing is made to agree. */
  adopt(lives: boolean): void {
    this.#notes.adopt(this.facts.ref ?? null, lives);
  }

  accepted(): Promise<ReadonlyMap<Address, AcceptedTake>> {
    return this.#accepted.takes();
  }

  takenBack(): Promise<ReadonlyMap<Address, Key>> {
    return this.#accepted.takenBack();
  }

  outputOf(take: AcceptedTake): Promise<Json | undefined> {
    return this.#accepted.outputOf(take);
  }

  compare(files: Parameters<SessionRecord['compare']>[0]): ReturnType<SessionRecord['compare']> {
    return this.#accepted.compare(files);
  }

  inCache(file: Omit<TakeFile, 'size'>, options: { readonly bringBack: boolean }): Promise<boolean> {
    return this.#accepted.inCache(file, options);
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
      const before = this.#notes.state;
      const goesOn = before?.over === undefined && before?.begun.id === start.id;
      if (before !== undefined && before.over === undefined && !goesOn) {
        const ended = await this.#close([], 'interrupted');
        if (ended.published === 'stopped') return ended;
      }
      if (goesOn && before.opened) {
        await this.#notes.takeOver();
        return done();
      }
      if (!goesOn) await this.#newSession(start);
      await this.#notes.takeOver();
      const told = { spent: this.spending().before, replayed: this.#notes.state?.begun.replayed };
      // Hooks look at the working tree as it is, and may refuse.
      const { hooks, signs } = this.facts;
      const mayPlay = hooks.length > 0 || signs ? () => undefined : held;
      const put = await this.#put((base) => buildOpening(this.#repository, base, start, mayPlay, told));
      // The session's first group is its opening.
      return put === 'arrived' ? done() : published(put, []);
    });
  }

  async #newSession(start: SessionStart): Promise<void> {
    const remembered = await this.#accepted.remembered();
    const { ref, commit } = await this.#repository.head();
    const boot = await this.#repository.disk.boot?.();
    const { id, title, date, scoreDigest, handoffLimit, commitLimit } = start;
    const spent =
      start.asksModels === true
        ? await spentBefore(this.#repository, this.#notes.journals, { title, ref: ref ?? null })
        : undefined;
    const begun: Begun = {
      event: 'begun',
      ...{ id, title, date, scoreDigest, handoffLimit, commitLimit },
      nth: remembered.nth + (remembered.orphans.length > 0 ? 2 : 1),
      ref: ref ?? null,
      on: commit ?? null,
      at: this.#repository.now().toISOString(),
      ...(start.replayed === true ? { replayed: true } : {}),
      ...(start.run === undefined ? {} : { run: start.run }),
      ...(boot === undefined ? {} : { boot }),
    };
    const first: JournalEvent[] = spent === undefined ? [] : [{ event: 'spent_before', ...spent }];
    await this.#notes.begin(begun, first, () => this.#accepted.remember());
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
    const { onDisk } = this.#notes.append(
      { event: 'accepted', step: noted, ...(fits ? { text } : {}) },
      durables.length === 0 ? undefined : () => Promise.all(durables.map((durable) => durable())),
    );
    return { onDisk };
  }

  publish(parts: readonly Address[]): Promise<Published> {
    return this.#inTurn(() => {
      const steps = parts.map((part) => {
        const known = this.#notes.state?.steps.get(part);
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
    const state = this.#notes.state;
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
      for (const { accepted } of group) this.#accepted.note(accepted);
    }
    return { published: 'all', commits, warnings };
  }

  close(
    changes: readonly Change[],
    ending: 'closed' | 'interrupted',
    told: ClosingTold = {},
  ): Promise<Published> {
    return this.#inTurn(() => this.#close(changes, ending, told));
  }

  async #close(
    changes: readonly Change[],
    ending: 'closed' | 'interrupted',
    told: ClosingTold = {},
  ): Promise<Published> {
    const state = this.#notes.state;
    if (state === undefined || state.over !== undefined) return done();
    const rest = await this.#publish(waitingOf(state), false);
    if (rest.published === 'stopped') return rest;
    // One waits for git, the other for the disk: meanwhile the closing commit is worked out.
    const settled = Promise.allSettled([this.#noteTimes(), this.#repository.syncs.pay()]);
    // Cut short before it was opened, or before anything was accepted and there is nothing to say: no commit.
    const { begun, spending } = state;
    const hasToTell = changes.length > 0 || state.committed.size > 0 || !spending.isNothing;
    if (state.opened && (ending === 'closed' || hasToTell)) {
      const records = await this.#accepted.records(state);
      const money = { account: accountOf(spending, told.notSpent), spent: spending.byInstrument() };
      const put = await this.#put(async (base) => {
        const built = buildClosing(
          this.#repository,
          this.#cache,
          begun,
          base,
          changes,
          records,
          ending === 'closed' && told.code !== undefined && told.code !== 0 ? `failed ${told.code}` : ending,
          money,
        );
        // Until then the index is held.
        await settled;
        return built;
      }, ending);
      // It was the closing commit itself, or there is one to be made on top of what arrived.
      if (put === 'arrived') return this.#close(changes, ending, told);
      if ('mistakes' in put)
        return { published: 'stopped', diagnostics: put.mistakes, commits: rest.commits };
    }
    for (const done of await settled) if (done.status === 'rejected') throw done.reason;
    await this.#over(state.opened ? ending : 'dropped');
    return rest;
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
    await this.#notes.note({ event: 'over', ending });
    await this.#accepted.remember();
    await this.#accepted.cleanCache();
    await removeOldJournals(this.#repository.disk, this.#notes.journals);
    // Many small packs are joined now and then, as git itself does after its own commands.
    // Not by `git maintenance`: a kill would leave its lock, and with it nothing is ever joined again.
    await this.#repository.disk.change('git gc', [], () => this.#repository.git(['gc', '--auto', '--quiet']));
  }

  attemptStarts(
    attempt: AttemptNote,
    { durable }: { readonly durable: boolean } = { durable: false },
  ): Promise<void> {
    return this.#notes.attemptStarts(attempt, durable);
  }

  attemptEnds(...note: Parameters<SessionRecord['attemptEnds']>): Promise<void> {
    return this.#notes.attemptEnds(...note);
  }

  attemptSends(note: SendingNote): Promise<void> {
    return this.#notes.attemptSends(note);
  }

  attemptAnswered(part: Address, answer: Json): Promise<void> {
    return this.#notes.attemptAnswered(part, answer);
  }

  spending(): Spending {
    return this.#notes.spending();
  }

  async spentBefore(title: string): Promise<Spending> {
    const spending = new Spending();
    const { ref = null } = await this.#repository.head();
    spending.tookOver(
      (await spentBefore(this.#repository, this.#notes.journals, { title, ref }))?.spent ?? [],
    );
    return spending;
  }

  asking(note: AskingNote): ReturnType<SessionRecord['asking']> {
    return this.#notes.asking(note);
  }

  asked(call: number, note: AskedNote): Promise<void> {
    return this.#notes.asked(call, note);
  }

  acted(): Promise<ReadonlyMap<Address, ActedOutside>> {
    return this.#notes.acted();
  }

  async takenUpBy(run: string): Promise<void> {
    if (this.unfinished !== undefined && this.unfinished.run !== run)
      await this.#notes.note({ event: 'taken_up', run });
  }

  allow(part: Address): Promise<void> {
    return this.#notes.allow(part);
  }

  revise(path: string, revise: (text: string) => string): Promise<void> {
    return this.#next(() => reviseFile(this.#repository, this.#repository.fromTop(path), { revise }));
  }

  async release(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#noteTimes().catch(() => {});
    // Each is tried, and the lock let go of in any case: whoever plays on in this process would be in its own way for ever.
    const faults: unknown[] = [];
    const tried = (work: Promise<unknown>): Promise<unknown> =>
      work.catch((error: unknown) => faults.push(error));
    await tried(this.#notes.close());
    if (!this.#looks) await Promise.all([this.#blobs, this.#files].map((one) => tried(one.save())));
    await Promise.all([this.#stream, this.#branch, this.#repository].map((one) => tried(one.close())));
    await this.#lock.release();
    if (faults.length > 0) throw faults[0];
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
    const state = this.#notes.state;
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
        note: (event) => this.#notes.note(event),
        fromTake: await this.#accepted.left(),
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
}

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
