import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import {
  digestOf,
  hasMistakes,
  sha256,
  tokensIn,
  type Diagnostic,
  type Grounds,
  type Json,
} from '../base/index.ts';
import { begin, countParts, endingOf, leftToPlay, type Performance } from '../performance/index.ts';
import { mayLackPlayers, playerless, resultOf, statusOf, type Before, type Plan } from '../plan/index.ts';
import { clearScratch, heardFiles, makePlayers, type LocalPlayers } from '../players/index.ts';
import {
  faultOf,
  inspectRepository,
  lookIntoRecord,
  openRecord,
  spentSentence,
  type Opening,
  type Published,
  type RepositoryFacts,
  Spending,
  type SessionRecord,
} from '../record/index.ts';
import { markProduction, readScore, type ReadScore, type Score } from '../score/index.ts';
import { closingChanges, lacksKeptRounds, tracksOf } from './closing.ts';
import { EventStream, usageFields } from './events.ts';
import type { Ending, EnsembleStatus, PlayOptions, PlayReport } from './face.ts';
import { ModelEar, onBehalfOf, patience } from './ear.ts';
import { Judgement } from './judgement.ts';
import { Ledger } from './ledger.ts';
import { Looker } from './looker.ts';
import { asksModels, modelsAtHand, notSpentOn, unpriced } from './models.ts';
import { rehearse } from './rehearsal.ts';
import { RunningSession } from './running-session.ts';
import { ScoreGuard } from './score-guard.ts';
import { soundsAtHand, synthFor } from './sounds.ts';
import { StandingGrounds } from './standing-grounds.ts';
import { howToDecide, meantBy, uncertainElsewhere } from './uncertain.ts';
import { ValidationScripts } from './validation-scripts.ts';
import { readablePaths } from './readable-paths.ts';
import { WorkspaceFiles } from './workspace-files.ts';

/** A workspace that can be played: its score without mistakes, its repository, its record. */
export interface Opened {
  readonly score: Score;
  readonly facts: RepositoryFacts;
  readonly record: SessionRecord;
  readonly opening: Opening;
  readonly before: Before;
  readonly warnings: readonly Diagnostic[];
}

type OpenOptions = Pick<
  PlayOptions,
  | 'folder'
  | 'sheet'
  | 'again'
  | 'accept'
  | 'environment'
  | 'now'
  | 'inTheWay'
  | 'disk'
  | 'understudies'
  | 'cassettes'
> & { readonly grounds?: Grounds };

/** The line a sheet travels, first half: what is written, what was played. Mistakes come back all at once. */
export async function openWorkspace(
  options: OpenOptions,
  purpose: 'to play' | 'to look',
  { score, inspect = inspectRepository }: Pick<AtHand, 'score' | 'inspect'> = {},
): Promise<Opened | { readonly mistakes: readonly Diagnostic[] }> {
  const { folder, sheet, environment, now } = options;
  const told = options.grounds === undefined ? {} : { grounds: options.grounds };
  const [read, inspected] = await Promise.all([
    score ?? readScore(folder, { ...told, ...(sheet === undefined ? {} : { sheet }) }),
    inspect(folder, { ...told, environment, now }),
  ]);
  // Whoever only looks may look in the middle of a merge, and without a name.
  const serious = inspected.diagnostics.filter(
    ({ code }) => purpose === 'to play' || (code !== 'no_identity' && code !== 'under_way'),
  );
  const found = [...read.diagnostics, ...serious];
  if (read.score === undefined || inspected.facts === undefined || hasMistakes(found))
    return { mistakes: found };
  const how = {
    ...{ environment, now, ...told },
    ...(options.inTheWay === undefined ? {} : { inTheWay: options.inTheWay }),
    ...(options.disk === undefined ? {} : { disk: options.disk }),
  };
  const opened = await (purpose === 'to play'
    ? openRecord(folder, inspected.facts, how)
    : lookIntoRecord(inspected.facts, how));
  if (opened.record === undefined) return { mistakes: opened.diagnostics };
  const { record } = opened;
  try {
    const accepted = await record.accepted();
    const takenBack = await record.takenBack();
    const readable = readablePaths(read.score, folder);
    const handsOn = [...accepted.values()].some(({ files }) => files.length > 0);
    const wanted = purpose === 'to play' && (readable !== 'nothing' || !handsOn) ? readable : () => false;
    const opening = await record.opening({ wanted });
    const { unfinished } = record;
    const before: Before = {
      ...(unfinished?.scoreDigest === read.score.digest ? { session: unfinished.id } : {}),
      accepted,
      takenBack,
      again: askedFor(options),
      acted: await record.acted(),
      ...modelsAtHand(options),
      ...(await soundsAtHand(read.score)),
    };
    const warnings = [...found, ...opened.diagnostics];
    return { score: read.score, facts: record.facts, record, opening, before, warnings };
  } catch (bug) {
    await record.release();
    throw bug;
  }
}

