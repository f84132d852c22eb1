import type { controls } from '../../graph/catalog/control.ts';
import { call, type Emit } from '../hand.ts';
import { moved, plus } from '../term.ts';

const shapes: { readonly [shape: string]: string } = {
  triangle: 'lfoTriangle',
  ramp: 'lfoRamp',
  fall: 'lfoFall',
  square: 'lfoSquare',
};

export const controlTexts = {
  lfo: (n) => {
    const phase = plus(moved(`phasor(${n.value('rate').text})`), n.value('phase')).text;
    const shape = n.choice('shape');
    // a sine takes any phase
    if (shape === 'sine') return call('lfoSine', phase);
    if (shape === 'steps') return call('lfoSteps', n.noise('level'), `wrap(${phase})`);
    if (shape === 'drift') return call('lfoDrift', n.noise('level'), `wrap(${phase})`);
    return call(shapes[shape] ?? 'lfoSine', `wrap(${phase})`);
  },
  clock: (n) =>
    call(
      'clock',
      `0.5 + 0.5*${n.noise('luck')}`,
      `0.5 + 0.5*${n.noise('delay')}`,
      ...n.values('rate', 'width', 'swing', 'skip', 'jitter'),
    ),
  random_walk: (n) => call('walk', n.noise('step'), ...n.values('rate', 'step', 'glide')),
} satisfies { readonly [type in keyof typeof controls]: Emit };
