import { byBytes } from '../base/index.ts';
import type { Ensemble, Instrument, Loop, Score } from '../score/index.ts';

/** `ensemble/nickname`, without item and round. */
export type NodeId = string;

/** One instrument among those that this sheet plays, with what the graph alone says of it. */
export interface Node {
  readonly id: NodeId;
  readonly instrument: Instrument;
  readonly ensemble: Ensemble;
  readonly loop?: LoopNode;
  /** Regions of `returns_to` whose path it lies on, the innermost first. */
  readonly regions: readonly Region[];
}

export interface LoopNode {
  readonly ensemble: string;
  readonly loop: Loop;
  readonly body: readonly NodeId[];
}

/**
 * The instruments between one that may be sent back and those that send it back. Within it a failure is
 * provisional until every part of the same wave has ended; who needs one of them from outside waits that long.
 */
export interface Region {
  readonly path: ReadonlySet<NodeId>;
  /** Who sends back, in the order of the graph, with whom it names. */
  readonly senders: readonly { readonly from: NodeId; readonly to: NodeId }[];
  /** Every edge inside goes from item to the same item, so that waves are counted for each item alone. */
  readonly itemWise: boolean;
}

export interface Graph {
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly loops: readonly LoopNode[];
  readonly regions: readonly Region[];
  /** Ensembles in play with their instruments in play. */
  readonly ensembles: ReadonlyMap<string, readonly NodeId[]>;
}

export const nodeId = (of: { readonly ensemble: string; readonly nickname: string }): NodeId =>
  `${of.ensemble}/${of.nickname}`;

/** Need edges of an instrument, without the back edges of loops. */
export const forwardNeeds = (instrument: Instrument): readonly NodeId[] =>
  instrument.needs.filter(({ back }) => !back).map(nodeId);

/** True where item i of `to` hears item i of `from`, rather than the whole of it. */
export const drawsItemsFrom = (to: Instrument, from: NodeId): boolean =>
  to.each?.sources?.some((source) => nodeId(source) === from) ?? false;

/**
 * Which instruments this sheet plays: the cued ones, or all of the ensembles that it names, with all they need.
 * The score is without mistakes: names exist, and nothing runs in a circle.
 */
export function drawGraph(score: Score): Graph {
  const wanted = closure(score);
  const ids = [...wanted.keys()].sort(byBytes);
  const loops = loopsAmong(score, wanted);
  const regions = regionsAmong(wanted, ids);
  const nodes = new Map<NodeId, Node>();
  for (const id of ids) {
    const instrument = wanted.get(id);
    const ensemble = instrument && score.ensembles.get(instrument.ensemble);
    if (instrument === undefined || ensemble === undefined) continue;
    const loop = loops.find(({ body }) => body.includes(id));
    nodes.set(id, {
      id,
      instrument,
      ensemble,
      regions: regions.filter(({ path }) => path.has(id)).sort((a, b) => a.path.size - b.path.size),
      ...(loop === undefined ? {} : { loop }),
    });
  }
  const ensembles = new Map<string, NodeId[]>();
  for (const [id, { ensemble }] of nodes) {
    const own = ensembles.get(ensemble.name);
    if (own === undefined) ensembles.set(ensemble.name, [id]);
    else own.push(id);
  }
  return { nodes, loops, regions, ensembles };
}

function closure(score: Score): Map<NodeId, Instrument> {
  const found = new Map<NodeId, Instrument>();
  const all = (ensemble: string): Instrument[] => [
    ...(score.ensembles.get(ensemble)?.instruments.values() ?? []),
  ];
  const open: Instrument[] =
    score.sheet.cues.length > 0
      ? score.sheet.cues.flatMap(({ ensemble, nickname }) =>
          all(ensemble).filter((one) => nickname === undefined || one.nickname === nickname),
        )
      : score.sheet.plays.flatMap(all);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { ensemble, loop } = next;
    if (found.has(nodeId(next))) continue;
    found.set(nodeId(next), next);
    for (const need of next.needs) {
      const needed = score.ensembles.get(need.ensemble)?.instruments.get(need.nickname);
      if (needed !== undefined) open.push(needed);
    }
    for (const needed of score.ensembles.get(ensemble)?.needs ?? []) open.push(...all(needed));
    if (loop !== undefined) {
      const body = score.ensembles.get(ensemble)?.loops.find(({ name }) => name === loop)?.body ?? [];
      open.push(...all(ensemble).filter(({ nickname }) => body.includes(nickname)));
    }
  }
  return found;
}

const loopsAmong = (score: Score, wanted: ReadonlyMap<NodeId, Instrument>): LoopNode[] =>
  [...score.ensembles.values()].flatMap(({ name, loops }) =>
    loops
      .map((loop) => ({
        ensemble: name,
        loop,
        body: loop.body.map((nickname) => nodeId({ ensemble: name, nickname })),
      }))
      .filter(({ body }) => body.some((id) => wanted.has(id))),
  );

