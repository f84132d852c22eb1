/** Sums and averages of lists of numbers. An empty list has a sum; everything else of it is NaN. */

/** Neumaier's summation: the error does not grow with the length of the list. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The middle value; of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which the share `q`, 0..1, of the values lies; between two values in a straight line (Hyndman and Fan, type 7). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The standard deviation of a whole population. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
