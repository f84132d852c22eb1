import { sumOfUsage, type Diagnostic, type Usage } from '../base/index.ts';
import { whoPlays, type AtHand, type Plan } from '../plan/index.ts';
import { endpointOf } from '../players/index.ts';
import type { Score } from '../score/index.ts';
import type { PlayOptions } from './face.ts';

/** What can be asked, from the environment and what the person wished; nothing is tried over the network. */
export const modelsAtHand = ({
  environment,
  understudies = false,
  cassettes,
}: Pick<PlayOptions, 'environment' | 'understudies' | 'cassettes'>): AtHand => ({
  models: (model) => cassettes === 'replay' || 'url' in endpointOf(model, environment),
  understudies,
});

export const asksModels = ({ graph, atHand }: Plan): boolean =>
  [...graph.nodes.values()].some(
    ({ instrument }) => instrument.performer.kind === 'model' && whoPlays(instrument, atHand) === 'itself',
  );

/** A budget in USD holds only where the price of whatever may be asked is known. */
export function unpriced({ graph, atHand }: Plan, { sheet }: Score): Diagnostic[] {
  const { usd } = sheet.budget;
  if (usd === undefined) return [];
  return [...graph.nodes.values()].flatMap(({ id, instrument }) => {
    const { performer } = instrument;
    if (performer.kind !== 'model' || whoPlays(instrument, atHand) !== 'itself') return [];
    const unknown = performer.models.find(
      (model) => model.price === undefined && atHand.models?.(model) === true,
    );
    if (unknown === undefined) return [];
    return [
      {
        code: 'unknown_price',
        severity: 'mistake',
        message: `the sheet has a budget of ${usd} USD, and what \`${unknown.id}\` costs is unknown, which \`${id}\` asks`,
        at: performer.at,
        help: 'write its `price: { input, output }` into concerto.md (USD for a million tokens), or give the budget in tokens',
      },
    ];
  });
}

/** What the takes had cost that this session kept. */
export const notSpentOn = (plan: Plan): Usage =>
  sumOfUsage(
    [...plan.parts.values()].flatMap(({ ending }) =>
      ending?.ended === 'kept' ? (ending.standing.accepted.usage ?? []) : [],
    ),
  );
