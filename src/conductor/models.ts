import { sumOfUsage, type Diagnostic, type Span, type Usage } from '../base/index.ts';
import { whoPlays, type AtHand, type Plan } from '../plan/index.ts';
import { endpointOf } from '../players/index.ts';
import { modelOf, type Criterion, type Model, type Score } from '../score/index.ts';
import type { PlayOptions } from './face.ts';

/** What can be asked, from the environment and what the person wished; nothing is tried over the network. */
export const modelsAtHand = ({
  environment,
  understudies = false,
  cassettes,
}: Pick<PlayOptions, 'environment' | 'understudies' | 'cassettes'>): AtHand => ({
  models: (model) => cassettes === 'replay' || !('unset' in endpointOf(model, environment)),
  understudies,
});

export const asksModels = ({ graph, atHand }: Plan, score: Score): boolean =>
  earsOf(score, atHand).length > 0 ||
  [...graph.nodes.values()].some(
    ({ instrument }) => modelOf(instrument) !== undefined && whoPlays(instrument, atHand) === 'itself',
  );

/** The criteria that a model judges by ear, each with who does, as far as it can be asked. */
const earsOf = ({ production, concerto }: Score, atHand: AtHand): { criterion: Criterion; model: Model }[] =>
  atHand.understudies === true
    ? []
    : production.criteria.flatMap((criterion) => {
        const model = criterion.byEar ? (criterion.ear ?? concerto.models.get('nano')) : undefined;
        return model !== undefined && atHand.models?.(model) === true ? [{ criterion, model }] : [];
      });

/** A budget in USD holds only where the price of whatever may be asked is known. */
export function unpriced({ graph, atHand }: Plan, score: Score): Diagnostic[] {
  const { usd } = score.sheet.budget;
  if (usd === undefined) return [];
  const unknown = (asker: string, { id }: Model, at: Span): Diagnostic => ({
    code: 'unknown_price',
    severity: 'mistake',
    message: `the sheet has a budget of ${usd} USD, and what \`${id}\` costs is unknown, which ${asker} asks`,
    at,
    help: 'write its `price: { input, output }` into concerto.md (USD for a million tokens), or give the budget in tokens',
  });
  const ears = earsOf(score, atHand)
    .filter(({ model }) => model.price === undefined)
    .map(({ criterion, model }) => unknown('a criterion by ear', model, criterion.at));
  const parts = [...graph.nodes.values()].flatMap(({ id, instrument }) => {
    const performer = modelOf(instrument);
    if (performer === undefined || whoPlays(instrument, atHand) !== 'itself') return [];
    const { models, summary } = performer;
    const asked = summary === undefined ? models : [...models, summary];
    const model = asked.find((one) => one.price === undefined && atHand.models?.(one) === true);
    return model === undefined ? [] : [unknown(`\`${id}\``, model, performer.at)];
  });
  return [...parts, ...ears];
}

/** What the takes had cost that this session kept. */
export const notSpentOn = (plan: Plan): Usage =>
  sumOfUsage(
    [...plan.parts.values()].flatMap(({ ending }) =>
      ending?.ended === 'kept' ? (ending.standing.accepted.usage ?? []) : [],
    ),
  );
