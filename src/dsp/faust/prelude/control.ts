/** Slow things. `p` is a phase from 0 to 1. */
export const control = {
  lfoSine: 'lfoSine(p) = sine(p);',
  lfoTriangle: 'lfoTriangle(p) = 4.0*abs(wrap(p + 0.75) - 0.5) - 1.0;',
  lfoRamp: 'lfoRamp(p) = 2.0*p - 1.0;',
  lfoFall: 'lfoFall(p) = 1.0 - 2.0*p;',
  lfoSquare: 'lfoSquare(p) = 1.0 - 2.0*(p >= 0.5);',
  // random levels, and the way from one to the next
  lfoSteps: 'lfoSteps(dust, p) = hold(anew(p), dust);',
  lfoDrift:
    "lfoDrift(dust, p) = (anew(p), p) : \\(t, x).(hold(t, dust) : \\(next).(hold(t, next') : \\(last).(last + (next - last)*smoothstep(x))));",
  // a level held till the next, or the straight way there
  stepped: `stepped(dust, rate, glide) = phasor(rate) : \\(p).(anew(p) : \\(t).(hold(t, dust) : \\(next).(hold(t, next') : \\(last).(
  mixed(glide, next, last + (next - last)*p)))));`,
  walk: `walk(dust, rate, size, glide) = phasor(rate) : \\(p).(anew(p) : \\(t).(
  ((\\(w).(select2(t, w, mirror(w + size*dust)))) ~ _) : \\(next).(hold(t, next') : \\(last).(
  mixed(glide, next, last + (next - last)*p)))));`,
  mirror: 'mirror(x) = select2(x > 1.0, select2(x < -1.0, x, -2.0 - x), 2.0 - x);',
  // beats come in twos: the second may be late; \`luck\` and \`delay\` are drawn anew for each
  clock: `clock(luck, delay, rate, width, swing, skip, jitter) = phasor(rate*0.5) : \\(p).((p >= 0.5) : \\(second).((2.0*p - second) : \\(beat).(
  anew(beat) : \\(t).(min(0.9, second*swing + 0.5*jitter*hold(t, delay)) : \\(begin).(
  (beat >= begin)*(beat < min(0.985, begin + width))*(hold(t, luck) >= skip))))));`,
} as const;
