/**
 * The discrete Fourier transform of one length, a power of two: Stockham's arrangement, which needs no reordering, four
 * values at a time (C. Van Loan, "Computational Frameworks for the Fast Fourier Transform", 1992).
 * `re` and `im` hold the input and then the output. Throws a RangeError at another length.
 */
export interface Fft {
  readonly length: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  run(): void;
}

export function fft(length: number): Fft {
  if (!Number.isInteger(Math.log2(length)) || length < 2 || length > 2 ** 20) {
    throw new RangeError(`${length} is no power of two from 2 to ${2 ** 20}`);
  }
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  const [otherRe, otherIm] = [new Float64Array(length), new Float64Array(length)];
  const angle = (2 * Math.PI) / length;
  const cos = Float64Array.from({ length }, (_, at) => Math.cos(angle * at));
  const sin = Float64Array.from({ length }, (_, at) => -Math.sin(angle * at));
  const run = (): void => {
    let there = false;
    let left = length;
    for (let step = 1; left > 1; step *= 4) {
      const [xr, xi, yr, yi] = there ? [otherRe, otherIm, re, im] : [re, im, otherRe, otherIm];
      if (left === 2) pairs(xr, xi, yr, yi, step);
      else fours(xr, xi, yr, yi, left, step, cos, sin);
      there = !there;
      left = left === 2 ? 1 : left / 4;
    }
    if (there) {
      re.set(otherRe);
      im.set(otherIm);
    }
  };
  return { length, re, im, run };
}

function fours(
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  left: number,
  step: number,
  cos: Float64Array,
  sin: Float64Array,
): void {
  const quarter = left / 4;
  const apart = step * quarter;
  for (let p = 0; p < quarter; p++) {
    const turn = p * step;
    const w1r = cos[turn] ?? 0;
    const w1i = sin[turn] ?? 0;
    const w2r = cos[2 * turn] ?? 0;
    const w2i = sin[2 * turn] ?? 0;
    const w3r = cos[3 * turn] ?? 0;
    const w3i = sin[3 * turn] ?? 0;
    for (let q = 0; q < step; q++) {
      const a = q + turn;
      const b = a + apart;
      const c = b + apart;
      const d = c + apart;
      const ar = xr[a] ?? 0;
      const ai = xi[a] ?? 0;
      const br = xr[b] ?? 0;
      const bi = xi[b] ?? 0;
      const cr = xr[c] ?? 0;
      const ci = xi[c] ?? 0;
      const dr = xr[d] ?? 0;
      const di = xi[d] ?? 0;
      const evenR = ar + cr;
      const evenI = ai + ci;
      const oddR = br + dr;
      const oddI = bi + di;
      // a - c - i (b - d), and the same with the other sign
      const oneR = ar - cr + (bi - di);
      const oneI = ai - ci - (br - dr);
      const threeR = ar - cr - (bi - di);
      const threeI = ai - ci + (br - dr);
      const twoR = evenR - oddR;
      const twoI = evenI - oddI;
      const to = q + 4 * turn;
      yr[to] = evenR + oddR;
      yi[to] = evenI + oddI;
      yr[to + step] = oneR * w1r - oneI * w1i;
      yi[to + step] = oneR * w1i + oneI * w1r;
      yr[to + 2 * step] = twoR * w2r - twoI * w2i;
      yi[to + 2 * step] = twoR * w2i + twoI * w2r;
      yr[to + 3 * step] = threeR * w3r - threeI * w3i;
      yi[to + 3 * step] = threeR * w3i + threeI * w3r;
    }
  }
}

function pairs(xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array, step: number): void {
  for (let q = 0; q < step; q++) {
    const ar = xr[q] ?? 0;
    const ai = xi[q] ?? 0;
    const br = xr[q + step] ?? 0;
    const bi = xi[q + step] ?? 0;
    yr[q] = ar + br;
    yi[q] = ai + bi;
    yr[q + step] = ar - br;
    yi[q + step] = ai - bi;
  }
}
