import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, type Address, type Diagnostic } from '../base/index.ts';
import { begin } from '../performance/index.ts';
import { makePlayers, type Brought, type LocalPlayers, type Players } from '../players/index.ts';
import { Spending, type SessionRecord } from '../record/index.ts';
import { EventStream } from './events.ts';
import type { PlayOptions } from './face.ts';
import { Ledger } from './ledger.ts';
import { Looker } from './looker.ts';
import { RunningSession } from './running-session.ts';
import { ScoreGuard } from './score-guard.ts';
import { openWorkspace } from './session.ts';
import { synthFor } from './sounds.ts';
import { ValidationScripts } from './validation-scripts.ts';
import { WorkspaceFiles } from './workspace-files.ts';

/**
 * Plays every part twice, in scratch folders, and compares outputs and files: what differs has a clock, chance or
 * the order of things in it. Nothing is journaled or committed.
 */
export async function checkTwice(
  options: PlayOptions,
): Promise<{ readonly different: readonly string[]; readonly diagnostics: readonly Diagnostic[] }> {
  const opened = await openWorkspace(options, 'to play');
  if ('mistakes' in opened) return { different: [], diagnostics: opened.mistakes };
  const { folder, environment, now } = options;
  const home = join(folder, '.simphony');
  await mkdir(home, { recursive: true });
  const kept = await mkdtemp(join(home, 'twice-'));
  const parallel = opened.score.concerto.parallel ?? availableParallelism();
  const path = environment['PATH'];
  const players = (): LocalPlayers =>
    makePlayers({ parallel, ...(path === undefined ? {} : { path }), synth: synthFor(parallel) });
  const [one, other] = [players(), players()];
  const different: string[] = [];
  let guard: ScoreGuard | undefined;
  try {
    const { score, opening } = opened;
    const record = unrecorded(opened.record, kept);
    guard = new ScoreGuard({
      folder,
      read: score.files,
      files: [...score.files.keys()],
      folders: ['ensembles'],
      clock: () => performance.now(),
    });
    guard.hold();
    const [state, commands] = begin(
      score,
      { accepted: new Map(), takenBack: new Map(), again: new Set() },
      { parallel },
    );
    const files = new WorkspaceFiles(folder, opening, record);
    const session = new RunningSession(
      {
        folder,
        home,
        score,
        sessionId: '',
        record,
        files,
        guard,
        environment,
        now,
        ledger: new Ledger({}, record),
        players: inTwo(one, other, different),
        looker: new Looker({ files, record, folder, environment }),
        events: new EventStream({
          tell: options.onEvent,
          now,
          oneEnsemble: state.plan.graph.ensembles.size === 1,
          runId: '',
        }),
        scripts: new ValidationScripts({ folder, score, guard, environment }),
        open: () => Promise.resolve({ published: 'all', commits: new Map() }),
        judgeEnsemble: () => Promise.resolve(),
      },
      state,
    );
    options.signal.addEventListener('abort', () => session.stop([], true), { once: true });
    await session.run(commands);
    return { different: different.sort(), diagnostics: [...opened.warnings, ...session.diagnostics] };
  } finally {
    guard?.release();
    await Promise.all([one.close(), other.close()]);
    await rm(kept, { recursive: true, force: true });
    await opened.record.release();
  }
}

/** Plays with both, brings what the first one brought, and notes where the second one differs. */
function inTwo(one: Players, other: Players, different: string[]): Players {
  const second = new Map<Address, () => Promise<Brought>>();
  return {
    submit(request, listener) {
      one.submit(request, listener);
      second.set(request.part, () => {
        other.submit(request, { progress: () => undefined, log: () => undefined });
        return other.result(request.part);
      });
    },
    async result(part) {
      const first = await one.result(part);
      const again = await second.get(part)?.();
      if (again === undefined || first.brought === 'cancelled' || again.brought === 'cancelled') return first;
      const how = difference(first, again);
      if (how !== undefined) different.push(`${part}: ${how}`);
      if (again.brought === 'take') await again.scratch.release();
      return first;
    },
    async cancel(part) {
      await Promise.all([one.cancel(part), other.cancel(part)]);
    },
    close: () => Promise.resolve(),
  };
}

function difference(a: Brought, b: Brought): string | undefined {
  if (a.brought !== 'take' || b.brought !== 'take')
    return a.brought === b.brought
      ? undefined
      : `once it brought a take, once it ${a.brought === 'take' ? b.brought : a.brought}`;
  if (canonicalJson(a.take.output) !== canonicalJson(b.take.output)) return 'its output differs';
  const bytes = new Map(b.take.files.map(({ path, sha256 }) => [path, sha256]));
  const file = a.take.files.find(({ path, sha256 }) => bytes.get(path) !== sha256);
  if (file !== undefined) return `\`${file.path}\` differs`;
  return a.take.files.length === b.take.files.length ? undefined : 'it left another number of files';
}

/** A record that forgets: takes are kept in a folder for those who need them, and never reach git. */
function unrecorded(record: SessionRecord, folder: string): SessionRecord {
  const kept = new Map<string, string>();
  const spending = new Spending();
  return {
    facts: record.facts,
    unfinished: undefined,
    playingAtCrash: new Map(),
    attemptStarts: () => Promise.resolve(),
    attemptEnds: () => Promise.resolve(),
    attemptSends: () => Promise.resolve(),
    attemptAnswered: () => Promise.resolve(),
    spending: () => spending,
    spentBefore: () => Promise.resolve(new Spending()),
    asking: () => ({ call: 0, onDisk: Promise.resolve() }),
    asked: () => Promise.resolve(),
    acted: () => Promise.resolve(new Map()),
    allow: () => Promise.resolve(),
    takenUpBy: () => Promise.resolve(),
    revise: () => Promise.resolve(),
    accepted: () => Promise.resolve(new Map()),
    takenBack: () => Promise.resolve(new Map()),
    outputOf: () => Promise.resolve(undefined),
    compare: () => Promise.resolve(new Map()),
    inCache: () => Promise.resolve(false),
    opening: () => record.opening(),
    cached: (sha256) => kept.get(sha256),
    begin: () => Promise.resolve({ published: 'all', commits: new Map() }),
    accept: async ({ accepted, contents }) => {
      for (const { path, sha256 } of accepted.files) {
        const content = contents.get(path);
        if (content === undefined || kept.has(sha256)) continue;
        await copyFile(content, join(folder, sha256));
        kept.set(sha256, join(folder, sha256));
      }
      return { onDisk: Promise.resolve() };
    },
    publish: () => Promise.resolve({ published: 'all', commits: new Map() }),
    close: () => Promise.resolve({ published: 'all', commits: new Map() }),
    release: () => Promise.resolve(),
  };
}
