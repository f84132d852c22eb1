import {
  parseAddress,
  printAddress,
  shortName,
  type AcceptedTake,
  type Address,
  type Feedback,
  type Json,
  type JsonObject,
  type Key,
  type PartName,
  type Sha256,
  type TakeFile,
} from '../base/index.ts';
import {
  criteriaFor,
  evaluate,
  expandTemplate,
  sheetFor,
  type Need,
  type Score,
  type Values,
} from '../score/index.ts';
import { decide } from './decide.ts';
import { measureDistances, plays, type Distances } from './distance.ts';
import {
  drawGraph,
  drawsItemsFrom,
  nodeId,
  type Graph,
  type LoopNode,
  type Node,
  type NodeId,
  type Region,
} from './graph.ts';
import { failureOf, standingOf, valueOf } from './heard.ts';
import {
  handoffLine,
  handoffTokens,
  inputOf,
  namedValues,
  partValues,
  valuesOf,
  type NeedValues,
} from './input.ts';
import { itemsOf, type Item } from './items.ts';
import type { Comparison, Decided, Look, Looked, Part, PartEnding, Slot, Turn } from './part.ts';
import { inOrder, Turns } from './turns.ts';

/** What was accepted before this session, and what a person asked for. */
export interface Before {
  /** By address with round. */
  readonly accepted: ReadonlyMap<Address, AcceptedTake>;
  readonly takenBack: ReadonlyMap<Address, Key>;
  /** Parts to play although their key has not changed: addresses without round, or instruments. */
  readonly again: ReadonlySet<string>;
}

/** What became known, in the order in which it did. */
export type News =
  | { readonly news: 'look'; readonly look: Look }
  | { readonly news: 'play'; readonly part: Part; readonly decided: Decided }
  /** Without anybody playing: kept, skipped, blocked, or failed before it could play. */
  | { readonly news: 'ended'; readonly part: Part; readonly ending: PartEnding }
  | { readonly news: 'loop_failed'; readonly loop: LoopNode; readonly because: string }
  | { readonly news: 'ensemble_finished'; readonly ensemble: string };

export interface LoopState {
  readonly node: LoopNode;
  round: number;
  ended: boolean;
  /** The round that stands for it; none where not one round was whole. */
  kept?: number;
  failed?: string;
  readonly scores: Map<number, number>;
}

/**
 * The parts of a session as far as they are known. It grows as takes are accepted: the same pure function of
 * the score, what was accepted before and what has been told, whoever asks. It decides which parts there are,
 * what each hears, and whether it plays or is kept; never when one plays or how often it is tried.
 *
 * P1  No part is looked at before everything that it needs has ended.
 * P2  A part ends once in each round.
 * P3  What comes up in `turns` stays: nothing that is added later stands before it.
 */
export class Plan {
  readonly score: Score;
  readonly graph: Graph;
  readonly turns = new Turns();
  /** Every part that was ever known in this session by its address with round, also the replaced rounds. */
  readonly parts = new Map<Address, Part>();
  readonly loops = new Map<LoopNode, LoopState>();
  readonly #before: Before;
  readonly #distances: Distances;
  readonly #slots = new Map<string, Slot>();
  readonly #needers = new Map<NodeId, NodeId[]>();
  readonly #writers = new Map<
    string,
    { readonly sha256: Sha256; readonly turn: Turn; readonly rounds: readonly Sha256[] }
  >();
  readonly #standing = new Map<string, AcceptedTake>();
  readonly #finished = new Set<string>();
  /** Of each ensemble, the instrument that was last seen not to be over. */
  readonly #awaited = new Map<string, number>();
  #news: News[] = [];
  /** Slots to look at again; worked off in `#settle`, so that a chain of ten thousand does not recurse. */
  readonly #agenda = new Set<Slot>();

  constructor(score: Score, before: Before) {
    this.score = score;
    this.graph = drawGraph(score);
    this.#before = before;
    this.#distances = measureDistances(this.graph);
    for (const [id, node] of this.graph.nodes) {
      const others = node.ensemble.needs.flatMap((name) => this.graph.ensembles.get(name) ?? []);
      for (const need of new Set([...node.instrument.needs.map(nodeId), ...others])) {
        const needers = this.#needers.get(need);
        if (needers === undefined) this.#needers.set(need, [id]);
        else needers.push(id);
      }
    }
    for (const take of before.accepted.values()) this.#remember(take);
    for (const loop of this.graph.loops)
      this.loops.set(loop, { node: loop, round: 1, ended: false, scores: new Map() });
    for (const node of this.graph.nodes.values()) {
      if (node.loop === undefined || plays(node.loop, node.id, 1)) this.#openSlot(node, 1);
    }
    this.#work();
  }

