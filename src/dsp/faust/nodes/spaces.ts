import type { spaces } from '../../graph/catalog/spaces.ts';
import { call, named, room, type Emit } from '../hand.ts';
import { exp2, factor, moved, plus, times, warp } from '../term.ts';
import { particle } from './particle.ts';
import { longReverb, shortReverb } from './rooms.ts';

/** Samples of the tape of a pitch shifter: the longer of its two windows. */
const tape = 4096;

export const spaceTexts = {
  delay: (n) =>
    call(
      `repeats(${room(n, 'time')})`,
      n.in(),
      times(48000, n.value('time')),
      n.value('feedback'),
      n.value('mix'),
    ),
  echo: (n) =>
    call(
      `echo(${room(n, 'time')})`,
      n.in(),
      times(48000, n.value('time')),
      n.value('feedback'),
      plus(1, times(-0.82, n.value('damping'))),
      times(0.68, n.value('diffusion')),
      n.value('mix'),
    ),
  dub_echo: (n) =>
    call(
      `dubEcho(${room(n, 'time', 256)})`,
      n.in(),
      `(phasor(1.7) : lfoDrift(${n.noise('wow')}))`,
      n.value('time'),
      n.value('feedback'),
      warp(n.value('high_cut')),
      warp(n.value('low_cut')),
      factor(n.value('drive')),
      ...n.values('wow', 'mix'),
    ),
  short_reverb: shortReverb,
  long_reverb: longReverb,
  particle,
  rainbow_machine: (n) =>
    named({ pitch: n.value('pitch') }, ({ pitch }) => {
      const other =
        pitch.known === undefined
          ? moved(`(${pitch.text} + select2(${pitch.text} < 0.0, 12.0, -12.0))`)
          : plus(pitch, pitch.known < 0 ? -12 : 12);
      return call(
        `rainbow(${room(n, 'lag')}, ${tape})`,
        n.in(),
        exp2(times(1 / 12, pitch)),
        exp2(times(1 / 12, other)),
        n.value('second'),
        n.value('magic'),
        n.value('lag'),
        warp(n.value('tone')),
        n.value('mix'),
      );
    }),
} satisfies { readonly [type in keyof typeof spaces]: Emit };
