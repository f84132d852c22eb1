import { fft } from './fft.ts';

/**
 * The power spectra of frames of `size` samples under a Hann window, a new one every `hop` samples, the first around
 * the first sample. `hear` is given the frame's number and its power from 0 Hz to half the rate (size / 2 + 1 values,
 * a sine of full scale at 1 in its bin); the array is used again for the next frame. Two frames share one transform.
 */
export function spectra(
  samples: Float32Array,
  size: number,
  hop: number,
  hear: (frame: number, power: Float64Array) => void,
): void {
  const transform = fft(size);
  const { re, im } = transform;
  // a window's sum is half its length, and a sine's two halves lie at both ends of the spectrum
  const window = Float64Array.from(
    { length: size },
    (_, at) => (4 / size) * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size)),
  );
  const power = new Float64Array(size / 2 + 1);
  // silence before and after, so that the ends need no case of their own
  const padded = new Float32Array(samples.length + 2 * size + hop);
  padded.set(samples, size / 2);
  const frames = frameCount(samples.length, hop);
  for (let frame = 0; frame < frames; frame += 2) {
    const start = frame * hop;
    for (let at = 0; at < size; at++) {
      const weight = window[at] ?? 0;
      re[at] = (padded[start + at] ?? 0) * weight;
      im[at] = (padded[start + hop + at] ?? 0) * weight;
    }
    transform.run();
    hear(frame, halfOf(re, im, 1, power));
    if (frame + 1 < frames) hear(frame + 1, halfOf(re, im, -1, power));
  }
}

export const frameCount = (samples: number, hop: number): number => Math.ceil(samples / hop);

/** Of two real signals transformed as one complex one, the spectrum's even part is the first's, its odd part the other's. */
function halfOf(re: Float64Array, im: Float64Array, sign: 1 | -1, power: Float64Array): Float64Array {
  const size = re.length;
  for (let bin = 0; bin < power.length; bin++) {
    const mirrored = (size - bin) % size;
    const real = (re[bin] ?? 0) + sign * (re[mirrored] ?? 0);
    const imaginary = (im[bin] ?? 0) - sign * (im[mirrored] ?? 0);
    power[bin] = (real * real + imaginary * imaginary) / 4;
  }
  return power;
}
