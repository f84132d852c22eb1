import {
  parseAddress,
  printAddress,
  type AcceptedTake,
  type Address,
  type Key,
  type PartName,
  type Sha256,
} from '../base/index.ts';
import type { Score } from '../score/index.ts';
import type { Acted } from './acted.ts';
import type { Distances } from './distance.ts';
import { nodeId, type Graph, type NodeId } from './graph.ts';
import { partIn, type Comparison, type Part, type Turn } from './part.ts';
import type { AtHand } from './who-plays.ts';

/** What was accepted before this session, and what a person asked for. */
export interface Before extends AtHand {
  /** By address with round. */
  readonly accepted: ReadonlyMap<Address, AcceptedTake>;
  readonly takenBack: ReadonlyMap<Address, Key>;
  /** Parts to play although their key has not changed: addresses without round, or instruments. */
  readonly again: ReadonlySet<string>;
  /** What acted outside and was not accepted, in whatever session that was. */
  readonly acted?: ReadonlyMap<Address, Acted>;
  /** The session that goes on, whose Conductor was killed; absent where one begins. */
  readonly session?: string;
}

/** Whether a part is among those that a person names: by its address, without its round, or by its instrument. */
export function isMeant(name: PartName, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const { ensemble, nickname, item } = name;
  return (
    [`${ensemble}/${nickname}`, nickname, printAddress({ ...name, round: 1 }), printAddress(name)].some(
      (one) => names.has(one),
    ) ||
    (item !== undefined && names.has(`${nickname}[${item}]`))
  );
}

interface Writer {
  readonly sha256: Sha256;
  readonly turn: Turn;
  /** What other rounds of the same loop left there. */
  readonly rounds: readonly Sha256[];
}

/** What earlier sessions left: which takes stand, and who last wrote which file. */
export class Past {
  readonly #score: Score;
  readonly #graph: Graph;
  readonly #distances: Distances;
  readonly #before: Before;
  readonly #writers = new Map<string, Writer>();
  /** By address; the highest round of a lineage also under round 0. */
  readonly #standing = new Map<string, AcceptedTake>();
  /** Instruments of which a take stands that no understudy played. */
  readonly #ownTakes = new Set<NodeId>();

  constructor(score: Score, graph: Graph, distances: Distances, before: Before) {
    this.#score = score;
    this.#graph = graph;
    this.#distances = distances;
    this.#before = before;
    for (const take of before.accepted.values()) this.#remember(take);
  }

  standing(part: Address): AcceptedTake | undefined {
    return this.#standing.get(part);
  }

  /** Whether a take of an instrument stands that is not an understudy's: where its model cannot be asked, it may be kept. */
  mayKeep(id: NodeId): boolean {
    return this.#ownTakes.has(id);
  }

  takenBack(part: Address): Key | undefined {
    return this.#before.takenBack.get(part);
  }

  /** Those files of a take that no other part wrote later; rounds of one loop member count as one part. */
  lastLeft(take: AcceptedTake): Comparison[] {
    const name = parseAddress(take.part);
    const inLoop = name !== undefined && this.#graph.nodes.get(nodeId(name))?.loop !== undefined;
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

  /** What a take of this plan, the part's own or a later one's, last left at a path in its scratch folder. */
  left(path: string, part: Part): Sha256 | undefined {
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
      (a === b && (partIn(part.slot, parseAddress(turn.address)?.item ?? '')?.index ?? -1) > part.index)
    );
  }

  #workspacePath(path: string): string {
    const [, name, rest] = /^inputs\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const root = name === undefined ? undefined : this.#score.sheet.inputs.get(name)?.value;
    if (rest === undefined || typeof root !== 'string') return path;
    const base = root.replace(/^\.\/?/, '').replace(/\/$/, '');
    return base === '' ? rest : `${base}/${rest}`;
  }

  #remember(take: AcceptedTake): void {
    const name = parseAddress(take.part);
    if (name === undefined) return;
    this.#standing.set(take.part, take);
    const node = this.#graph.nodes.get(nodeId(name));
    if (node === undefined) return;
    if (take.understudy === undefined) this.#ownTakes.add(node.id);
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

  /** Rounds of a part after its first, up to this one, that the session that goes on has accepted, one after the other. */
  roundsMade(name: PartName): number {
    const { session } = this.#before;
    if (session === undefined) return 0;
    let round = name.round;
    while (round > 1 && this.#standing.get(printAddress({ ...name, round }))?.session === session) round -= 1;
    return name.round - round;
  }

  /** The same for a part that was never accepted: as often as the one that it sends back was. */
  wavesMade(name: PartName, target: PartName | undefined): number {
    const isKnown = this.#standing.has(printAddress(name));
    return isKnown || target === undefined ? this.roundsMade(name) : this.roundsMade(target);
  }

  acted(part: Address): Acted | undefined {
    return this.#before.acted?.get(part);
  }

  isAskedFor(part: Part): boolean {
    return isMeant(part.name, this.#before.again);
  }

  /** The highest accepted round stands for a part; one that was never accepted begins where the part that it returns to stands. */
  standingRound(lineage: Omit<PartName, 'round'>, target: Part | undefined): number {
    const own = this.#standing.get(printAddress({ ...lineage, round: 0 }));
    const ownRound = own === undefined ? undefined : parseAddress(own.part)?.round;
    if (ownRound !== undefined) return ownRound;
    return target?.name.round ?? 1;
  }
}
