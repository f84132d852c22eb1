import type { envelopes } from '../../graph/catalog/envelopes.ts';
import { call, real, type Emit, type Hand } from '../hand.ts';

const values = (n: Hand, ...params: readonly string[]): readonly string[] =>
  params.map((param) => n.value(param));

const segments: Emit = (n) => {
  const points = n.points('points');
  const repeats = n.choice('after') === 'repeat';
  const names = points.flatMap((_, index) => [`d${index}`, `l${index}`, `c${index}`]);
  const signals = points.flatMap(({ time = '0.0', level = '0.0', curve = '0.0' }) => [
    `max(1.0, 48000.0*${time})`,
    level,
    curve,
  ]);
  const last = points.length - 1;
  const whole = points.map((_, index) => `d${index}`).join(' + ');
  const ways = points.map((_, index) => {
    const before = points
      .slice(0, index)
      .map((_one, other) => ` - d${other}`)
      .join('');
    const from = index === 0 ? 'base' : `l${index - 1}`;
    return `(l${index} - ${from})*bend(c${index}, unit((x${before})/d${index}))`;
  });
  const first = repeats ? `select2(age >= (${whole}), low, l${last})` : 'low';
  const place = repeats ? `(age - (${whole})*floor(age/(${whole})))` : 'age';
  return `((${signals.join(', ')}) : \\(${names.join(', ')}).(${n.trigger()} : \\(t).(since(t) : \\(age).((\\(y).(
  from(t, y) : \\(low).((${first}, ${place}) : \\(base, x).((base + ${ways.join('\n  + ')})*(age < 900000000.0))))) ~ _))))`;
};

/** A step falls, is open or is gone to from wherever the last one stood; a rest leaves the fall of the last one alone. */
const pattern: Emit = (n) => {
  const steps = n.list('steps');
  const count = steps.length;
  const level = steps.every(({ fixed }) => fixed !== undefined)
    ? `((waveform{${steps.map(({ text }) => text).join(',')}}, turn) : rdtable)`
    : `(${steps.map(({ text }, index) => `(turn == ${index})*${text}`).join(' + ')})`;
  const heard = n.heard('trigger');
  const beat = heard === undefined ? `anew(phasor(${n.value('rate')}))` : `rises(${heard})`;
  const shapes: { readonly [shape: string]: string } = {
    fall: 'select2(age < 96.0, hold(hit, level)*(1.0 - bend(4.0, unit((age - 96.0)/(48000.0*length)))), low + (hold(hit, level) - low)*(age + 1.0)*0.010416666666666666)',
    gate: 'low + (goal - low)*unit((age + 1.0)*0.010416666666666666)',
    hold: 'low + (hold(t, level) - low)*ramp(length, age)',
  };
  const shape = n.choice('shape');
  const struck = shape === 'hold' ? 't' : '(t*(level > 0.0))';
  const sounding =
    shape === 'gate'
      ? `since(hit) : \\(open).((hit | ((open >= 48000.0*length) & (open < 48000.0*length + 1.0))) : \\(change).(((open < 48000.0*length)*hold(hit, level), since(change)) : \\(goal, age).((\\(y).(from(change, y) : \\(low).((${shapes['gate'] ?? ''})*(open < 900000000.0)))) ~ _)))`
      : `since(hit) : \\(age).((\\(y).(from(hit, y) : \\(low).((${shapes[shape] ?? ''})*(age < 900000000.0)))) ~ _)`;
  return `(${beat}, ${n.value('length')}) : \\(t, length).(((((+(t)) ~ _) + ${count - 1}) % ${count}) : \\(turn).(${level} : \\(level).(${struck} : \\(hit).(${sounding}))))`;
};

export const envelopeTexts = {
  ad: (n) => call('upDown', n.trigger(), n.value('attack'), real(0), ...values(n, 'decay', 'curve')),
  adsr: (n) => call('adsr', n.trigger(), ...values(n, 'attack', 'decay', 'sustain', 'hold', 'release')),
  ahd: (n) => call('upDown', n.trigger(), ...values(n, 'attack', 'hold', 'decay', 'curve')),
  segments,
  exponential: (n) => call('exponential', n.trigger(), ...values(n, 'attack', 'decay')),
  follower: (n) =>
    call(
      '\\(x, attack, release, gain).(unit(gain*follow(attack, release, x)))',
      n.in(),
      ...values(n, 'attack', 'release', 'gain'),
    ),
  pattern,
} satisfies { readonly [type in keyof typeof envelopes]: Emit };
