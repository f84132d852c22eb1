import {
  sha256,
  shortName,
  unreachable,
  verdictLine,
  digestOf,
  flatten,
  idempotencyKeyOf,
  withoutSummary,
  type AcceptedTake,
  type Address,
  type Diagnostic,
  type Json,
  type JsonObject,
  type Take,
  type Verdict,
} from '../base/index.ts';
import { judgeTake, type Audible, type Ear } from '../judge/index.ts';
import { advance, type Command, type PartEvent, type Performance } from '../performance/index.ts';
import {
  becauseOf,
  forRecord,
  handoffLine,
  reasonSentence,
  takePath,
  understudyDigest,
  type Decided,
  type Look,
  type Part,
} from '../plan/index.ts';
import {
  heardFiles,
  type Brought,
  type LaidFile,
  type PlayRequest,
  type Players,
  type Scratch,
} from '../players/index.ts';
import type { Published, SessionRecord, Spending } from '../record/index.ts';
import {
  actsOutside,
  afterUnseen,
  criteriaOn,
  itersOf,
  modelOf,
  type Instrument,
  type Score,
} from '../score/index.ts';
import type { EventStream } from './events.ts';
import type { Looker } from './looker.ts';
import type { ScoreGuard } from './score-guard.ts';
import type { ModelEar } from './ear.ts';
import type { Ledger } from './ledger.ts';
import { firstWorst, laidFor, modelRequestFor, writesFor } from './play-request.ts';
import { Sleep } from './sleep.ts';
import { summaryOf } from './summary.ts';
import type { ValidationScripts } from './validation-scripts.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

type PlayCommand = Extract<Command, { command: 'play' }>;

/** What a running session is given: each a room's face, or the world. */
export interface Stage {
  readonly folder: string;
  readonly score: Score;
  readonly sessionId: string;
  readonly record: SessionRecord;
  readonly players: Players;
  readonly files: WorkspaceFiles;
  readonly looker: Looker;
  readonly events: EventStream;
  readonly guard: ScoreGuard;
  readonly scripts: ValidationScripts;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly ledger: Ledger;
  /** Absent where nobody listens. */
  readonly ear?: ModelEar;
  readonly now: () => Date;
  /** The opening commit: made when the first part is to play, and only then. `held`: see `SessionRecord.begin`. */
  readonly open: (held: () => void) => Promise<Published>;
  /** Spent before a session that would be a new one; absent where one goes on, or where nothing bounds what is spent. */
  readonly spentBefore?: () => Promise<Spending>;
  readonly judgeEnsemble: (ensemble: string, state: Performance) => Promise<void>;
  /** A take that a person gives instead of a player. */
  readonly given?: { readonly part: string; readonly output: Json };
  /** Absolute path under which scratch folders lie. */
  readonly home: string;
}

/** Steps go onto the branch together, since each group costs git a handful of processes; the journal has them before. */
const group = { ms: 150, most: 64 };

/** Carries out the commands of `performance` and tells it what happened. It decides nothing. */
export class RunningSession {
  readonly #stage: Stage;
  #state: Performance;
  readonly #events: PartEvent[] = [];
  #wake: () => void = () => undefined;
  readonly #scratches = new Map<Part, Scratch>();
  readonly #due: Address[] = [];
  #publishing: Promise<void> = Promise.resolve();
  /** Settles when all that was accepted is on disk, or has been told that it cannot be. */
  #noted: Promise<unknown> = Promise.resolve();
  #opening: { readonly held: Promise<void>; readonly opened: Promise<void> } | undefined;
  /** Parts whose take a person gave. */
  readonly #handedOver = new Set<Address>();
  /** Those whose last attempt nobody saw the end of. */
  readonly #unseen = new Set<Address>();
  /** The opening commit, or it is not known yet what it will hold. */
  #isRefused = false;
  #ended = false;
  #gathered: () => void = () => undefined;
  readonly #sleep: Sleep;
  #bug: Error | undefined;
  #over = 0;
  /** Mistakes that stopped the session, in the order in which they were found. */
  readonly diagnostics: Diagnostic[] = [];
  /** The verdict of the last attempt of every part that was judged. */
  readonly verdicts = new Map<Address, Verdict>();

  constructor(stage: Stage, state: Performance) {
    this.#stage = stage;
    this.#state = state;
    this.#sleep = new Sleep(stage.now);
  }

