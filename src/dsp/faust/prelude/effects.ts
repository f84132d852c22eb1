/** Effects without an echo: each takes what comes in first. */
export const effects = {
  autowah: `autowah(x, f, range, ear, q, attack, release, m) = (x*factor(ear) : follow(attack, release) : min(1.0)) : \\(loud).(
  mixed(m, x, 1.6*(x : svfBand(clamp(20.0, 18000.0, f*exp2(range*loud)), 1.0/q))));`,
  compressor: `compressor(x, heard, threshold, ratio, knee, attack, release, makeup) = (6.020599913279624*log2(abs(heard)) - threshold) : \\(over).(
  max(0.01, knee) : \\(w).(
    (unit((over + 0.5*w)/w) : \\(bent).(select2(over > 0.5*w, 0.5*w*square(bent), over))*(1.0 - 1.0/ratio)) : \\(cut).(
      (glide(attack), glide(release)) : \\(up, down).(((\\(y).(y + (cut - y)*select2(cut > y, down, up))) ~ _) : \\(less).(
        x*factor(makeup - less))))));`,
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
  toned: 'toned(f, x) = x : svfLow(f, 1.4142135623730951);',
  // the quieter half of a drive is given back, so that more drive is not only more level
  distortion:
    'distortion(kind, x, drive, tone, m, level) = mixed(m, x, (x : kind(factor(drive)) : dcBlock : toned(tone)))*factor(level);',
  fuzz: `fuzz(x, drive, bias, gate, tone, m, level) = (factor(drive), follow(0.001, 0.06, x)) : \\(d, loud).(
  unit(12.0*(loud - 0.5*squared(gate)) + (gate <= 0.0)) : \\(open).(
    mixed(m, x, ((sat(d*x + 0.6*bias*min(1.0, d*loud)) : \\(y).(1.3*soft(2.2*(y + 0.35*bias*square(y)))))*open : dcBlock : toned(tone)*0.8)*factor(level))));`,
  overdrive: `overdrive(x, drive, tone, m, level) = (factor(drive), x - 0.55*onePole(x, 180.0)) : \\(d, y).(
  mixed(m, x, ((sat(d*y + 0.25) - 0.24253562503633297) : dcBlock : toned(tone))*(1.0 + 0.5/d))*factor(level));`,
  noiseGate: `noiseGate(x, heard, threshold, attack, held, release, floor_) = (follow(0.0005, 0.03, heard), factor(threshold)) : \\(loud, edge).(
  ((\\(y).(select2(y > 0.5, loud > edge, loud > 0.5*edge))) ~ _) : \\(over).(
    ((since(over) <= held*48000.0) | over) : \\(open).(
      (glide(attack*0.4), glide(release*0.4), factor(floor_)) : \\(up, down, least).(
        x*((\\(y).(y + (select2(open, least, 1.0) - y)*select2(open, down, up))) ~ _)))));`,
  swing: 'swing(rate, phase) = sine(phasor(rate) + phase);',
  chorusVoice:
    'chorusVoice(n, x, rate, depth, delay, phase) = late3(n, x, 48000.0*max(0.0005, delay + depth*swing(rate, phase)));',
  // one all-pass of first order at a frequency; \`in\` is 0 where it only lets pass
  shifted: "shifted(a, x) = (\\(y).(a*(x - y) + x')) ~ _;",
  flanger: `flanger(n, x, rate, delay, depth, back, m) = (48000.0*max(0.0001, delay*(1.0 + 0.97*depth*swing(rate, 0.75)))) : \\(d).(
  ((\\(y).(late3(n, x' + back*y, d - 1.0))) ~ _) : \\(wet).(mixed(m, x, wet*sqrt(1.0 - 0.7*squared(back)))));`,
  tremolo: 'tremolo(x, depth, shape) = x*(1.0 - depth*(0.5 - 0.5*shape));',
  vibrato: `vibrato(n, x, rate, depth, m) = ((exp2(depth*0.0008333333333333334) - 1.0)*7639.437268410976/rate) : \\(far).(
  mixed(m, x, late3(n, x, far + 4.0 + far*swing(rate, 0.5))));`,
  softSquare: 'softSquare(p) = clamp(-1.0, 1.0, 24.0*lfoTriangle(p));',
  softFall: 'softFall(p) = select2(p < 0.02, 1.0 - 2.0*(p - 0.02)/0.98, 100.0*p - 1.0);',
  crossed: 'crossed(a, b, p) = a*sine(0.25 + 0.25*p) + b*sine(0.25*p);',
  faded: 'faded(a, b, p) = a + p*(b - a);',
} as const;
