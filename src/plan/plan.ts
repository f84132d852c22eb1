import {
  printAddress,
  unreachable,
  type Address,
  type Feedback,
  type Json,
  type JsonObject,
  type PartName,
  type TakeFile,
} from '../base/index.ts';
import type { Score, Values } from '../score/index.ts';
import { asksOn, beginningOf, wayOn } from './acted.ts';
import { decide, whatItWrote } from './decide.ts';
import { measureDistances, plays, type Distances } from './distance.ts';
import {
  drawGraph,
  nodeId,
  type Graph,
  type LoopNode,
  type Node,
  type NodeId,
  type Region,
} from './graph.ts';
import { brokeOff, valueOf } from './heard.ts';
import { Hearing } from './hearing.ts';
import { expansionOf, stopByWhen } from './expansion.ts';
import { inputOf, namedValues, partValues } from './input.ts';
import { itemsOf, type Item } from './items.ts';
import { resultOfRound } from './loop-rounds.ts';
import { criteriaInKey, renderedBy, sentToModel } from './keyed.ts';
import {
  calledNow,
  type Called,
  type Decided,
  type Look,
  type Looked,
  type Part,
  type PartEnding,
  type Slot,
  type Turn,
  type Waves,
} from './part.ts';
import { Past, type Before } from './past.ts';
import { dependents, endedWave, nextWave, sentBack, timesSentBack, type Back } from './sending-back.ts';
import { Slots, type LoopState } from './slots.ts';
import { Turns } from './turns.ts';
import { whoPlays, type AtHand } from './who-plays.ts';

