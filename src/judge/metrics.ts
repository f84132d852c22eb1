import type { Outcome } from '../base/index.ts';
import { evaluate, type Metric, type Values } from '../score/index.ts';
import { bounded, shown } from './evidence.ts';
import type { JudgedLine } from './judged.ts';

/** What the built-in measures count. What is absent was not measured, and is `not heard`. */
export interface MetricFacts {
  /** Names in scope of measures that are expressions. */
  readonly values: Values;
  /** Computed criteria on single takes: how many held, of how many that were computed. */
  readonly onTakes?: Share;
  /** Computed criteria that look across takes: scopes `@ensemble` and none. */
  readonly acrossTakes?: Share;
  readonly tokens?: Spent;
  /** Of time, in milliseconds. */
  readonly ms?: Spent;
}
export interface Share {
  readonly held: number;
  readonly of: number;
}
export interface Spent {
  readonly used: number;
  /** Absent where the sheet names no budget. */
  readonly budgeted?: number;
}

export interface JudgedMetric extends JudgedLine {
  /** Absent where it was not heard. */
  readonly value?: number;
  /** False for `performance`: it is shown and judged, but a duration never goes into a file. */
  readonly writtenDown: boolean;
}

/** How many of these outcomes held, of those that were computed: what `accuracy` and `coherence` are made of. */
export const shareOf = (outcomes: readonly Outcome[]): Share => ({
  held: outcomes.filter((outcome) => outcome === 'held').length,
  of: outcomes.filter((outcome) => outcome !== 'not heard').length,
});

/** One entry for each metric. A measure without data is `not heard`; one that yields no number has failed. */
export const judgeMetrics = (metrics: readonly Metric[], facts: MetricFacts): readonly JudgedMetric[] =>
  metrics.map((metric) => {
    const { id, name, measure, target } = metric;
    const writtenDown = !('builtIn' in measure && measure.builtIn === 'performance');
    const measured = measuredBy(measure, facts);
    if (!('value' in measured)) {
      return {
        id,
        criterion: name,
        outcome: measured.outcome,
        evidence: bounded(measured.because),
        writtenDown,
      };
    }
    const { value, how } = measured;
    const meets =
      'operator' in target
        ? compare(value, target.operator, target.than)
        : target.from <= value && value <= target.to;
    const wanted =
      'operator' in target
        ? `${value} ${target.operator} ${target.than}`
        : `${value} in ${target.from}..${target.to}`;
    const evidence = bounded(how === undefined ? wanted : `${wanted} (${how})`);
    return { id, criterion: name, outcome: meets ? 'held' : 'failed', evidence, value, writtenDown };
  });

type Measured =
  | { readonly value: number; readonly how?: string }
  | { readonly outcome: 'not heard' | 'failed'; readonly because: string };

function measuredBy(
  measure: Metric['measure'],
  { values, onTakes, acrossTakes, tokens, ms }: MetricFacts,
): Measured {
  if ('expression' in measure) return measuredByExpression(measure.expression, values);
  switch (measure.builtIn) {
    case 'accuracy':
      return share(onTakes, 'criteria on single takes');
    case 'coherence':
      return share(acrossTakes, 'criteria across takes');
    case 'efficiency':
      return spent(tokens, 'tokens');
    case 'performance':
      return spent(ms, 'ms');
  }
}

function measuredByExpression(
  expression: Extract<Metric['measure'], { expression: unknown }>['expression'],
  values: Values,
): Measured {
  const found = evaluate(expression, values);
  if (!found.ok) return { outcome: 'not heard', because: found.because };
  const { value } = found;
  if (value === null) return { outcome: 'not heard', because: `${expression.source} is null` };
  return typeof value === 'number' && Number.isFinite(value)
    ? { value }
    : { outcome: 'failed', because: `${expression.source} is ${shown(value)}, not a number` };
}

const share = (counted: Share | undefined, what: string): Measured =>
  counted === undefined || counted.of === 0
    ? { outcome: 'not heard', because: `no ${what} were computed` }
    : { value: rounded(counted.held / counted.of), how: `${counted.held} of ${counted.of} ${what} held` };

function spent(counted: Spent | undefined, unit: string): Measured {
  if (counted === undefined) return { outcome: 'not heard', because: `no ${unit} were counted` };
  const { used, budgeted } = counted;
  if (budgeted === undefined || budgeted <= 0)
    return { outcome: 'not heard', because: `the sheet has no budget to hold ${used} ${unit} against` };
  return { value: rounded(used / budgeted), how: `${used} of ${budgeted} ${unit}` };
}

/** Four digits after the point: a share is read by people, and stands in a committed file. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function compare(value: number, operator: '<' | '<=' | '>' | '>=' | '==' | '!=', than: number): boolean {
  switch (operator) {
    case '<':
      return value < than;
    case '<=':
      return value <= than;
    case '>':
      return value > than;
    case '>=':
      return value >= than;
    case '==':
      return value === than;
    case '!=':
      return value !== than;
  }
}
