/**
 * Band-limited corners: the residual of a step (`near`) and of a bend (`flat`) that is smoothed by a cubic B-spline
 * four samples wide, as truncated powers. `a` is the distance in samples. After Välimäki, Pekonen and Nam, "Perceptually
 * informed synthesis of bandlimited classical waveforms using integrated polynomial interpolation" (JASA, 2012).
 */
export const oscillators = {
  near: `near(a) = (max(0.0, 2.0 - a), max(0.0, 1.0 - a)) : \\(m, n).(square(square(m)) - 4.0*square(square(n))) : /(24.0);`,
  flat: `flat(a) = (max(0.0, 2.0 - a), max(0.0, 1.0 - a)) : \\(m, n).(m*attach(square(square(m)), m) - 4.0*n*attach(square(square(n)), n)) : /(120.0);`,
  // of a fall by 1 where the phase p begins anew; d is the phase of one sample
  jump: 'jump(p, d) = (1.0 - 2.0*(p > 0.5))*near(min(p, 1.0 - p)/d);',
  corner: 'corner(p, d) = flat(min(p, 1.0 - p)/d);',
  // gives back what the spline takes from the top octaves
  crisp: "crisp(x) = 1.48*x' - 0.24*(x + x'');",
  step: 'step(f) = f*0.000020833333333333333;',
  sawAt: 'sawAt(p, d) = 2.0*p - 1.0 + 2.0*jump(p, d);',
  saw: 'saw(f) = (phasor(f), step(f)) : \\(p, d).(sawAt(p, d)) : crisp;',
  pulse: `pulse(f, width) = (phasor(f), step(f)) : \\(p, d).(clamp(d, 1.0 - d, width) : \\(w).(
  (2.0*(p < w) - 2.0*w - 2.0*jump(p, d) + 2.0*(wrap(p - w) : \\(q).(jump(q, d))))*0.5/max(w, 1.0 - w))) : crisp;`,
  triangle: `triangle(f) = (phasor(f), step(f)) : \\(p, d).(
  1.0 - 4.0*abs(p - 0.5) + 8.0*d*(corner(p, d) - (wrap(p + 0.5) : \\(q).(corner(q, d)))));`,
  sineAt: 'sineAt(f, phase) = sine(phasor(f) + phase);',
  fmPair: `fmPair(f, ratio, index, back) = sine(phasor(f) + 0.15915494309189535*index*modulator) with {
  modulator = (\\(y).(sine(phasor(min(20000.0, f*ratio)) + 0.15*back*(y + y')))) ~ _;
};`,
  // a sawtooth of \`ratio\` times the frequency, begun anew with every swing: the last and the next fall of its own,
  // and the fall to its beginning, each smoothed where it lies
  hardSync: `hardSync(f, ratio) = (phasor(f), step(f), max(1.0, ratio)) : \\(p, d, r).(
  (p*r, ceil(r) - 1.0) : \\(s, most).(min(floor(s), most) : \\(k).(
    2.0*(s - k) - 1.0
    + 2.0*(k >= 1.0)*near((p - k/r)/d)
    - 2.0*(k + 1.0 <= most)*near(((k + 1.0)/r - p)/d)
    + 2.0*(r - most)*jump(p, d)))) : crisp : dcBlock;`,
  // one turn of Clenshaw's recurrence: b(k) = level + c b(k+1) - b(k+2)
  turn: 'turn(c, level, next, last) = level + c*next - last, next;',
  // one of the sawtooths of a supersaw
  sawFrom: 'sawFrom(phase, f) = (wrap(phasor(f) + phase), step(f)) : \\(p, d).(sawAt(p, d));',
  // a string: a loop as long as a swing, that loses highs; begun by a burst as long as a swing
  pluck: `pluck(n, burst, d, left, s) = ((\\(y).(burst + left*(late3(n, y, d) : \\(z).((1.0 - s)*z + s*z')))) ~ _) : dcBlock;`,
  // what the pick leaves in the string: its corner where it was pulled, and some of its scratching
  pick: `pick(trigger, dust, period, a, level, position) = since(trigger) : \\(age).(
  ((age < period)*(1.3*((age < position*period) - position) + 0.3*dust)*level) : pole(a) : pole(a));`,
  pole: 'pole(a, x) = (\\(y).(y + a*(x - y))) ~ _;',
} as const;
