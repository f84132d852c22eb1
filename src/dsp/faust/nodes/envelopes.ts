import type { envelopes } from '../../graph/catalog/envelopes.ts';
import { call, named, type Emit, type Hand } from '../hand.ts';
import { exp2, glide, known, most, plus, times, type Term } from '../term.ts';

/** A curve of -8..8, as \`bend\` takes it. */
const bent = (n: Hand): Term => exp2(n.value('curve'));

const segments: Emit = (n) => {
  const points = n.points('points');
  const repeats = n.choice('after') === 'repeat';
  const zero = known(0);
  const terms = Object.fromEntries(
    points.flatMap(({ time = zero, level = zero, curve = zero }, index) => [
      [`d${index}`, most(times(48000, time), 1)],
      [`l${index}`, level],
      [`c${index}`, exp2(curve)],
    ]),
  );
  return named(terms, (names) => {
    const of = (letter: string, index: number): Term => names[`${letter}${index}`] ?? zero;
    const whole = plus(...points.map((_, index) => of('d', index))).text;
    const ways = points.map((_, index) => {
      const before = times(-1, plus(...points.slice(0, index).map((_one, other) => of('d', other)), 0)).text;
      const from = index === 0 ? 'base' : of('l', index - 1).text;
      return `(${of('l', index).text} - ${from})*bend(${of('c', index).text}, unit((x + ${before})/${of('d', index).text}))`;
    });
    const last = of('l', points.length - 1).text;
    const first = repeats ? `select2(age >= ${whole}, low, ${last})` : 'low';
    const place = repeats ? `(age - ${whole}*floor(age/${whole}))` : 'age';
    return `${n.trigger()} : \\(t).(since(t) : \\(age).((\\(y).(
  from(t, y) : \\(low).((${first}, ${place}) : \\(base, x).((base + ${ways.join('\n  + ')})*sounding(age))))) ~ _))`;
  });
};

const shapes: { readonly [shape: string]: string } = {
  fall: 'stepFall(hit, level, length)',
  gate: 'stepGate(hit, level, length)',
  hold: 'stepHold(t, level, length)',
};

const pattern: Emit = (n) => {
  const steps = n.list('steps');
  const level = steps.every((step) => step.known !== undefined)
    ? `((waveform{${steps.map(({ known: value = 0 }) => value).join(',')}}, turn) : rdtable)`
    : `(${steps.map(({ text }, index) => `(turn == ${index})*${text}`).join(' + ')})`;
  const heard = n.heard('trigger');
  const beat = heard === undefined ? `anew(phasor(${n.value('rate').text}))` : `rises(${heard})`;
  return `(${beat}, ${n.value('length').text}) : \\(t, length).((((+(t) ~ _) + ${steps.length - 1}) % ${steps.length}) : \\(turn).(
  ${level} : \\(level).((t*(level > 0.0)) : \\(hit).(${shapes[n.choice('shape')] ?? '0.0'}))))`;
};

export const envelopeTexts = {
  ad: (n) => call('upDown', n.trigger(), n.value('attack'), 0, n.value('decay'), bent(n)),
  adsr: (n) => call('adsr', n.trigger(), ...n.values('attack', 'decay', 'sustain', 'hold', 'release')),
  ahd: (n) => call('upDown', n.trigger(), ...n.values('attack', 'hold', 'decay'), bent(n)),
  segments,
  exponential: (n) => call('exponential', n.trigger(), ...n.values('attack', 'decay')),
  follower: (n) =>
    `${call('follow', glide(n.value('attack')), glide(n.value('release')), n.in())} : *(${n.value('gain').text}) : unit`,
  pattern,
} satisfies { readonly [type in keyof typeof envelopes]: Emit };
