import type { CompilerChildren } from './compiler-children.ts';
import { takeSeat, type RenderLimits } from './iteration.ts';
import { readAsked } from './read-asked.ts';
import { renderGraph } from './render-graph.ts';
import { soundOf } from './sound.ts';
import type { Asked, Rendered, RenderRequest } from './synth.ts';

/** Renders what is asked: a graph is mended where it can be, a program is not. */
export function renderer(
  children: CompilerChildren,
  limits: RenderLimits,
): (request: RenderRequest) => Promise<Rendered> {
  return async (request) => {
    const { source } = request;
    if ('faust' in source) return renderProgram(children, source, request, limits);
    const read = readAsked(source);
    if ('faults' in read) return { rendered: 'faults', faults: read.faults, iters: 0 };
    return renderGraph(children, read.graph, request, limits);
  };
}

/** Seconds of overhang of a program whose ends are to join: its signal has no end of its own. */
const crossfade = 0.5;

async function renderProgram(
  children: CompilerChildren,
  { faust, asked }: { readonly faust: string; readonly asked: Asked },
  request: RenderRequest,
  limits: RenderLimits,
): Promise<Rendered> {
  const seat = takeSeat(children, request, limits);
  const overhang = asked.loop ? { crossfade: Math.min(crossfade, asked.duration / 2) } : {};
  const result = await seat.render({ faust, asked, finish: { dcBlock: false, gain: 0, ...overhang } });
  seat.leave();
  if (result.end === 'cancelled') return { rendered: 'cancelled' };
  if (result.end === 'wav') return soundOf(result.channels, result.measures, 1, []);
  request.onIteration?.(1, result.faults, undefined);
  return { rendered: 'faults', faults: result.faults, iters: 1 };
}
