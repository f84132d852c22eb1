import type { Usage } from '../../base/index.ts';
import type { Price, Rates } from '../../score/index.ts';

/** Prices are for a million tokens. */
const million = 1_000_000;

/** Of one call, never of a sum: a long prompt costs more in every token. */
const ratesFor = (price: Price, input: number): Rates =>
  price.long !== undefined && input > price.long.over ? price.long : price;

/** What the tokens of one call cost, in USD; `undefined` where the price is unknown. */
export function costOf(
  price: Price | undefined,
  { input, output, cached, written = 0 }: Omit<Usage, 'usd'>,
): number | undefined {
  if (price === undefined) return undefined;
  const rates = ratesFor(price, input);
  const plain = Math.max(0, input - cached - written);
  return (
    (plain * rates.input + cached * rates.cached + written * rates.written + output * rates.output) / million
  );
}

/** The most that a request can cost: all of its input at the dearest of the prices for input. */
export function mostCost(
  price: Price | undefined,
  { input, output }: { readonly input: number; readonly output: number },
): number | undefined {
  if (price === undefined) return undefined;
  const possible = [price, ratesFor(price, input)];
  const most = (...rates: (keyof Rates)[]): number =>
    Math.max(...possible.flatMap((one) => rates.map((rate) => one[rate])));
  return (input * most('input', 'cached', 'written') + output * most('output')) / million;
}

export const withCost = (price: Price | undefined, usage: Omit<Usage, 'usd'>): Usage => {
  const usd = costOf(price, usage);
  return { ...usage, ...(usd === undefined ? {} : { usd }) };
};
