import type { spaces } from '../../graph/catalog/spaces.ts';
import { call, room, type Emit, type Hand } from '../hand.ts';
import { particle } from './particle.ts';
import { longReverb, shortReverb } from './rooms.ts';

const values = (n: Hand, ...params: readonly string[]): readonly string[] =>
  params.map((param) => n.value(param));

/** Samples of the tape of a pitch shifter: the longer of its two windows. */
const tape = 4096;

export const spaceTexts = {
  delay: (n) =>
    call(`repeats(${room(n, 'time')})`, n.in(), n.value('time'), n.guarded('feedback'), n.value('mix')),
  echo: (n) =>
    call(
      `echo(${room(n, 'time')})`,
      n.in(),
      n.value('time'),
      n.guarded('feedback'),
      ...values(n, 'damping', 'diffusion', 'mix'),
    ),
  dub_echo: (n) =>
    call(
      `dubEcho(${room(n, 'time', 256)})`,
      n.in(),
      `(phasor(1.7) : lfoDrift(${n.noise('wow')}))`,
      n.value('time'),
      n.guarded('feedback'),
      ...values(n, 'low_cut', 'high_cut', 'drive', 'wow', 'mix'),
    ),
  short_reverb: shortReverb,
  long_reverb: longReverb,
  particle,
  rainbow_machine: (n) =>
    call(
      `rainbow(${room(n, 'lag')}, ${tape})`,
      n.in(),
      n.value('pitch'),
      n.value('second'),
      n.guarded('magic'),
      ...values(n, 'lag', 'tone', 'mix'),
    ),
} satisfies { readonly [type in keyof typeof spaces]: Emit };
