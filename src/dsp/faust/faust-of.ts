import type { Graph } from '../graph/graph.ts';
import { comesBackTo } from '../graph/graph.ts';
import { backSlotOf, handOf, slotOf } from './hand.ts';
import { texts } from './nodes/index.ts';
import { definitionsFor } from './prelude/index.ts';

/** A graph as a Faust program: no inputs, one output or two. */
export interface FaustText {
  readonly text: string;
  /** The node that a line of the text belongs to, counted from 1; nothing for lines that are nobody's. */
  nodeAt(line: number): string | undefined;
  /** The nodes in the order in which they stand in the text. */
  readonly order: readonly string[];
}

export interface FaustOptions {
  /** Where the graph has none of its own. */
  readonly seed: number;
  /** The gain of every `feedback` node is multiplied by it. */
  readonly guard?: number;
}

/**
 * Each node is worked out once and bound to a name, one inside the other, so that the text and the time to compile it
 * grow with the number of nodes:
 *
 *     (55.0, 0.2) : supersaw : \(n_drone).(
 *     (n_drone, 700.0, 0.3) : resonantLow : \(n_dark).(
 *     n_dark))
 *
 * What a \`feedback\` hears of later nodes is bound outside all of them, as \`b_name\`, to what the node gave a sample ago.
 */
export function faustOf(graph: Graph, options: FaustOptions): FaustText {
  const { nodes, order, out } = graph;
  const inOrder = order.flatMap((name) => nodes.get(name) ?? []);
  const back = [...new Set(inOrder.flatMap((node) => comesBackTo(node) ?? []))];
  const lines: { readonly text: string; readonly node?: string }[] = [];
  const add = (text: string, node?: string): void => {
    for (const line of text.split('\n')) lines.push({ text: line, ...(node === undefined ? {} : { node }) });
  };

  const bodies = inOrder.map((node) => {
    const hand = handOf(graph, node, { seed: options.seed, guard: options.guard ?? 1 });
    return { name: node.name, text: `(${texts[node.type](hand)}) : \\(${slotOf(node.name)}).(` };
  });
  const results = [...back, ...out].map(slotOf).join(', ');

  add(definitionsFor(bodies.map(({ text }) => text).join('\n')).join('\n'));
  add(back.length === 0 ? 'process = (' : `process = (\\(${back.map(backSlotOf).join(', ')}).(`);
  for (const { name, text } of bodies) add(text, name);
  add(results + ')'.repeat(bodies.length));
  if (back.length === 0) add(');');
  else {
    add(`)) ~ (${back.map(() => '_').join(', ')})`);
    add(`: (${[...back.map(() => '!'), ...out.map(() => '_')].join(', ')});`);
  }
  return {
    text: `${lines.map(({ text }) => text).join('\n')}\n`,
    nodeAt: (line) => lines[line - 1]?.node,
    order: bodies.map(({ name }) => name),
  };
}