  /** What became known since it was last asked. */
  takeNews(): News[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** All slots, those of later rounds as they come. */
  get slots(): Iterable<Slot> {
    return this.#slots.values();
  }

  slotOf(id: NodeId, round = 1): Slot | undefined {
    return this.#slots.get(`${id}#${round}`);
  }

  /** The slot that stands for an instrument to those outside: the kept round of a loop, else the only one. */
  standingSlot(id: NodeId): Slot | undefined {
    const loop = this.graph.nodes.get(id)?.loop;
    if (loop === undefined) return this.slotOf(id);
    const kept = this.loops.get(loop)?.kept;
    return kept === undefined ? undefined : this.slotOf(id, kept);
  }

  looked(part: Part, looked: Looked): void {
    if (part.state !== 'looking') throw new Error(`${part.address} was not being looked at`);
    if (looked.mistake !== undefined) {
      this.#end(part, { ended: 'failed', kind: 'other', because: looked.mistake, feedback: [] });
    } else {
      const { instrument } = part.slot.node;
      const needs = this.#needValues(part.slot.node, part.slot.round);
      const base = inputOf(this.score, part, needs, this.#pastOf(part));
      const input: JsonObject = instrument.probe === undefined ? base : { ...base, probe: looked.probe };
      const take = this.#standing.get(part.address);
      const sentBackBy = part.feedback.length > 0 && part.returns > 0 ? this.#senderOf(part) : undefined;
      const decided = decide(
        {
          format: 1,
          input,
          named: namedValues(instrument.named, partValues(this.score, part, needs, 1)),
          instrument,
          reads: looked.reads,
          needFiles: new Map([...this.#needFiles(part)].map(([path, file]) => [path, file.sha256])),
          criteria: criteriaFor(this.score.production, instrument.ensemble, instrument.nickname),
        },
        looked,
        {
          ...(take === undefined ? {} : { take }),
          ...(this.#before.takenBack.has(part.address)
            ? { takenBack: this.#before.takenBack.get(part.address) as Key }
            : {}),
          again: this.#isAskedFor(part),
          ...(sentBackBy === undefined ? {} : { sentBackBy }),
          left: (path) => this.#left(path, part),
        },
      );
      part.decided = {
        reason: decided.reason,
        input,
        key: decided.key,
        digests: decided.digests,
        probe: looked.probe,
      };
      if ('keep' in decided.reason && take !== undefined) {
        this.#end(part, {
          ended: 'kept',
          standing: { accepted: take, output: looked.before?.output ?? null },
        });
      } else {
        part.state = 'playing';
        this.#news.push({ news: 'play', part, decided: part.decided });
      }
    }
    this.#work();
  }

  /** A part that plays was accepted or has failed for good. */
  settle(part: Part, ending: PartEnding): void {
    if (part.state !== 'playing') throw new Error(`${part.address} was not playing`);
    this.#end(part, ending);
    this.#work();
  }

  /** Names in scope of the part's templates, checks and criteria. */
  valuesFor(part: Part, attempt: number): Values {
    return partValues(this.score, part, this.#needValues(part.slot.node, part.slot.round), attempt);
  }

  /** Files that lie in the part's scratch folder besides what it reads. */
  filesFor(part: Part): ReadonlyMap<string, TakeFile> {
    return this.#needFiles(part);
  }

  /**
   * Ids that an output would give to the items of fan-outs drawn from it alone: a part that yields unusable
   * ones has failed. Sentences; empty where nothing is wrong.
   */
  yieldMistakes(part: Part, output: Json): readonly Feedback[] {
    const from = part.slot.node;
    if (from.instrument.each !== undefined) return [];
    return (this.#needers.get(from.id) ?? []).flatMap((id) => {
      const node = this.graph.nodes.get(id);
      const each = node?.instrument.each;
      const need = node?.instrument.needs.find((one) => nodeId(one) === from.id);
      if (node === undefined || each === undefined || need === undefined) return [];
      const near = need.as.split('/');
      const root = near[0] ?? '';
      if (each.expression.names.some((name) => name !== root)) return [];
      const value = near[1] === undefined ? output : { [near[1]]: output };
      const items = itemsOf(node.instrument, { [root]: value });
      return items.ok ? [] : [{ criterion: `items of ${id}`, evidence: items.because }];
    });
  }

  /** How many items and instruments share the folder of a part's take: what decides whether it is split. */
  countsFor(part: Part): { readonly instruments: number; readonly items: number } {
    const { instrument } = part.slot.node;
    return {
      instruments: this.graph.ensembles.get(instrument.ensemble)?.length ?? 0,
      items: part.slot.parts.length,
    };
  }

  // --- growing -------------------------------------------------------------------------------------------

  #openSlot(node: Node, round: number): void {
    const distance = this.#distances.of(node.id, round);
    const slot: Slot = {
      node,
      round,
      distance,
      parts: [],
      byItem: new Map(),
      expanded: false,
      open: 0,
      skipped: false,
      watched: 0,
      othersMet: false,
      earlier: new Map(),
    };
    this.#slots.set(`${node.id}#${round}`, slot);
    this.#raiseBarrier(slot, distance);
    this.#agenda.add(slot);
  }

  #raiseBarrier(slot: Slot, distance: number): void {
    const { ensemble, nickname } = slot.node.instrument;
    slot.barrier = {
      distance,
      ensemble,
      nickname,
      index: -1,
      address: printAddress({ ensemble, nickname, round: slot.round }),
      state: 'open',
    };
    this.turns.add(slot.barrier);
  }

  #work(): void {
    for (;;) {
      const [slot] = this.#agenda;
      if (slot === undefined) return;
      this.#agenda.delete(slot);
      this.#consider(slot);
    }
  }

  #consider(slot: Slot): void {
    const { instrument } = slot.node;
    const itemWise = instrument.each?.sources !== undefined;
    if (itemWise && !slot.expanded) this.#expandItemWise(slot);
    if (!slot.othersMet) {
      if (!this.#needsMet(slot)) return;
      slot.othersMet = true;
      if (!itemWise) this.#expand(slot);
      else this.#judgeSlot(slot);
    }
    if (itemWise && slot.expanded) {
      if (slot.stopped !== undefined) this.#stopSlot(slot, slot.stopped);
      else for (const part of slot.parts) this.#considerPart(part);
    }
  }

