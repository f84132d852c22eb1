import type { Address, Feedback, PartName } from '../base/index.ts';
import { drawsItemsFrom, nodeId, type NodeId, type Region } from './graph.ts';
import { standingOf } from './heard.ts';
import type { Part, Slot } from './part.ts';
import type { Slots } from './slots.ts';

/** The parts of a wave: of one item where the region goes item by item, else all of its slots. */
const partsOf = (slots: Slots, id: NodeId, item: string | undefined): readonly Part[] => {
  const slot = slots.slotOf(id);
  if (item === undefined) return slot?.parts ?? [];
  return [slots.partOf(id, item)].filter((part) => part !== undefined);
};

/** A region's wave once all of it has ended and nothing inside can be sent back any more; `undefined` before. */
export function endedWave(
  slots: Slots,
  region: Region,
  item: string | undefined,
): readonly Part[] | undefined {
  const wave: Part[] = [];
  for (const id of region.path) {
    const slot = slots.slotOf(id);
    if (slot === undefined || !slot.expanded) return undefined;
    const inner = slot.node.regions.filter((one) => one !== region && one.path.size < region.path.size);
    for (const part of partsOf(slots, id, item)) {
      if (part.state !== 'ended' || inner.some((one) => !part.settled.has(one))) return undefined;
      wave.push(part);
    }
  }
  return wave;
}

/** Feedback for a part, and the first of those that sent it. */
export interface Back {
  readonly feedback: readonly Feedback[];
  readonly by: Address;
}

/** Who plays again because of whom, while it has not been sent back as often as its own attempts allow. */
export function sentBack(
  slots: Slots,
  region: Region,
  wave: readonly Part[],
  madeBefore: RoundsMade,
): ReadonlyMap<Part, Back> {
  const back = new Map<Part, Back>();
  for (const { from, to } of region.senders) {
    for (const { slot, ending, item, address } of wave) {
      if (slot.node.id !== from || ending?.ended !== 'failed') continue;
      // Another take of the target would meet the same full disk, and a model would be paid for it.
      if (ending.fault === 'of the machine') continue;
      const target = slots.partOf(to, item?.id ?? '') ?? slots.partOf(to, '');
      if (target === undefined || standingOf(target) === undefined) continue;
      if (timesSentBack(target, madeBefore) >= target.slot.node.instrument.attempts) continue;
      const own =
        ending.feedback.length > 0 ? ending.feedback : [{ criterion: address, evidence: ending.because }];
      const heard = back.get(target);
      back.set(target, { feedback: [...(heard?.feedback ?? []), ...own], by: heard?.by ?? address });
    }
  }
  return back;
}

/**
 * How often a part was sent back in this session. One that goes on after its Conductor was killed counts what it did
 * before; a later session begins anew, since whoever plays again wants what is missing to be tried again.
 */
export const timesSentBack = ({ returns, ending, name }: Part, madeBefore: RoundsMade): number =>
  ending?.ended === 'kept' ? Math.max(returns, madeBefore(name)) : returns;

/** Rounds of a part, after its first, up to its own, that were accepted in the session that goes on. */
export type RoundsMade = (name: PartName) => number;

/** The number of the wave that follows. */
export const nextWave = (slots: Slots, region: Region, item: string | undefined): number =>
  1 +
  Math.max(
    ...[...region.path].flatMap((id) => partsOf(slots, id, item).map((part) => part.waves.get(region) ?? 0)),
  );

/** What of a slot is to play again: parts whose own item is drawn from one that does, or all of it, worked out anew. */
export type Again = { readonly slot: Slot; readonly parts: readonly Part[] | 'all' };

/** Whatever depends on the parts that were sent back, in the order of the graph. */
export function dependents(slots: Slots, path: readonly NodeId[], targets: Iterable<Part>): readonly Again[] {
  const changed = new Map<NodeId, ReadonlySet<Part> | 'all'>();
  for (const target of targets) {
    const there = changed.get(target.slot.node.id);
    changed.set(
      target.slot.node.id,
      new Set([...(there === undefined || there === 'all' ? [] : there), target]),
    );
  }
  const again: Again[] = [];
  for (const id of path) {
    const slot = slots.slotOf(id);
    const { instrument } = slot?.node ?? {};
    if (slot === undefined || instrument === undefined) continue;
    const from = instrument.needs.map(nodeId).flatMap((need) => {
      const what = changed.get(need);
      return what === undefined ? [] : [{ itemWise: drawsItemsFrom(instrument, need), what }];
    });
    if (from.length === 0) continue;
    if (from.some(({ itemWise, what }) => !itemWise || what === 'all')) {
      again.push({ slot, parts: 'all' });
      changed.set(id, 'all');
    } else {
      const parts = slot.parts.filter(
        ({ source }) => source !== undefined && from.some(({ what }) => what !== 'all' && what.has(source)),
      );
      again.push({ slot, parts });
      changed.set(id, new Set(parts));
    }
  }
  return again;
}
