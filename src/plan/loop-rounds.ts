import type { Json } from '../base/index.ts';
import { evaluate, sheetFor, type Score, type Values } from '../score/index.ts';
import { plays } from './distance.ts';
import type { LoopNode } from './graph.ts';
import { failureOf, valueOf } from './heard.ts';
import type { Slot } from './part.ts';
import type { LoopState, Slots } from './slots.ts';

/** What follows a round: its members still play, the loop ends (well, or with a reason), or the body plays again. */
export type AfterRound =
  { readonly then: 'wait' } | { readonly then: 'end'; readonly failed?: string } | { readonly then: 'again' };

/** Asks `until` and `best` once every member of a round has ended; notes in `state` what the round is worth. */
export function resultOfRound(state: LoopState, round: number, slots: Slots, score: Score): AfterRound {
  const { node } = state;
  if (state.ended || state.round !== round) return { then: 'wait' };
  const members = node.body.filter((id) => plays(node, id, round)).map((id) => slots.slotOf(id, round));
  if (members.some((slot) => slot === undefined || !slot.expanded || slot.open > 0)) return { then: 'wait' };
  const { best, until, max } = node.loop;
  const failed = members.map((slot) => failureOf(slot)).find((part) => part !== undefined);
  if (failed !== undefined)
    return { then: 'end', failed: `${failed.address} ${failed.ending?.ended ?? 'failed'}` };
  const values = loopValues(node, round, slots, score);
  const worth = best === undefined ? undefined : evaluate(best, values);
  state.scores.set(
    round,
    worth === undefined ? round : worth.ok && typeof worth.value === 'number' ? worth.value : -Infinity,
  );
  state.kept = bestOf(state.scores) ?? round;
  if (isSkipped(slots.slotOf(node.body.at(-1) ?? '', round))) return { then: 'end' };
  const asked = evaluate(until, values);
  if (asked.ok && asked.value === true) return { then: 'end' };
  if (round <= max) return { then: 'again' };
  const why = asked.ok ? 'is still false' : `could not be worked out: ${asked.because}`;
  return { then: 'end', failed: `\`until: ${until.source}\` ${why} after ${max + 1} rounds` };
}

/** The highest score; the earliest of equals. */
function bestOf(scores: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [round, score] of scores)
    if (best === undefined || score > (scores.get(best) ?? -Infinity)) best = round;
  return best;
}

/** Nobody judged the round, so there is nothing to play again for. */
const isSkipped = (last: Slot | undefined): boolean =>
  last?.skipped === true ||
  (last !== undefined &&
    last.parts.length > 0 &&
    last.parts.every(({ ending }) => ending?.ended === 'skipped'));

/** Names in scope of `until` and `best`: the members as this round left them. */
function loopValues(node: LoopNode, round: number, slots: Slots, { sheet }: Score): Values {
  const near: Record<string, Json> = {};
  for (const id of node.body) {
    near[id.slice(id.indexOf('/') + 1)] = valueOf(
      plays(node, id, round) ? slots.slotOf(id, round) : undefined,
    );
  }
  return {
    ...near,
    inputs: near,
    sheet: sheetFor(sheet, node.ensemble, node.loop.body.at(-1) ?? ''),
    flags: Object.fromEntries(sheet.flags),
    slug: sheet.slug,
    round,
    seed: sheet.seed,
  };
}
