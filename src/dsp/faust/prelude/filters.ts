/**
 * Filters by the trapezoidal rule, stable while they move (Zavalishin, "The Art of VA Filter Design"; the state
 * variable filter as Simper wrote it down, "Solving the continuous SVF equations using trapezoidal integration").
 */
export const filters = {
  // band and low; g is warp(frequency), k is 1/Q
  svf: `svf(x, g, k) = (1.0/(1.0 + g*(g + k))) : \\(a).((turn(a) ~ (_, _)) : (!, !, _, _)) with {
  turn(a, s, t) = (a*(s + g*(x - t))) : \\(band).((t + g*band) : \\(low).(2.0*band - s, 2.0*low - t, band, low));
};`,
  svfLow: 'svfLow(g, k, x) = svf(x, g, k) : (!, _);',
  svfHigh: 'svfHigh(g, k, x) = svf(x, g, k) : \\(band, low).(x - k*band - low);',
  svfBand: 'svfBand(g, k, x) = k*(svf(x, g, k) : (_, !));',
  resonantLow: 'resonantLow(x, g, k, level) = (x*level) : svfLow(g, k);',
  resonantHigh: 'resonantHigh(x, g, k, level) = (x*level) : svfHigh(g, k);',
  bandPass: 'bandPass(x, g, k) = svfBand(g, k, x);',
  notched: 'notched(x, g, k) = x - svfBand(g, k, x);',
  // k is 1/(Q a), a the root of the gain
  peaked: 'peaked(x, g, k, a) = x + k*(a - 1.0)*(a + 1.0)*(svf(x, g, k) : (_, !));',
  // g is warp(frequency)/√a
  lowShelf: `lowShelf(x, g, a) = svf(x, g, 1.4142135623730951)
  : \\(band, low).(x + 1.4142135623730951*(a - 1.0)*band + (a - 1.0)*(a + 1.0)*low);`,
  // g is warp(frequency)·√a
  highShelf: `highShelf(x, g, a) = svf(x, g, 1.4142135623730951)
  : \\(band, low).(square(a)*x + 1.4142135623730951*(1.0 - a)*a*band + (1.0 - a)*(1.0 + a)*low);`,
  onePole: `onePole(x, g) = (g/(1.0 + g)) : \\(h).((turn(h) ~ _) : (!, _)) with {
  turn(h, s) = (h*(x - s)) : \\(v).(s + 2.0*v, s + v);
};`,
  onePoleHigh: 'onePoleHigh(x, g) = x - onePole(x, g);',
  // under 8 Hz
  dcBlock: "dcBlock(x) = (\\(y).(x - x' + 0.9989533*y)) ~ _;",
  // \`rest\` is what the four poles would give for silence: so the feedback has no delay
  ladder: `ladder(x, g, k, d) = (g/(1.0 + g)) : \\(h).((turn(h) ~ (_, _, _, _)) : (!, !, !, !, _)) with {
  turn(h, s1, s2, s3, s4) = ((1.0 - h)*(s4 + h*(s3 + h*(s2 + h*s1)))) : \\(rest).(
    soft((d*x - k*rest)/(1.0 + k*square(square(h)))) : pass(h, s1) : (_, pass(h, s2)) : (_, _, pass(h, s3)) : (_, _, _, pass(h, s4)));
  pass(h, s, u) = (h*(u - s)) : \\(v).(s + 2.0*v, s + v);
};`,
  comb: 'comb(n, x, d, back, a, level) = level*((\\(y).(x + back*(late3(n, y, d) : pole(1.0 - a)))) ~ _);',
  allPass: `allPass(n, x, d, g) = ((\\(w).(x + g*late3(n, w, d - 1.0))) ~ _) : \\(w).(late3(n, w, d) - g*w);`,
  // a point that is turned by an angle every sample, and drawn in (Gosper's "magic circle"): after an impulse it rings
  // at level 1; `chime` begins at 0, `ring` lets nothing through that does not swing; e is pace(frequency)
  rotor: `rotor(x, e, r) = (turn ~ (_, _)) with {
  turn(u, v) = (r*u - e*v + x*(1.0 - 0.125*square(e))) : \\(w).(w, e*w + r*v);
};`,
  chime: 'chime(x, e, r) = rotor(x, e, r) : (!, _);',
  ring: 'ring(x, e, r) = rotor(x, e, r) : (_, !);',
  // one pole and one zero, of coefficients that are known
  tilted: "tilted(b, c, a, x) = (\\(y).(b*x + c*x' - a*y)) ~ _;",
} as const;
