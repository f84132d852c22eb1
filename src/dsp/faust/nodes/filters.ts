import type { filters } from '../../graph/catalog/filters.ts';
import { call, counted, named, room, type Emit, type Hand } from '../hand.ts';
import {
  exp2,
  factor,
  known,
  moved,
  narrow,
  over,
  plus,
  root,
  tame,
  times,
  unit,
  warp,
  type Term,
} from '../term.ts';
import { bank } from './bank.ts';
import { structures, voices, vowels } from './partials.ts';

const withMix = (n: Hand, wet: string): string =>
  n.value('mix').known === 1 ? wet : call('mixed', n.value('mix'), n.in(), `(${wet})`);

/** What a resonance of 0..1 makes of a filter: where it lies, how narrow it is, how much softer. */
const resonant = (n: Hand): readonly Term[] => [
  warp(n.value('cutoff')),
  narrow(n.value('resonance')),
  tame(n.value('resonance')),
];

const band = (n: Hand): readonly Term[] => [warp(n.value('frequency')), over(1, n.value('q'))];

/** A shelf is as steep as it can be without a bump. */
const shelf = (n: Hand, definition: 'lowShelf' | 'highShelf'): string =>
  named({ g: warp(n.value('frequency')), a: factor(times(0.5, n.value('gain'))) }, ({ g, a }) =>
    call(definition, n.in(), definition === 'lowShelf' ? over(g, root(a)) : times(g, root(a)), a),
  );

const formant = (n: Hand): string => {
  const scale = voices[n.choice('voice')] ?? 1;
  const given = {
    x: n.in(),
    vowel: n.value('vowel'),
    shift: n.value('shift'),
    k: times(0.35, exp2(times(-3.5, n.value('sharpness')))),
  };
  return named(given, ({ x, vowel, shift, k }) => {
    const near = vowels.map((_, index): Term => {
      const away = plus(vowel, -index);
      return away.known === undefined
        ? unit(moved(`1.0 - abs(${away.text})`))
        : known(Math.max(0, 1 - Math.abs(away.known)));
    });
    return named(Object.fromEntries(near.map((share, index) => [`w${index}`, share])), (shares) => {
      const between = (of: (vowel: (typeof vowels)[number]) => number): Term =>
        plus(...vowels.map((one, index) => times(of(one), shares[`w${index}`] ?? 0)));
      const bands = [0, 1, 2, 3, 4].map((place) => {
        const hz = times(
          shift,
          scale,
          between((one) => one.hz[place] ?? 1000),
        );
        const level = times(
          2.5,
          between((one) => 10 ** ((one.level[place] ?? -60) / 20)),
        );
        return `((${call('bandPass', x, warp(hz), k)})*${level.text})`;
      });
      return bands.join('\n  + ');
    });
  });
};

export const filterTexts = {
  one_pole: (n) =>
    call(n.choice('mode') === 'lowpass' ? 'onePole' : 'onePoleHigh', n.in(), warp(n.value('cutoff'))),
  lowpass: (n) => call('resonantLow', n.in(), ...resonant(n)),
  highpass: (n) => call('resonantHigh', n.in(), ...resonant(n)),
  bandpass: (n) => call('bandPass', n.in(), ...band(n)),
  notch: (n) => call('notched', n.in(), ...band(n)),
  peak: (n) =>
    named({ a: factor(times(0.5, n.value('gain'))) }, ({ a }) =>
      call('peaked', n.in(), warp(n.value('frequency')), over(1, times(n.value('q'), a)), a),
    ),
  ladder: (n) =>
    named({ r: n.value('resonance') }, ({ r }) =>
      call(
        'ladder',
        n.in(),
        warp(n.value('cutoff')),
        times(4.4, r),
        times(factor(n.value('drive')), plus(1, r)),
      ),
    ),
  comb: (n) =>
    named({ back: n.value('feedback'), a: times(0.5, n.value('damping')) }, ({ back, a }) => {
      const longest = String(Math.ceil(48000 / (n.value('frequency').known ?? 20)) + 16);
      const gone =
        back.known === undefined ? { text: `(1.0 - abs(${back.text}))` } : plus(1, -Math.abs(back.known));
      const late = plus(over(48000, n.value('frequency')), -1, times(-1, over(a, plus(1, times(-1, a)))));
      return withMix(n, call(`comb(${longest})`, n.in(), late, back, a, root(times(gone, root(gone)))));
    }),
  all_pass: (n) =>
    call(`allPass(${room(n, 'time')})`, n.in(), times(48000, n.value('time')), n.value('gain')),
  formant: (n) => withMix(n, formant(n)),
  low_shelf: (n) => shelf(n, 'lowShelf'),
  high_shelf: (n) => shelf(n, 'highShelf'),
  resonators: (n) =>
    withMix(
      n,
      bank(n, {
        signal: n.in(),
        struck: false,
        shares: counted(n, 'count'),
        ratios: structures[n.choice('structure')] ?? [1],
        level: (octave, bright) => times(2 ** (-1.5 * octave), bright, root(bright)),
        longer: (octave, bright) => times(2 ** (-1.5 * octave), bright, root(bright)),
        gain: 0.6,
      }),
    ),
  dc_block: (n) => call('dcBlock', n.in()),
} satisfies { readonly [type in keyof typeof filters]: Emit };