/** What became known, in the order in which it did. */
export type News =
  | { readonly news: 'look'; readonly look: Look }
  | { readonly news: 'play'; readonly part: Part; readonly decided: Decided }
  /** Without anybody playing: kept, skipped, blocked, or failed before it could play. */
  | { readonly news: 'ended'; readonly part: Part; readonly called: Called; readonly ending: PartEnding }
  | { readonly news: 'loop_failed'; readonly loop: LoopNode; readonly because: string }
  | { readonly news: 'ensemble_finished'; readonly ensemble: string };

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
  readonly turns = new Turns();
  readonly slots: Slots;
  /** Every part that was ever known in this session by its address with round, also the replaced rounds. */
  readonly parts = new Map<Address, Part>();
  readonly atHand: AtHand;
  readonly #past: Past;
  readonly #hearing: Hearing;
  readonly #distances: Distances;
  readonly #senders = new Map<Part, Address>();
  readonly #finished = new Set<string>();
  /** Of each ensemble, the instrument that was last seen not to be over. */
  readonly #awaited = new Map<string, number>();
  #news: News[] = [];
  /** Slots to look at again; worked off one by one, so that a chain of ten thousand does not recurse. */
  readonly #agenda = new Set<Slot>();
  /** Parts whose own source or round has changed. */
  readonly #due = new Set<Part>();

  constructor(score: Score, before: Before) {
    const graph = drawGraph(score);
    this.score = score;
    this.atHand = before;
    this.#distances = measureDistances(graph);
    this.slots = new Slots(graph);
    this.#past = new Past(score, graph, this.#distances, before);
    this.#hearing = new Hearing(score, this.slots, this.#past);
    for (const node of graph.nodes.values()) {
      if (node.loop === undefined || plays(node.loop, node.id, 1)) this.#openSlot(node, 1);
    }
    this.#work();
  }

  get graph(): Graph {
    return this.slots.graph;
  }

  /** What became known since it was last asked. */
  takeNews(): News[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  looked(part: Part, looked: Looked): void {
    if (part.state !== 'looking') throw new Error(`${part.address} was not being looked at`);
    if (looked.mistake !== undefined) {
      this.#end(part, { ended: 'failed', kind: 'other', because: looked.mistake, feedback: [] });
    } else {
      const { instrument } = part.slot.node;
      const needs = this.slots.needValues(part.slot.node, part.slot.round);
      const base = inputOf(this.score, part, needs, this.#hearing.pastOf(part));
      const input: JsonObject = instrument.probe === undefined ? base : { ...base, probe: looked.probe };
      const take = this.#past.standing(part.address);
      const takenBack = this.#past.takenBack(part.address);
      const plays = whoPlays(instrument, this.atHand);
      const sentBackBy = part.feedback.length > 0 && part.returns > 0 ? this.#senders.get(part) : undefined;
      const decided = decide(
        {
          format: 1,
          input,
          named: namedValues(instrument.named, partValues(this.score, part, needs, 1)),
          instrument,
          reads: looked.reads,
          needFiles: new Map([...this.#hearing.needFiles(part)].map(([path, file]) => [path, file.sha256])),
          criteria: criteriaInKey(this.score.production, instrument),
          ...sentToModel(this.score, part.slot.node),
          ...renderedBy(instrument, this.atHand),
        },
        looked,
        {
          ...(take === undefined ? {} : { take }),
          ...(takenBack === undefined ? {} : { takenBack }),
          again: this.#past.isAskedFor(part),
          ...(sentBackBy === undefined ? {} : { sentBackBy }),
          left: (path) => this.#past.left(path, part),
          plays,
        },
      );
      const { key } = decided;
      const wrote = whatItWrote(instrument, decided.reason, looked, { take, plays });
      const begins = beginningOf(this.#past.acted(part.address), {
        instrument,
        key,
        askedFor: this.#past.isAskedFor(part),
      });
      const keeps = 'keep' in decided.reason && begins.begins && !asksOn(begins, instrument);
      const goesOn = !keeps && begins.begins && begins.unseen !== undefined;
      part.decided = {
        reason: goesOn ? { play: 'goes_on', from: wayOn(begins, instrument) } : decided.reason,
        input,
        key,
        digests: decided.digests,
        probe: looked.probe,
        ...(wrote === undefined ? { plays } : { plays: 'what it wrote', wrote }),
        begins: begins.begins ? begins : { begins: true, attempt: 1, before: 0 },
        ...(this.#past.isAskedFor(part) && take?.key === key ? { instead: take.session } : {}),
      };
      if (keeps && take !== undefined) {
        this.#end(part, {
          ended: 'kept',
          standing: { accepted: take, output: looked.before?.output ?? null },
        });
      } else if (!begins.begins) {
        this.#end(part, { ended: 'uncertain', because: begins.because });
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
    part.decided = undefined;
    this.#end(part, ending);
    this.#work();
  }

  /** Names in scope of the part's templates, checks and criteria. */
  valuesFor(part: Part, attempt: number): Values {
    return partValues(this.score, part, this.slots.needValues(part.slot.node, part.slot.round), attempt);
  }

  /** Takes before it whose handoff line it does not hear, because there is no room for it. */
  leftOutOfHandoff(part: Part): readonly Address[] {
    return this.#hearing.leftOutOfHandoff(part);
  }

  /** Files that lie in the part's scratch folder besides what it reads. */
  filesFor(part: Part): ReadonlyMap<string, TakeFile> {
    return this.#hearing.needFiles(part);
  }

  /**
   * Ids that an output would give to the items of fan-outs drawn from it alone: a part that yields unusable
   * ones has failed. Sentences; empty where nothing is wrong.
   */
  yieldMistakes(part: Part, output: Json): readonly Feedback[] {
    const from = part.slot.node;
    if (from.instrument.each !== undefined) return [];
    return this.slots.needersOf(from.id).flatMap((id) => {
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

  /** Whether a take stands that could be kept where nobody can play its instrument. */
  mayKeep({ id }: Node): boolean {
    return this.#past.mayKeep(id);
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
      byItem: none,
      expanded: false,
      open: 0,
      skipped: false,
      watched: 0,
      waves: none,
      earlier: none,
    };
    this.slots.add(slot);
    this.#raiseBarrier(slot);
    this.#agenda.add(slot);
  }

  /** How much further waves put a part. */
  #further(waves: ReadonlyMap<Region, number>): number {
    return [...waves].reduce((sum, [region, wave]) => sum + wave * this.#distances.waveLength(region), 0);
  }

  #raiseBarrier(slot: Slot): void {
    const { ensemble, nickname } = slot.node.instrument;
    slot.barrier = {
      distance: slot.distance + this.#further(slot.waves),
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
      const [part] = this.#due;
      if (slot !== undefined) {
        this.#agenda.delete(slot);
        this.#consider(slot);
      } else if (part !== undefined) {
        this.#due.delete(part);
        this.#considerPart(part);
      } else return;
    }
  }

  #consider(slot: Slot): void {
    if (slot.expanded || !this.#needsMet(slot)) return;
    const expansion = expansionOf(slot, this.slots, this.score);
    if (expansion === undefined) return;
    const { seeds, stop, whole } = expansion;
    this.#showParts(
      slot,
      seeds.map(({ item, source }, index) => this.#newPart(slot, index, item, source)),
    );
    if (stop === undefined) {
      for (const part of slot.parts) this.#due.add(part);
      return;
    }
    if (whole === true) slot.stopped = stop;
    slot.skipped = stop.ended === 'skipped';
    for (const part of slot.parts) this.#end(part, stop);
  }

  #needsMet(slot: Slot): boolean {
    const needs = this.slots.wholeNeeds(slot.node);
    for (let seen = 0; seen < needs.length; seen += 1) {
      const need = needs[(slot.watched + seen) % needs.length];
      if (need !== undefined && !this.slots.isOver(need, slot)) {
        slot.watched = (slot.watched + seen) % needs.length;
        return false;
      }
    }
    return true;
  }

  #newPart(slot: Slot, index: number, item?: Item, source?: Part): Part {
    const { ensemble, nickname } = slot.node.instrument;
    const lineage = { ensemble, nickname, ...(item === undefined ? {} : { item: item.id }) };
    const before = slot.earlier.get(item?.id ?? '');
    const target = this.#targetOf(slot, item);
    const round =
      slot.node.loop === undefined
        ? (before?.round ?? this.#past.standingRound(lineage, target))
        : slot.round;
    // New names first: an object that is spread and then added to has a hidden class of its own in V8, each time.
    const name: PartName = { round, ...lineage };
    const [innermost] = slot.node.regions;
    // A session that goes on is as far as it was: what it sent back twice before stands in its third wave.
    const waved = innermost === undefined ? 0 : this.#past.wavesMade(name, target?.name);
    const waves: Waves =
      slot.waves.size === 0 && innermost !== undefined && waved > 0
        ? new Map([[innermost, waved]])
        : slot.waves;
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
      settled: noneSettled,
      decided: undefined,
      turn: this.#turnOf(slot, index, name, waves),
      ...(item === undefined ? {} : { item }),
      ...(source === undefined ? {} : { source }),
    };
    source?.drawn.push(part);
    return part;
  }

  /** The part that a part of this slot would send back. */
  #targetOf(slot: Slot, item: Item | undefined): Part | undefined {
    const { ensemble, returnsTo } = slot.node.instrument;
    return returnsTo === undefined
      ? undefined
      : this.slots.partOf(nodeId({ ensemble, nickname: returnsTo }), item?.id ?? '');
  }

  #turnOf(slot: Slot, index: number, name: PartName, waves: ReadonlyMap<Region, number>): Turn {
    const turn: Turn = {
      distance: slot.distance + this.#further(waves),
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
    slot.byItem = parts.length > 1 ? new Map(parts.map((part) => [part.item?.id ?? '', part])) : none;
    slot.expanded = true;
    slot.open = parts.length;
    if (slot.barrier !== undefined) slot.barrier.state = 'done';
    for (const part of parts) this.parts.set(part.address, part);
    this.#considerNeeders(slot.node.id);
    if (parts.length === 0) this.#slotOver(slot);
  }

  /** Those who need an instrument look again, each in the round that its loop is in. */
  #considerNeeders(id: NodeId, which: (needer: Slot) => boolean = () => true): void {
    for (const needer of this.slots.needersOf(id)) {
      const slot = this.slots.presentSlot(needer);
      if (slot !== undefined && which(slot)) this.#agenda.add(slot);
    }
  }

  #considerPart(part: Part): void {
    const { slot, source } = part;
    if (part.state !== 'waiting') return;
    if (source !== undefined) {
      if (source.state !== 'ended' || !this.slots.isSettledFor(source, slot.node.id)) return;
      if (brokeOff(source)) {
        if (!this.#isOptional(slot, source.slot.node.id))
          return this.#end(part, { ended: 'blocked', by: source.address });
      }
      const entry = valueOf({ ...source.slot, parts: [source], skipped: false });
      part.item = { id: part.item?.id ?? '', value: Array.isArray(entry) ? (entry[0] as Json) : null };
    }
    if (slot.node.instrument.whenPerItem && part.item !== undefined) {
      const needs = this.slots.needValues(slot.node, slot.round);
      const stop = stopByWhen(slot, partValues(this.score, part, needs, 1));
      if (stop !== undefined) return this.#end(part, stop);
    }
    this.#look(part);
  }

  #isOptional(slot: Slot, from: NodeId): boolean {
    return slot.node.instrument.needs.some((need) => need.optional && nodeId(need) === from);
  }

  #look(part: Part): void {
    part.state = 'looking';
    const look = this.#hearing.lookOf(part);
    if (look.ok) this.#news.push({ news: 'look', look: look.look });
    else this.#end(part, { ended: 'failed', kind: 'other', because: look.because, feedback: [] });
  }

  /** The same question again, for laying out the files of a part that plays. */
  lookFor(part: Part): Look {
    const look = this.#hearing.lookOf(part);
    if (!look.ok) throw new Error(`${part.address}: ${look.because}`);
    return look.look;
  }

  // --- what a part hears of others -----------------------------------------------------------------------

  // --- endings -------------------------------------------------------------------------------------------

  #end(part: Part, ending: PartEnding): void {
    const { slot } = part;
    const played = part.state === 'playing';
    part.state = 'ended';
    part.ending = ending;
    part.turn.state = ending.ended === 'accepted' ? 'accepted' : 'done';
    if (!played) this.#news.push({ news: 'ended', part, called: calledNow(part), ending });
    slot.open -= 1;
    for (const drawn of part.drawn) this.#due.add(drawn);
    if (slot.open === 0) this.#slotOver(slot);
    for (const region of slot.node.regions) this.#settleRegion(region, part);
  }

  #slotOver(slot: Slot): void {
    if (slot.node.regions.length > 0 && slot.parts.length === 0) {
      for (const region of slot.node.regions) this.#settleRegion(region, undefined);
    }
    if (slot.node.loop === undefined) this.#maybeFinished(slot.node.ensemble.name);
    else this.#roundOver(slot.node.loop, slot.round);
    this.#considerNeeders(slot.node.id);
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
    if (node?.loop !== undefined) return this.slots.loops.get(node.loop)?.ended === true;
    const slot = this.slots.slotOf(id);
    if (node === undefined || slot === undefined || !slot.expanded || slot.open > 0) return false;
    return slot.parts.every(({ settled }) => node.regions.every((region) => settled.has(region)));
  }

  #roundOver(loop: LoopNode, round: number): void {
    const state = this.slots.loops.get(loop);
    if (state === undefined) return;
    const result = resultOfRound(state, round, this.slots, this.score);
    switch (result.then) {
      case 'wait':
        return;
      case 'end':
        return this.#endLoop(state, result.failed);
      case 'again':
        state.round = round + 1;
        for (const id of loop.body) {
          const node = this.graph.nodes.get(id);
          if (node !== undefined) this.#openSlot(node, round + 1);
        }
        return;
      default:
        return unreachable(result);
    }
  }

  #endLoop(state: LoopState, failed?: string): void {
    state.ended = true;
    if (failed !== undefined) {
      state.failed = failed;
      this.#news.push({ news: 'loop_failed', loop: state.node, because: failed });
    }
    for (const id of state.node.body) this.#considerNeeders(id, ({ node }) => node.loop !== state.node);
    this.#maybeFinished(state.node.ensemble);
  }

  // --- sent back -----------------------------------------------------------------------------------------

  /** When a wave of a region has ended: who failed sends back, or nothing can any more. */
  #settleRegion(region: Region, ended: Part | undefined): void {
    const item = region.itemWise ? ended?.item?.id : undefined;
    const wave = endedWave(this.slots, region, item);
    if (wave === undefined) return;
    const back = sentBack(this.slots, region, wave, (name) => this.#past.roundsMade(name));
    if (back.size > 0) return this.#sendBack(region, back, item);
    for (const part of wave) {
      part.settled = new Set([...part.settled, region]);
      for (const drawn of part.drawn) this.#due.add(drawn);
    }
    for (const id of region.path) this.#considerNeeders(id, ({ node }) => !region.path.has(node.id));
    for (const outer of this.graph.regions) {
      const isOuter = outer !== region && outer.path.size > region.path.size;
      if (isOuter && [...region.path].every((id) => outer.path.has(id)))
        this.#settleRegion(outer, wave.at(-1));
    }
    for (const name of new Set(wave.map(({ name: { ensemble } }) => ensemble))) this.#maybeFinished(name);
  }

  #sendBack(region: Region, back: ReadonlyMap<Part, Back>, item: string | undefined): void {
    const wave = nextWave(this.slots, region, item);
    const path = [...region.path].sort((a, b) => this.#distances.of(a, 1) - this.#distances.of(b, 1));
    const again = dependents(this.slots, path, back.keys());
    for (const [target, { feedback, by }] of back) {
      target.returns = timesSentBack(target, (name) => this.#past.roundsMade(name)) + 1;
      this.#senders.set(target, by);
      this.#nextRound(target, region, wave);
      target.feedback = feedback;
    }
    for (const { slot, parts } of again) {
      if (parts === 'all') this.#foldSlot(slot, region, wave);
      else for (const part of parts) this.#nextRound(part, region, wave);
    }
  }

  /** The same part once more; what was accepted of the earlier round keeps its turn and is committed. */
  #nextRound(part: Part, region: Region, wave: number): void {
    const { slot } = part;
    const played = hasPlayed(part);
    part.waves = furtherWave(part.waves, slot.node, region, wave);
    if (played) part.name = { ...part.name, round: part.name.round + 1 };
    part.address = printAddress(part.name);
    part.turn = this.#turnOf(slot, part.index, part.name, part.waves);
    part.state = 'waiting';
    delete part.ending;
    part.decided = undefined;
    part.feedback = [];
    part.settled = new Set([...part.settled].filter((one) => one.path.size > region.path.size));
    this.parts.set(part.address, part);
    slot.open += 1;
    this.#due.add(part);
  }

  /** What its parts are hangs on something that plays again: they are worked out anew, and go on counting their rounds. */
  #foldSlot(slot: Slot, region: Region, wave: number): void {
    slot.earlier = new Map([
      ...slot.earlier,
      ...slot.parts.map((part): [string, { round: number; returns: number }] => [
        part.item?.id ?? '',
        { round: part.name.round + (hasPlayed(part) ? 1 : 0), returns: part.returns },
      ]),
    ]);
    slot.waves = furtherWave(slot.waves, slot.node, region, wave);
    slot.parts = [];
    slot.byItem = none;
    slot.expanded = false;
    slot.open = 0;
    slot.skipped = false;
    delete slot.stopped;
    this.#agenda.add(slot);
    this.#raiseBarrier(slot);
  }
}

/** The plan at the opening: everything that can be known before anything was looked at. */
export const makePlan = (score: Score, before: Before): Plan => new Plan(score, before);

const none: ReadonlyMap<never, never> = new Map<never, never>();
const noneSettled: ReadonlySet<Region> = new Set();

function furtherWave(waves: Waves, node: Node, region: Region, wave: number): Waves {
  const further = new Map(waves);
  for (const inner of node.regions) if (inner.path.size < region.path.size) further.delete(inner);
  return further.set(region, wave);
}

/** A part that was blocked or skipped has not played its round. */
const hasPlayed = ({ ending }: Part): boolean =>
  ending !== undefined &&
  ending.ended !== 'blocked' &&
  ending.ended !== 'skipped' &&
  ending.ended !== 'uncertain';
