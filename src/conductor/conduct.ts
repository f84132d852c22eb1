import { relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { execa } from 'execa';
import { readScore, type ReadScore } from '../score/index.ts';
import { Company } from './company.ts';
import type { ConductOptions, Ending } from './face.ts';
import { KnownRepository } from './known-repository.ts';
import { playSession, type Stands } from './session.ts';

/** After the last change the files rest this long before they are read: an editor writes, renames and touches. */
export const settlingMs = 80;
/** How often a change that nobody vouched for is looked at again. */
const askAgainMs = 1_000;

/** Plays, and plays again after each save that changes the score, until it is told to stop. */
export async function conductWorkspace(options: ConductOptions): Promise<Ending> {
  if (options.once) {
    const ending = await playSession(options);
    options.onEnding(ending);
    return ending;
  }
  // Watching begins before playing: a save of the first moment after a session is a save too.
  const watcher = new ScoreWatcher(options);
  const company = new Company(options);
  const repository = new KnownRepository();
  try {
    let ending: Ending;
    let before = await watcher.read();
    for (;;) {
      let stands: Stands | undefined;
      ending = await playSession(options, {
        score: before,
        inspect: (folder, world) => repository.inspect(folder, world),
        players: (parallel) => company.of(parallel),
        watch: (known) => (stands = known),
      });
      options.onEnding(ending);
      const again = options.signal.aborted
        ? undefined
        : await playAgain(options, watcher, ending, { before, stands });
      if (again === undefined) break;
      before = again;
    }
    // Nobody vouched for a change that no commit can hold: the session's own ending stands.
    if (!options.signal.aborted) return ending;
    return { ...ending, code: options.signal.reason === 'SIGTERM' ? 143 : 130 };
  } finally {
    await Promise.all([watcher.close(), company.close()]);
  }
}

/** The score to play again, once there is something to play again for; `undefined` when told to stop. */
async function playAgain(
  options: ConductOptions,
  watcher: ScoreWatcher,
  ending: Ending,
  { before, stands }: { readonly before: ReadScore; readonly stands: Stands | undefined },
): Promise<ReadScore | undefined> {
  // No part of that session can have made it: it counts as any other save does.
  if (ending.diagnostics.some(({ code }) => code === 'score_saved')) return watcher.read();
  const changed = ending.diagnostics.filter(({ code }) => code === 'score_changed');
  if (changed.length > 0) {
    const files = changed.flatMap(({ at }) => at?.file ?? []);
    return (await vouchedFor(options, files)) ? watcher.read() : undefined;
  }
  for (;;) {
    await watcher.next();
    if (options.signal.aborted) return undefined;
    const now = await watcher.read();
    // The Conductor's own ticks, and a save that changed nothing.
    const same =
      stands !== undefined && now.score !== undefined
        ? stands(now.score.files)
        : digestOfRead(now) === digestOfRead(before);
    if (!same) return now;
  }
}

/**
 * The score was changed while a part without a sandbox was playing: it counts once the person has committed it or
 * said yes. False when told to stop, or when nobody says yes to a change of git's own files, which no commit can hold.
 */
async function vouchedFor(options: ConductOptions, files: readonly string[]): Promise<boolean> {
  if (
    await options.confirm(
      `${files.join(', ')} changed while something was playing. Was it you, and shall it count?`,
    )
  )
    return true;
  if (files.some(isBesideTheTree)) return false;
  while (!options.signal.aborted) {
    if (await isCommitted(options.folder, files)) return true;
    await pause(askAgainMs, options.signal);
  }
  return false;
}

/** Git's own settings and hooks lie in no work tree. */
const isBesideTheTree = (file: string): boolean => file.startsWith('..') || file.split('/').includes('.git');

async function isCommitted(folder: string, files: readonly string[]): Promise<boolean> {
  const { stdout, failed } = await execa(
    'git',
    ['-c', 'core.fsmonitor=false', 'status', '--porcelain', '--', ...files],
    {
      cwd: folder,
      reject: false,
      env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    },
  );
  return !failed && stdout === '';
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });

/** What tells a score as it is on disk from any other, mistakes and all. */
const digestOfRead = ({ score, diagnostics }: ReadScore): string =>
  score?.digest ?? JSON.stringify(diagnostics);

/** Tells when something that a person wrote for the Conductor has come to rest after a change. */
class ScoreWatcher {
  readonly #options: ConductOptions;
  readonly #watcher: ReturnType<typeof watch>;
  #changed = false;
  #wake: () => void = () => undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(options: ConductOptions) {
    this.#options = options;
    const { folder, sheet = 'sheetMusic.md' } = options;
    const watched = new Set(['', 'concerto.md', 'production.md']);
    // What is not watched is not gone into: the folders above the sheet are.
    const path = relative(folder, resolve(folder, sheet)).split(sep);
    for (let steps = 1; steps <= path.length; steps += 1) watched.add(path.slice(0, steps).join('/'));
    const isScore = (path: string): boolean => {
      const name = relative(folder, path).split(sep).join('/');
      if (watched.has(name)) return true;
      return (name === 'ensembles' || name.startsWith('ensembles/')) && !name.includes('/node_modules');
    };
    this.#watcher = watch(folder, { ignoreInitial: true, ignored: (path) => !isScore(path), atomic: true });
    const settle = (): void => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => {
        this.#changed = true;
        this.#wake();
      }, settlingMs);
    };
    // What was saved before it saw everything is no event: it looks once when it does.
    this.#watcher.on('all', settle).on('ready', settle);
    options.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Resolves after the next change has settled; with false when it was told to stop. */
  async next(): Promise<boolean> {
    if (!this.#changed && !this.#options.signal.aborted)
      await new Promise<void>((done) => (this.#wake = done));
    this.#changed = false;
    return !this.#options.signal.aborted;
  }

  read(): Promise<ReadScore> {
    const { folder, sheet } = this.#options;
    return readScore(folder, sheet === undefined ? {} : { sheet });
  }

  async close(): Promise<void> {
    clearTimeout(this.#settling);
    await this.#watcher.close();
  }
}
