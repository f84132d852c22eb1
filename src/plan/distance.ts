import type { Graph, LoopNode, Node, NodeId, Region } from './graph.ts';
import { forwardNeeds } from './graph.ts';

/**
 * Where a part stands in the order of commits: the longest path from a root with all rounds unrolled
 * (design, The commit). Round n+1 of a loop begins after the last member of round n; a wave of `returns_to`
 * after the one that sent back; who needs a loop or a region from outside stands after its last possible round.
 */
export interface Distances {
  /** Of a node in a round of its loop (1 outside of loops), before anything was sent back. */
  of(id: NodeId, round: number): number;
  /** How much further each wave of a region puts its parts. */
  waveLength(region: Region): number;
}

export function measureDistances(graph: Graph): Distances {
  const known = new Map<string, number>();
  const ends = new Map<LoopNode | Region, number>();

  const node = (id: NodeId): Node => {
    const found = graph.nodes.get(id);
    if (found === undefined) throw new Error(`${id} is not in the graph`);
    return found;
  };
  /** The last possible round of `from`, for one who needs it from outside of its loop or its regions. */
  function heard(from: NodeId, to: NodeId): number {
    const { loop, regions } = node(from);
    if (loop !== undefined) return endOfLoop(loop);
    const left = regions.filter((region) => !region.path.has(to));
    return of(from, 1) + left.reduce((sum, region) => sum + wavesOf(region) * waveLength(region), 0);
  }

  /** How often anything in it can be sent back. */
  function wavesOf(region: Region): number {
    const targets = new Set(region.senders.map(({ to }) => to));
    return [...targets].reduce((sum, to) => sum + node(to).instrument.attempts, 0);
  }

  function outside(id: NodeId): number {
    const { instrument, ensemble, loop } = node(id);
    const needs = forwardNeeds(instrument).filter((need) => loop === undefined || !loop.body.includes(need));
    const others = ensemble.needs.flatMap((name) => graph.ensembles.get(name) ?? []);
    return Math.max(-1, ...[...needs, ...others].map((need) => heard(need, id)));
  }

  function of(id: NodeId, round: number): number {
    const name = `${id}#${round}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const { instrument, loop } = node(id);
    let distance = outside(id) + 1;
    if (loop !== undefined) {
      if (round > 1) distance = Math.max(distance, endOfRound(loop, round - 1) + 1);
      for (const need of forwardNeeds(instrument)) {
        if (loop.body.includes(need) && plays(loop, need, round))
          distance = Math.max(distance, of(need, round) + 1);
      }
    }
    known.set(name, distance);
    return distance;
  }

  const rounds = new Map<LoopNode, number[]>();
  function endOfRound(loop: LoopNode, round: number): number {
    const ended = rounds.get(loop) ?? [];
    rounds.set(loop, ended);
    // From the first round on, so that a loop of a thousand rounds does not recurse a thousand deep.
    for (let next = ended.length + 1; next <= round; next += 1) {
      ended.push(Math.max(...loop.body.filter((id) => plays(loop, id, next)).map((id) => of(id, next))));
    }
    return ended[round - 1] ?? 0;
  }

  function endOfLoop(loop: LoopNode): number {
    const before = ends.get(loop);
    if (before !== undefined) return before;
    const end = endOfRound(loop, loop.loop.max + 1);
    ends.set(loop, end);
    return end;
  }

  function waveLength(region: Region): number {
    const last = Math.max(...[...region.path].map((id) => endWithin(region, id)));
    const first = Math.min(...region.senders.map(({ to }) => of(to, 1)));
    return last - first + 1;
  }

  /** A node of a region, with all the waves of the regions that lie inside this one. */
  function endWithin(region: Region, id: NodeId): number {
    const inner = node(id).regions.filter((one) => one !== region && one.path.size < region.path.size);
    return Math.max(of(id, 1), ...inner.map((one) => endOfRegion(one)));
  }

  function endOfRegion(region: Region): number {
    const before = ends.get(region);
    if (before !== undefined) return before;
    const last = Math.max(...[...region.path].map((id) => endWithin(region, id)));
    const end = last + wavesOf(region) * waveLength(region);
    ends.set(region, end);
    return end;
  }

  return { of, waveLength };
}

/** A member without a first pass is not there in round 1. */
export const plays = ({ loop }: LoopNode, id: NodeId, round: number): boolean =>
  round > 1 || !loop.withoutFirstPass.some((nickname) => id.endsWith(`/${nickname}`));
