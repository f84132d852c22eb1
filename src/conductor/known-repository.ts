import { dirname, join } from 'node:path';
import type { Grounds } from '../base/index.ts';
import { inspectAgain, inspectRepository, type Inspected, type World } from '../record/index.ts';
import { gitOn } from './standing.ts';
import { stampLength, stampOf, writeStamp } from './stamps.ts';

type Facts = NonNullable<Inspected['facts']>;

/** A file that changed so shortly before it was looked at may have changed again unseen. Milliseconds. */
const tooFresh = 2_000;

/**
 * A repository that is looked at again and again. What git said of its place, its settings and the person's name stands
 * as long as the files stand that it rests on; the processes that it takes to ask are half of an opening.
 */
export class KnownRepository {
  #known: { readonly facts: Facts; readonly grounds: Stamps } | undefined;

  async inspect(folder: string, world: World): Promise<Inspected> {
    // Whoever gathers grounds of their own wants to hear all of them.
    if (world.grounds !== undefined) return inspectRepository(folder, world);
    if (this.#known?.grounds.stand() === true) return inspectAgain(this.#known.facts, world);
    this.#known = undefined;
    const grounds = new Stamps();
    const git = gitOn(world.environment['PATH'] ?? '', folder);
    if (git === undefined) grounds.once();
    else grounds.on(git);
    const inspected = await inspectRepository(folder, { ...world, grounds });
    const { facts, diagnostics } = inspected;
    if (facts !== undefined && diagnostics.length === 0 && grounds.standsWithout(movingOf(facts)))
      this.#known = { facts, grounds };
    return inspected;
  }
}

/** What every commit moves; `inspectAgain` looks for itself. */
const movingOf = ({ commonDir, indexFile, ref }: Facts): ReadonlySet<string> =>
  new Set([
    indexFile,
    `${indexFile}.lock`,
    join(commonDir, 'packed-refs'),
    ...(ref === undefined ? [] : [join(commonDir, ref)]),
  ]);

/** Files as they were when they were told of. */
class Stamps implements Grounds {
  readonly #start = Date.now();
  readonly #paths = new Map<string, { readonly late: boolean; readonly stamps: Float64Array }>();
  #isGoodForOnce = false;

  on(path: string, when?: 'late'): void {
    if (!this.#paths.has(path)) this.#paths.set(path, { late: when === 'late', stamps: stampsOf(path) });
  }

  once(): void {
    this.#isGoodForOnce = true;
  }

  /** Whether all of it will be comparable, once these paths are left out. */
  standsWithout(moving: ReadonlySet<string>): boolean {
    for (const path of moving) this.#paths.delete(path);
    return (
      !this.#isGoodForOnce &&
      [...this.#paths].every(([path, { late }]) => this.#hasRested(path, late)) &&
      this.stand()
    );
  }

  stand(): boolean {
    return [...this.#paths].every(([path, { stamps }]) => {
      const now = stampsOf(path);
      return stamps.every((value, at) => value === now[at]);
    });
  }

  /** Of a path that was told of late and is absent: nothing was removed from where it would lie. */
  #hasRested(path: string, late: boolean): boolean {
    for (const how of ['the link', 'its target'] as const) {
      const stamp = stampOf(path, how);
      if (stamp === undefined) return false;
      if (stamp === 'absent') return !late || path === dirname(path) || this.#hasRested(dirname(path), true);
      if (stamp.ctimeMs > this.#start - tooFresh) return false;
    }
    return true;
  }
}

/** Of the path itself and of what it leads to. What cannot be looked at is no number, and equals nothing. */
function stampsOf(path: string): Float64Array {
  const stamps = new Float64Array(2 * stampLength);
  for (const [row, how] of (['the link', 'its target'] as const).entries()) {
    const stamp = stampOf(path, how);
    if (stamp === undefined) stamps.fill(Number.NaN);
    else writeStamp(stamp, stamps, row);
  }
  return stamps;
}
