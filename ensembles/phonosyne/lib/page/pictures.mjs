/** What is drawn of a sound: its spectrogram as an image with a palette, its waveform as a path. */
import { spectrogram, waveform } from 'simphony/kit';

/** From night to lamp light: sixteen steps, dark where it is silent, so that it reads on a light and on a dark page. */
const stops = [
  [0, [10, 13, 26]],
  [0.25, [27, 36, 74]],
  [0.5, [52, 92, 128]],
  [0.7, [96, 160, 150]],
  [0.87, [232, 190, 104]],
  [1, [255, 246, 220]],
];
export const palette = Array.from({ length: 16 }, (_, at) => {
  const place = at / 15;
  const next = stops.findIndex(([stop]) => stop >= place);
  const [[from, low], [to, high]] = [stops[Math.max(0, next - 1)], stops[Math.max(1, next)]];
  const share = (place - from) / (to - from);
  return low.map((value, channel) => Math.round(value + (high[channel] - value) * share));
});

/** dB below the loudest place that are drawn. */
const depth = 72;

/** `{ width, height, pixels }` of places in the palette; low frequencies are below. */
export function spectrogramImage(samples, rate, width, height) {
  const { decibels } = spectrogram(samples, rate, { columns: width, rows: height });
  let most = -120;
  for (const level of decibels) if (level > most) most = level;
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const share = (decibels[row * width + column] - most + depth) / depth;
      pixels[(height - 1 - row) * width + column] = Math.round(15 * Math.max(0, Math.min(1, share)));
    }
  }
  return { width, height, pixels };
}

/** A closed SVG path, `width` by `height`, its middle line silence; drawn against its own peak. */
export function waveformPath(samples, width, height) {
  const { low, high } = waveform(samples, width);
  let peak = 1e-9;
  for (const value of high) peak = Math.max(peak, value);
  for (const value of low) peak = Math.max(peak, -value);
  const y = (value) => Math.round((height / 2) * (1 - value / peak));
  const upper = Array.from(high, (value, x) => `${x} ${Math.min(y(value), height / 2 - 1)}`);
  const lower = Array.from(low, (value, x) => `${x} ${Math.max(y(value), height / 2 + 1)}`).reverse();
  return `M${upper.join('L')}L${lower.join('L')}Z`;
}
