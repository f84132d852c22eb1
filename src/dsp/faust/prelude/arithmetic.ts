/**
 * Numbers. Only + - × ÷, `floor`, `sqrt` and comparisons, so that the same bytes come out on every machine: `sin`,
 * `exp` and the like are the mathematics library's, and differ. Approximations are least-squares Chebyshev fits of
 * our own; the largest error stands beside each. All rates are for 48,000 samples a second.
 */
export const arithmetic = {
  wrap: 'wrap(x) = x - floor(x);',
  clamp: 'clamp(a, b, x) = max(a, min(b, x));',
  unit: 'unit(x) = max(0.0, min(1.0, x));',
  mixed: 'mixed(m, dry, wet) = dry + m*(wet - dry);',
  // not x*x, which Faust makes a call of pow()
  square: 'square(x) = x*attach(x, x);',
  // sin(2πx) for -0.5 <= x <= 0.5; 3.3e-11
  sinePoly: `sinePoly(x, y) = (x*(0.25 - y)*(25.13274122804247 + y*(-64.8358437811293 + y*(67.07760386469043
  + y*(-38.51254426956602 + y*(14.178225718765422 + y*(-3.6187119259722427 + y*0.6094811065099132)))))));`,
  // of a phase in cycles
  sine: 'sine(p) = (wrap(p + 0.5) - 0.5) : \\(x).(sinePoly(x, square(x)));',
  // 2^x for -20 <= x <= 20, as the 64th power of 2^(x/64); relative 1.2e-12
  exp2: `exp2(v) = (clamp(-20.0, 20.0, v)*0.015625) : \\(x).(1.0000000000000007 + x*(0.6931471805595497
  + x*(0.24022650695900652 + x*(0.055504108716221814 + x*(0.009618129114860015 + x*(0.0013333540095379639
  + x*(0.00015403511828761634 + x*(1.527621544562058e-05 + x*1.3234844694207357e-06))))))))
  : square : square : square : square : square : square;`,
  // of 2^-31 to 2^15: halved and doubled until it lies in 0.5..1, then the series of atanh; 1.5e-8
  log2: `log2(v) = (clamp(4.656612873077393e-10, 32767.0, v)*0.000030517578125, 15.0)
  : lift(2.3283064365386963e-10, 4294967296.0, 32.0) : lift(0.0000152587890625, 65536.0, 16.0)
  : lift(0.00390625, 256.0, 8.0) : lift(0.0625, 16.0, 4.0) : lift(0.25, 4.0, 2.0) : lift(0.5, 2.0, 1.0)
  : \\(y, e).(((y - 1.0)/(y + 1.0)) : \\(s).(square(s) : \\(q).(e + s*(2.8853900817779268 + q*(0.9617966939259756
  + q*(0.5770780163555853 + q*(0.4121985831111324 + q*(0.3205988979753252 + q*(0.2623081892525388
  + q*0.22195308321368667)))))))));`,
  lift: 'lift(below, by, octaves, y, e) = y*select2(y < below, 1.0, by), e - select2(y < below, 0.0, octaves);',
  factor: 'factor(decibels) = exp2(decibels*0.16609640474436813);',
  // share of the way that a one-pole with this time constant goes in one sample
  glide: 'glide(t) = 1.0 - exp2(-0.00003005614668519/max(t, 0.00001));',
  // 2^x for -0.2 <= x <= 0.2; 5e-7
  nudge:
    'nudge(x) = 1.0 + x*(0.6931471805599453 + x*(0.24022650695910072 + x*(0.05550410866482158 + x*0.009618129107628477)));',
  // 2^x for -4 <= x <= 5; 3e-4 at 4
  rise: 'rise(x) = nudge(0.125*x) : square : square : square;',
  // tan(πf/48000), for filters by the trapezoidal rule; the [5/4] Padé approximant, 4e-6 at 20 kHz
  warp: 'warp(f) = (clamp(2.0, 23000.0, f)*0.00006544984694978735) : \\(x).(square(x) : \\(y).(x*(945.0 + y*(y - 105.0))/(945.0 + y*(15.0*y - 420.0))));',
  // 2 sin(πf/48000), up to 20 kHz; 2e-5
  pace: 'pace(f) = (f*0.00006544984694978735) : \\(x).(square(x) : \\(y).(x*(2.0 + y*(-0.3333333333333333 + y*(0.016666666666666666 - y*0.0003968253968253968)))));',
  // what a line of so many samples keeps, so that it falls by 60 dB in t60 seconds
  kept: 'kept(samples, t60) = exp2(-0.0002076205059304601*samples/t60);',
  // 1/Q of a resonance from 0 (Q 0.5) to 1 (Q 40), and what is taken from the level for it
  narrow: 'narrow(r) = 2.0*exp2(-6.3*r);',
  tame: 'tame(r) = 1.0/(1.0 + 1.5*square(r));',
  // from -1 to 1, straight around 0, flat from 3 on (the [3/2] Padé approximant of tanh)
  soft: 'soft(v) = clamp(-3.0, 3.0, v) : \\(x).(square(x) : \\(y).(x*(27.0 + y)/(27.0 + 9.0*y)));',
  // x/√(1+x²), averaged over each sample (first-order antiderivative anti-aliasing, here without a division by zero)
  sat: "sat(x) = (x, sqrt(1.0 + square(x))) : \\(a, r).((a + a')/(r + r'));",
  // from -2 to 2, straight up to about 1
  bound: 'bound(x) = 2.0*soft(0.5*x);',
  smoothstep: 'smoothstep(x) = square(x)*(3.0 - 2.0*x);',
} as const;

