/** Effects without an echo: each takes what comes in first. */
export const effects = {
  autowah: `autowah(x, f, range, ear, k, up, down, m) = min(1.0, follow(up, down, x*ear)) : \\(loud).(
  mixed(m, x, 1.6*(x : svfBand(warp(clamp(20.0, 18000.0, f*exp2(range*loud))), k))));`,
  compressor: `compressor(x, heard, threshold, cut, w, up, down, makeup) = (6.020599913279624*log2(abs(heard)) - threshold) : \\(over).(
  (unit((over + 0.5*w)/w) : \\(bent).(cut*select2(over > 0.5*w, 0.5*w*square(bent), over))) : \\(less).(
    (((\\(y).(y + (less - y)*select2(less > y, down, up))) ~ _) : \\(less).(x*factor(makeup - less)))));`,
  // antiderivative anti-aliasing of first order: the mean of a bend over each sample
  averaged:
    "averaged(whole, itself, x) = (x - x') : \\(d).(select2(abs(d) > 0.00001, itself(0.5*(x + x')), (whole(x) - whole(x'))/select2(abs(d) > 0.00001, 1.0, d)));",
  hardWhole: 'hardWhole(x) = abs(x) : \\(a).(select2(a > 1.0, 0.5*square(a), a - 0.5));',
  hardItself: 'hardItself(x) = clamp(-1.0, 1.0, x);',
  // a triangle of period 4 through 0
  foldItself: 'foldItself(x) = 4.0*abs(wrap(0.25*x + 0.75) - 0.5) - 1.0;',
  foldWhole:
    'foldWhole(x) = (wrap(0.25*x + 0.25)) : \\(p).(select2(p < 0.5, (2.0*p - 1.5) : \\(q).(0.5 - 2.0*square(q)), (2.0*p - 0.5) : \\(q).(2.0*square(q) - 0.5)));',
  sineItself: 'sineItself(x) = sine(0.25*x);',
  sineWhole: 'sineWhole(x) = -0.6366197723675814*sine(0.25*x + 0.25);',
  bendSoft: 'bendSoft(d, x) = sat(d*x);',
  bendHard: 'bendHard(d, x) = (d*x) : averaged(hardWhole, hardItself);',
  bendFold: 'bendFold(d, x) = (d*x) : averaged(foldWhole, foldItself);',
  bendSine: 'bendSine(d, x) = (d*x) : averaged(sineWhole, sineItself);',
  // the louder it is driven, the fewer steps are left
  bendCrush: 'bendCrush(d, x) = max(2.0, 128.0/d) : \\(n).(clamp(-1.0, 1.0, floor(x*n + 0.5)/n));',
  toned: 'toned(g, x) = svfLow(g, 1.4142135623730951, x);',
  distortion: 'distortion(kind, x, d, g, m, level) = mixed(m, x, (x : kind(d) : dcBlock : toned(g)))*level;',
  fuzz: `fuzz(x, d, bias, gate, g, m, level) = follow(0.0206, 0.000347, x) : \\(loud).(
  unit(12.0*(loud - 0.5*square(gate)) + (gate <= 0.0)) : \\(open).(
    mixed(m, x, ((sat(d*(x + 0.5*bias*loud)) : \\(y).(1.3*soft(2.2*(y + 0.35*bias*square(y)))))*open : dcBlock : toned(g))*0.8)*level));`,
  overdrive: `overdrive(x, d, g, m, level) = (x - 0.55*onePole(x, 0.011781)) : \\(y).(
  mixed(m, x, ((sat(d*y + 0.25) - 0.24253562503633297) : dcBlock : toned(g))*(1.0 + 0.5/d))*level);`,
  noiseGate: `noiseGate(x, heard, edge, up, held, down, least) = follow(0.0408, 0.000694, heard) : \\(loud).(
  ((\\(y).(select2(y > 0.5, loud > edge, loud > 0.5*edge))) ~ _) : \\(over).(
    ((since(over) <= held*48000.0) | over) : \\(open).(
      x*((\\(y).(y + (select2(open, least, 1.0) - y)*select2(open, down, up))) ~ _))));`,
  swing: 'swing(rate, phase) = sine(phasor(rate) + phase);',
  chorusVoice:
    'chorusVoice(n, x, rate, depth, delay, phase) = late3(n, x, 48000.0*max(0.0005, delay + depth*swing(rate, phase)));',
  // (tan - 1)/(tan + 1) of the way's place, for an all-pass of first order
  wander: `wander(rate, f, depth) = (clamp(20.0, 20000.0, f*exp2(depth*swing(rate, 0.0)))*0.000020833333333333333) : \\(h).((sinePoly(h, square(h)) - 1.0)/(0.25 - h : \\(q).(sinePoly(q, square(q)))));`,
  shifted: "shifted(a, x) = (\\(y).(a*(x - y) + x')) ~ _;",
  flanger: `flanger(n, x, rate, delay, depth, back, m) = (48000.0*max(0.0001, delay*(1.0 + 0.97*depth*swing(rate, 0.75)))) : \\(d).(
  ((\\(y).(late3(n, x' + back*y, d - 1.0))) ~ _) : \\(wet).(mixed(m, x, wet*sqrt(1.0 - 0.7*square(back)))));`,
  tremolo: 'tremolo(x, depth, shape) = x*(1.0 - depth*(0.5 - 0.5*shape));',
  vibrato: `vibrato(n, x, rate, far, m) = mixed(m, x, late3(n, x, far + 4.0 + far*swing(rate, 0.5)));`,
  softSquare: 'softSquare(p) = clamp(-1.0, 1.0, 24.0*lfoTriangle(p));',
  softFall: 'softFall(p) = select2(p < 0.02, 1.0 - 2.0*(p - 0.02)/0.98, 100.0*p - 1.0);',
  crossed: 'crossed(a, b, p) = a*sine(0.25 + 0.25*p) + b*sine(0.25*p);',
  faded: 'faded(a, b, p) = a + p*(b - a);',
} as const;
