import type { effects } from '../../graph/catalog/effects.ts';
import { call, counted, real, type Emit, type Hand } from '../hand.ts';

const values = (n: Hand, ...params: readonly string[]): readonly string[] =>
  params.map((param) => n.value(param));

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
      ...values(n, 'frequency', 'range', 'sensitivity', 'q', 'attack', 'release', 'mix'),
    ),
  chorus: (n) => {
    const shares = counted(n, 'voices');
    const longest = String(Math.ceil((n.most('delay') + n.most('depth')) * 48000) + 16);
    const voices = shares.map(
      (share, index) =>
        `${share}*chorusVoice(${longest}, x, rate*${real(1 + 0.07 * index)}, depth, delay, ${real((index / shares.length + 0.13 * index) % 1)})`,
    );
    return call(
      `\\(x, rate, depth, delay, m).((${voices.join('\n  + ')}) : \\(wet).(mixed(m, x, wet/sqrt(${shares.join(' + ')}))))`,
      n.in(),
      ...values(n, 'rate', 'depth', 'delay', 'mix'),
    );
  },
  compressor: (n) =>
    call(
      'compressor',
      n.in(),
      n.heard('side') ?? n.in(),
      ...values(n, 'threshold', 'ratio', 'knee', 'attack', 'release', 'makeup'),
    ),
  distortion: (n) =>
    call(
      `distortion(${bends[n.choice('shape')] ?? 'bendSoft'})`,
      n.in(),
      ...values(n, 'drive', 'tone', 'mix', 'level'),
    ),
  fuzz: (n) => call('fuzz', n.in(), ...values(n, 'drive', 'bias', 'gate', 'tone', 'mix', 'level')),
  noise_gate: (n) =>
    call(
      'noiseGate',
      n.in(),
      n.heard('side') ?? n.in(),
      ...values(n, 'threshold', 'attack', 'hold', 'release', 'floor'),
    ),
  overdrive: (n) => call('overdrive', n.in(), ...values(n, 'drive', 'tone', 'mix', 'level')),
  phaser: (n) => {
    // the all-passes lie a little apart, so that the notches do too
    const chain = counted(n, 'stages')
      .map((share, index) => {
        const whole = `shifted(${index % 2 === 0 ? 'a' : 'b'})`;
        return share === '1.0' ? whole : `\\(s).(mixed(${share}, s, s : ${whole}))`;
      })
      .join(' : ');
    return call(
      `\\(x, rate, f, depth, back, m).((f*exp2(depth*swing(rate, 0.0))) : \\(h).((warp(h), warp(1.4*h)) : \\(g, h).(((g - 1.0)/(g + 1.0), (h - 1.0)/(h + 1.0)) : \\(a, b).(
  ((\\(y).((x + back*y) : ${chain})) ~ _) : \\(wet).(mixed(m, x, wet*sqrt(1.0 - 0.8*squared(back))))))))`,
      n.in(),
      ...values(n, 'rate', 'frequency', 'depth'),
      n.guarded('feedback'),
      n.value('mix'),
    );
  },
  flanger: (n) =>
    call(
      `flanger(${Math.ceil(n.most('delay') * 2 * 48000) + 16})`,
      n.in(),
      ...values(n, 'rate', 'delay', 'depth'),
      n.guarded('feedback'),
      n.value('mix'),
    ),
  tremolo: (n) =>
    call(
      'tremolo',
      n.in(),
      n.value('depth'),
      `((${n.value('rate')}) : phasor : ${swings[n.choice('shape')] ?? 'lfoSine'})`,
    ),
  vibrato: (n) => {
    const slowest = n.fixed('rate') ?? 0.5;
    const longest =
      Math.ceil(((2 ** (n.most('depth') / 1200) - 1) / (2 * Math.PI * slowest)) * 2 * 48000) + 16;
    return call(`vibrato(${longest})`, n.in(), ...values(n, 'rate', 'depth', 'mix'));
  },
} satisfies { readonly [type in keyof typeof effects]: Emit };
