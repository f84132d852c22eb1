import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/base/index.ts';
import {
  judgeDeliverables,
  judgeEnsemble,
  judgeMetrics,
  judgeSession,
  shareOf,
  ticksOf,
  type MetricFacts,
} from '../../src/judge/index.ts';
import type { Deliverable, Metric } from '../../src/score/index.ts';
import { criterion, expression, template } from './rig.ts';

const at = { file: 'production.md', line: 1, column: 1 };

describe('scopes', () => {
  const onTake = criterion('output.n > 0');
  const onKitchen = criterion('weigh.total > 0 && size(result) == 2', { scope: { ensemble: 'kitchen' } });
  const onBakery = criterion('true', { scope: { ensemble: 'bakery' } });
  const onAll = criterion('kitchen.weigh.total > 5', { scope: {} });
  const byEar = criterion(undefined, { scope: {}, byEar: true });
  const all = [onTake, onKitchen, onBakery, onAll, byEar];

  test('an ensemble’s criteria see its instruments by nickname, and `result`', async () => {
    expect(await judgeEnsemble('kitchen', all, { weigh: { total: 3 }, result: [1, 2] })).toMatchObject([
      { id: onKitchen.id, outcome: 'held' },
    ]);
  });

  test('those without a scope see `<ensemble>.<instrument>`, with the values compared as evidence', async () => {
    expect(await judgeSession(all, { kitchen: { weigh: { total: 3 } } })).toMatchObject([
      { id: onAll.id, criterion: 'kitchen.weigh.total > 5', outcome: 'failed', evidence: '3 > 5' },
      { id: byEar.id, outcome: 'not heard' },
    ]);
  });
});

describe('deliverables', () => {
  const deliverable = (glob: string): Deliverable => ({
    id: glob,
    glob: template(glob),
    text: '',
    box: true,
    at,
  });
  test('at least one match, with the paths as evidence', () => {
    const asked: string[] = [];
    const matches = (glob: string): readonly string[] => {
      asked.push(glob);
      return glob.endsWith('.md') ? ['output/lanterns/report.md'] : [];
    };
    expect(
      judgeDeliverables(
        [
          deliverable('output/{slug}/*.md'),
          deliverable('output/{slug}/*.svg'),
          deliverable('output/{nobody.x}'),
        ],
        { slug: 'lanterns' },
        matches,
      ),
    ).toMatchObject([
      { id: 'output/{slug}/*.md', outcome: 'held', evidence: '1 file: output/lanterns/report.md' },
      { outcome: 'failed', evidence: 'nothing matches output/lanterns/*.svg' },
      { outcome: 'failed' },
    ]);
    expect(asked).toEqual(['output/lanterns/*.md', 'output/lanterns/*.svg']);
  });
});

describe('metrics', () => {
  const metric = (measure: Metric['measure'], target: Metric['target']): Metric => ({
    id: 'm',
    name: 'Loudness',
    measure,
    target,
    scope: {},
    at,
  });
  const judged = (measure: Metric['measure'], target: Metric['target'], facts: Partial<MetricFacts> = {}) =>
    judgeMetrics([metric(measure, target)], { values: {}, ...facts })[0];

  test.each([
    ['<', 5, 'failed'],
    ['<=', 5, 'held'],
    ['>', 4, 'held'],
    ['>=', 6, 'failed'],
    ['==', 5, 'held'],
    ['!=', 5, 'failed'],
  ] as const)('5 %s %d: %s', (operator, than, outcome) => {
    const found = judged(
      { expression: expression('validate.n') },
      { operator, than },
      { values: { validate: { n: 5 } } },
    );
    expect(found).toMatchObject({
      id: 'm',
      criterion: 'Loudness',
      outcome,
      evidence: `5 ${operator} ${than}`,
      value: 5,
      writtenDown: true,
    });
  });

  test('a range holds at both its ends', () => {
    const range = { from: 1, to: 2 };
    const at1 = (n: number) => judged({ expression: expression('v.n') }, range, { values: { v: { n } } });
    expect([0.99, 1, 2, 2.01].map((n) => at1(n)?.outcome)).toEqual(['failed', 'held', 'held', 'failed']);
    expect(at1(3)?.evidence).toBe('3 in 1..2');
  });

  test('without data nothing is heard', () => {
    const any = { operator: '>=', than: 0 } as const;
    expect(judged({ expression: expression('gone.n') }, any)).toMatchObject({ outcome: 'not heard' });
    expect(judged({ expression: expression('v.n') }, any, { values: { v: { n: null } } })).toMatchObject({
      outcome: 'not heard',
    });
    for (const builtIn of ['accuracy', 'coherence', 'efficiency', 'performance'] as const)
      expect(judged({ builtIn }, any)).toMatchObject({ outcome: 'not heard' });
    expect(judged({ builtIn: 'accuracy' }, any, { onTakes: { held: 0, of: 0 } })).toMatchObject({
      outcome: 'not heard',
    });
    expect(judged({ builtIn: 'efficiency' }, any, { tokens: { used: 7 } })).toMatchObject({
      outcome: 'not heard',
    });
  });

  test('a measure that is no number has failed', () => {
    expect(
      judged({ expression: expression('v.n') }, { operator: '>', than: 0 }, { values: { v: { n: 'loud' } } }),
    ).toMatchObject({
      outcome: 'failed',
      evidence: 'v.n is "loud", not a number',
    });
  });

  test('the built-ins are shares, and a duration is not written down', () => {
    const facts = {
      onTakes: { held: 9, of: 10 },
      acrossTakes: { held: 1, of: 3 },
      tokens: { used: 50, budgeted: 200 },
      ms: { used: 30, budgeted: 60 },
    };
    const of = (builtIn: 'accuracy' | 'coherence' | 'efficiency' | 'performance') =>
      judged({ builtIn }, { operator: '<=', than: 0.5 }, facts);
    expect(of('accuracy')).toMatchObject({
      value: 0.9,
      outcome: 'failed',
      evidence: '0.9 <= 0.5 (9 of 10 criteria on single takes held)',
    });
    expect(of('coherence')).toMatchObject({ value: 0.3333, outcome: 'held' });
    expect(of('efficiency')).toMatchObject({ value: 0.25, writtenDown: true });
    expect(of('performance')).toMatchObject({ value: 0.5, writtenDown: false });
    expect(shareOf(['held', 'failed', 'not heard'])).toEqual({ held: 1, of: 2 });
  });
});

describe('ticks', () => {
  const goal = criterion('output.n > 0');
  const ticked = (outcomes: readonly Outcome[] | undefined, line = goal) =>
    ticksOf([line], new Map(outcomes === undefined ? [] : [[line.id, outcomes]])).get(line.id);

  test('all items must have held, and one must have been heard', () => {
    expect(ticked(['held', 'held'])).toBe(true);
    expect(ticked(['held', 'failed'])).toBe(false);
    expect(ticked(['held', 'not heard'])).toBe(false);
    expect(ticked([])).toBe(false);
  });

  test('a box is left alone where it has no expression, or this session did not look at it', () => {
    expect(ticked(undefined)).toBeUndefined();
    expect(ticked(['held'], criterion(undefined))).toBeUndefined();
    expect(ticked(['held'], criterion('true', { box: false }))).toBeUndefined();
  });
});
