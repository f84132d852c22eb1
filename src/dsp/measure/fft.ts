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
    let [ar, ai, br, bi] = [re, im, otherRe, otherIm];
    let left = length;
    for (let step = 1; left > 1; step *= 4) {
      if (left === 2) pairs(ar, ai, br, bi, step);
      else fours(ar, ai, br, bi, left, step, cos, sin);
      [ar, ai, br, bi] = [br, bi, ar, ai];
      left = left === 2 ? 1 : left / 4;
    }
    if (ar !== re) {
      re.set(ar);
      im.set(ai);
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
    const [w1r, w1i] = [cos[p * step] ?? 0, sin[p * step] ?? 0];
    const [w2r, w2i] = [cos[2 * p * step] ?? 0, sin[2 * p * step] ?? 0];
    const [w3r, w3i] = [cos[3 * p * step] ?? 0, sin[3 * p * step] ?? 0];
    for (let q = 0; q < step; q++) {
      const a = q + step * p;
      const b = a + apart;
      const c = b + apart;
      const d = c + apart;
      const [a_r, a_i, c_r, c_i] = [xr[a] ?? 0, xi[a] ?? 0, xr[c] ?? 0, xi[c] ?? 0];
      const [b_r, b_i, d_r, d_i] = [xr[b] ?? 0, xi[b] ?? 0, xr[d] ?? 0, xi[d] ?? 0];
      const [sumR, sumI, awayR, awayI] = [a_r + c_r, a_i + c_i, a_r - c_r, a_i - c_i];
      const [othersR, othersI] = [b_r + d_r, b_i + d_i];
      // i (b - d)
      const [turnedR, turnedI] = [d_i - b_i, b_r - d_r];
      const to = q + 4 * step * p;
      yr[to] = sumR + othersR;
      yi[to] = sumI + othersI;
      const [oneR, oneI] = [awayR - turnedR, awayI - turnedI];
      yr[to + step] = oneR * w1r - oneI * w1i;
      yi[to + step] = oneR * w1i + oneI * w1r;
      const [twoR, twoI] = [sumR - othersR, sumI - othersI];
      yr[to + 2 * step] = twoR * w2r - twoI * w2i;
      yi[to + 2 * step] = twoR * w2i + twoI * w2r;
      const [threeR, threeI] = [awayR + turnedR, awayI + turnedI];
      yr[to + 3 * step] = threeR * w3r - threeI * w3i;
      yi[to + 3 * step] = threeR * w3i + threeI * w3r;
    }
  }
}

function pairs(xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array, step: number): void {
  for (let q = 0; q < step; q++) {
    const [a_r, a_i, b_r, b_i] = [xr[q] ?? 0, xi[q] ?? 0, xr[q + step] ?? 0, xi[q + step] ?? 0];
    yr[q] = a_r + b_r;
    yi[q] = a_i + b_i;
    yr[q + step] = a_r - b_r;
    yi[q + step] = a_i - b_i;
  }
}
