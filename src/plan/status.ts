import { unreachable, type Json } from '../base/index.ts';
import { valueOf } from './heard.ts';
import type { Part } from './part.ts';
import type { Plan } from './plan.ts';

export type EnsembleStatus = 'ok' | 'failed' | 'blocked' | 'skipped' | 'waiting';

/** How an ensemble stands: the worst of its parts, and skipped only where all of them were. */
export function statusOf(plan: Plan, ensemble: string): EnsembleStatus {
  const counts = { failed: 0, blocked: 0, open: 0, skipped: 0, all: 0 };
  for (const id of plan.graph.ensembles.get(ensemble) ?? []) {
    const loop = plan.graph.nodes.get(id)?.loop;
    const state = loop === undefined ? undefined : plan.slots.loops.get(loop);
    if (state?.failed !== undefined) counts.failed += 1;
    const slot = loop === undefined ? plan.slots.slotOf(id) : plan.slots.standingSlot(id);
    if (loop === undefined ? slot?.expanded !== true : state?.ended !== true) counts.open += 1;
    for (const part of slot?.parts ?? []) count(part, counts);
  }
  if (counts.failed > 0) return 'failed';
  if (counts.blocked > 0) return 'blocked';
  if (counts.open > 0) return 'waiting';
  return counts.all > 0 && counts.skipped === counts.all ? 'skipped' : 'ok';
}

function count(
  part: Part,
  counts: { failed: number; blocked: number; open: number; skipped: number; all: number },
): void {
  counts.all += 1;
  const ended = part.ending?.ended;
  switch (ended) {
    case undefined:
      counts.open += 1;
      return;
    case 'failed':
    case 'blocked':
    case 'skipped':
      counts[ended] += 1;
      return;
    case 'uncertain':
      counts.open += 1;
      return;
    case 'accepted':
    case 'kept':
      return;
    default:
      return unreachable(ended);
  }
}

/** What the ensemble's `result: true` instrument brought; null where it has none or brought nothing. */
export function resultOf(plan: Plan, ensemble: string): Json {
  const id = (plan.graph.ensembles.get(ensemble) ?? []).find(
    (one) => plan.graph.nodes.get(one)?.instrument.result,
  );
  return id === undefined ? null : valueOf(plan.slots.standingSlot(id));
}

/** Kept outputs by nickname, for criteria with the scope of an ensemble. */
export const outputsOf = (plan: Plan, ensemble: string): { readonly [nickname: string]: Json } =>
  Object.fromEntries(
    (plan.graph.ensembles.get(ensemble) ?? []).map((id) => [
      id.slice(id.indexOf('/') + 1),
      valueOf(plan.slots.standingSlot(id)),
    ]),
  );
