/**
 * Filters by the trapezoidal rule, stable while they move (Zavalishin, "The Art of VA Filter Design"; the state
 * variable filter as Simper wrote it down, "Solving the continuous SVF equations using trapezoidal integration").
 */
export const filters = {
  // band and low; g is warp(frequency), k is 1/Q
  svf: `svf(x, g, k) = (1.0/(1.0 + g*(g + k))) : \\(a).((turn(a) ~ (_, _)) : (!, !, _, _)) with {
  turn(a, s, t) = (a*(s + g*(x - t))) : \\(band).((t + g*band) : \\(low).(2.0*band - s, 2.0*low - t, band, low));
};`,
  svfLow: 'svfLow(f, k, x) = warp(f) : \\(g).(svf(x, g, k) : (!, _));',
  svfHigh: 'svfHigh(f, k, x) = warp(f) : \\(g).(svf(x, g, k) : \\(band, low).(x - k*band - low));',
  svfBand: 'svfBand(f, k, x) = warp(f) : \\(g).(svf(x, g, k) : \\(band, low).(k*band));',
  // 1/Q of a resonance from 0 (Q 0.5) to 1 (Q 40), and what is taken from the level for it
  narrow: 'narrow(r) = 2.0*exp2(-6.3*r);',
  tame: 'tame(r) = 1.0/(1.0 + 1.5*squared(r));',
  resonantLow: 'resonantLow(x, f, r) = (x*tame(r)) : svfLow(f, narrow(r));',
  resonantHigh: 'resonantHigh(x, f, r) = (x*tame(r)) : svfHigh(f, narrow(r));',
  bandPass: 'bandPass(x, f, q) = x : svfBand(f, 1.0/q);',
  notched: 'notched(x, f, q) = x - (x : svfBand(f, 1.0/q));',
  peaked: `peaked(x, f, q, gain) = (factor(0.5*gain), warp(f)) : \\(a, g).((1.0/(q*a)) : \\(k).(
  x + k*(a - 1.0)*(a + 1.0)*(svf(x, g, k) : (_, !))));`,
  lowShelf: `lowShelf(x, f, gain) = factor(0.5*gain) : \\(a).((warp(f)/sqrt(a)) : \\(g).(
  svf(x, g, 1.4142135623730951) : \\(band, low).(x + 1.4142135623730951*(a - 1.0)*band + (a - 1.0)*(a + 1.0)*low)));`,
  highShelf: `highShelf(x, f, gain) = factor(0.5*gain) : \\(a).((warp(f)*sqrt(a)) : \\(g).(
  svf(x, g, 1.4142135623730951) : \\(band, low).(squared(a)*x + 1.4142135623730951*(1.0 - a)*a*band + (1.0 - a)*(1.0 + a)*low)));`,
  onePole: `onePole(x, f) = warp(f) : \\(g).((g/(1.0 + g)) : \\(h).((turn(h) ~ _) : (!, _))) with {
  turn(h, s) = (h*(x - s)) : \\(v).(s + 2.0*v, s + v);
};`,
  onePoleHigh: 'onePoleHigh(x, f) = x - onePole(x, f);',
  // under 8 Hz
  dcBlock: "dcBlock(x) = (\\(y).(x - x' + 0.9989533*y)) ~ _;",
  ladder: `ladder(x, f, r, drive) = (warp(f), 4.4*r, factor(drive)*(1.0 + r)) : \\(g, k, d).((g/(1.0 + g)) : \\(h).(
  (turn(h, k, d) ~ (_, _, _, _)) : (!, !, !, !, _))) with {
  turn(h, k, d, s1, s2, s3, s4) = ((1.0 - h)*(s4 + h*(s3 + h*(s2 + h*s1)))) : \\(rest).(
    soft((d*x - k*rest)/(1.0 + k*squared(squared(h)))) : pass(h, s1) : (_, pass(h, s2)) : (_, _, pass(h, s3)) : (_, _, _, pass(h, s4)));
  pass(h, s, u) = (h*(u - s)) : \\(v).(s + 2.0*v, s + v);
};`,
  comb: `comb(n, x, f, back, damping) = (0.5*damping) : \\(a).((48000.0/f - 1.0 - a/(1.0 - a), sqrt((1.0 - abs(back))*sqrt(1.0 - abs(back)))) : \\(d, level).(
  level*((\\(y).(x + back*(late3(n, y, d) : pole(1.0 - a)))) ~ _)));`,
  allPass: `allPass(n, x, t, g) = ((\\(w).(x + g*late3(n, w, t*48000.0 - 1.0))) ~ _) : \\(w).(late3(n, w, t*48000.0) - g*w);`,
  // rings after one impulse at level 1, for t60 seconds
  mode: `mode(x, f, t60) = (warp(f), 2.1988068/(f*t60)) : \\(g, k).((svf(x, g, k) : (_, !))*0.5/g);`,
  // the same, between even power for noise and even level for tones, however narrow
  ringing: `ringing(x, f, t60) = (warp(f), 2.1988068/(f*t60)) : \\(g, k).((svf(x, g, k) : (_, !))*sqrt(0.5*k/g)*sqrt(sqrt(2.0*g*k)));`,
  // one pole and one zero, of coefficients that are known
  tilted: "tilted(b, c, a, x) = (\\(y).(b*x + c*x' - a*y)) ~ _;",
} as const;
