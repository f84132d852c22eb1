import { isJsonObject, type Feedback, type Json } from '../base/index.ts';
import type { Graph } from './graph/graph.ts';
import { readGraph } from './graph/read-graph.ts';
import type { RenderRequest } from './synth.ts';

type GraphSource = Extract<RenderRequest['source'], { readonly graph: Json }>;

/**
 * The graph that a part asks for. A duration beside it must be the graph's own; whether it loops is decided beside it,
 * where that is said.
 */
export function readAsked({
  graph: json,
  duration,
  loop,
}: GraphSource): { readonly graph: Graph } | { readonly faults: readonly Feedback[] } {
  const read = readGraph(loop === undefined ? json : withLoop(json, loop));
  if (read.read === 'mistakes') {
    const faults = read.mistakes.map(({ path, message }) => ({
      criterion: 'graph',
      evidence: `${path}: ${message}`,
    }));
    return { faults };
  }
  const { graph } = read;
  if (duration === undefined || Math.abs(duration - graph.duration) < 1e-9) return { graph };
  const evidence = `the graph's duration is ${graph.duration} s, and ${duration} s are asked`;
  return { faults: [{ criterion: 'duration', evidence }] };
}

/** A graph that says how it loops keeps its cross-fade. */
function withLoop(json: Json, loop: boolean): Json {
  if (!isJsonObject(json)) return json;
  if (!loop) return { ...json, loop: false };
  return isJsonObject(json['loop']) ? json : { ...json, loop: true };
}
