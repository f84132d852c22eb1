/** The charts of a report. Plain values in, the text of an SVG file out. */
import { box, card, fitted, hues, line, n, text, ticks, widthOf } from './svg.mjs';
import { count, grouped, percent } from './text.mjs';

const width = 760;
const top = 70;

/**
 * Rows with a bar each; a bar may have a second, paler piece.
 * @param {{ label: string, value: number, paler?: number, said: string }[]} rows `paler` is the part of `value` in the paler tone
 */
export function barChart({ title, note, rows, legend = [] }) {
  const labels = Math.min(330, Math.max(60, ...rows.map(({ label }) => widthOf(label))) + 8);
  const said = Math.max(...rows.map((row) => widthOf(row.said))) + 14;
  const left = 20 + labels;
  const room = width - left - said - 20;
  const highest = Math.max(1, ...rows.map(({ value }) => value));
  const below = legend.length > 0 ? 30 : 0;
  const body = rows.flatMap((row, at) => {
    const y = top + at * 26;
    const whole = (room * row.value) / highest;
    const pale = (whole * (row.paler ?? 0)) / Math.max(1, row.value);
    return [
      text(left - 8, y + 14, fitted(row.label, labels - 8), 'end'),
      box(left, y, Math.max(1.5, whole), 19, hues[0], ' rx="3"'),
      ...(pale > 0 ? [box(left + whole - pale, y, pale, 19, '#a9c6ee', ' rx="3"')] : []),
      text(left + whole + 8, y + 14, row.said, 'soft'),
    ];
  });
  const height = top + rows.length * 26 + 14 + below;
  const tones = [hues[0], '#a9c6ee'];
  let x = left;
  const keys = legend.flatMap((words, at) => {
    const drawn = [
      box(x, height - 30, 11, 11, tones[at], ' rx="2"'),
      text(x + 17, height - 20, words, 'soft'),
    ];
    x += widthOf(words) + 40;
    return drawn;
  });
  return card({ width, height, title, note, body: [...body, ...keys].join('\n') });
}

/** Columns over time. */
export function columnChart({ title, note, columns, unit }) {
  const height = 270;
  const [left, right, bottom] = [56, width - 20, height - 34];
  const steps = ticks(Math.max(1, ...columns.map(({ value }) => value)));
  const y = (value) => bottom - ((bottom - top - 4) * value) / steps.at(-1);
  const slot = (right - left) / columns.length;
  const grid = steps.flatMap((step) => [
    line(left, y(step), right, y(step), step === 0 ? 'axis' : 'grid'),
    text(left - 8, y(step) + 4, grouped(step), 'end soft small'),
  ]);
  const bars = columns.map(({ value, label }, at) =>
    value === 0
      ? ''
      : `<rect x="${n(left + at * slot + slot * 0.1)}" y="${n(y(value))}" width="${n(Math.min(46, slot * 0.8))}" height="${n(bottom - y(value))}" fill="${hues[0]}"${slot > 5 ? ' rx="1.5"' : ''}><title>${label}: ${count(value, unit)}</title></rect>`,
  );
  return card({
    width,
    height,
    title,
    note,
    body: [...grid, ...bars.filter((bar) => bar !== ''), ...underneath(columns, left, slot, bottom)].join(
      '\n',
    ),
  });
}

/** The name of a year (or of a column, where there are few) as often as there is room for it. */
function underneath(columns, left, slot, bottom) {
  const few = columns.length <= 14;
  let free = -Infinity;
  return columns.flatMap(({ label, tick }, at) => {
    const words = few ? label : tick;
    if (words === undefined) return [];
    const bar = Math.min(46, slot * 0.8);
    const x = few ? left + at * slot + slot * 0.1 + bar / 2 : left + at * slot + 2;
    if (x < free) return [];
    free = x + widthOf(words, 11) + 14;
    return [
      text(x, bottom + 17, words, few ? 'mid soft small' : 'soft small'),
      ...(few ? [] : [line(left + at * slot, bottom, left + at * slot, bottom + 5, 'axis')]),
    ];
  });
}

/** One bar in several pieces, with what each stands for below. */
export function stackedBar({ title, note, pieces }) {
  const whole = pieces.reduce((sum, { value }) => sum + value, 0);
  const room = width - 40;
  let x = 20;
  const bar = pieces.flatMap(({ value }, at) => {
    const wide = (room * value) / Math.max(1, whole);
    const drawn = box(x, top, Math.max(1, wide - 1.5), 26, hues[at % hues.length]);
    x += wide;
    return [drawn];
  });
  let [keyX, keyY] = [20, top + 50];
  const keys = pieces.flatMap(({ label, value }, at) => {
    const words = `${label}  ${grouped(value)} · ${percent(value, whole)}`;
    const wide = widthOf(words) + 42;
    if (keyX + wide > width - 10) [keyX, keyY] = [20, keyY + 22];
    const drawn = [
      box(keyX, keyY - 10, 11, 11, hues[at % hues.length], ' rx="2"'),
      text(keyX + 17, keyY, words),
    ];
    keyX += wide;
    return drawn;
  });
  return card({ width, height: keyY + 22, title, note, body: [...bar, ...keys].join('\n') });
}

/**
 * Months (`YYYY-MM`) as columns: by month, by quarter or by year, whichever gives at most 64; empty ones included.
 * @param {{ month: string, commits: number }[]} months in order
 */
export function columnsOf(months) {
  if (months.length === 0) return { per: 'month', columns: [] };
  const index = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const [from, to] = [index(months[0].month), index(months.at(-1).month)];
  const size = [1, 3, 12].find((each) => Math.floor(to / each) - Math.floor(from / each) < 64) ?? 12;
  const sums = new Map();
  for (const { month, commits } of months) {
    const slot = Math.floor(index(month) / size);
    sums.set(slot, (sums.get(slot) ?? 0) + commits);
  }
  const columns = [];
  for (let slot = Math.floor(from / size); slot <= Math.floor(to / size); slot += 1) {
    const year = String(Math.floor((slot * size) / 12));
    const within = (slot * size) % 12;
    const label =
      size === 12
        ? year
        : size === 3
          ? `${year} Q${within / 3 + 1}`
          : `${year}-${String(within + 1).padStart(2, '0')}`;
    columns.push({ label, value: sums.get(slot) ?? 0, ...(within === 0 ? { tick: year } : {}) });
  }
  return { per: { 1: 'month', 3: 'quarter', 12: 'year' }[size], columns };
}
