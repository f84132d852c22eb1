import type { Graph } from '../graph/graph.ts';

/** Stands in until the graph's text is there. */
export function faustOf(_graph: Graph, _seed: number): { readonly text: string } {
  return { text: 'process = not_yet;' };
}
