import { evaluate, type Score, type Values } from '../score/index.ts';
import { nodeId } from './graph.ts';
import { valuesOf } from './input.ts';
import { itemsOf, type Item } from './items.ts';
import type { Part, PartEnding, Slot } from './part.ts';
import type { Slots } from './slots.ts';

/** A part that a slot turns out to have: of no item, of an item, or of the item that a part of another fan-out has. */
export interface Seed {
  readonly item?: Item;
  readonly source?: Part;
}

/** What a slot turns out to be once all that it needs has ended. */
export interface Expansion {
  readonly seeds: readonly Seed[];
  /** None of its parts plays. */
  readonly stop?: PartEnding;
  /** It stopped before its items were known: it is heard as null, and stands in the plan as one part. */
  readonly whole?: true;
}

const asOne = (stop: PartEnding): Expansion => ({ seeds: [{}], stop, whole: true });

/** `undefined` while the items of what it draws from are not known. The slot's whole needs have ended. */
export function expansionOf(slot: Slot, slots: Slots, score: Score): Expansion | undefined {
  const { instrument } = slot.node;
  const stop = stopOf(slot, slots, score);
  if (instrument.each?.sources !== undefined) return itemWise(slot, slots, stop);
  if (stop !== undefined) return asOne(stop);
  if (instrument.each === undefined) return { seeds: [{}] };
  const found = itemsOf(instrument, valuesOf(score, slot, slots.needValues(slot.node, slot.round)));
  if (!found.ok) return asOne({ ended: 'failed', kind: 'other', because: found.because, feedback: [] });
  return { seeds: found.items.map((item) => ({ item })) };
}

/** Its items are those of its sources. */
function itemWise(slot: Slot, slots: Slots, stop: PartEnding | undefined): Expansion | undefined {
  const sources = sourcesOf(slot, slots);
  if (sources === undefined) return undefined;
  if (stop?.ended === 'skipped') return asOne(stop);
  const { needs } = slot.node.instrument;
  const broken = sources.find(({ stopped }) => stopped !== undefined && stopped.ended !== 'skipped');
  if (broken !== undefined && !needs.some((need) => need.optional && nodeId(need) === broken.node.id)) {
    return asOne(stop ?? { ended: 'blocked', by: broken.parts[0]?.address ?? broken.node.id });
  }
  const drawn = sources.filter(({ stopped }) => stopped === undefined).flatMap(({ parts }) => parts);
  if (stop !== undefined && drawn.length === 0) return asOne(stop);
  const ids = new Set<string>();
  for (const { item } of drawn) {
    const id = item?.id ?? '';
    if (ids.has(id.toLowerCase())) {
      return asOne({
        ended: 'failed',
        kind: 'other',
        because: `two items have the id \`${id}\``,
        feedback: [],
      });
    }
    ids.add(id.toLowerCase());
  }
  const seeds = drawn.map((source) => ({ item: { id: source.item?.id ?? '', value: null }, source }));
  return { seeds, ...(stop === undefined ? {} : { stop }) };
}

/** The fan-outs that it draws its items from, once the items of all of them are settled. */
function sourcesOf(slot: Slot, slots: Slots): readonly Slot[] | undefined {
  const found: Slot[] = [];
  for (const named of slot.node.instrument.each?.sources ?? []) {
    const id = nodeId(named);
    const loop = slots.graph.nodes.get(id)?.loop;
    const within = loop !== undefined && loop === slot.node.loop;
    if (loop !== undefined && !within && slots.loops.get(loop)?.ended !== true) return undefined;
    const source = within ? slots.slotOf(id, slot.round) : slots.standingSlot(id);
    // A loop of which no round was whole: nothing is drawn from it, and who needs it is blocked.
    if (source === undefined && loop !== undefined && !within) continue;
    if (source === undefined || !source.expanded || slots.mayFold(source, slot)) return undefined;
    found.push(source);
  }
  return found;
}

/** Blocked or skipped as a whole, or undefined: its parts decide for themselves. */
function stopOf(slot: Slot, slots: Slots, score: Score): PartEnding | undefined {
  const by = slots.blockedBy(slot);
  if (by !== undefined) return { ended: 'blocked', by };
  const { when, whenPerItem } = slot.node.instrument;
  if (when === undefined || whenPerItem) return undefined;
  return stopByWhen(slot, valuesOf(score, slot, slots.needValues(slot.node, slot.round)));
}

/** What `when` says over these values, where it does not say to play. */
export function stopByWhen({ node }: Slot, values: Values): PartEnding | undefined {
  const { when } = node.instrument;
  if (when === undefined) return undefined;
  const asked = evaluate(when, values);
  if (asked.ok && asked.value === true) return undefined;
  const name = `\`when: ${when.source}\``;
  if (asked.ok && asked.value === false) return { ended: 'skipped', because: `${name} is false` };
  const because = asked.ok
    ? `${name} is ${JSON.stringify(asked.value)}, neither true nor false`
    : `${name} could not be worked out: ${asked.because}`;
  return { ended: 'failed', kind: 'other', because, feedback: [] };
}
