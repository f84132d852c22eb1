import type { Feedback } from '../base/index.ts';
import type { Finish } from './child/job.ts';
import type { Graph, GraphNode } from './graph/graph.ts';
import type { Measures } from './synth.ts';

/**
 * What may be done to a graph's sound so that it becomes valid. Each rule answers one fault, changes one thing and says
 * so in a sentence; a fault that no rule answers ends the render, since the same graph would fail the same way.
 */
export interface Treatment {
  /** dB on top of what the graph says; of no effect where the graph asks for a level. */
  readonly gain: number;
  readonly dcBlock: boolean;
  /** Of every `feedback` node's gain. */
  readonly feedback: number;
  /** Seconds, instead of the graph's. */
  readonly crossfade?: number;
  readonly fadeOut?: number;
}

export const untreated: Treatment = { gain: 0, dcBlock: false, feedback: 1 };

/** What a render brought that is no valid WAV. */
export interface Failed {
  readonly faults: readonly Feedback[];
  /** Where something was rendered to the end. */
  readonly measures?: Measures;
  /** Second at which it ran away. */
  readonly ranAwayAt?: number;
}

export interface Mend {
  readonly treatment: Treatment;
  readonly sentence: string;
}

type Rule = (failed: Failed, graph: Graph, before: Treatment) => Mend | undefined;

/** dB of full scale: where gain brings a peak that was too high. */
const intoRange = -1.5;
/** Where it brings what was far too quiet: LUFS, and dB of full scale of the peak at most. */
const outOfSilence = { lufs: -20, peak: -6 };
/** dB of full scale below which there is nothing to bring up. */
const nothingThere = -120;
/** What a render that ran away leaves of the gains that let it. */
const feedbackStep = 0.7;
/** Below it the feedback is no longer what was asked. */
const leastFeedback = 0.1;
/** A feedback that gives so much back may swell until its bound holds it, */
const swellingGain = 0.9;
/** which is heard as a peak so far over full scale, dB. */
const swollen = 12;

const rules: Readonly<Record<string, Rule>> = {
  finite({ ranAwayAt }, graph, before) {
    const nodes = feedbackNodes(graph);
    const feedback = before.feedback * feedbackStep;
    if (ranAwayAt === undefined || nodes.length === 0 || feedback < leastFeedback) return undefined;
    return {
      treatment: { ...before, feedback },
      sentence: `it ran away after ${ranAwayAt.toFixed(2)} s: ${lowered(nodes, feedback)}`,
    };
  },
  'no dc'({ measures }, _graph, before) {
    if (before.dcBlock || measures === undefined) return undefined;
    return {
      treatment: { ...before, dcBlock: true },
      sentence: `${(100 * measures.dc).toFixed(1)} % of DC: a DC block at the output`,
    };
  },
  peak({ measures }, graph, before) {
    if (measures === undefined || graph.level !== undefined || !Number.isFinite(measures.peak_dbfs))
      return undefined;
    const peak = measures.peak_dbfs;
    const swelling = feedbackNodes(graph).filter(
      ({ values: { gain } }) =>
        gain !== undefined && (gain.by.length > 0 || Math.abs(gain.value) >= swellingGain),
    );
    if (peak - before.gain > swollen && swelling.length > 0 && before.feedback === 1) {
      const treatment = { ...before, feedback: feedbackStep };
      return {
        treatment,
        sentence: `it swelled to ${peak.toFixed(1)} dBFS: ${lowered(swelling, feedbackStep)}`,
      };
    }
    const by = round(intoRange - peak);
    return {
      treatment: { ...before, gain: before.gain + by },
      sentence: `too hot (peak ${peak.toFixed(1)} dBFS): gain ${signed(by)} dB`,
    };
  },
  'not silent'({ measures }, graph, before) {
    if (measures === undefined || graph.level !== undefined || measures.peak_dbfs < nothingThere)
      return undefined;
    const by = round(Math.min(outOfSilence.peak - measures.peak_dbfs, outOfSilence.lufs - measures.lufs));
    if (by <= 0) return undefined;
    return {
      treatment: { ...before, gain: before.gain + by },
      sentence: `too quiet (peak ${measures.peak_dbfs.toFixed(1)} dBFS): gain ${signed(by)} dB`,
    };
  },
  joins(_failed, graph, before) {
    if (graph.loop === undefined) return undefined;
    const now = before.crossfade ?? graph.loop.crossfade;
    const crossfade = Math.min(2 * now, graph.duration / 2);
    if (crossfade <= now) return undefined;
    return {
      treatment: { ...before, crossfade },
      sentence: `its ends did not join: cross-fade of ${seconds(crossfade)} instead of ${seconds(now)}`,
    };
  },
  'ends softly'(_failed, graph, before) {
    const now = before.fadeOut ?? graph.fade.out;
    const fadeOut = Math.min(Math.max(0.05, 4 * now), graph.duration / 4);
    if (graph.loop !== undefined || fadeOut <= now) return undefined;
    return {
      treatment: { ...before, fadeOut },
      sentence: `it broke off: its tail fades over ${seconds(fadeOut)}`,
    };
  },
};

/** Rules in the order in which faults hide one another: what ran away has no level, and DC is part of the peak. */
const order = ['finite', 'no dc', 'peak', 'not silent', 'joins', 'ends softly'];

/** Every fault must have its rule; all of them are applied at once, each with its sentence. */
export function mend(failed: Failed, graph: Graph, before: Treatment): Mend | undefined {
  const named = new Set(failed.faults.map(({ criterion }) => criterion));
  if ([...named].some((criterion) => !order.includes(criterion))) return undefined;
  let treatment = before;
  const sentences: string[] = [];
  for (const criterion of order.filter((one) => named.has(one))) {
    const mended = rules[criterion]?.(failed, graph, treatment);
    if (mended === undefined) continue;
    treatment = mended.treatment;
    sentences.push(mended.sentence);
    // a level measured with DC, or up to where it ran away, says nothing of what comes next
    if (criterion === 'finite' || criterion === 'no dc') break;
  }
  return sentences.length === 0 ? undefined : { treatment, sentence: sentences.join('; ') };
}

export function finishOf({ loop, fade, level }: Graph, treatment: Treatment): Finish {
  return {
    dcBlock: treatment.dcBlock,
    ...(loop === undefined ? {} : { crossfade: treatment.crossfade ?? loop.crossfade }),
    fade: { ...fade, ...(treatment.fadeOut === undefined ? {} : { out: treatment.fadeOut }) },
    ...(level === undefined ? {} : { level }),
    gain: treatment.gain,
  };
}

function lowered(nodes: readonly GraphNode[], by: number): string {
  const names = nodes.map(({ name }) => `\`${name}\``).join(', ');
  return `the feedback ${nodes.length === 1 ? 'gain' : 'gains'} of ${names} times ${by.toFixed(2)}`;
}

const feedbackNodes = (graph: Graph): readonly GraphNode[] =>
  [...graph.nodes.values()].filter(({ type }) => type === 'feedback');

const round = (db: number): number => Math.round(10 * db) / 10;
const signed = (db: number): string => `${db > 0 ? '+' : ''}${db.toFixed(1)}`;
const seconds = (time: number): string => `${Number(time.toFixed(3))} s`;