/** Played again, or given by hand: either way the person has decided. */
const askedFor = ({ again = [], accept }: OpenOptions): ReadonlySet<string> =>
  new Set([...again, ...(accept === undefined ? [] : [accept.part])]);

/** The session's id: from the score and the commit it opened on, so that the same thing twice has the same one. */
const sessionId = (score: Score, facts: RepositoryFacts): string =>
  BigInt(`0x${digestOf([score.digest, facts.commit ?? null]).slice(0, 16)}`)
    .toString(36)
    .padStart(8, '0')
    .slice(-8);

/** The date of a session, UTC; SOURCE_DATE_EPOCH (reproducible-builds.org) stands in for the clock. */
export function dateOf(options: Pick<PlayOptions, 'environment' | 'now'>): string {
  const epoch = options.environment['SOURCE_DATE_EPOCH'];
  const at = epoch !== undefined && /^\d+$/.test(epoch) ? new Date(Number(epoch) * 1000) : options.now();
  return at.toISOString().slice(0, 10);
}

/** Whether the files of a score, by path with the digests of their bytes, are those that a session knew when it ended. */
export type Stands = (files: Score['files']) => boolean;

/** What one who plays session after session has at hand already. */
export interface AtHand {
  /** The score as it was just read. */
  readonly score?: ReadScore;
  /** Looks at the repository, knowing what it was like before. */
  readonly inspect?: typeof inspectRepository;
  /** Players that stay when the session is over, so that their workers are warm in the next. */
  readonly players?: (parallel: number) => LocalPlayers;
  /**
   * Told how to recognise the score that was played, with the Conductor's own ticks in it; not called where nothing
   * was played.
   */
  readonly watch?: (stands: Stands) => void;
  /** Told of the session as soon as it is known what there is to play. */
  readonly look?: (session: SessionSeen) => void;
}

/** A session as one may look at it while it is played. */
export interface SessionSeen {
  /** It grows while parts are played. */
  readonly plan: Plan;
  /** Its id once its opening was begun; a session in which there is nothing to play has none. */
  readonly id: () => string | undefined;
}

/** Plays one session from its opening to its close. */
export async function playSession(options: PlayOptions, atHand: AtHand = {}): Promise<Ending> {
  try {
    return await playOnce(options, atHand);
  } catch (error) {
    // What was accepted lies in the journal, and is committed on the next start.
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return unplayed([fault]);
  }
}

async function playOnce(options: PlayOptions, atHand: AtHand): Promise<Ending> {
  const started = options.now().getTime();
  const playedBefore = existsSync(join(options.folder, '.simphony', 'journal'));
  for (let tries = 1; ; tries += 1) {
    const { score: _, ...also } = atHand;
    const known: AtHand = tries === 1 ? atHand : also;
    const grounds = known.score === undefined ? StandingGrounds.gather(options) : undefined;
    const open = grounds === undefined ? options : { ...options, grounds };
    const opened = await openWorkspace(open, 'to play', known);
    if ('mistakes' in opened) return unplayed(opened.mistakes);
    const guard = guardOf(options.folder, opened);
    try {
      // Saved while it was being read: nothing has played yet, so it is simply read again.
      if (guard.hold() || tries === mostReads)
        return await playOpened(options, opened, { started, playedBefore, guard, atHand, grounds });
    } finally {
      guard.release();
      await opened.record.release();
    }
  }
}

