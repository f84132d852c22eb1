import type { sources } from '../../graph/catalog/sources.ts';
import { call, counted, real, type Emit } from '../hand.ts';
import { additive } from './additive.ts';
import { grains } from './grains.ts';
import { materials } from './partials.ts';
import { wavetable } from './wavetable.ts';

/** How far from the middle the voices of a supersaw lie, unevenly, so that they never beat together; the middle first. */
const places = [0, 1, -0.94, 0.37, -0.41, 0.71, -0.66, 0.17, -0.21];

export const sourceTexts = {
  sine: (n) => call('sineAt', n.value('frequency'), n.value('phase')),
  saw: (n) => call('saw', n.value('frequency')),
  square: (n) => call('pulse', n.value('frequency'), '0.5'),
  pulse: (n) => call('pulse', n.value('frequency'), n.value('width')),
  triangle: (n) => call('triangle', n.value('frequency')),
  fm: (n) => call('fmPair', n.value('frequency'), n.value('ratio'), n.value('index'), n.value('feedback')),
  additive,
  sync: (n) => call('hardSync', n.value('frequency'), n.value('ratio')),
  wavetable,
  supersaw: (n) => {
    const shares = counted(n, 'voices');
    const voices = shares.map((share, index) => {
      const level = index === 0 ? '1.0' : `${share}*blend`;
      const place = real((places[index] ?? 0) / 12);
      return `${level}*sawFrom(${real(n.drawn(`voice ${index}`))}, f*exp2(detune*${place}))`;
    });
    const power = [`1.0`, ...shares.slice(1).map((share) => `${share}*squared(blend)`)].join(' + ');
    return `${call(`\\(f, detune, blend).((${voices.join('\n  + ')})*0.8/sqrt(${power}))`, n.value('frequency'), n.value('detune'), n.value('blend'))} : crisp`;
  },
  pluck: (n) => {
    const longest = String(Math.ceil(48000 / (n.fixed('frequency') ?? 20)) + 16);
    const names = ['f', 'decay', 'bright', 'position'];
    return `(${n.value('frequency')}, ${n.value('decay')}, ${n.value('brightness')}, ${n.value('position')}) : \\(${names.join(', ')}).(
  pick(${longest}, ${n.trigger()}, ${n.noise('burst')}, f, bright, position) : \\(burst).(pluck(${longest}, burst, f, decay, bright)))`;
  },
  modal: (n) => {
    const { ratios, fading, level } = materials[n.choice('material')] ?? { ratios: [1], fading: 0, level: 0 };
    const excited = n.heard('in');
    const ring = excited === undefined ? 'mode' : 'ringing';
    const shares = counted(n, 'modes');
    const modes = shares.map((share, index) => {
      const ratio = real(ratios[index] ?? index + 1);
      const octave = Math.log2(ratios[index] ?? index + 1);
      const loud = `${share}*(f*${ratio} < 19000.0)*exp2(${real(octave)}*tilt + ${real(level * octave)})`;
      return `${loud}*${ring}(hit, min(20000.0, f*${ratio}), decay*exp2(${real(-fading * octave)} + ${real(octave)}*(bright - 0.5)))`;
    });
    const hit = excited === undefined ? n.trigger() : `0.1*${excited}`;
    return `(${hit}, ${n.value('frequency')}, ${n.value('decay')}, ${n.value('brightness')}) : \\(hit, f, decay, bright).(
  (2.6*bright - 2.1) : \\(tilt).(0.5*(${modes.join('\n  + ')}))) : bound`;
  },
  grains,
} satisfies { readonly [type in keyof typeof sources]: Emit };
