import type { controls } from '../../graph/catalog/control.ts';
import { call, type Emit } from '../hand.ts';

const shapes: { readonly [shape: string]: string } = {
  sine: 'lfoSine',
  triangle: 'lfoTriangle',
  ramp: 'lfoRamp',
  fall: 'lfoFall',
  square: 'lfoSquare',
};

export const controlTexts = {
  lfo: (n) => {
    const phase = `wrap(phasor(${n.value('rate').text}) + ${n.value('phase').text})`;
    const shape = n.choice('shape');
    if (shape === 'steps') return call('lfoSteps', n.noise('level'), phase);
    if (shape === 'drift') return call('lfoDrift', n.noise('level'), phase);
    return call(shapes[shape] ?? 'lfoSine', phase);
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