/** How often a score is read that somebody keeps saving. */
const mostReads = 10;

/** Everything that judges an instrument, and that an instrument must not change. */
const guardOf = (folder: string, { score, facts }: Opened): ScoreGuard =>
  new ScoreGuard({
    folder,
    read: score.files,
    files: [
      ...score.files.keys(),
      'concerto.md',
      'production.md',
      fromFolder(folder, join(facts.commonDir, 'config')),
    ],
    folders: ['ensembles', 'tests/takes', fromFolder(folder, facts.hooksFolder)],
    clock: () => performance.now(),
  });

async function playOpened(
  options: PlayOptions,
  opened: Opened,
  {
    started,
    playedBefore,
    guard,
    atHand,
    grounds,
  }: {
    readonly started: number;
    readonly playedBefore: boolean;
    readonly guard: ScoreGuard;
    readonly atHand: AtHand;
    readonly grounds: StandingGrounds | undefined;
  },
): Promise<Ending> {
  const { folder, environment, now } = options;
  const { score, facts, record, opening, before } = opened;
  const id = before.session ?? sessionId(score, facts);
  // A run that was cut off is the same run, whoever goes on with it.
  const run = options.run ?? (record.unfinished?.id === id ? record.unfinished.run : undefined);
  const home = join(folder, '.simphony');
  const given = await givenTake(options);
  if ('mistake' in given) return unplayed([given.mistake]);
  atHand.watch?.(
    (files) =>
      files.size === score.files.size &&
      [...files].every(([path, content]) => score.files.has(path) && guard.knows(path, content)),
  );
  const [state, commands] = begin(score, before, {
    parallel: score.concerto.parallel ?? availableParallelism(),
    waits: options.waits === true,
  });
  const { plan } = state;
  const acted = await record.acted();
  const meant = meantBy(options.again ?? [], acted);
  const unknown = unknownParts(
    plan,
    [...askedFor(options)].filter(
      (name) => meantBy([name], acted).length === 0 || name === options.accept?.part,
    ),
  );
  if (unknown.length > 0) return unplayed(unknown);
  const unpaid = unpriced(plan, score);
  if (unpaid.length > 0) return unplayed(unpaid);
  if (mayLackPlayers(plan)) {
    const rehearsed = await rehearse(options, opened, [], false, () => {});
    const lacking = playerless(rehearsed.plan);
    if (lacking.length > 0) return unplayed(lacking);
  }
  for (const part of meant) await record.allow(part);
  if (run !== undefined && record.unfinished?.id === id) await record.takenUpBy(run);
  const events = new EventStream({
    tell: grounds?.hearing(options.onEvent) ?? options.onEvent,
    now,
    oneEnsemble: plan.graph.ensembles.size === 1,
    runId: run ?? id,
  });
  const parallel = score.concerto.parallel ?? availableParallelism();
  await clearScratch(home);
  const players = (atHand.players ?? playersFor(options))(parallel);
  const scripts = new ValidationScripts({ folder, score, guard, environment });
  const files = new WorkspaceFiles(folder, opening, record, grounds);
  const looker = new Looker({
    files,
    record,
    folder,
    environment,
    mineStands: options.inTheWay === 'take mine',
    bringsBack: true,
    heard: (words, said) => grounds?.asked(words, said),
  });
  const open = (held?: () => void): Promise<Published> =>
    record.begin(
      {
        id,
        title: score.sheet.title,
        scoreDigest: score.digest,
        date: dateOf(options),
        scorePaths: [...score.files.keys()],
        handoffLimit: score.concerto.limits.handoff,
        commitLimit: score.concerto.limits.commit,
        asksModels: asksModels(plan, score),
        replayed: options.cassettes === 'replay',
        ...(run === undefined ? {} : { run }),
        ...(options.inTheWay === undefined ? {} : { inTheWay: options.inTheWay }),
      },
      held,
    );
  const ledger = new Ledger(score.sheet.budget, record);
  const { usd, tokens } = score.sheet.budget;
  const isBounded = asksModels(plan, score) && (usd !== undefined || tokens !== undefined);
  let earlier: Promise<Spending> | undefined;
  const spentBefore =
    isBounded && record.unfinished === undefined
      ? () => (earlier ??= record.spentBefore(score.sheet.title))
      : undefined;
  const ear = new ModelEar({
    ...{ score, players, ledger, environment, home },
    atHand: plan.atHand,
    remembers: options.cassettes === undefined,
    signal: options.signal,
  });
  const session = new RunningSession(
    {
      folder,
      home,
      score,
      sessionId: id,
      record,
      players,
      events,
      guard,
      scripts,
      environment,
      files,
      looker,
      now,
      ledger,
      ear,
      ...given,
      open,
      ...(spentBefore === undefined ? {} : { spentBefore }),
      judgeEnsemble: async (name, at) => {
        const changed = guard.check([], true);
        if (changed.length > 0) session.stop(changed, false);
        await judgement.ensemble(name, at.plan);
        // Only for people to see meanwhile: the closing commit works it in once more.
        if (session.hasOpened && !at.over && score.production.text !== undefined) {
          const tracks = tracksOf(folder, at.plan);
          await record.revise('production.md', (text) => {
            // Somebody else's change is left to be seen: marked, it would look like one of ours.
            if (!guard.knows('production.md', sha256(text))) return text;
            return guard.expects('production.md', text, (known) =>
              markProduction(known, { ticks: judgement.ticks(at.plan), tracks }),
            );
          });
        }
      },
    },
    state,
  );
  const judgement = new Judgement(score, session.verdicts, {
    listenFor: (ensemble) =>
      ear.for({
        ...{ part: onBehalfOf(ensemble ?? 'session'), attempt: 1, timeoutMs: patience },
        ...{ idempotencyKey: `${id} ${ensemble ?? ''}`, opened: session.hasOpened },
      }),
    textsOf: async (found) =>
      await heardFiles(
        (
          await Promise.all(
            found.map(async (file) =>
              typeof file === 'string'
                ? { path: file, from: { file: join(folder, file) } }
                : { path: file.path, from: await files.takeContent(file) },
            ),
          )
        ).filter(({ from }) => !('file' in from) || existsSync(from.file)),
      ),
  });
  atHand.look?.({ plan, id: () => (session.hasOpened || record.unfinished?.id === id ? id : undefined) });
  const interrupt = (): void => session.stop([], true);
  options.signal.addEventListener('abort', interrupt, { once: true });
  const replayed = options.cassettes === 'replay' ? { replayed: true } : {};
  events.session('session_start', { message: score.sheet.title, ...replayed });
  if (!playedBefore) events.firstHere();
  // At once: whoever is killed again tells nothing at the end.
  const unseenCalls = opened.warnings.filter(({ code }) => code === 'call_not_seen');
  for (const { message } of unseenCalls) events.toPerson(message);
  let played: Performance;
  const { minutes } = score.sheet.budget;
  const bell =
    minutes === undefined
      ? undefined
      : setTimeout(
          () => session.timeOver(`the ${minutes} minutes of the budget are over`),
          Math.min(minutes * 60_000, 2 ** 31 - 1),
        );
  const leave = async (): Promise<void> => {
    if (atHand.players === undefined) await players.close();
  };
  try {
    if (options.signal.aborted) interrupt();
    played = await session.run(commands);
  } catch (bug) {
    await leave();
    throw bug;
  } finally {
    clearTimeout(bell);
    options.signal.removeEventListener('abort', interrupt);
  }
  const late = session.diagnostics.length > 0 ? [] : guard.check([], true);
  const elsewhere = uncertainElsewhere(played.plan, acted, options.again ?? []);
  const warnings = opened.warnings.filter((one) => !unseenCalls.includes(one));
  const diagnostics = [...warnings, ...elsewhere, ...session.diagnostics, ...late];
  const interrupted = options.signal.aborted ? signalOf(options.signal) : undefined;
  const waits = leftToPlay(played).length > 0;
  // One that was cut short is closed by whoever goes on with it, even where nothing is left to play.
  const goesOn = record.unfinished?.id === id && !played.stopped;
  const spending =
    session.hasOpened || goesOn
      ? record.spending()
      : waits && spentBefore !== undefined
        ? await spentBefore()
        : new Spending();
  const spent = { ms: now().getTime() - started, tokens: tokensIn(spending.atWorst) };
  // What was cut short has not been heard to its end: its boxes stay as they are.
  const cutShort = played.stopped || waits;
  const judging = cutShort
    ? judgement.soFar(played.plan)
    : judgement.session(played, spent, (glob) => {
        const found = filesMatching(folder, glob);
        // One is enough for it to hold.
        if (found[0] !== undefined) grounds?.on(join(folder, found[0]), 'late');
        return found;
      });
  // A model may still be asked by ear.
  const judged = await judging.finally(leave);
  const usage = spending.atWorst;
  const failed = judged.lines.filter(({ outcome }) => outcome === 'failed');
  const sentenceOf = ({ criterion, evidence }: (typeof failed)[number]): string =>
    `${criterion}: ${evidence}`;
  const endingWith = (lines: typeof failed): ReturnType<typeof endingOf> => {
    const stopped = diagnostics.find(({ severity }) => severity === 'mistake');
    return endingOf(played, {
      ...(interrupted === undefined ? {} : { interrupted }),
      ...(stopped === undefined ? {} : { stoppedBecause: stopped.message }),
      failedCriteria: lines.map(sentenceOf),
      ...(spending.isNothing ? {} : { spent: spentSentence(spending) }),
    });
  };
  const isOwed =
    !session.hasOpened &&
    !goesOn &&
    !cutShort &&
    !hasMistakes(diagnostics) &&
    lacksKeptRounds(folder, played.plan);
  if (isOwed) {
    const begun = await open();
    if (begun.published === 'stopped') diagnostics.push(...begun.diagnostics);
  }
  const closes = session.hasOpened || goesOn || (isOwed && !hasMistakes(diagnostics));
  if (closes && !diagnostics.some(({ code }) => code === 'not_published')) {
    const whole = interrupted === undefined && !waits && !hasMistakes(diagnostics);
    const changes = await closingChanges({
      folder,
      score,
      state: played,
      record,
      before: before.accepted,
      ticks: judged.ticks,
      guard,
    });
    const closed = await record.close(
      whole ? changes : changes.filter(({ change }) => change === 'revise'),
      whole ? 'closed' : 'interrupted',
      { notSpent: notSpentOn(played.plan), code: endingWith(failed.filter(isWrittenDown)).code },
    );
    if (closed.published === 'stopped') diagnostics.push(...closed.diagnostics);
  }
  const { code, reason } = endingWith(failed);
  const report: PlayReport = {
    status: code === 0 ? 'ok' : 'error',
    ...(reason === undefined ? {} : { reason }),
    run_id: run ?? id,
    parts: countParts(played),
    ensembles: ensemblesOf(played),
    usage: { tokens: tokensIn(usage), usd: usage.usd ?? null, ms: now().getTime() - started },
  };
  events.session('session_end', {
    message: reason ?? 'ok',
    ...(tokensIn(usage) === 0 ? {} : usageFields(usage)),
    ...replayed,
  });
  const ending: Ending = {
    code,
    report,
    diagnostics,
    notes: [
      ...scripts.warnings,
      ...howToDecide(played.plan),
      ...failed.map((line) => `failed: ${sentenceOf(line)}`),
    ],
  };
  if (!closes && !waits && record.unfinished === undefined) await grounds?.keep(ending, score, id);
  return ending;
}

