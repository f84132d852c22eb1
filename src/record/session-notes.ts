import { readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, type Address, type Json } from '../base/index.ts';
import { actedIn, isUncertain, type ActedNote } from './acted.ts';
import type { Cache } from './cache.ts';
import { Journal, type Appended } from './journal.ts';
import type { JournalEvent } from './journal-events.ts';
import { apply, newState, type Begun, type SessionState } from './journal-state.ts';
import { journalFolder, type KeptJournal } from './journals.ts';
import { startOf } from './lock.ts';
import type { ActedOutside, AskedNote, AskingNote, AttemptNote, SendingNote } from './record.ts';
import type { Repository } from './repository.ts';
import { Spending } from './spending.ts';

/** Bytes of a take or an answer that stand in the journal's line itself; larger ones and those that are no text go to the cache. */
export const inLine = 64 * 1024;

/**
 * What is noted of the running session, and what the journals of older ones still say: attempts, what they did
 * outside, what models cost. Nothing here touches git.
 */
export class SessionNotes {
  readonly #repository: Repository;
  readonly #cache: Cache;
  readonly #journals: KeptJournal[];
  #state: SessionState | undefined;
  #journal: Journal | undefined;
  /** Another Conductor is at it meanwhile. */
  #lives = false;

  constructor(repository: Repository, cache: Cache, journals: readonly KeptJournal[]) {
    [this.#repository, this.#cache, this.#journals] = [repository, cache, [...journals]];
  }

  /** Of the session that runs, or ran last. */
  get state(): SessionState | undefined {
    return this.#state;
  }

  get journals(): readonly KeptJournal[] {
    return this.#journals;
  }

  /** Of every session whose journal is there, the running one among them. */
  get states(): readonly SessionState[] {
    return this.#journals.map(({ state }) => state);
  }

  /** For one who only looks: the newest open session of this ref is taken as it is. */
  adopt(ref: string | null, lives: boolean): void {
    this.#lives = lives;
    this.#state = this.#journals.findLast(
      ({ state }) => state.over === undefined && state.begun.ref === ref,
    )?.state;
  }

