import type { sources } from '../../graph/catalog/sources.ts';
import { call, counted, named, type Emit } from '../hand.ts';
import { exp2, nudge, over, plus, real, root, square, times } from '../term.ts';
import { additive } from './additive.ts';
import { bank } from './bank.ts';
import { grains } from './grains.ts';
import { materials } from './partials.ts';
import { wavetable } from './wavetable.ts';

/** How far from the middle the voices of a supersaw lie, unevenly, so that they never beat together; the middle first. */
const places = [0, 1, -0.94, 0.37, -0.41, 0.71, -0.66, 0.17, -0.21];

export const sourceTexts = {
  sine: (n) => call('sineAt', ...n.values('frequency', 'phase')),
  saw: (n) => call('saw', n.value('frequency')),
  square: (n) => call('pulse', n.value('frequency'), 0.5),
  pulse: (n) => call('pulse', ...n.values('frequency', 'width')),
  triangle: (n) => call('triangle', n.value('frequency')),
  fm: (n) => call('fmPair', ...n.values('frequency', 'ratio', 'index', 'feedback')),
  additive,
  sync: (n) => call('hardSync', ...n.values('frequency', 'ratio')),
  wavetable,
  supersaw: (n) =>
    `${named(
      { f: n.value('frequency'), detune: n.value('detune'), blend: n.value('blend') },
      ({ f, detune, blend }) => {
        const shares = counted(n, 'voices');
        const levels = shares.map((share, index) => (index === 0 ? share : times(share, blend)));
        const voices = shares.map((_, index) => {
          const frequency = times(f, nudge(times((places[index] ?? 0) / 12, detune)));
          return `${levels[index]?.text ?? ''}*sawFrom(${real(n.drawn(`voice ${index}`))}, ${frequency.text})`;
        });
        const power = root(plus(...levels.map((level) => square(level))));
        return `(${voices.join('\n  + ')})*${over(0.8, power).text}`;
      },
    )} : crisp`,
  pluck: (n) => {
    const longest = String(Math.ceil(48000 / (n.value('frequency').known ?? 20)) + 16);
    return named(
      {
        f: n.value('frequency'),
        decay: n.value('decay'),
        bright: n.value('brightness'),
        position: n.value('position'),
      },
      ({ f, decay, bright, position }) => {
        const dull = plus(1, times(-1, bright));
        const share = plus(0.02, times(0.46, square(dull)));
        const period = over(48000, f);
        const left = exp2(over(-9.965784284662087, times(decay, f)));
        const level = plus(2.2, times(-1.2, bright));
        const burst = call(
          'pick',
          n.trigger(),
          n.noise('burst'),
          period,
          plus(0.04, times(0.9, square(bright))),
          level,
          position,
        );
        return call(`pluck(${longest})`, `(${burst})`, plus(period, times(-1, share), -1), left, share);
      },
    );
  },
  modal: (n) => {
    const excited = n.heard('in');
    const { ratios, fading, level } = materials[n.choice('material')] ?? { ratios: [1], fading: 0, level: 0 };
    return bank(n, {
      signal: excited === undefined ? n.trigger() : `0.1*${excited}`,
      struck: excited === undefined,
      shares: counted(n, 'modes'),
      ratios,
      level: (octave, bright) => times(2 ** (octave * (level - 1.7)), square(bright)),
      longer: (octave, bright) => times(2 ** (octave * (-0.5 - fading)), bright),
      gain: 0.5,
    });
  },
  grains,
} satisfies { readonly [type in keyof typeof sources]: Emit };