/** Time: what happened when. A trigger is 1 for one sample. */
export const time = {
  start: "start = 1 - 1';",
  rises: "rises(x) = (x > 0.5) & (x' <= 0.5);",
  hold: 'hold(t, x) = (\\(y).(select2(t, y, x))) ~ _;',
  // samples since the last trigger; very many before the first
  since: `since(t) = select2(begun, 1000000000.0, ((+(1.0) : *(1 - t)) ~ _)) with { begun = (\\(y).(max(y, t))) ~ _; };`,
  // from 0 to 1 over so many seconds of an age in samples; at once where they are none
  ramp: 'ramp(seconds, age) = unit((age + 1.0)/max(1.0, seconds*48000.0));',
  // 0..1 → 0..1, straight where m is 1, fast first above
  bend: 'bend(m, x) = x*m/(1.0 + (m - 1.0)*x);',
  phasor: 'phasor(f) = (+(f*0.000020833333333333333) : wrap) ~ _;',
  // 1 where a phasor begins anew, the very beginning too
  anew: "anew(p) = ((p < p') | start);",
} as const;

/**
 * Chance: a hash of the number of the sample and of two keys that are each node's own (multiply and xor-shift, as in
 * integer finalisers), so that no two streams are the same one a moment apart.
 */
export const chance = {
  count: 'count = (+(1) ~ _) - 1;',
  fold: 'fold(k) = \\(x).(x xor ((x >> k) & ((1 << (32 - k)) - 1)));',
  noise: `noise(a, b) = (count*1640531535 + a) : fold(16) : *(2146121005) : +(b) : fold(15) : *(739982445) : fold(16)
  : *(0.0000000004656612873077393);`,
  // one impulse of either sign in each span, somewhere
  velvet: `velvet(place, sign, density) = phasor(density) : \\(p).(anew(p) : \\(t).(hold(t, (0.5 + 0.5*place)*(1.0 - density*0.000020833333333333333)) : \\(at).(
  (p >= at) : \\(over).(over*(1 - (1 - t)*over')*(2.0*(sign > 0.0) - 1.0)))));`,
  // impulses by chance through a low-pass that keeps some of their height
  dust: `dust(when, level, density, variation, a) = ((0.5 + 0.5*when) < density*0.000020833333333333333)*(2.0*(level > 0.0) - 1.0)*(1.0 - variation*abs(level)) : \\(x).(
  pole(a, x)/sqrt(a));`,
} as const;
