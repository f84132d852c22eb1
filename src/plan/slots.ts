import type { Address } from '../base/index.ts';
import type { Need } from '../score/index.ts';
import { plays } from './distance.ts';
import {
  drawsItemsFrom,
  nodeId,
  type Graph,
  type LoopNode,
  type Node,
  type NodeId,
  type Region,
} from './graph.ts';
import { failureOf, valueOf } from './heard.ts';
import type { NeedValues } from './input.ts';
import { partIn, type Part, type Slot } from './part.ts';

export interface LoopState {
  readonly node: LoopNode;
  round: number;
  ended: boolean;
  /** The round that stands for it; none where not one round was whole. */
  kept?: number;
  failed?: string;
  /** Of each whole round, what `best` says of it. */
  readonly scores: Map<number, number>;
}

/** The slots of a session and who waits for whom: it answers questions, and changes nothing but what it is given. */
export class Slots {
  readonly graph: Graph;
  readonly loops = new Map<LoopNode, LoopState>();
  readonly #all = new Map<string, Slot>();
  readonly #needers = new Map<NodeId, NodeId[]>();

  constructor(graph: Graph) {
    this.graph = graph;
    for (const loop of graph.loops)
      this.loops.set(loop, { node: loop, round: 1, ended: false, scores: new Map() });
    for (const [id, node] of graph.nodes) {
      const others = node.ensemble.needs.flatMap((name) => graph.ensembles.get(name) ?? []);
      for (const need of new Set([...node.instrument.needs.map(nodeId), ...others])) {
        const needers = this.#needers.get(need);
        if (needers === undefined) this.#needers.set(need, [id]);
        else needers.push(id);
      }
    }
  }

  /** All of them, those of later rounds as they come. */
  get all(): Iterable<Slot> {
    return this.#all.values();
  }

  add(slot: Slot): void {
    this.#all.set(`${slot.node.id}#${slot.round}`, slot);
  }

  /** Who needs an instrument, its ensemble included. */
  needersOf(id: NodeId): readonly NodeId[] {
    return this.#needers.get(id) ?? [];
  }

  slotOf(id: NodeId, round = 1): Slot | undefined {
    return this.#all.get(`${id}#${round}`);
  }

  /** The part of an item of an instrument that is in no loop; under '' the one that is no item. */
  partOf(id: NodeId, item: string): Part | undefined {
    const slot = this.slotOf(id);
    return slot && partIn(slot, item);
  }

  /** The slot that stands for an instrument to those outside: the kept round of a loop, else the only one. */
  standingSlot(id: NodeId): Slot | undefined {
    const loop = this.graph.nodes.get(id)?.loop;
    if (loop === undefined) return this.slotOf(id);
    const kept = this.loops.get(loop)?.kept;
    return kept === undefined ? undefined : this.slotOf(id, kept);
  }

  /** Of a loop's member the slot of the round that is being played. */
  presentSlot(id: NodeId): Slot | undefined {
    const loop = this.graph.nodes.get(id)?.loop;
    return this.slotOf(id, loop === undefined ? 1 : this.loops.get(loop)?.round);
  }

  slotFor(need: Need, needer: Node, round: number): Slot | undefined {
    const node = this.graph.nodes.get(nodeId(need));
    if (node === undefined) return undefined;
    if (node.loop === undefined || node.loop !== needer.loop) return this.standingSlot(node.id);
    return this.slotOf(node.id, need.back ? round - 1 : round);
  }

  needValues(node: Node, round: number): NeedValues {
    return node.instrument.needs.map((need) => ({ need, value: valueOf(this.slotFor(need, node, round)) }));
  }

  /** Whole needs only: what an item-wise fan-out draws from is waited for item by item. */
  wholeNeeds(node: Node): readonly NodeId[] {
    const own = node.instrument.needs
      .filter((need) => !need.back && !(need.itemOnly && drawsItemsFrom(node.instrument, nodeId(need))))
      .map(nodeId);
    return [...own, ...node.ensemble.needs.flatMap((name) => this.graph.ensembles.get(name) ?? [])];
  }

  /** Whether nothing more can come of a needed instrument, for one who hears it. */
  isOver(need: NodeId, needer: Slot): boolean {
    const node = this.graph.nodes.get(need);
    if (node === undefined) return true;
    if (node.loop !== undefined) {
      if (node.loop !== needer.node.loop) return this.loops.get(node.loop)?.ended ?? true;
      if (!plays(node.loop, need, needer.round)) return true;
      const slot = this.slotOf(need, needer.round);
      return slot !== undefined && slot.expanded && slot.open === 0;
    }
    const slot = this.slotOf(need);
    if (slot === undefined || !slot.expanded || slot.open > 0) return false;
    return slot.node.regions.every(
      (region) => region.path.has(needer.node.id) || this.#isSettled(slot, region),
    );
  }

  isSettledFor(part: Part, needer: NodeId): boolean {
    return part.slot.node.regions.every((region) => region.path.has(needer) || part.settled.has(region));
  }

  /** Whether nothing of a slot can be sent back any more. An empty fan-out says nothing of itself: the others do. */
  #isSettled(slot: Slot, region: Region): boolean {
    const isThrough = ({ parts }: Slot): boolean => parts.every(({ settled }) => settled.has(region));
    if (slot.parts.length > 0) return isThrough(slot);
    return [...region.path].every((id) => {
      const other = this.slotOf(id);
      return other !== undefined && other.expanded && other.open === 0 && isThrough(other);
    });
  }

  /** The first part that a slot still waits for. */
  awaitedBy(slot: Slot): Address | undefined {
    const sources = (slot.node.instrument.each?.sources ?? []).map(nodeId);
    const need = [...this.wholeNeeds(slot.node), ...sources].find((one) => !this.isOver(one, slot));
    if (need === undefined) return undefined;
    const there = this.slotOf(need, this.graph.nodes.get(need)?.loop === slot.node.loop ? slot.round : 1);
    const open = there?.parts.find(({ state }) => state !== 'ended');
    return open?.address ?? there?.barrier?.address ?? (need as Address);
  }

  failureOf(id: NodeId, needer: Slot): string | undefined {
    const node = this.graph.nodes.get(id);
    if (node?.loop !== undefined && node.loop !== needer.node.loop) {
      return this.loops.get(node.loop)?.failed === undefined ? undefined : `loop ${node.loop.loop.name}`;
    }
    return failureOf(this.slotOf(id, node?.loop === undefined ? 1 : needer.round))?.address;
  }

  /** Why a slot may not play: a need that failed and was not written with a question mark. */
  blockedBy(slot: Slot): string | undefined {
    for (const need of slot.node.instrument.needs) {
      if (need.optional || need.back || (need.itemOnly && drawsItemsFrom(slot.node.instrument, nodeId(need))))
        continue;
      const by = this.failureOf(nodeId(need), slot);
      if (by !== undefined) return by;
    }
    for (const name of slot.node.ensemble.needs) {
      for (const id of this.graph.ensembles.get(name) ?? []) {
        const by = this.failureOf(id, slot);
        if (by !== undefined) return by;
      }
    }
    return undefined;
  }

  /** Items that an item-wise fan-out draws may still be worked out anew, because their source may be sent back. */
  mayFold(source: Slot, needer: Slot): boolean {
    return source.node.regions.some(
      (region) => !region.itemWise && !region.path.has(needer.node.id) && !this.#isSettled(source, region),
    );
  }
}
