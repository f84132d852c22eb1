/**
 * Envelopes are functions of the samples since the last trigger, so they can't drift. Each begins where it stood when
 * it was started, so that starting it anew makes no click: \`y\` is what it gave a sample ago.
 */
export const envelopes = {
  from: 'from(t, y) = hold(t, y)*1.0;',
  upDown: `upDown(t, attack, held, decay, curve) = since(t) : \\(age).((\\(y).(
  (from(t, y), max(1.0, attack*48000.0) + held*48000.0) : \\(low, top).(
    select2(age < top, 1.0 - bend(curve, unit((age - top)/(decay*48000.0))), low + (1.0 - low)*ramp(attack, age)))*(age < 900000000.0))) ~ _);`,
  adsr: `adsr(t, attack, decay, sustain, held, release) = since(t) : \\(age).((\\(y).(
  ((from(t, y), attack*48000.0) : \\(low, top).(
    select2(age < top, sustain + (1.0 - sustain)*(1.0 - bend(3.0, unit((age - top)/(decay*48000.0)))), low + (1.0 - low)*ramp(attack, age))),
   age < held*48000.0) : \\(up, open).(
    select2(open, hold(open, up)*(1.0 - bend(3.0, unit((age - held*48000.0)/(release*48000.0)))), up))*(age < 900000000.0))) ~ _);`,
  exponential: `exponential(t, attack, decay) = since(t) : \\(age).((\\(y).(
  (from(t, y), attack*48000.0) : \\(low, top).(
    select2(age < top, exp2(-9.965784284662087*(age - top)/(decay*48000.0)), low + (1.0 - low)*ramp(attack, age)))*(age < 900000000.0))) ~ _);`,
  follow:
    'follow(attack, release, x) = (glide(attack), glide(release), abs(x)) : \\(up, down, a).((\\(y).(y + (a - y)*select2(a > y, down, up))) ~ _);',
} as const;
