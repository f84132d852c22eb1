import type { effects } from '../../graph/catalog/effects.ts';
import { call, counted, named, type Emit } from '../hand.ts';
import { exp2, factor, glide, most, over, plus, real, root, square, times, warp } from '../term.ts';

const bends: { readonly [shape: string]: string } = {
  soft: 'bendSoft',
  hard: 'bendHard',
  fold: 'bendFold',
  sine: 'bendSine',
  crush: 'bendCrush',
};

const swings: { readonly [shape: string]: string } = {
  sine: 'lfoSine',
  triangle: 'lfoTriangle',
  // softened, so that no edge clicks
  square: 'softSquare',
  fall: 'softFall',
};

export const effectTexts = {
  autowah: (n) =>
    call(
      'autowah',
      n.in(),
      ...n.values('frequency', 'range'),
      factor(n.value('sensitivity')),
      over(1, n.value('q')),
      glide(n.value('attack')),
      glide(n.value('release')),
      n.value('mix'),
    ),
  chorus: (n) => {
    const longest = String(Math.ceil((n.most('delay') + n.most('depth')) * 48000) + 16);
    return named(
      { x: n.in(), rate: n.value('rate'), depth: n.value('depth'), delay: n.value('delay') },
      (all) => {
        const shares = counted(n, 'voices');
        const voices = shares.map((share, index) => {
          const phase = real((index / shares.length + 0.13 * index) % 1);
          return `${share.text}*chorusVoice(${longest}, x, ${times(1 + 0.07 * index, all.rate).text}, ${all.depth.text}, ${all.delay.text}, ${phase})`;
        });
        const wet = `(${voices.join('\n  + ')})*${over(1, root(plus(...shares))).text}`;
        return call('mixed', n.value('mix'), all.x, wet);
      },
    );
  },
  compressor: (n) =>
    call(
      'compressor',
      n.in(),
      n.heard('side') ?? n.in(),
      n.value('threshold'),
      plus(1, times(-1, over(1, n.value('ratio')))),
      most(n.value('knee'), 0.01),
      glide(n.value('attack')),
      glide(n.value('release')),
      n.value('makeup'),
    ),
  distortion: (n) =>
    call(
      `distortion(${bends[n.choice('shape')] ?? 'bendSoft'})`,
      n.in(),
      factor(n.value('drive')),
      warp(n.value('tone')),
      n.value('mix'),
      factor(n.value('level')),
    ),
  fuzz: (n) =>
    call(
      'fuzz',
      n.in(),
      factor(n.value('drive')),
      ...n.values('bias', 'gate'),
      warp(n.value('tone')),
      n.value('mix'),
      factor(n.value('level')),
    ),
  noise_gate: (n) =>
    call(
      'noiseGate',
      n.in(),
      n.heard('side') ?? n.in(),
      factor(n.value('threshold')),
      glide(times(0.4, n.value('attack'))),
      n.value('hold'),
      glide(times(0.4, n.value('release'))),
      factor(n.value('floor')),
    ),
  overdrive: (n) =>
    call(
      'overdrive',
      n.in(),
      factor(n.value('drive')),
      warp(n.value('tone')),
      n.value('mix'),
      factor(n.value('level')),
    ),
  phaser: (n) =>
    named({ x: n.in(), back: n.value('feedback') }, ({ x, back }) => {
      const chain = counted(n, 'stages').map((share) =>
        share.known === 1 ? 'shifted(a)' : `\\(s).(mixed(${share.text}, s, (s : shifted(a))))`,
      );
      const middle = call('wander', ...n.values('rate', 'frequency', 'depth'));
      const level = root(plus(1, times(-0.8, square(back))));
      return `(${middle}) : \\(a).(((\\(y).((${x.text} + ${back.text}*y) : ${chain.join(' : ')})) ~ _)
  : \\(wet).(mixed(${n.value('mix').text}, ${x.text}, wet*${level.text})))`;
    }),
  flanger: (n) =>
    call(
      `flanger(${Math.ceil(n.most('delay') * 2 * 48000) + 16})`,
      n.in(),
      ...n.values('rate', 'delay', 'depth'),
      n.value('feedback'),
      n.value('mix'),
    ),
  tremolo: (n) =>
    call(
      'tremolo',
      n.in(),
      n.value('depth'),
      `(phasor(${n.value('rate').text}) : ${swings[n.choice('shape')] ?? 'lfoSine'})`,
    ),
  vibrato: (n) => {
    const slowest = n.value('rate').known ?? 0.05;
    const longest =
      Math.ceil(((2 ** (n.most('depth') / 1200) - 1) / (2 * Math.PI * slowest)) * 2 * 48000) + 16;
    return named({ rate: n.value('rate') }, ({ rate }) => {
      // so far that the pitch swings as far as asked: its slope is the change of pitch
      const far = over(times(7639.437268410976, plus(exp2(times(1 / 1200, n.value('depth'))), -1)), rate);
      return call(`vibrato(${longest})`, n.in(), rate, far, n.value('mix'));
    });
  },
} satisfies { readonly [type in keyof typeof effects]: Emit };