interface Way {
  path: Set<NodeId>;
  senders: { from: NodeId; to: NodeId }[];
}

function regionsAmong(wanted: ReadonlyMap<NodeId, Instrument>, ids: readonly NodeId[]): Region[] {
  const ways: Way[] = [];
  for (const from of ids) {
    const instrument = wanted.get(from);
    if (instrument?.returnsTo === undefined) continue;
    const to = nodeId({ ensemble: instrument.ensemble, nickname: instrument.returnsTo });
    ways.push({ path: between(wanted, to, from), senders: [{ from, to }] });
  }
  return merged(wanted, ways).map(({ path, senders }) => ({
    path,
    senders: senders.toSorted((a, b) =>
      leadsTo(wanted, a.from, b.from) ? -1 : leadsTo(wanted, b.from, a.from) ? 1 : byBytes(a.from, b.from),
    ),
    itemWise: [...path].every((id) =>
      forwardNeeds(wanted.get(id) as Instrument).every(
        (need) => !path.has(need) || drawsItemsFrom(wanted.get(id) as Instrument, need),
      ),
    ),
  }));
}

/**
 * Ways that would wait for one another are one region, with all that lies between its ends: those that share
 * instruments without one lying inside the other, and those that need one another in a circle.
 */
function merged(wanted: ReadonlyMap<NodeId, Instrument>, ways: readonly Way[]): readonly Way[] {
  for (const [index, one] of ways.entries()) {
    const joins = ways.filter(
      (other, at) => at > index && (cross(one, other) || inCircle(wanted, ways, one, other)),
    );
    if (joins.length === 0) continue;
    const rest = ways.filter((other) => other !== one && !joins.includes(other));
    return merged(wanted, [
      ...rest,
      joined(
        wanted,
        [one, ...joins].flatMap(({ senders }) => senders),
      ),
    ]);
  }
  return ways;
}

/** Whether each of two ways leads to the other, over whatever lies between: who is outside of a way waits for all of it. */
function inCircle(
  wanted: ReadonlyMap<NodeId, Instrument>,
  ways: readonly Way[],
  one: Way,
  other: Way,
): boolean {
  if (isInside(one, other) || isInside(other, one)) return false;
  const apart = ways.filter(
    (way) => !isInside(way, one) && !isInside(way, other) && !isInside(one, way) && !isInside(other, way),
  );
  const reaches = (from: Way, to: Way, seen: ReadonlySet<Way>): boolean =>
    needsAny(wanted, to, from) ||
    apart.some(
      (way) =>
        !seen.has(way) &&
        way !== from &&
        needsAny(wanted, way, from) &&
        reaches(way, to, new Set([...seen, way])),
    );
  return reaches(one, other, new Set([one])) && reaches(other, one, new Set([other]));
}

/** Whether an instrument of one way needs one of the other, directly or not. */
function needsAny(wanted: ReadonlyMap<NodeId, Instrument>, way: Way, other: Way): boolean {
  const open = [...way.path];
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const instrument = wanted.get(id);
    for (const need of instrument === undefined ? [] : forwardNeeds(instrument)) {
      if (other.path.has(need) && !way.path.has(need)) return true;
      if (!seen.has(need)) {
        seen.add(need);
        open.push(need);
      }
    }
  }
  return false;
}

function joined(wanted: ReadonlyMap<NodeId, Instrument>, senders: Way['senders']): Way {
  const path = new Set<NodeId>();
  for (const { to } of senders) {
    for (const { from } of senders) {
      const way = between(wanted, to, from);
      if (way.has(from)) for (const id of way) path.add(id);
    }
  }
  return { path, senders };
}

const isInside = (inner: Way, outer: Way): boolean =>
  inner.path.size < outer.path.size &&
  [...inner.path].every((id) => outer.path.has(id)) &&
  outer.senders.every(({ from }) => !inner.path.has(from));

const cross = (a: Way, b: Way): boolean =>
  [...a.path].some((id) => b.path.has(id)) && !isInside(a, b) && !isInside(b, a);

function between(wanted: ReadonlyMap<NodeId, Instrument>, first: NodeId, last: NodeId): Set<NodeId> {
  const on = new Set([first]);
  const seen = new Map<NodeId, boolean>();
  const visit = (id: NodeId): boolean => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    seen.set(id, id === first);
    const instrument = wanted.get(id);
    // Every need is visited: all the ways between the two count, not one of them.
    const leads =
      (instrument === undefined ? [] : forwardNeeds(instrument)).map(visit).includes(true) || id === first;
    seen.set(id, leads);
    if (leads) on.add(id);
    return leads;
  };
  visit(last);
  return on;
}

const leadsTo = (wanted: ReadonlyMap<NodeId, Instrument>, from: NodeId, to: NodeId): boolean =>
  from !== to && between(wanted, from, to).has(to);