/** Whether a commit may tell what it says: not where that is a duration. */
const isWrittenDown = (line: object): boolean => !('writtenDown' in line && line.writtenDown === false);

export const playersFor =
  ({ environment, folder, cassettes: mode }: Pick<PlayOptions, 'environment' | 'folder' | 'cassettes'>) =>
  (parallel: number): LocalPlayers =>
    makePlayers({
      parallel,
      ...(environment['PATH'] === undefined ? {} : { path: environment['PATH'] }),
      synth: synthFor(parallel),
      ...(mode === undefined ? {} : { cassettes: { folder: join(folder, 'cassettes'), mode } }),
    });

/** The content of the file that a person gives as a take: JSON, or text where it is none. */
async function givenTake({
  accept,
}: PlayOptions): Promise<{ given?: { part: string; output: Json } } | { mistake: Diagnostic }> {
  if (accept === undefined) return {};
  const text = await readFile(accept.output, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return {
      mistake: {
        code: 'no_output_file',
        severity: 'mistake',
        message: `\`${accept.output}\` cannot be read`,
        help: 'name a file with the output of the part',
      },
    };
  }
  try {
    return { given: { part: accept.part, output: JSON.parse(text) as Json } };
  } catch {
    return { given: { part: accept.part, output: text } };
  }
}

