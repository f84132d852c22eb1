import type { Outcome } from '../base/index.ts';
import type { Criterion, Deliverable } from '../score/index.ts';

/**
 * Which boxes of production.md stand ticked, by id: all that was judged under it held, and something was judged.
 * `heard` has one outcome for each part that a criterion covers: of a kept take `held` (no accepted take has a failed
 * criterion, and a criterion with an expression is always computed), of a part that failed or was blocked `failed`.
 * A box without an expression, or one that this session did not look at, is not in the answer: it is never touched.
 */
export function ticksOf(
  lines: readonly (Criterion | Deliverable)[],
  heard: ReadonlyMap<string, readonly Outcome[]>,
): ReadonlyMap<string, boolean> {
  const ticks = new Map<string, boolean>();
  for (const line of lines) {
    const outcomes = heard.get(line.id);
    const computed = 'glob' in line || line.expression !== undefined;
    if (!line.box || !computed || outcomes === undefined) continue;
    ticks.set(line.id, outcomes.length > 0 && outcomes.every((outcome) => outcome === 'held'));
  }
  return ticks;
}
