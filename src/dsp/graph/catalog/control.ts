import { choice, cycles, hz, plain, share, type NodeType } from '../node-type.ts';

const control = (gives: NodeType['gives'], doc: string, params: NodeType['params']): NodeType => ({
  family: 'control',
  doc,
  gives,
  inputs: {},
  params,
});

export const controls = {
  lfo: control('-1..1', 'a slow swing, to move other nodes', {
    rate: hz(0.001, 100, 0.5, 'swings each second'),
    shape: choice(
      ['sine', 'triangle', 'ramp', 'fall', 'square', 'steps', 'drift'],
      'sine',
      'ramp rises, fall falls; steps are random levels, drift goes smoothly from one to the next',
    ),
    phase: cycles(0, 1, 0, 'where in the swing it begins'),
  }),
  clock: control('0..1', 'pulses, to start what has a `trigger`: 1 while a pulse lasts, else 0', {
    rate: hz(0.01, 100, 2, 'pulses each second'),
    width: plain(0.01, 0.99, 0.5, 'share of the time that a pulse lasts'),
    swing: plain(0, 0.8, 0, 'how late every second pulse comes'),
    skip: share(0, 'share of the pulses that are left out, by chance'),
    jitter: share(0, 'how far a pulse may come late, by chance'),
  }),
  random_walk: control('-1..1', 'wanders, never far at once', {
    rate: hz(0.01, 200, 4, 'steps each second'),
    step: plain(0.001, 1, 0.25, 'the largest step'),
    glide: share(1, '0 jumps, 1 moves in a straight line from step to step'),
  }),
} satisfies { [type: string]: NodeType };
