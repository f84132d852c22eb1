/**
 * Envelopes are functions of the samples since the last trigger, so they can't drift. Each begins where it stood when
 * it was started, so that starting it anew makes no click: \`y\` is what it gave a sample ago.
 */
export const envelopes = {
  from: 'from(t, y) = hold(t, y);',
  // nothing sounds before the first trigger
  sounding: 'sounding(age) = age < 900000000.0;',
  upDown: `upDown(t, attack, held, decay, curve) = since(t) : \\(age).((\\(y).(
  (from(t, y), max(1.0, attack*48000.0) + held*48000.0) : \\(low, top).(
    select2(age < top, 1.0 - bend(curve, unit((age - top)/(decay*48000.0))), low + (1.0 - low)*ramp(attack, age)))*sounding(age))) ~ _);`,
  adsr: `adsr(t, attack, decay, sustain, held, release) = since(t) : \\(age).((\\(y).(
  ((from(t, y), attack*48000.0) : \\(low, top).(
    select2(age < top, sustain + (1.0 - sustain)*(1.0 - bend(8.0, unit((age - top)/(decay*48000.0)))), low + (1.0 - low)*ramp(attack, age))),
   age < held*48000.0) : \\(up, open).(
    select2(open, hold(open, up)*(1.0 - bend(8.0, unit((age - held*48000.0)/(release*48000.0)))), up))*sounding(age))) ~ _);`,
  exponential: `exponential(t, attack, decay) = since(t) : \\(age).((\\(y).(
  (from(t, y), attack*48000.0) : \\(low, top).(
    select2(age < top, exp2(-9.965784284662087*(age - top)/(decay*48000.0)), low + (1.0 - low)*ramp(attack, age)))*sounding(age))) ~ _);`,
  follow: 'follow(up, down, x) = abs(x) : \\(a).((\\(y).(y + (a - y)*select2(a > y, down, up))) ~ _);',
  // the steps of a pattern begin and end within 2 ms; a rest leaves the fall of the step before it alone
  stepFall: `stepFall(t, level, length) = (since(t), hold(t, level)) : \\(age, top).((\\(y).(from(t, y) : \\(low).(
  select2(age < 96.0, top*(1.0 - bend(16.0, unit((age - 96.0)/(48000.0*length)))), low + (top - low)*(age + 1.0)*0.010416666666666666)*sounding(age)))) ~ _);`,
  stepGate: `stepGate(t, level, length) = (since(t), hold(t, level)) : \\(age, top).((age < 48000.0*length) : \\(open).(
  (t | ((1 - open) & open')) : \\(change).(since(change) : \\(gone).((\\(y).(from(change, y) : \\(low).(
  (low + (top*open - low)*unit((gone + 1.0)*0.010416666666666666))*sounding(age)))) ~ _))));`,
  stepHold: `stepHold(t, level, length) = (since(t), hold(t, level)) : \\(age, top).((\\(y).(from(t, y) : \\(low).(
  (low + (top - low)*ramp(length, age))*sounding(age)))) ~ _);`,
} as const;
