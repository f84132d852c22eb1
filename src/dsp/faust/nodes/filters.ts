import type { filters } from '../../graph/catalog/filters.ts';
import { call, counted, real, room, type Emit } from '../hand.ts';
import { structures, voices, vowels } from './partials.ts';

const mixedWith = (wet: string, n: Parameters<Emit>[0]): string =>
  n.fixed('mix') === 1
    ? wet
    : `(${n.in()}, (${wet}), ${n.value('mix')}) : \\(dry, wet, m).(mixed(m, dry, wet))`;

export const filterTexts = {
  one_pole: (n) =>
    call(n.choice('mode') === 'lowpass' ? 'onePole' : 'onePoleHigh', n.in(), n.value('cutoff')),
  lowpass: (n) => call('resonantLow', n.in(), n.value('cutoff'), n.value('resonance')),
  highpass: (n) => call('resonantHigh', n.in(), n.value('cutoff'), n.value('resonance')),
  bandpass: (n) => call('bandPass', n.in(), n.value('frequency'), n.value('q')),
  notch: (n) => call('notched', n.in(), n.value('frequency'), n.value('q')),
  peak: (n) => call('peaked', n.in(), n.value('frequency'), n.value('q'), n.value('gain')),
  ladder: (n) => call('ladder', n.in(), n.value('cutoff'), n.value('resonance'), n.value('drive')),
  comb: (n) => {
    const longest = String(Math.ceil(48000 / (n.fixed('frequency') ?? 20)) + 16);
    const signals = [n.in(), n.value('frequency'), n.guarded('feedback'), n.value('damping')];
    return mixedWith(call(`comb(${longest})`, ...signals), n);
  },
  all_pass: (n) => call(`allPass(${room(n, 'time')})`, n.in(), n.value('time'), n.value('gain')),
  formant: (n) => {
    const scale = voices[n.choice('voice')] ?? 1;
    const weights = vowels.map((_, index) => `unit(1.0 - abs(v - ${real(index)}))`);
    const sum = (of: (vowel: (typeof vowels)[number]) => number): string =>
      vowels.map((vowel, index) => `w${index}*${real(of(vowel))}`).join(' + ');
    const bands = [0, 1, 2, 3, 4].map((formant) => {
      const hz = sum((vowel) => (vowel.hz[formant] ?? 1000) * scale);
      const level = sum((vowel) => 10 ** ((vowel.level[formant] ?? -60) / 20));
      return `(${level})*(x : svfBand(shift*(${hz}), k))`;
    });
    const names = weights.map((_, index) => `w${index}`).join(', ');
    const wet = call(
      `\\(x, v, shift, sharp).((0.35*exp2(0.0 - 3.5*sharp)) : \\(k).((${weights.join(', ')}) : \\(${names}).(2.5*(${bands.join('\n  + ')}))))`,
      n.in(),
      n.value('vowel'),
      n.value('shift'),
      n.value('sharpness'),
    );
    return mixedWith(wet, n);
  },
  low_shelf: (n) => call('lowShelf', n.in(), n.value('frequency'), n.value('gain')),
  high_shelf: (n) => call('highShelf', n.in(), n.value('frequency'), n.value('gain')),
  resonators: (n) => {
    const ratios = structures[n.choice('structure')] ?? [];
    const modes = counted(n, 'count').map((share, index) => {
      const ratio = ratios[index] ?? index + 1;
      const octave = real(Math.log2(ratio));
      return `${share}*(f*${real(ratio)} < 19000.0)*exp2(${octave}*tilt)*ringing(x, min(20000.0, f*${real(ratio)}), decay*exp2(${octave}*tilt))`;
    });
    const wet = `${call(
      `\\(x, f, decay, bright).((1.5*bright - 1.5) : \\(tilt).(0.6*(${modes.join('\n  + ')})))`,
      n.in(),
      n.value('frequency'),
      n.value('decay'),
      n.value('brightness'),
    )} : bound`;
    return mixedWith(wet, n);
  },
  dc_block: (n) => call('dcBlock', n.in()),
} satisfies { readonly [type in keyof typeof filters]: Emit };
