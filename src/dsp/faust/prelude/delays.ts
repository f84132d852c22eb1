/** What comes later. `n` is the most samples that a line holds, and known when the text is made. */
export const delays = {
  // so many samples later, in a straight line between samples; d >= 0
  late: `late(n, x, delay) = clamp(0.0, n - 2.0, delay) : \\(d).(int(d) : \\(i).(
  (x@(i)) : \\(a).(a + (d - i)*((x@(i + 1)) - a))));`,
  // the same on a cubic through four samples (Lagrange); d >= 1
  late3: `late3(n, x, delay) = clamp(1.0, n - 4.0, delay) : \\(d).((int(d) - 1) : \\(i).((d - i) : \\(t).(
  (t - 1.0, t - 2.0, t - 3.0) : \\(a, b, c).(
    (x@(i + 1))*t*b*c*0.5 - (x@(i))*a*b*c*0.16666666666666666
    + (x@(i + 3))*t*a*b*0.16666666666666666 - (x@(i + 2))*t*a*c*0.5))));`,
  // Schroeder's all-pass with a delay of n samples
  diffuse: 'diffuse(n, g, x) = ((\\(w).(x + g*(w@(n - 1)))) ~ _) : \\(w).((w@n) - g*w);',
} as const;