  /** Whole needs only: what an item-wise fan-out draws from is waited for item by item. */
  #wholeNeeds(node: Node): readonly NodeId[] {
    const own = node.instrument.needs
      .filter((need) => !need.back && !(need.itemOnly && drawsItemsFrom(node.instrument, nodeId(need))))
      .map(nodeId);
    return [...own, ...node.ensemble.needs.flatMap((name) => this.graph.ensembles.get(name) ?? [])];
  }

  #needsMet(slot: Slot): boolean {
    const needs = this.#wholeNeeds(slot.node);
    for (let seen = 0; seen < needs.length; seen += 1) {
      const need = needs[(slot.watched + seen) % needs.length];
      if (need !== undefined && !this.#isOver(need, slot)) {
        slot.watched = (slot.watched + seen) % needs.length;
        return false;
      }
    }
    return true;
  }

  /** Whether nothing more can come of a needed instrument, for one who hears it. */
  #isOver(need: NodeId, needer: Slot): boolean {
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
    return slot.parts.every((part) => this.#isSettledFor(part, needer.node.id));
  }

  #isSettledFor(part: Part, needer: NodeId): boolean {
    return part.slot.node.regions.every((region) => region.path.has(needer) || part.settled.has(region));
  }

  /** The first part that a slot still waits for. */
  awaitedBy(slot: Slot): Address | undefined {
    const sources = (slot.node.instrument.each?.sources ?? []).map(nodeId);
    const need = [...this.#wholeNeeds(slot.node), ...sources].find((one) => !this.#isOver(one, slot));
    if (need === undefined) return undefined;
    const there = this.slotOf(need, this.graph.nodes.get(need)?.loop === slot.node.loop ? slot.round : 1);
    const open = there?.parts.find(({ state }) => state !== 'ended');
    return open?.address ?? there?.barrier?.address ?? (need as Address);
  }

  #slotFor(need: Need, needer: Node, round: number): Slot | undefined {
    const node = this.graph.nodes.get(nodeId(need));
    if (node === undefined) return undefined;
    if (node.loop === undefined || node.loop !== needer.loop) return this.standingSlot(node.id);
    return this.slotOf(node.id, need.back ? round - 1 : round);
  }

  #needValues(node: Node, round: number): NeedValues {
    return node.instrument.needs.map((need) => ({ need, value: valueOf(this.#slotFor(need, node, round)) }));
  }

  /** Why a slot may not play: a need that failed and was not written with a question mark. */
  #blockedBy(slot: Slot): string | undefined {
    for (const need of slot.node.instrument.needs) {
      if (need.optional || need.back || (need.itemOnly && drawsItemsFrom(slot.node.instrument, nodeId(need))))
        continue;
      const by = this.#failureOf(nodeId(need), slot);
      if (by !== undefined) return by;
    }
    for (const name of slot.node.ensemble.needs) {
      for (const id of this.graph.ensembles.get(name) ?? []) {
        const by = this.#failureOf(id, slot);
        if (by !== undefined) return by;
      }
    }
    return undefined;
  }

  #failureOf(id: NodeId, needer: Slot): string | undefined {
    const node = this.graph.nodes.get(id);
    if (node?.loop !== undefined && node.loop !== needer.node.loop) {
      return this.loops.get(node.loop)?.failed === undefined ? undefined : `loop ${node.loop.loop.name}`;
    }
    return failureOf(this.slotOf(id, node?.loop === undefined ? 1 : needer.round))?.address;
  }

  /** Blocked or skipped as a whole, or undefined: its parts decide for themselves. */
  #stopOf(slot: Slot): PartEnding | undefined {
    const by = this.#blockedBy(slot);
    if (by !== undefined) return { ended: 'blocked', by };
    const { when, whenPerItem } = slot.node.instrument;
    if (when === undefined || whenPerItem) return undefined;
    return this.#askWhen(slot, valuesOf(this.score, slot, this.#needValues(slot.node, slot.round)));
  }

  #askWhen(slot: Slot, values: Values): PartEnding | undefined {
    const { when } = slot.node.instrument;
    if (when === undefined) return undefined;
    const asked = evaluate(when, values);
    if (asked.ok && asked.value === true) return undefined;
    if (asked.ok && asked.value === false)
      return { ended: 'skipped', because: `\`when: ${when.source}\` is false` };
    const because = `\`when: ${when.source}\` ${asked.ok ? `is ${JSON.stringify(asked.value)}, neither true nor false` : `could not be worked out: ${asked.because}`}`;
    return { ended: 'failed', kind: 'other', because, feedback: [] };
  }

  #expand(slot: Slot): void {
    const stop = this.#stopOf(slot);
    const { instrument } = slot.node;
    if (stop !== undefined || instrument.each === undefined) {
      this.#showParts(slot, [this.#newPart(slot, 0)]);
      if (stop !== undefined) this.#stopSlot(slot, stop);
    } else {
      const values = valuesOf(this.score, slot, this.#needValues(slot.node, slot.round));
      const found = itemsOf(instrument, values);
      if (!found.ok) {
        this.#showParts(slot, [this.#newPart(slot, 0)]);
        this.#stopSlot(slot, { ended: 'failed', kind: 'other', because: found.because, feedback: [] });
      } else
        this.#showParts(
          slot,
          found.items.map((item, index) => this.#newPart(slot, index, item)),
        );
    }
    for (const part of slot.parts) this.#considerPart(part);
  }

  /** Its items are those of its sources, as soon as theirs are known. */
  #expandItemWise(slot: Slot): void {
    const sources = (slot.node.instrument.each?.sources ?? []).map((source) => {
      const node = this.graph.nodes.get(nodeId(source));
      if (node?.loop === undefined || node.loop === slot.node.loop)
        return this.slotOf(nodeId(source), node?.loop === undefined ? 1 : slot.round);
      return this.loops.get(node.loop)?.ended === true ? this.standingSlot(node.id) : undefined;
    });
    if (sources.some((source) => source === undefined || !source.expanded || this.#mayFold(source, slot)))
      return;
    const drawn = sources.flatMap((source) => (source?.stopped === undefined ? (source?.parts ?? []) : []));
    const stopped = sources.find((source) => source?.stopped !== undefined);
    const ids = new Set<string>();
    const twice = drawn.find(
      ({ item }) => item === undefined || ids.size === ids.add(item.id.toLowerCase()).size,
    );
    if (stopped?.stopped !== undefined || twice !== undefined) {
      const optional = slot.node.instrument.needs.some((need) => need.optional && need.itemOnly);
      this.#showParts(
        slot,
        stopped?.stopped?.ended === 'skipped' || optional ? [] : [this.#newPart(slot, 0)],
      );
      if (slot.parts.length > 0) {
        this.#stopSlot(
          slot,
          twice === undefined
            ? { ended: 'blocked', by: stopped?.parts[0]?.address ?? '' }
            : {
                ended: 'failed',
                kind: 'other',
                because: `two items have the id \`${twice.item?.id ?? ''}\``,
                feedback: [],
              },
        );
      }
      return;
    }
    this.#showParts(
      slot,
      drawn.map((source, index) =>
        this.#newPart(slot, index, { id: source.item?.id ?? '', value: null }, source),
      ),
    );
  }

  /** Its parts may still be worked out anew, because what their items are drawn from may be sent back. */
  #mayFold(source: Slot, needer: Slot): boolean {
    return source.node.regions.some(
      (region) =>
        !region.itemWise &&
        !region.path.has(needer.node.id) &&
        source.parts.some(({ settled }) => !settled.has(region)),
    );
  }

  #judgeSlot(slot: Slot): void {
    const stop = this.#stopOf(slot);
    if (stop !== undefined) this.#stopSlot(slot, stop);
  }

  /** None of its parts plays. */
  #stopSlot(slot: Slot, stop: PartEnding): void {
    slot.stopped = stop;
    slot.skipped = stop.ended === 'skipped';
    for (const part of slot.parts) if (part.state === 'waiting') this.#end(part, stop);
  }

  #newPart(slot: Slot, index: number, item?: Item, source?: Part): Part {
    const { ensemble, nickname } = slot.node.instrument;
    const lineage = { ensemble, nickname, ...(item === undefined ? {} : { item: item.id }) };
    const before = slot.earlier.get(item?.id ?? '');
    const round =
      slot.node.loop === undefined ? (before?.round ?? this.#standingRound(slot, lineage)) : slot.round;
    const name: PartName = { ...lineage, round };
    const [innermost] = slot.node.regions;
    const waves = new Map(before?.waves);
    // A part that stands in its third round was sent back twice, in whatever session that was.
    if (before === undefined && innermost !== undefined && round > 1) waves.set(innermost, round - 1);
    const part: Part = {
      slot,
      index,
      drawn: [],
      name,
      address: printAddress(name),
      state: 'waiting',
      feedback: [],
      returns: before?.returns ?? 0,
      waves,
      settled: new Set(),
      turn: this.#turnOf(slot, index, name, waves),
      ...(item === undefined ? {} : { item }),
      ...(source === undefined ? {} : { source }),
    };
    source?.drawn.push(part);
    return part;
  }

  /** The highest accepted round stands for a part; one that was never accepted begins where the part that it returns to stands. */
  #standingRound(slot: Slot, lineage: Omit<PartName, 'round'>): number {
    const own = this.#standing.get(printAddress({ ...lineage, round: 0 }));
    const ownRound = own === undefined ? undefined : parseAddress(own.part)?.round;
    if (ownRound !== undefined) return ownRound;
    const target = slot.node.instrument.returnsTo;
    if (target === undefined) return 1;
    const part = this.slotOf(nodeId({ ensemble: lineage.ensemble, nickname: target }))?.byItem.get(
      lineage.item ?? '',
    );
    return part?.name.round ?? 1;
  }

  #turnOf(slot: Slot, index: number, name: PartName, waves: ReadonlyMap<Region, number>): Turn {
    const further = [...waves].reduce(
      (sum, [region, wave]) => sum + wave * this.#distances.waveLength(region),
      0,
    );
    const turn: Turn = {
      distance: slot.distance + further,
      ensemble: name.ensemble,
      nickname: name.nickname,
      index,
      address: printAddress(name),
      state: 'open',
    };
    this.turns.add(turn);
    return turn;
  }

  #showParts(slot: Slot, parts: readonly Part[]): void {
    slot.parts = [...parts];
    slot.byItem = new Map(parts.map((part) => [part.item?.id ?? '', part]));
    slot.expanded = true;
    slot.open = parts.length;
    if (slot.barrier !== undefined) slot.barrier.state = 'done';
    for (const part of parts) this.parts.set(part.address, part);
    for (const id of this.#needers.get(slot.node.id) ?? []) this.#considerNode(id, slot);
    if (parts.length === 0) this.#slotOver(slot);
  }

  /** Of a loop's member the slot of the round that is being played. */
  #presentSlot(id: NodeId): Slot | undefined {
    const loop = this.graph.nodes.get(id)?.loop;
    return this.slotOf(id, loop === undefined ? 1 : this.loops.get(loop)?.round);
  }

  #considerNode(id: NodeId, because: Slot): void {
    const loop = this.graph.nodes.get(id)?.loop;
    const slot =
      loop !== undefined && loop === because.node.loop
        ? this.slotOf(id, because.round)
        : this.#presentSlot(id);
    if (slot !== undefined) this.#agenda.add(slot);
  }

  #considerPart(part: Part): void {
    const { slot, source } = part;
    if (part.state !== 'waiting' || !slot.othersMet) return;
    if (source !== undefined) {
      if (source.state !== 'ended' || !this.#isSettledFor(source, slot.node.id)) return;
      if (source.ending?.ended === 'failed' || source.ending?.ended === 'blocked') {
        if (!this.#isOptional(slot, source.slot.node.id))
          return this.#end(part, { ended: 'blocked', by: source.address });
      }
      const entry = valueOf({ ...source.slot, parts: [source], skipped: false });
      part.item = { id: part.item?.id ?? '', value: Array.isArray(entry) ? (entry[0] as Json) : null };
    }
    if (slot.node.instrument.whenPerItem && part.item !== undefined) {
      const needs = this.#needValues(slot.node, slot.round);
      const stop = this.#askWhen(slot, partValues(this.score, part, needs, 1));
      if (stop !== undefined) return this.#end(part, stop);
    }
    this.#look(part);
  }

  #isOptional(slot: Slot, from: NodeId): boolean {
    return slot.node.instrument.needs.some((need) => need.optional && nodeId(need) === from);
  }

  #look(part: Part): void {
    part.state = 'looking';
    const look = this.#lookOf(part);
    if (look.ok) this.#news.push({ news: 'look', look: look.look });
    else this.#end(part, { ended: 'failed', kind: 'other', because: look.because, feedback: [] });
  }

  /** The same question again, for laying out the files of a part that plays. */
  lookFor(part: Part): Look {
    const look = this.#lookOf(part);
    if (!look.ok) throw new Error(`${part.address}: ${look.because}`);
    return look.look;
  }

  #lookOf(
    part: Part,
  ): { readonly ok: true; readonly look: Look } | { readonly ok: false; readonly because: string } {
    const { instrument } = part.slot.node;
    const needs = this.#needValues(part.slot.node, part.slot.round);
    const values = partValues(this.score, part, needs, 1);
    const reads: Look['reads'][number][] = [];
    for (const { glob, exclude, input } of instrument.reads) {
      const found = expandTemplate(glob, values);
      if (!found.ok) return { ok: false, because: `reads ${JSON.stringify(glob.source)}: ${found.because}` };
      const path = input === undefined ? undefined : this.score.sheet.inputs.get(input)?.value;
      for (const one of Array.isArray(found.value) ? found.value : [found.value]) {
        reads.push({
          glob: String(one),
          exclude,
          ...(input !== undefined && typeof path === 'string' ? { input: { name: input, path } } : {}),
        });
      }
    }
    const probe: string[] = [];
    for (const word of instrument.probe ?? []) {
      const found = expandTemplate(word, values);
      if (!found.ok) return { ok: false, because: `probe: ${found.because}` };
      probe.push(typeof found.value === 'string' ? found.value : JSON.stringify(found.value));
    }
    const take = this.#standing.get(part.address);
    return {
      ok: true,
      look: {
        part,
        reads,
        ...(instrument.probe === undefined ? {} : { probe }),
        overlay: reads.length === 0 ? new Map() : this.#overlay(part),
        needFiles: this.#needFiles(part),
        ...(take === undefined ? {} : { before: { take, compare: this.#lastLeft(take) } }),
      },
    };
  }

  /** Those files of a take that no other part wrote later; rounds of one loop member count as one part. */
  #lastLeft(take: AcceptedTake): Comparison[] {
    const name = parseAddress(take.part);
    const inLoop = name !== undefined && this.graph.nodes.get(nodeId(name))?.loop !== undefined;
    return take.files.flatMap(({ path, sha256 }) => {
      const writer = this.#writers.get(path);
      if (writer === undefined || name === undefined) return [];
      if (writer.turn.address === take.part) return [{ path, sha256, or: writer.rounds }];
      const other = parseAddress(writer.turn.address);
      const sameLineage =
        other !== undefined && printAddress({ ...other, round: 1 }) === printAddress({ ...name, round: 1 });
      return inLoop && sameLineage ? [{ path, sha256, or: [writer.sha256, ...writer.rounds] }] : [];
    });
  }

  // --- what a part hears of others -----------------------------------------------------------------------

  /** The parts that it needs directly, each once. */
  #needed(part: Part): Part[] {
    const { node, round } = part.slot;
    const found = new Set<Part>(part.source === undefined ? [] : [part.source]);
    for (const need of node.instrument.needs) {
      if (need.itemOnly) continue;
      for (const one of this.#slotFor(need, node, round)?.parts ?? []) found.add(one);
    }
    return [...found].filter((one) => standingOf(one) !== undefined);
  }

  #needFiles(part: Part): Map<string, TakeFile> {
    const files = new Map<string, TakeFile>();
    for (const one of this.#needed(part).sort((a, b) => inOrder(a.turn, b.turn))) {
      for (const file of standingOf(one)?.accepted.files ?? []) files.set(file.path, file);
    }
    return files;
  }

  /** All parts that it needs, directly or not, newest first. */
  *#ancestors(part: Part): Generator<Part> {
    const seen = new Set<Part>();
    const open: Part[] = [];
    const add = (one: Part): void => {
      if (seen.has(one)) return;
      seen.add(one);
      let at = open.length;
      while (at > 0 && later(open[at - 1] as Part, one)) at -= 1;
      open.splice(at, 0, one);
    };
    for (const one of this.#needed(part)) add(one);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      yield next;
      for (const one of this.#neededOrDrawn(next)) add(one);
    }
  }

  /** As `#needed`, with the whole of what only `each` drew from. */
  #neededOrDrawn(part: Part): Part[] {
    const { node, round } = part.slot;
    const drawn = node.instrument.needs
      .filter((need) => need.itemOnly && !drawsItemsFrom(node.instrument, nodeId(need)))
      .flatMap((need) => this.#slotFor(need, node, round)?.parts ?? [])
      .filter((one) => standingOf(one) !== undefined);
    return [...this.#needed(part), ...drawn];
  }

  #overlay(part: Part): Map<string, TakeFile> {
    const files = new Map<string, TakeFile>();
    for (const one of [...this.#ancestors(part)].sort((a, b) => inOrder(a.turn, b.turn))) {
      for (const file of standingOf(one)?.accepted.files ?? []) files.set(file.path, file);
    }
    return files;
  }

  #pastOf(part: Part): { handoff?: readonly string[]; record?: readonly Json[] } {
    const { hearsHandoff, hearsRecord } = part.slot.node.instrument;
    return {
      ...(hearsHandoff ? { handoff: this.#handoffOf(part) } : {}),
      ...(hearsRecord ? { record: this.#recordOf(part) } : {}),
    };
  }

  #handoffOf(part: Part): string[] {
    const lines: string[] = [];
    let left = handoffTokens * 4;
    for (const one of this.#ancestors(part)) {
      const take = standingOf(one)?.accepted;
      if (take === undefined) continue;
      const line = handoffLine(shortName(one.name), take);
      left -= line.length;
      if (left < 0) break;
      lines.push(line);
    }
    return lines;
  }

  #recordOf(part: Part): Json[] {
    return [...this.#ancestors(part)].reverse().flatMap((one) => {
      const take = standingOf(one)?.accepted;
      if (take === undefined) return [];
      const { key, attempts, verdict, model, usage, outputSha256 } = take;
      return [
        {
          part: one.address,
          key,
          round: one.name.round,
          attempts,
          verdict,
          model: model ?? null,
          tokens: usage === undefined ? null : usage.input + usage.output,
          output_sha256: outputSha256,
        },
      ];
    });
  }

  /** What a take of this plan, the part's own or a later one's, last left at a path in its scratch folder. */
  #left(path: string, part: Part): Sha256 | undefined {
    const writer = this.#writers.get(this.#workspacePath(path));
    if (writer === undefined) return undefined;
    const own = parseAddress(writer.turn.address);
    const isOwn =
      own !== undefined &&
      own.ensemble === part.name.ensemble &&
      own.nickname === part.name.nickname &&
      own.item === part.name.item;
    return isOwn || writer.turn.distance > part.turn.distance || this.#standsLater(writer.turn, part)
      ? writer.sha256
      : undefined;
  }

  #standsLater(turn: Turn, part: Part): boolean {
    if (turn.distance !== part.turn.distance) return false;
    const [a, b] = [`${turn.ensemble}/${turn.nickname}`, part.slot.node.id];
    return (
      a > b ||
      (a === b && (part.slot.byItem.get(parseAddress(turn.address)?.item ?? '')?.index ?? -1) > part.index)
    );
  }

  #workspacePath(path: string): string {
    const [, name, rest] = /^inputs\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const root = name === undefined ? undefined : this.score.sheet.inputs.get(name)?.value;
    if (rest === undefined || typeof root !== 'string') return path;
    const base = root.replace(/^\.\/?/, '').replace(/\/$/, '');
    return base === '' ? rest : `${base}/${rest}`;
  }

  #remember(take: AcceptedTake): void {
    const name = parseAddress(take.part);
    if (name === undefined) return;
    this.#standing.set(take.part, take);
    const node = this.graph.nodes.get(nodeId(name));
    if (node === undefined) return;
    const lineage = printAddress({ ...name, round: 0 });
    const other = this.#standing.get(lineage);
    if (other === undefined || (parseAddress(other.part)?.round ?? 0) <= name.round)
      this.#standing.set(lineage, take);
    const turn: Turn = {
      distance: this.#distances.of(
        node.id,
        node.loop === undefined ? 1 : Math.min(name.round, node.loop.loop.max + 1),
      ),
      ensemble: name.ensemble,
      nickname: name.nickname,
      index: 0,
      address: take.part,
      state: 'done',
    };
    for (const { path, sha256 } of take.files) {
      const writer = this.#writers.get(path);
      const rounds = writer === undefined || node.loop === undefined ? [] : [...writer.rounds, writer.sha256];
      if (writer === undefined || writer.turn.distance <= turn.distance)
        this.#writers.set(path, { sha256, turn, rounds });
      else if (node.loop !== undefined)
        this.#writers.set(path, { ...writer, rounds: [...writer.rounds, sha256] });
    }
  }

  #isAskedFor(part: Part): boolean {
    const { again } = this.#before;
    const { ensemble, nickname, item } = part.name;
    if (again.size === 0) return false;
    const names = [
      `${ensemble}/${nickname}`,
      nickname,
      printAddress({ ...part.name, round: 1 }),
      part.address,
    ];
    return names.some((name) => again.has(name)) || (item !== undefined && again.has(`${nickname}[${item}]`));
  }

  // --- endings -------------------------------------------------------------------------------------------

  #end(part: Part, ending: PartEnding): void {
    const { slot } = part;
    const played = part.state === 'playing';
    part.state = 'ended';
    part.ending = ending;
    part.turn.state = ending.ended === 'accepted' ? 'accepted' : 'done';
    if (!played) this.#news.push({ news: 'ended', part, ending });
    slot.open -= 1;
    for (const drawn of part.drawn) this.#agenda.add(drawn.slot);
    if (slot.open === 0) this.#slotOver(slot);
    for (const region of slot.node.regions) this.#settleRegion(region, part);
  }

  #slotOver(slot: Slot): void {
    if (slot.node.regions.length > 0 && slot.parts.length === 0) {
      for (const region of slot.node.regions) this.#settleRegion(region, undefined);
    }
    if (slot.node.loop !== undefined) this.#roundOver(slot.node.loop, slot.round);
    else {
      for (const id of this.#needers.get(slot.node.id) ?? []) this.#considerNode(id, slot);
      this.#maybeFinished(slot.node.ensemble.name);
    }
    if (slot.node.loop !== undefined) for (const id of slot.node.loop.body) this.#considerNode(id, slot);
  }

  #maybeFinished(ensemble: string): void {
    if (this.#finished.has(ensemble)) return;
    const ids = this.graph.ensembles.get(ensemble) ?? [];
    const from = this.#awaited.get(ensemble) ?? 0;
    for (let seen = 0; seen < ids.length; seen += 1) {
      const at = (from + seen) % ids.length;
      if (this.#isFinished(ids[at] ?? '')) continue;
      this.#awaited.set(ensemble, at);
      return;
    }
    this.#finished.add(ensemble);
    this.#news.push({ news: 'ensemble_finished', ensemble });
  }

  #isFinished(id: NodeId): boolean {
    const node = this.graph.nodes.get(id);
    if (node?.loop !== undefined) return this.loops.get(node.loop)?.ended === true;
    const slot = this.slotOf(id);
    if (node === undefined || slot === undefined || !slot.expanded || slot.open > 0) return false;
    return slot.parts.every(({ settled }) => node.regions.every((region) => settled.has(region)));
  }

  #roundOver(loop: LoopNode, round: number): void {
    const state = this.loops.get(loop);
    if (state === undefined || state.ended || state.round !== round) return;
    const members = loop.body.filter((id) => plays(loop, id, round));
    const slots = members.map((id) => this.slotOf(id, round));
    if (slots.some((slot) => slot === undefined || !slot.expanded || slot.open > 0)) return;
    const last = this.slotOf(loop.body.at(-1) ?? '', round);
    const values = this.#loopValues(loop, round);
    const failed = slots.map((slot) => failureOf(slot)).find((part) => part !== undefined);
    if (failed === undefined) {
      const best = loop.loop.best === undefined ? undefined : evaluate(loop.loop.best, values);
      state.scores.set(
        round,
        best === undefined ? round : best.ok && typeof best.value === 'number' ? best.value : -Infinity,
      );
    }
    state.kept = [...state.scores].reduce<number | undefined>(
      (kept, [one, score]) =>
        kept === undefined || score > (state.scores.get(kept) ?? -Infinity) ? one : kept,
      undefined,
    ) as number;
    if (state.kept === undefined) delete state.kept;
    if (failed !== undefined)
      return this.#endLoop(state, `${failed.address} ${failed.ending?.ended ?? 'failed'}`);
    if (
      last?.skipped === true ||
      (last !== undefined &&
        last.parts.length > 0 &&
        last.parts.every(({ ending }) => ending?.ended === 'skipped'))
    ) {
      return this.#endLoop(state);
    }
    const until = evaluate(loop.loop.until, values);
    if (until.ok && until.value === true) return this.#endLoop(state);
    if (round > loop.loop.max) {
      const why = until.ok ? 'is still false' : `could not be worked out: ${until.because}`;
      return this.#endLoop(
        state,
        `\`until: ${loop.loop.until.source}\` ${why} after ${loop.loop.max + 1} rounds`,
      );
    }
    state.round = round + 1;
    for (const id of loop.body) {
      const node = this.graph.nodes.get(id);
      if (node !== undefined) this.#openSlot(node, round + 1);
    }
  }

  #loopValues(loop: LoopNode, round: number): Values {
    const near: Record<string, Json> = {};
    for (const id of loop.body)
      near[id.slice(id.indexOf('/') + 1)] = valueOf(
        plays(loop, id, round) ? this.slotOf(id, round) : undefined,
      );
    const { sheet } = this.score;
    const heardSheet = sheetFor(sheet, loop.ensemble, loop.loop.body.at(-1) ?? '');
    return {
      ...near,
      sheet: heardSheet,
      inputs: near,
      flags: Object.fromEntries(sheet.flags),
      slug: sheet.slug,
      round,
      seed: sheet.seed,
    };
  }

  #endLoop(state: LoopState, failed?: string): void {
    state.ended = true;
    if (failed !== undefined) {
      state.failed = failed;
      this.#news.push({ news: 'loop_failed', loop: state.node, because: failed });
    }
    for (const id of state.node.body) {
      for (const needer of this.#needers.get(id) ?? []) {
        if (state.node.body.includes(needer)) continue;
        const slot = this.#presentSlot(needer);
        if (slot !== undefined) this.#agenda.add(slot);
      }
    }
    this.#maybeFinished(state.node.ensemble);
  }

  // --- sent back -----------------------------------------------------------------------------------------

  /** When a wave of a region has ended: who failed sends back, or nothing can any more. */
  #settleRegion(region: Region, ended: Part | undefined): void {
    const item = region.itemWise ? ended?.item?.id : undefined;
    const wave: Part[] = [];
    for (const id of region.path) {
      const slot = this.slotOf(id);
      if (slot === undefined || !slot.expanded) return;
      const parts =
        item === undefined ? slot.parts : [slot.byItem.get(item)].filter((part) => part !== undefined);
      for (const part of parts) {
        const inner = slot.node.regions.filter((one) => one !== region && one.path.size < region.path.size);
        if (part.state !== 'ended' || inner.some((one) => !part.settled.has(one))) return;
        wave.push(part);
      }
    }
    const back = this.#sentBack(region, wave);
    if (back.size > 0) return this.#sendBack(region, back, item);
    for (const part of wave) {
      part.settled.add(region);
      for (const drawn of part.drawn) this.#agenda.add(drawn.slot);
    }
    for (const id of region.path)
      for (const needer of this.#needers.get(id) ?? [])
        if (!region.path.has(needer)) {
          const slot = this.#presentSlot(needer);
          if (slot !== undefined) this.#agenda.add(slot);
        }
    for (const outer of this.graph.regions) {
      if (
        outer !== region &&
        outer.path.size > region.path.size &&
        [...region.path].every((id) => outer.path.has(id))
      )
        this.#settleRegion(outer, wave.at(-1));
    }
    for (const name of new Set(wave.map(({ name: { ensemble } }) => ensemble))) this.#maybeFinished(name);
  }

  #sentBack(region: Region, wave: readonly Part[]): Map<Part, { feedback: Feedback[]; by: Address }> {
    const back = new Map<Part, { feedback: Feedback[]; by: Address }>();
    for (const { from, to } of region.senders) {
      for (const part of wave) {
        if (part.slot.node.id !== from || part.ending?.ended !== 'failed') continue;
        const slot = this.slotOf(to);
        const target = slot?.byItem.get(part.item?.id ?? '') ?? slot?.byItem.get('');
        if (
          target === undefined ||
          standingOf(target) === undefined ||
          target.returns >= target.slot.node.instrument.attempts
        )
          continue;
        const heard = back.get(target) ?? { feedback: [], by: part.address };
        const own =
          part.ending.feedback.length > 0
            ? part.ending.feedback
            : [{ criterion: part.address, evidence: part.ending.because }];
        heard.feedback.push(...own);
        back.set(target, heard);
      }
    }
    return back;
  }

  readonly #senders = new Map<Part, Address>();

  #senderOf(part: Part): Address | undefined {
    return this.#senders.get(part);
  }

  #sendBack(
    region: Region,
    back: ReadonlyMap<Part, { feedback: Feedback[]; by: Address }>,
    item: string | undefined,
  ): void {
    const wave =
      1 +
      Math.max(
        ...[...region.path].flatMap((id) =>
          this.#waveParts(id, item).map((part) => part.waves.get(region) ?? 0),
        ),
      );
    const changed = new Map<NodeId, Set<Part> | 'all'>();
    for (const [target, { feedback, by }] of back) {
      const there = changed.get(target.slot.node.id);
      if (there instanceof Set) there.add(target);
      else changed.set(target.slot.node.id, new Set([target]));
      target.returns += 1;
      this.#senders.set(target, by);
      this.#nextRound(target, region, wave);
      target.feedback = feedback;
    }
    const path = [...region.path].sort((a, b) => this.#distances.of(a, 1) - this.#distances.of(b, 1));
    for (const id of path) {
      const node = this.graph.nodes.get(id);
      const slot = this.slotOf(id);
      if (node === undefined || slot === undefined) continue;
      const from = node.instrument.needs.map(nodeId).filter((need) => changed.has(need));
      if (from.length === 0) continue;
      const whole = from.some(
        (need) => !drawsItemsFrom(node.instrument, need) || changed.get(need) === 'all',
      );
      if (whole) {
        this.#foldSlot(slot, region, wave);
        changed.set(id, 'all');
      } else {
        const own = slot.parts.filter(
          ({ source }) =>
            source !== undefined && from.some((need) => (changed.get(need) as Set<Part>).has(source)),
        );
        for (const part of own) this.#nextRound(part, region, wave);
        changed.set(id, new Set(own));
      }
      this.#agenda.add(slot);
    }
    for (const target of back.keys()) this.#considerPart(target);
  }

  #waveParts(id: NodeId, item: string | undefined): readonly Part[] {
    const slot = this.slotOf(id);
    return item === undefined
      ? (slot?.parts ?? [])
      : [slot?.byItem.get(item)].filter((part) => part !== undefined);
  }

  /** The same part once more; what was accepted of the earlier round keeps its turn and is committed. */
  #nextRound(part: Part, region: Region, wave: number): void {
    const { slot } = part;
    const hasPlayed =
      part.ending !== undefined && part.ending.ended !== 'blocked' && part.ending.ended !== 'skipped';
    this.#furtherWave(part.waves, slot.node, region, wave);
    if (hasPlayed) part.name = { ...part.name, round: part.name.round + 1 };
    part.address = printAddress(part.name);
    part.turn = this.#turnOf(slot, part.index, part.name, part.waves);
    part.state = 'waiting';
    delete part.ending;
    delete part.decided;
    part.feedback = [];
    for (const one of slot.node.regions) if (one.path.size <= region.path.size) part.settled.delete(one);
    this.parts.set(part.address, part);
    slot.open += 1;
  }

  #furtherWave(waves: Map<Region, number>, node: Node, region: Region, wave: number): void {
    for (const inner of node.regions) if (inner.path.size < region.path.size) waves.delete(inner);
    waves.set(region, wave);
  }

  /** What its parts are hangs on something that plays again: they are worked out anew, and go on counting their rounds. */
  #foldSlot(slot: Slot, region: Region, wave: number): void {
    for (const part of slot.parts) {
      const played =
        part.ending !== undefined && part.ending.ended !== 'blocked' && part.ending.ended !== 'skipped';
      const waves = new Map(part.waves);
      this.#furtherWave(waves, slot.node, region, wave);
      slot.earlier.set(part.item?.id ?? '', {
        round: part.name.round + (played ? 1 : 0),
        returns: part.returns,
        waves,
      });
    }
    const length = this.#distances.waveLength(region);
    slot.parts = [];
    slot.byItem = new Map();
    slot.expanded = false;
    slot.othersMet = false;
    slot.open = 0;
    slot.skipped = false;
    delete slot.stopped;
    this.#raiseBarrier(slot, slot.distance + wave * length);
  }
}

/**
 * In the order of the graph, whatever was sent back in which session: what a part hears of the past must not
 * hang on how often another one was tried.
 */
const later = (a: Part, b: Part): boolean => {
  const [p, q] = [a.slot, b.slot];
  if (p.distance !== q.distance) return p.distance > q.distance;
  return p.node.id === q.node.id ? a.index > b.index : p.node.id > q.node.id;
};
