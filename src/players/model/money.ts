import type { Usage } from '../../base/index.ts';
import type { Price } from '../../score/index.ts';

/** Prices are for a million tokens. */
const million = 1_000_000;

/** What tokens cost, in USD; `undefined` where the price is unknown. */
export function costOf(
  price: Price | undefined,
  { input, output, cached, written = 0 }: Omit<Usage, 'usd'>,
): number | undefined {
  if (price === undefined) return undefined;
  const plain = Math.max(0, input - cached - written);
  return (
    (plain * price.input + cached * price.cached + written * price.written + output * price.output) / million
  );
}

/** The most that a request can cost: all of its input at the dearest of the prices for input. */
export function mostCost(
  price: Price | undefined,
  { input, output }: { readonly input: number; readonly output: number },
): number | undefined {
  if (price === undefined) return undefined;
  const dearest = Math.max(price.input, price.cached, price.written);
  return (input * dearest + output * price.output) / million;
}

export const withCost = (price: Price | undefined, usage: Omit<Usage, 'usd'>): Usage => {
  const usd = costOf(price, usage);
  return { ...usage, ...(usd === undefined ? {} : { usd }) };
};
