import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync, type Stats } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import type { Grounds } from '../base/index.ts';
import { keyNamesOf } from '../players/index.ts';
import { modelOf, type Model, type Score } from '../score/index.ts';
import type { Ending, PlayOptions, SessionEvent } from './face.ts';
import { stampLength, stampOf, writeStamp } from './stamps.ts';
import {
  bytesOf,
  circumstancesOf,
  digestOfSaid,
  followed,
  gitOn,
  isSet,
  mayStand,
  standingFile,
  type Conclusion,
} from './standing.ts';

/** Times of another file system may be coarser than those of the workspace's: FAT counts two seconds. Milliseconds. */
const otherClock = 2_000;
/** A build that was put in place while this process was starting is not the one that runs. Milliseconds. */
const startsWithin = 100;

/**
 * The grounds of a session that plays nothing, gathered while it looks.
 *
 * As git does (racy-git in its technical documentation), nothing is trusted that changed in the same tick of the file
 * system's clock in which it was looked at, or later: then the answer is good for once.
 */
export class StandingGrounds implements Grounds {
  readonly #options: PlayOptions;
  readonly #circumstances: string;
  readonly #mark: Stats;
  readonly #told = new Set<string>();
  readonly #rows: { readonly path: string; readonly mark: string; readonly stamp: Stats | 'absent' }[] = [];
  readonly #probes: (readonly [words: readonly string[], said: string | null])[] = [];
  readonly #events: SessionEvent[] = [];
  #once: string | undefined;

  private constructor(options: PlayOptions, mark: Stats) {
    [this.#options, this.#mark, this.#circumstances] = [options, mark, circumstancesOf(options)];
    this.#onOurselves();
    const git = gitOn(options.environment['PATH'] ?? '', options.folder);
    if (git !== undefined) this.on(git);
  }

  /** `undefined` where an answer may not be kept: what was asked is good for once, or nothing can be written. */
  static gather(options: PlayOptions): StandingGrounds | undefined {
    const home = join(options.folder, '.simphony');
    const mark = mayStand(options) && stampOf(home, 'the link') !== 'absent' ? markIn(home) : undefined;
    return mark === undefined ? undefined : new StandingGrounds(options, mark);
  }

  on(path: string, when?: 'late'): void {
    if (this.#once !== undefined || this.#told.has(path)) return;
    this.#told.add(path);
    if (path.includes('\n')) return this.once(`${path} holds a line end`);
    const stamp = stampOf(path, 'the link');
    this.#note(path, '', stamp);
    if (stamp !== 'absent' && stamp?.isSymbolicLink() === true)
      this.#note(path, followed, stampOf(path, 'its target'));
    if (stamp === 'absent' && when === 'late') this.#wasAbsent(path);
  }

  once(because: string): void {
    this.#once ??= because;
    // What is told from here on is told for nothing: a session of thousands of takes is not held in memory for it.
    this.#told.clear();
    this.#rows.length = 0;
    this.#events.length = 0;
  }

  /** A probe was asked, and said this. */
  asked(words: readonly string[], said: string | null): void {
    this.#probes.push([words, digestOfSaid(said)]);
  }

  /** Events pass through here on their way. */
  hearing(tell: PlayOptions['onEvent']): PlayOptions['onEvent'] {
    return (event) => {
      if (event.event === 'start') this.once('something is played');
      if (this.#once === undefined) this.#events.push(event);
      tell(event);
    };
  }

  /**
   * Keeps the answer, if it is that everything stands and all of its grounds can be compared. Whatever has not ended
   * well would be tried again. The workspace's lock is held. `session`: its own id, for who asks next is another run.
   */
  async keep(ending: Ending, { production, ensembles }: Score, session: string): Promise<void> {
    const usesClock = production.metrics.some(
      ({ measure }) => 'builtIn' in measure && measure.builtIn === 'performance',
    );
    if (this.#once !== undefined || usesClock || !isAllKept(ending)) return;
    const { folder } = this.#options;
    const variables = keyNamesOf(modelsIn(ensembles)).map(
      (name) => [name, isSet(this.#options, name)] as const,
    );
    const conclusion: Conclusion = {
      circumstances: this.#circumstances,
      variables,
      probes: this.#probes,
      ending: { ...ending, report: { ...ending.report, run_id: session } },
    };
    const stamps = new Float64Array(this.#rows.length * stampLength);
    for (const [row, { stamp }] of this.#rows.entries()) writeStamp(stamp, stamps, row);
    const within = folder + sep;
    const paths = this.#rows.map(
      ({ path, mark }) => mark + (path.startsWith(within) ? path.slice(within.length) : path),
    );
    const file = standingFile(folder);
    const fresh = join(folder, '.simphony', 'tmp', randomBytes(9).toString('hex'));
    try {
      await Promise.all([dirname(file), dirname(fresh)].map((one) => mkdir(one, { recursive: true })));
      await writeFile(fresh, bytesOf({ conclusion, events: this.#events, paths, stamps }));
      await rename(fresh, file);
    } catch {
      // It saves time and nothing else: where it cannot be written the next session looks again.
    }
  }

  #note(path: string, mark: string, stamp: Stats | 'absent' | undefined): void {
    if (stamp === undefined) return this.once(`${path} cannot be looked at`);
    if (stamp !== 'absent' && this.#isFresh(stamp)) return this.once(`${path} has just changed`);
    this.#rows.push({ path, mark, stamp });
  }

  #isFresh({ ctimeMs, dev }: Stats): boolean {
    return ctimeMs >= this.#mark.ctimeMs - (dev === this.#mark.dev ? 0 : otherClock);
  }

  /** G2: whoever answered may have seen what was removed since; that would have moved the time of its folder. */
  #wasAbsent(path: string): void {
    const above = dirname(path);
    const stamp = stampOf(above, 'its target');
    if (stamp === undefined) this.once(`${above} cannot be looked at`);
    else if (stamp !== 'absent') {
      if (this.#isFresh(stamp)) this.once(`${above} has just changed`);
    } else if (above !== path) this.#wasAbsent(above);
  }

  /** Another build may answer otherwise. */
  #onOurselves(): void {
    const home = dirname(fileURLToPath(import.meta.url));
    if (import.meta.url.endsWith('.ts')) return this.once('run from its sources');
    this.on(home);
    for (const name of readdirSync(home)) {
      const file = join(home, name);
      if (!name.endsWith('.js')) continue;
      this.on(file);
      const stamp = stampOf(file, 'its target');
      if (stamp === undefined || stamp === 'absent' || stamp.ctimeMs > performance.timeOrigin - startsWithin)
        this.once(`${file} has just been built`);
    }
  }
}

/** Models that play parts of this score, or would if they could be asked. */
const modelsIn = (ensembles: Score['ensembles']): Model[] =>
  [...ensembles.values()].flatMap(({ instruments }) =>
    [...instruments.values()].flatMap((instrument) => modelOf(instrument)?.models ?? []),
  );

function isAllKept({ code, report: { parts } }: Ending): boolean {
  const { kept: _, skipped: __, ...others } = parts;
  return code === 0 && Object.values(others).every((count) => count === 0);
}

/** The file system's own clock, by a file that is made now. */
function markIn(home: string): Stats | undefined {
  const file = join(home, 'tmp', randomBytes(9).toString('hex'));
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    return lstatSync(file);
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
