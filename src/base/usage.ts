import type { Usage } from './take.ts';

/** What nothing costs. */
export const noUsage: Usage = { input: 0, output: 0, cached: 0, usd: 0 };

/** USD are told to a millionth of a millionth: what is beyond is noise of the sums. */
const exact = (usd: number): number => Math.round(usd * 1e12) / 1e12;

/** The sum; its USD are unknown as soon as those of one of them are. */
export function addUsage(a: Usage, b: Usage): Usage {
  const written = (a.written ?? 0) + (b.written ?? 0);
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cached: a.cached + b.cached,
    ...(written === 0 ? {} : { written }),
    ...(a.usd === undefined || b.usd === undefined ? {} : { usd: exact(a.usd + b.usd) }),
  };
}

export const sumOfUsage = (all: Iterable<Usage>): Usage => [...all].reduce(addUsage, noUsage);

export const tokensIn = ({ input, output }: Pick<Usage, 'input' | 'output'>): number => input + output;

/** USD in plain decimals, without zeros at the end: `0.0123`. */
export const plainUsd = (usd: number): string => usd.toFixed(12).replace(/\.?0+$/, '');

/** For people: `0.0123 USD`, and `unknown` where the price is. Never 0 for what is not known. */
export const usdWords = (usd: number | undefined): string =>
  usd === undefined ? 'a cost that is unknown' : `${usd.toFixed(6).replace(/\.?0+$/, '')} USD`;
