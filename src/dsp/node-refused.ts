import type { FaustText } from './faust/faust-of.ts';
import { comesBackTo, type Graph, type GraphNode } from './graph/graph.ts';

/** `program:12 : ERROR : undefined symbol : foo` */
const place = /^program:(\d+) : ERROR : /;

export const withoutPlace = (refused: string): string => refused.replace(place, '').replace(/^ERROR : /, '');

/**
 * The node that a program was refused for: by the line that the compiler names, or, where it names none or one that is
 * nobody's, the first of the ordered nodes with which the graph no longer compiles.
 */
export async function nodeRefused(
  refused: string,
  program: FaustText,
  graph: Graph,
  compiles: (part: Graph) => Promise<boolean | undefined>,
): Promise<GraphNode | undefined> {
  const line = place.exec(refused)?.[1];
  const named = line === undefined ? undefined : program.nodeAt(Number(line));
  if (named !== undefined) return graph.nodes.get(named);
  const { order } = program;
  // The first `below` nodes compile; the first `above` do not.
  let [below, above] = [0, order.length];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    const does = await compiles(firstNodes(graph, order.slice(0, middle)));
    if (does === undefined) return undefined;
    if (does) below = middle;
    else above = middle;
  }
  return graph.nodes.get(order[above - 1] ?? '');
}

/** A graph that ends with the last of these; a `feedback` that a later node closes is closed by itself. */
function firstNodes(graph: Graph, order: readonly string[]): Graph {
  const there = new Set(order);
  const nodes = order.flatMap((name) => {
    const node = graph.nodes.get(name);
    if (node === undefined) return [];
    const back = comesBackTo(node);
    if (back === undefined || there.has(back)) return [[name, node] as const];
    return [[name, { ...node, inputs: { ...node.inputs, from: [{ node: name }] } }] as const];
  });
  return { ...graph, nodes: new Map(nodes), order, out: [order.at(-1) ?? ''] };
}