  get hasOpened(): boolean {
    return this.#opening !== undefined;
  }

  /** Until `end` is commanded and everything accepted is on its way to the branch. */
  async run(first: readonly Command[]): Promise<Performance> {
    this.#obeyAll(first);
    while (!this.#ended) {
      const event = this.#events.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          if (this.#events.length > 0 || this.#ended || this.#bug !== undefined) resolve();
        });
        this.#throwBug();
        continue;
      }
      const [state, commands] = advance(this.#state, event);
      this.#state = state;
      this.#obeyAll(commands);
    }
    await this.#publishing;
    await this.#noted;
    this.#throwBug();
    return this.#state;
  }

  /** Nothing more starts; `atOnce` ends what plays. */
  stop(because: readonly Diagnostic[], atOnce: boolean): void {
    this.diagnostics.push(...because);
    if (atOnce) this.#stage.ledger.close('the session is being stopped');
    this.#tellUnlessOver({ event: 'stop', at_once: atOnce });
  }

  /** The minutes of the budget are over. */
  timeOver(because: string): void {
    this.#tellUnlessOver({ event: 'time_over', because });
  }

  #tellUnlessOver(event: PartEvent): void {
    if (!this.#ended && !this.#state.over) this.#tell(event);
  }

  #throwBug(): void {
    if (this.#bug !== undefined) throw this.#bug;
  }

  #tell(event: PartEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  #obeyAll(commands: readonly Command[]): void {
    for (const command of commands) this.#obey(command);
  }

  /** A promise that no one awaits: what it throws is a bug, and ends the session as one. */
  #start(work: Promise<void>): void {
    work.catch((bug: unknown) => {
      this.#bug ??= bug instanceof Error ? bug : new Error(String(bug));
      this.#wake();
    });
  }

  #obey(command: Command): void {
    const { events } = this.#stage;
    switch (command.command) {
      case 'look':
        return this.#start(this.#look(command.look));
      case 'play':
        return this.#start(this.#play(command));
      case 'judge':
        return this.#start(this.#judge(command.part, command.take, command.attempt));
      case 'accept':
        return this.#start(this.#accept(command.part, command.take, command.verdict, command.attempts));
      case 'cancel':
        return this.#start(this.#stage.players.cancel(command.part.address));
      case 'tell_failed':
        this.#start(this.#attemptOver(command));
        return events.part(command.called, 'attempt_failed', 'progress', {
          iters: command.iters,
          error_msg: command.feedback
            .map(({ criterion, evidence }) => `${criterion}: ${evidence}`)
            .join('; '),
        });
      case 'tell_ended':
        return this.#tellEnded(command);
      case 'tell_waits':
        return this.#tellWaits(command);
      case 'wait_until':
        return this.#sleep.until(command.until, () => this.#tellUnlessOver({ event: 'go_on' }));
      case 'tell_loop_failed':
        return events.note('error', `${command.loop.ensemble}/${command.loop.loop.name}`, command.because);
      case 'publish':
        return this.#publish(command.parts);
      case 'judge_ensemble':
        return this.#start(this.#stage.judgeEnsemble(command.ensemble, this.#state));
      case 'end':
        this.#ended = true;
        this.#sleep.end();
        this.#gathered();
        return this.#wake();
      default:
        return unreachable(command);
    }
  }

  /** For whoever draws how far the session is: called once for each part that ends. */
  #counts(part: Part): { known: number; ended: number; items?: number } {
    this.#over += 1;
    const { instrument } = part.slot.node;
    return {
      known: this.#state.plan.parts.size,
      ended: this.#over,
      ...(instrument.each === undefined ? {} : { items: part.slot.parts.length }),
    };
  }

  #tellEnded({ part, called, ending }: Extract<Command, { command: 'tell_ended' }>): void {
    const { events } = this.#stage;
    switch (ending.ended) {
      case 'kept':
        return events.part(called, 'kept', 'end', {
          ...this.#counts(part),
          message: ending.standing.accepted.summary,
        });
      case 'skipped':
        return events.part(called, 'skipped', 'end', { ...this.#counts(part), message: ending.because });
      case 'failed':
      case 'blocked':
      case 'uncertain':
        return events.part(called, 'error', 'end', {
          ...this.#counts(part),
          ...(ending.ended === 'failed' && ending.iters !== undefined ? { iters: ending.iters } : {}),
          error_msg: becauseOf(ending),
        });
      case 'accepted':
        return;
      default:
        return unreachable(ending);
    }
  }

  /** Nothing of it has failed: it is left for later, or held. */
  #tellWaits({ part, waits, goes_on: goesOn }: Extract<Command, { command: 'tell_waits' }>): void {
    const { events, record } = this.#stage;
    if (this.hasOpened) this.#start(record.attemptEnds(part.address, 'waits', flatten(waits.because)));
    const until = waits.until === undefined ? '' : ` until ${waits.until}`;
    const message = `waits for ${waits.for === 'quota' ? 'a quota' : 'a budget'}${until}: ${waits.because}`;
    events.part(part, 'waiting', goesOn ? 'progress' : 'end', { message });
  }

  async #look(look: Look): Promise<void> {
    const looked = await this.#stage.looker.lookAt(look);
    this.#tell({ event: 'looked', part: look.part, looked });
  }

  // --- playing -------------------------------------------------------------------------------------------

  /** Its folder goes, and the journal hears how it ended; of one that was given by hand it says nothing. */
  async #attemptOver({
    part,
    called: { address },
    feedback,
  }: Extract<Command, { command: 'tell_failed' }>): Promise<void> {
    // At once: the next attempt may have a folder before the journal has heard of this one.
    const release = this.#takeScratch(part);
    if (!this.#handedOver.has(address)) {
      const how = this.#unseen.delete(address) ? 'unseen' : 'failed';
      const reason = feedback.map(({ criterion, evidence }) => `${criterion}: ${evidence}`).join('; ');
      await this.#stage.record.attemptEnds(address, how, flatten(reason));
    }
    await release();
  }

  /**
   * The commit is made while the first parts play, as long as they change nothing outside; a take is accepted only
   * after it. Where it is refused what plays is ended, to be played another time.
   */
  #open(): { readonly held: Promise<void>; readonly opened: Promise<void> } {
    let hold = (): void => undefined;
    const held = new Promise<void>((resolve) => (hold = resolve));
    const opened = this.#makeOpening(hold).finally(hold);
    this.#start(opened);
    return { held, opened };
  }

  async #makeOpening(held: () => void): Promise<void> {
    this.#isRefused = true;
    const published = await this.#stage.open(() => {
      this.#isRefused = false;
      held();
    });
    this.#isRefused = published.published === 'stopped';
    if (published.published === 'all') return;
    // Changed under its hands: what was playing says more than that a file is in the way.
    const changed = this.#stage.guard.check([], true);
    const because = changed.length > 0 ? changed : published.diagnostics;
    this.stop(this.diagnostics.length === 0 ? because : [], true);
  }

  async #play({ part, decided, attempt, repeated, feedback, tried }: PlayCommand): Promise<void> {
    const { players, events, folder, environment, home, score, guard, record } = this.#stage;
    const { begins } = decided;
    const isFirst = attempt === begins.attempt && repeated === 0;
    const pays = modelOf(part.slot.node.instrument) !== undefined && decided.plays === 'itself';
    const because = pays && attempt === 1 ? await this.#unaffordable(part) : undefined;
    if (because !== undefined) return this.#tell({ event: 'waits', part, waits: { for: 'budget', because } });
    const { held, opened } = (this.#opening ??= this.#open());
    // What a model is asked is paid for, whether or not the session can be opened.
    if (actsOutside(part.slot.node.instrument) === 'never' && !pays) await held;
    else await opened;
    if (this.#isRefused) return this.#tell({ event: 'cancelled', part });
    const changed = guard.check([part.address]);
    if (changed.length > 0) {
      this.#tell({ event: 'cancelled', part });
      return this.stop(this.diagnostics.length === 0 ? changed : [], false);
    }
    const { given } = this.#stage;
    const names = [part.address, part.address.slice(part.name.ensemble.length + 1)];
    if (given !== undefined && names.includes(given.part)) {
      if (this.#handedOver.has(part.address)) {
        // What was given failed its checks: that is no leave to play.
        const evidence = 'what was given is no take of it, and it is not played instead';
        return this.#tell({
          event: 'unseen',
          part,
          said: 'unknown',
          feedback: [{ criterion: 'given by hand', evidence }],
        });
      }
      this.#handedOver.add(part.address);
      return this.#tell({
        event: 'take_returned',
        part,
        take: { output: given.output, files: [], player: 'given by hand' },
      });
    }
    const { instrument } = part.slot.node;
    if (isFirst) {
      events.part(
        part,
        'start',
        'start',
        instrument.each === undefined ? {} : { items: part.slot.parts.length },
      );
      const { reason } = decided;
      if ('play' in reason && reason.play === 'goes_on') events.sentence(part, reasonSentence(reason));
    }
    const writes = writesFor(this.#state.plan, part, attempt);
    if (!writes.ok)
      return this.#tell({
        event: 'attempt_failed',
        part,
        kind: 'other',
        feedback: [{ criterion: 'writes', evidence: writes.because }],
      });
    // Where it may do without one, nobody can say that it was held.
    const isHeld = instrument.sandbox !== undefined && score.concerto.sandbox === 'required';
    guard.playing(part.address, isHeld ? 'in a sandbox' : 'free');
    const note = {
      part: part.address,
      key: decided.key,
      attempt,
      idempotent: actsOutside(instrument) !== 'from its start',
    };
    await record.attemptStarts(note, { durable: !note.idempotent });
    const unseen = await this.#unseenBefore(part, decided, isFirst, repeated);
    const { key } = decided;
    const nth = begins.before + attempt;
    const model = modelRequestFor(score, part, decided.plays);
    const idempotencyKey =
      (attempt === begins.attempt ? begins.idempotencyKey : undefined) ??
      idempotencyKeyOf(part.address, key, nth, decided.instead);
    players.submit(
      {
        part: part.address,
        instrument,
        repeated,
        idempotencyKey,
        ...(unseen === undefined ? {} : { unseen }),
        input: {
          ...decided.input,
          attempt,
          feedback: feedback.map(({ criterion, evidence }) => ({ criterion, evidence })),
          ...(tried === undefined ? {} : { tried }),
        } satisfies JsonObject,
        values: this.#state.plan.valuesFor(part, attempt),
        laid: await this.#laid(part),
        writes: writes.value,
        attempt,
        seed: Number(decided.input['seed']),
        workspace: folder,
        home,
        outputLimit: score.concerto.limits.output,
        sandbox: score.concerto.sandbox,
        environment,
        ...(model === undefined ? {} : { model }),
      },
      {
        started: (process) => this.#start(record.attemptStarts({ ...note, ...process })),
        sending: (what) => {
          const next = afterUnseen(instrument, 'not asked');
          return record.attemptSends({ part: part.address, key, attempt, nth, idempotencyKey, next, what });
        },
        answered: (answer) => record.attemptAnswered(part.address, answer),
        calling: (call) => this.#stage.ledger.calling({ part: part.address, attempt }, call),
        iteration: (iters, message) => events.part(part, 'progress', 'progress', { iters, message }),
        progress: (share) => events.part(part, 'progress', 'progress', { share }),
        log: (text, fields) =>
          events.part(part, 'progress', 'progress', {
            message: text,
            ...(fields === undefined ? {} : { metrics: fields }),
          }),
      },
    );
    const brought = await players.result(part.address);
    // Of a take its criteria are still to be judged, and a model may be asked about those too.
    if (brought.brought !== 'take') await this.#stage.ledger.leave(part.address);
    this.#brought(part, brought);
  }

  /** Of a call that can never be paid for no session is opened: there is nothing that it could play. */
  async #unaffordable(part: Part): Promise<string | undefined> {
    const { ledger, files, spentBefore } = this.#stage;
    if (this.hasOpened || spentBefore === undefined || this.#stage.given !== undefined) return undefined;
    const worst = await firstWorst(this.#state.plan, part, files);
    return worst && ledger.neverFits(worst, (await spentBefore()).total);
  }

  /** What is known of this very attempt from before: of an earlier session for the first one, else of this session. */
  async #unseenBefore(
    part: Part,
    { begins }: Decided,
    isFirst: boolean,
    repeated: number,
  ): Promise<PlayRequest['unseen']> {
    if (isFirst) {
      if (begins.unseen !== undefined) return { ...begins.unseen, ask: true };
      return begins.idempotencyKey === undefined ? undefined : { ask: false };
    }
    if (repeated === 0) return undefined;
    const acted = (await this.#stage.record.acted()).get(part.address);
    return { ask: true, ...(acted?.answer === undefined ? {} : { answer: acted.answer }) };
  }

  #brought(part: Part, brought: Brought): void {
    const { guard, record } = this.#stage;
    guard.rested(part.address);
    switch (brought.brought) {
      case 'take':
        this.#scratches.set(part, brought.scratch);
        return this.#tell({ event: 'take_returned', part, take: brought.take });
      case 'refused':
        return this.#tell({ event: 'attempt_failed', part, kind: 'criterion', feedback: brought.feedback });
      case 'failed':
        return this.#tell({ event: 'attempt_failed', part, kind: 'other', ...factsOf(brought) });
      case 'unseen':
        this.#unseen.add(part.address);
        return this.#tell({ event: 'unseen', part, said: brought.said, feedback: brought.feedback });
      case 'waits': {
        const { brought: _, ...waits } = brought;
        return this.#tell({ event: 'waits', part, waits });
      }
      case 'cancelled':
        this.#start(record.attemptEnds(part.address, 'cancelled'));
        return this.#tell({ event: 'cancelled', part });
      default:
        return unreachable(brought);
    }
  }

  #laid(part: Part): Promise<LaidFile[]> {
    return laidFor(this.#state.plan, part, this.#stage.files);
  }

  // --- judging and accepting -----------------------------------------------------------------------------

  async #judge(part: Part, take: Take, attempt: number): Promise<void> {
    const { instrument } = part.slot.node;
    const scratch = this.#scratches.get(part);
    const verdict = await judgeTake({
      instrument,
      criteria: criteriaOn(this.#stage.score.production, instrument.ensemble, instrument.nickname),
      take,
      values: this.#state.plan.valuesFor(part, attempt),
      run: (words, limits) =>
        scratch === undefined
          ? Promise.resolve({ end: 'killed', because: 'a take given by hand has no folder to check it in' })
          : scratch.run(words, limits),
      ...this.#earFor(part, take, attempt),
    });
    this.verdicts.set(part.address, verdict);
    this.#tell({ event: 'judged', part, take, verdict });
  }

  /** What is heard of a take: its output, and its files as they lie in its folder. */
  #earFor(part: Part, take: Take, attempt: number): { ear?: Ear } {
    const { ear } = this.#stage;
    const { decided } = part;
    if (ear === undefined || decided === undefined) return {};
    const { instrument } = part.slot.node;
    const listen = ear.for({
      ...{ part: part.address, attempt, opened: this.hasOpened, timeoutMs: instrument.timeoutMs },
      idempotencyKey: idempotencyKeyOf(part.address, decided.key, attempt, decided.instead),
    });
    const scratch = this.#scratches.get(part);
    const audible = async (): Promise<Audible> => {
      const files = take.files.map(({ path }) => ({
        path,
        from: { file: scratch?.contentOf(path) ?? path },
      }));
      return { output: take.output, files: await heardFiles(files) };
    };
    return { ear: { listen, audible } };
  }

  async #accept(part: Part, take: Take, verdict: Verdict, attempts: number): Promise<void> {
    const { record, events, scripts, sessionId } = this.#stage;
    const { decided } = part;
    if (decided === undefined) throw new Error(`${part.address} was accepted and never decided`);
    const { instrument, ensemble } = part.slot.node;
    const path = takePath(instrument, part.name, this.#state.plan.countsFor(part));
    const bytes = Buffer.from(
      typeof take.output === 'string' && instrument.output.form === 'markdown'
        ? take.output
        : `${JSON.stringify(take.output, null, 2)}\n`,
    );
    const summary = summaryOf(take);
    const own = new Set(take.files.map((file) => file.path));
    const accepted: AcceptedTake = {
      part: part.address,
      key: decided.key,
      session: sessionId,
      ensembleVersion: ensemble.version,
      attempts,
      verdict: verdictLine(verdict),
      player: take.player,
      ...(take.model === undefined ? {} : { model: take.model }),
      ...record.spending().ofPart(part.address),
      ...(take.sent === undefined ? {} : { sent: take.sent }),
      ...understudyOf(take, instrument),
      summary,
      takePath: path,
      outputSha256: digestOf(withoutSummary(take.output)),
      takeSha256: sha256(bytes),
      files: take.files.map((file) => ({ ...file, committed: true })),
      digests: forRecord(decided.digests, (one) => own.has(one)),
    };
    const scratch = this.#scratches.get(part);
    const script = await scripts.for(part, {
      take,
      values: this.#state.plan.valuesFor(part, attempts),
      scratch,
      laid: () => this.#laid(part),
    });
    const step = {
      accepted,
      takeBytes: bytes,
      contents: new Map(
        scratch === undefined ? [] : take.files.map((file) => [file.path, scratch.contentOf(file.path)]),
      ),
      ...(script === undefined ? {} : { script }),
      turn: { distance: part.turn.distance, index: part.index },
      handoffLine: handoffLine(shortName(part.name), accepted),
      summaryLine: `${shortName(part.name)}: ${inSentence(summary, take.understudy !== undefined)}`,
    };
    const giveUp = async (): Promise<void> => {
      await this.#release(part);
      this.#tell({ event: 'cancelled', part });
    };
    await this.#opening?.opened;
    if (this.#isRefused) return giveUp();
    let onDisk: Promise<void>;
    try {
      ({ onDisk } = await record.accept(step));
    } catch (error) {
      await giveUp();
      return this.#cannotAccept(error);
    }
    this.#noted = Promise.all([this.#noted, onDisk.catch((error: unknown) => this.#cannotAccept(error))]);
    const { usage } = accepted;
    const iters = itersOf(instrument, take) ?? attempts;
    const taken = { output: take.output, verdict, iters, summary };
    events.accepted(
      part,
      { ...taken, ...(usage === undefined ? {} : { usage }) },
      this.#counts(part),
      onDisk,
    );
    const output: Json = withoutSummary(take.output);
    this.#tell({ event: 'take_accepted', part, standing: { accepted, output } });
    await this.#release(part);
  }

  /** A full disk or a journal that cannot be written ends the session; anything else is a bug. */
  #cannotAccept(error: unknown): void {
    if (!(error instanceof Error) || !('code' in error) || !/^E[A-Z]+$/.test(String(error.code))) throw error;
    if (this.diagnostics.length > 0) return;
    const because = error.message;
    this.stop(
      [
        {
          code: 'not_accepted',
          severity: 'mistake',
          message: `a take could not be noted in the journal: ${because}`,
          help: 'make room or mend what the message names, and type `simphony play`: what was accepted before is kept',
        },
      ],
      false,
    );
  }

  #release(part: Part): Promise<void> {
    return this.#takeScratch(part)();
  }

  #takeScratch(part: Part): () => Promise<void> {
    const scratch = this.#scratches.get(part);
    this.#scratches.delete(part);
    return async () => scratch?.release();
  }

  // --- publishing ----------------------------------------------------------------------------------------

  /** One group at a time; what becomes due meanwhile joins the next one. */
  #publish(parts: readonly Address[]): void {
    const idle = this.#due.length === 0;
    this.#due.push(...parts);
    if (this.#due.length >= group.most) this.#gathered();
    if (!idle) return;
    this.#publishing = this.#publishing.then(() => this.#publishDue());
    this.#start(this.#publishing);
  }

  /** Waits for company, unless there is enough of it or the session is over. */
  async #gather(): Promise<void> {
    if (this.#ended || this.#due.length >= group.most) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, group.ms);
      this.#gathered = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.#gathered = () => undefined;
  }

  async #publishDue(): Promise<void> {
    await this.#gather();
    const steps = this.#due.splice(0);
    if (steps.length === 0) return;
    const published = await this.#stage.record.publish(steps);
    if (published.published === 'stopped') {
      this.#due.length = 0;
      // A hook or a setting that was changed: what was playing then says more than that git was not asked.
      const changed = this.diagnostics.length > 0 ? [] : this.#stage.guard.check([], true);
      this.stop([...changed, ...published.diagnostics], false);
    }
  }
}

const factsOf = ({ brought: _, ...facts }: Extract<Brought, { brought: 'failed' }>) => facts;

/** Its path, and the digest of its code: it counts against takes that it played. */
function understudyOf(
  { understudy }: Take,
  instrument: Instrument,
): Pick<AcceptedTake, 'understudy' | 'understudySha256'> {
  if (understudy === undefined) return {};
  const known = modelOf(instrument)?.understudy;
  return { understudy, ...(known === undefined ? {} : { understudySha256: understudyDigest(known) }) };
}

/** For people: a line that ends, and that says where it was no model that played a model's part. */
function inSentence(summary: string, byUnderstudy: boolean): string {
  if (byUnderstudy) return `${summary.replace(/[.!?…]$/, '')} (by its understudy).`;
  return /[.!?…]$/.test(summary) ? summary : `${summary}.`;
}