  /** Notes go into this journal from now on. */
  async goOnWith({ file, state }: KeptJournal): Promise<void> {
    await this.#journal?.close();
    [this.#state, this.#journal] = [state, await Journal.open(this.#repository.disk, file)];
  }

  /** A journal of its own for a new session. `forgets` is called before an older one of the same id makes room. */
  async begin(begun: Begun, first: readonly JournalEvent[], forgets: () => Promise<void>): Promise<void> {
    const { disk, home } = this.#repository;
    const file = join(journalFolder(home), `${begun.id}.jsonl`);
    await this.#journal?.close();
    this.#journal = undefined;
    // The same score on the same commit has the same id: played once, taken back, and played again.
    const same = this.#journals.findIndex((one) => one.file === file);
    const acted = [...(this.#journals[same]?.state.acted.values() ?? [])];
    if (same !== -1) {
      await forgets();
      this.#journals.splice(same, 1);
      if (acted.length === 0) await disk.change('journal.remove', [file], () => unlink(file)).catch(() => {});
    }
    // Where the older one holds what acted outside, the newer one takes its name when it has taken that over.
    const written = acted.length === 0 ? file : `${file}.new`;
    if (written !== file) await disk.change('journal.remove', [written], () => rm(written, { force: true }));
    this.#journal = await Journal.open(disk, written);
    this.#state = newState(begun);
    this.#journals.push({ file, state: this.#state });
    this.append(begun);
    for (const one of acted) this.append({ event: 'taken_over', acted: one });
    for (const event of first) this.append(event);
    await this.#journal.sync();
    if (written === file) return;
    await this.#journal.close();
    this.#journal = undefined;
    await disk.change('journal.rename', [written, file], () => rename(written, file));
    // Which syncs the folder, and with it the new name.
    this.#journal = await Journal.open(disk, file);
  }

  /** On disk first, then in memory: what is done to the branch is never more than what a restart would read. */
  async note(event: JournalEvent): Promise<void> {
    if (this.#journal === undefined || this.#state === undefined) throw new Error('no session has begun');
    const state = this.#state;
    this.#journal.append(event);
    await this.#journal.sync();
    apply(state, event);
  }

  /** In memory at once, with its place in the journal: nothing that follows reaches the disk before it. */
  append(event: JournalEvent, contents?: () => Promise<unknown>): Appended {
    if (this.#journal === undefined || this.#state === undefined) throw new Error('no session has begun');
    const appended = this.#journal.append(event, contents);
    apply(this.#state, event);
    return appended;
  }

  async close(): Promise<void> {
    await this.#journal?.close();
    this.#journal = undefined;
  }

  async attemptStarts(
    { part, key, attempt, idempotent, group, started }: AttemptNote,
    durable: boolean,
  ): Promise<void> {
    const known = this.#state?.playing.get(part);
    const line =
      group !== undefined && known?.key === key && known.attempt === attempt
        ? this.#groupOf(part, group, started ?? (await startOf(group)))
        : this.append({
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
    return this.append({ event: 'group', part, ...startedAt(group, started) });
  }

  attemptEnds(
    part: Address,
    how: 'failed' | 'cancelled' | 'unseen' | 'waits',
    reason?: string,
  ): Promise<void> {
    return this.append({
      event: 'attempt_over',
      ...{ part, how },
      ...(reason === undefined ? {} : { reason }),
    }).written();
  }

  async attemptSends(note: SendingNote): Promise<void> {
    this.append({ event: 'sending', ...note, at: this.#repository.now().toISOString() });
    await this.#journal?.sync();
  }

  async attemptAnswered(part: Address, answer: Json): Promise<void> {
    const text = JSON.stringify(answer);
    const bytes = Buffer.from(text);
    const digest = sha256(bytes);
    if (bytes.length <= inLine) this.append({ event: 'answered', part, answer: { text } });
    else
      this.append({ event: 'answered', part, answer: { sha256: digest } }, async () =>
        (await this.#cache.write(digest, bytes))(),
      );
    await this.#journal?.sync();
  }

  spending(): Spending {
    return this.#state?.spending ?? new Spending();
  }

  asking(note: AskingNote): { readonly call: number; readonly onDisk: Promise<void> } {
    const call = this.spending().calls + 1;
    this.append({ event: 'asking', call, ...note, at: this.#repository.now().toISOString() });
    return { call, onDisk: this.#journal?.sync() ?? Promise.resolve() };
  }

  asked(call: number, { end, usage, saved }: AskedNote): Promise<void> {
    return this.append({
      event: 'asked',
      ...{ call, end },
      ...(usage === undefined ? {} : { usage }),
      ...(saved === undefined ? {} : { saved }),
    }).written();
  }

  async acted(): Promise<ReadonlyMap<Address, ActedOutside>> {
    const found = new Map<Address, ActedOutside>();
    for (const [part, note] of actedIn(this.states, this.#lives)) {
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
    if ('text' in answer) return { value: JSON.parse(answer.text) as Json };
    const file = this.#cache.pathOf(answer.sha256);
    return file === undefined ? undefined : { value: JSON.parse(await readFile(file, 'utf8')) as Json };
  }

  async allow(part: Address): Promise<void> {
    for (const { file, state } of this.#journals) {
      if (state.acted.has(part)) await this.#noteIn(file, state, { event: 'allowed', part });
    }
  }

  /** In the journal of whatever session, which may be over. */
  async #noteIn(file: string, state: SessionState, event: JournalEvent): Promise<void> {
    if (state === this.#state && this.#journal !== undefined) return this.note(event);
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
  async takeOver(): Promise<void> {
    const [here, journal] = [this.#state, this.#journal];
    const others = this.#journals.filter(({ state }) => state !== here && state.acted.size > 0);
    if (here === undefined || journal === undefined || others.length === 0) return;
    for (const [part, acted] of actedIn([...others.map(({ state }) => state), here])) {
      if (here.acted.get(part) !== acted) this.append({ event: 'taken_over', acted });
    }
    await journal.sync();
    for (const { file, state } of others) await this.#noteIn(file, state, { event: 'handed_on' });
  }
}

const startedAt = (
  group: number,
  started: string | undefined,
): { readonly group: number; readonly started?: string } =>
  started === undefined ? { group } : { group, started };
