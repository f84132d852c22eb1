import type { Feedback } from '../base/index.ts';
import { sampleRate, type Answer, type Job } from './child/job.ts';
import type { Outcome, Phase } from './compiler-child.ts';
import type { CompilerChildren } from './compiler-children.ts';
import { faustOf } from './faust/faust-of.ts';
import type { Graph } from './graph/graph.ts';
import { finishOf, mend, treated, untreated } from './mend.ts';
import { readAsked } from './read-asked.ts';
import type { Asked, Measures, Rendered, RenderRequest } from './synth.ts';
import { writeWav } from './wav/write-wav.ts';

export interface RenderLimits {
  readonly block: number;
  readonly compileMs: number;
}

/** Seconds of overhang of a program whose ends are to join: its signal has no end of its own. */
const programCrossfade = 0.5;

/**
 * Renders graphs and programs in the children. An iteration is one job of one child; all iterations of a render go to
 * the same child, which compiles a program that has not changed only once.
 */
export function renderer(
  children: CompilerChildren,
  limits: RenderLimits,
): (request: RenderRequest) => Promise<Rendered> {
  return async (request) => {
    const { source } = request;
    if ('faust' in source) {
      const { asked, faust } = source;
      const overhang = Math.min(programCrossfade, asked.duration / 2);
      const finish = { dcBlock: false, gain: 0, ...(asked.loop ? { crossfade: overhang } : {}) };
      const round = await perform(children, { faust, asked, finish, block: limits.block }, request, limits);
      if (round.end === 'cancelled') return { rendered: 'cancelled' };
      if (round.end === 'faults') {
        request.onIteration?.(1, round.faults, undefined);
        return { rendered: 'faults', faults: round.faults, iters: 1 };
      }
      return soundOf(round.channels, round.measures, 1, []);
    }
    const read = readAsked(source);
    if ('faults' in read) return { rendered: 'faults', faults: read.faults, iters: 0 };
    return renderGraph(children, read.graph, request, limits);
  };
}

async function renderGraph(
  children: CompilerChildren,
  graph: Graph,
  request: RenderRequest,
  limits: RenderLimits,
): Promise<Rendered> {
  const asked = askedOf(graph);
  const mends: string[] = [];
  let treatment = untreated;
  for (let iteration = 1; ; iteration++) {
    const { text } = faustOf(treated(graph, treatment), request.seed);
    const job = { faust: text, asked, finish: finishOf(graph, treatment), block: limits.block };
    const round = await perform(children, job, request, limits);
    if (round.end === 'cancelled') return { rendered: 'cancelled' };
    if (round.end === 'wav') return soundOf(round.channels, round.measures, iteration, mends);
    const { faults } = round;
    const next = iteration < request.iterations ? mend(round, graph, treatment) : undefined;
    request.onIteration?.(iteration, faults, next?.sentence);
    if (next === undefined) return { rendered: 'faults', faults, iters: iteration };
    treatment = next.treatment;
    mends.push(next.sentence);
  }
}

const askedOf = ({ duration, loop, out }: Graph): Asked => ({
  duration,
  loop: loop !== undefined,
  channels: out.length,
});

/** A WAV with what is told of it. */
export function soundOf(
  channels: readonly Float32Array[],
  measures: Measures,
  iters: number,
  mends: readonly string[],
): Rendered {
  const sound = {
    duration: (channels[0]?.length ?? 0) / sampleRate,
    rate: sampleRate,
    channels: channels.length,
    format: 'float32',
    ...measures,
    iters,
    mends,
  } as const;
  return { rendered: 'wav', wav: writeWav({ rate: sampleRate, channels }), sound };
}

/** What one iteration came to. */
type Round =
  | { readonly end: 'wav'; readonly channels: readonly Float32Array[]; readonly measures: Measures }
  | {
      readonly end: 'faults';
      readonly faults: readonly Feedback[];
      readonly measures?: Measures;
      readonly ranAwayAt?: number;
    }
  | { readonly end: 'cancelled' };

async function perform(
  children: CompilerChildren,
  job: Job,
  { timeoutMs, signal }: RenderRequest,
  { compileMs }: RenderLimits,
): Promise<Round> {
  const work = async (): Promise<Outcome> => {
    const child = await children.acquire(signal);
    if (child === undefined) return { outcome: 'cancelled' };
    const outcome = await child.work(job, { timeoutMs, compileMs, signal });
    children.giveBack(child);
    return outcome;
  };
  const first = await work();
  // A child may end through no fault of this program: a fresh one says whether it was.
  const outcome = first.outcome === 'gone' ? await work() : first;
  switch (outcome.outcome) {
    case 'answered':
      return roundOf(outcome.answer, outcome.channels);
    case 'cancelled':
      return { end: 'cancelled' };
    case 'too slow':
      return failed('in time', `${doing[outcome.during]} took more than ${(outcome.ms / 1000).toFixed(1)} s`);
    case 'gone':
      return failed(
        criterionOf(outcome.during),
        `the compiler child has gone while ${outcome.during}: ${outcome.because}`,
      );
  }
}

function roundOf(answer: Answer, channels: readonly Float32Array[]): Round {
  switch (answer.say) {
    case 'rendered': {
      const { measures } = answer.sound;
      const { faults } = answer;
      return faults.length === 0 ? { end: 'wav', channels, measures } : { end: 'faults', faults, measures };
    }
    case 'refused':
      return failed('compiles', answer.because);
    case 'ran away':
      return {
        end: 'faults',
        faults: [{ criterion: 'finite', evidence: `after ${answer.at.toFixed(3)} s it is ${answer.value}` }],
        ranAwayAt: answer.at,
      };
    case 'trapped':
      return failed(criterionOf(answer.during), `${doing[answer.during]} broke off: ${answer.because}`);
  }
}

const failed = (criterion: string, evidence: string): Round => ({
  end: 'faults',
  faults: [{ criterion, evidence }],
});

const doing = { starting: 'starting the compiler', compiling: 'compiling', rendering: 'rendering' } as const;
const criterionOf = (phase: Phase): string => (phase === 'rendering' ? 'renders' : 'compiles');
