import type { FaustText } from './faust/faust-of.ts';
import { faustOf } from './faust/faust-of.ts';
import type { Graph } from './graph/graph.ts';
import { takeSeat, type Faulty, type RenderLimits, type Seat } from './iteration.ts';
import type { CompilerChildren } from './compiler-children.ts';
import { finishOf, mend, untreated, type Treatment } from './mend.ts';
import { nodeRefused, withoutPlace } from './node-refused.ts';
import { soundOf } from './sound.ts';
import type { Asked, Rendered, RenderRequest } from './synth.ts';

/**
 * Renders a graph, mends what the rules can mend, and renders again: every iteration is a render of its own, and what
 * was done before it is told.
 */
export async function renderGraph(
  children: CompilerChildren,
  graph: Graph,
  request: RenderRequest,
  limits: RenderLimits,
): Promise<Rendered> {
  const seat = takeSeat(children, request, limits);
  try {
    return await iterate(seat, graph, request);
  } finally {
    seat.leave();
  }
}

async function iterate(seat: Seat, graph: Graph, request: RenderRequest): Promise<Rendered> {
  const asked = askedOf(graph);
  const textOf = (of: Graph, { feedback }: Treatment): FaustText =>
    faustOf(of, { seed: request.seed, guard: feedback });
  const mends: string[] = [];
  let treatment = untreated;
  for (let iteration = 1; ; iteration++) {
    const program = textOf(graph, treatment);
    const finish = finishOf(graph, treatment);
    const result = await seat.render({ faust: program.text, asked, finish });
    if (result.end === 'cancelled') return { rendered: 'cancelled' };
    if (result.end === 'wav') return soundOf(result.channels, result.measures, iteration, mends);

    const next = iteration < request.iterations ? mend(result, graph, treatment) : undefined;
    const { faults } = await placed(result, program, graph, (part) =>
      seat.compiles({ faust: textOf(part, treatment).text, asked: askedOf(part), finish }),
    );
    request.onIteration?.(iteration, faults, next?.sentence);
    if (next === undefined) return { rendered: 'faults', faults, iters: iteration };
    treatment = next.treatment;
    mends.push(next.sentence);
  }
}

/** What the compiler refused, with the node that it is about instead of the line of a text that nobody wrote. */
async function placed(
  result: Faulty,
  program: FaustText,
  graph: Graph,
  compiles: (part: Graph) => Promise<boolean | undefined>,
): Promise<Faulty> {
  if (result.refused === undefined) return result;
  const node = await nodeRefused(result.refused, program, graph, compiles);
  const words = withoutPlace(result.refused);
  const evidence = node === undefined ? words : `nodes.${node.name} (${node.type}): ${words}`;
  return { ...result, faults: [{ criterion: 'compiles', evidence }] };
}

const askedOf = ({ duration, loop, out }: Graph): Asked => ({
  duration,
  loop: loop !== undefined,
  channels: out.length,
});