/** What was asked for by name and is in no plan of this sheet. */
const unknownParts = (plan: Plan, names: readonly string[]): Diagnostic[] =>
  names
    .filter((name) => {
      const whole = name.replace(/(\[.*\])?(#\d+)?$/, '');
      return ![...plan.graph.nodes.keys()].some(
        (id) => id === whole || id.slice(id.indexOf('/') + 1) === whole,
      );
    })
    .map((name) => ({
      code: 'unknown_part',
      severity: 'mistake',
      message: `this sheet plays no part \`${name}\``,
      help: 'simphony plan lists the parts',
    }));

const signalOf = (signal: AbortSignal): 'SIGINT' | 'SIGTERM' =>
  signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';

function ensemblesOf({ plan }: Performance): PlayReport['ensembles'] {
  const found: Record<string, { status: EnsembleStatus; result: Json }> = {};
  for (const name of plan.graph.ensembles.keys())
    found[name] = { status: statusOf(plan, name), result: resultOf(plan, name) };
  return found;
}

const fromFolder = (folder: string, path: string): string => relative(folder, path).split(sep).join('/');

/** Paths of the workspace that a deliverable's glob names, as they lie there now. */
function filesMatching(folder: string, glob: string): readonly string[] {
  const plain = glob.replace(/^(\.\/)+/, '');
  if (existsSync(join(folder, plain))) return [plain];
  const { base, glob: rest } = picomatch.scan(plain);
  if (rest === '' || !existsSync(join(folder, base))) return [];
  const matches = picomatch(plain, { dot: true });
  return readdirSync(join(folder, base), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => matches(path));
}

/** Nothing was played: the score, the arguments or the repository's state are wrong, or another Conductor is here. */
export function unplayed(diagnostics: readonly Diagnostic[]): Ending {
  const locked = diagnostics.some(({ code }) => code === 'locked');
  const mistakes = diagnostics.filter(({ severity }) => severity === 'mistake');
  const [first] = mistakes;
  return {
    code: locked ? 7 : 2,
    report: {
      status: 'error',
      reason:
        first === undefined
          ? 'nothing was played'
          : mistakes.length === 1
            ? first.message
            : `${mistakes.length} mistakes: ${first.message}`,
      run_id: '',
      parts: { played: 0, kept: 0, failed: 0, blocked: 0, skipped: 0, uncertain: 0, waiting: 0 },
      ensembles: {},
      usage: { tokens: 0, usd: 0, ms: 0 },
    },
    diagnostics,
    notes: [],
  };
}
