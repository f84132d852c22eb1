/** Medians, spreads and how a figure is written. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const least = (values) => Math.min(...values);
export const most = (values) => Math.max(...values);

/** Three digits that mean something: 0.123, 1.23, 12.3, 123, 1,234. */
export function figure(value) {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en-GB');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const count = (value) => value.toLocaleString('en-GB');
export const times = (value) => (value === undefined || Number.isNaN(value) ? '–' : `${figure(value)} ×`);
/** Least and most of the rounds; nothing where there was one round. */
export const spread = (values) =>
  values.length < 2 ? '–' : `${figure(least(values))}–${figure(most(values))}`;
export const megabytes = (bytes) =>
  bytes === undefined || Number.isNaN(bytes) ? '–' : String(Math.round(bytes / 1e6));
