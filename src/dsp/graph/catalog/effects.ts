import {
  cents,
  choice,
  decibels,
  hz,
  maybe,
  mixOf,
  octaves,
  one,
  plain,
  seconds,
  share,
  type NodeType,
} from '../node-type.ts';

const effect = (doc: string, params: NodeType['params'], inputs: NodeType['inputs'] = {}): NodeType => ({
  family: 'effect',
  doc,
  gives: 'audio',
  inputs: { in: one('what goes through it'), ...inputs },
  params,
});

const drive = (otherwise: number) => decibels(0, 60, otherwise, 'level into it');
const level = decibels(-40, 12, 0, 'of what comes out');
const side = maybe('listened to instead of `in`: side chain');

/** Those that have no echo; echoes and rooms stand in `spaces`. */
export const effects = {
  autowah: effect('a band that opens with the level of what comes in', {
    frequency: hz(50, 5000, 300, 'where it lies in silence'),
    range: octaves(-5, 5, 3, 'how far full level moves it'),
    sensitivity: decibels(-20, 40, 12, 'level into its ear'),
    q: plain(0.5, 20, 4, 'how narrow the band is'),
    attack: seconds(0.001, 1, 0.01, 'how fast it opens'),
    release: seconds(0.01, 5, 0.2, 'how fast it closes'),
    mix: mixOf(0.8),
  }),
  chorus: effect('several slightly late, slightly mistuned copies', {
    rate: hz(0.01, 10, 0.6, 'swings each second'),
    depth: seconds(0, 0.02, 0.003, 'how far the delays swing'),
    delay: seconds(0.001, 0.05, 0.012, 'the middle of the delays'),
    voices: plain(1, 6, 3, 'copies; between two whole numbers the last one fades in'),
    mix: mixOf(0.5),
  }),
  compressor: effect(
    'lowers what is above a level, so that the rest can be louder',
    {
      threshold: decibels(-60, 0, -20, 'the level'),
      ratio: plain(1, 40, 4, 'so many dB above go in for one that comes out'),
      knee: decibels(0, 24, 6, 'how wide the bend is'),
      attack: seconds(0.0001, 1, 0.01, 'how fast it lowers'),
      release: seconds(0.005, 5, 0.15, 'how fast it lets go'),
      makeup: decibels(-12, 40, 0, 'level of what comes out'),
    },
    { side },
  ),
  distortion: effect('hard and bright, with a choice of bends', {
    drive: drive(18),
    shape: choice(['soft', 'hard', 'fold', 'sine', 'crush'], 'soft', 'how it bends'),
    tone: hz(200, 20000, 6000, 'a low-pass after it'),
    mix: mixOf(1),
    level,
  }),
  fuzz: effect('a splitting, gated square: an old transistor at its end', {
    drive: drive(36),
    bias: plain(-0.9, 0.9, 0.25, 'how uneven its halves are'),
    gate: share(0.1, 'level below which it falls silent'),
    tone: hz(200, 20000, 4000, 'a low-pass after it'),
    mix: mixOf(1),
    level,
  }),
  noise_gate: effect(
    'shuts out what is below a level',
    {
      threshold: decibels(-80, 0, -40, 'the level; it shuts 6 dB lower'),
      attack: seconds(0.0001, 1, 0.002, 'how fast it opens'),
      hold: seconds(0, 5, 0.05, 'how long it stays open'),
      release: seconds(0.001, 5, 0.1, 'how fast it shuts'),
      floor: decibels(-100, 0, -80, 'what is left when it is shut'),
    },
    { side },
  ),
  overdrive: effect('warm and uneven, softer in the lows: a valve', {
    drive: drive(12),
    tone: hz(200, 20000, 5000, 'a low-pass after it'),
    mix: mixOf(1),
    level,
  }),
  phaser: effect('notches that wander', {
    rate: hz(0.01, 10, 0.3, 'swings each second'),
    frequency: hz(50, 8000, 800, 'the middle of their way'),
    depth: octaves(0, 4, 1.5, 'how far they wander to either side'),
    stages: plain(2, 12, 6, 'all-passes; two make a notch, and between whole numbers the last fades in'),
    feedback: plain(-0.95, 0.95, 0.4, 'how sharp they are'),
    mix: mixOf(0.5),
  }),
  flanger: effect('one short delay that wanders: the sound of a jet', {
    rate: hz(0.01, 10, 0.2, 'swings each second'),
    delay: seconds(0.0002, 0.02, 0.003, 'the middle of its way'),
    depth: share(0.8, 'how far it wanders'),
    feedback: plain(-0.97, 0.97, 0.6, 'how sharp the teeth are'),
    mix: mixOf(0.5),
  }),
  tremolo: effect('the level swings', {
    rate: hz(0.01, 100, 5, 'swings each second'),
    depth: share(0.6, 'how far down'),
    shape: choice(['sine', 'triangle', 'square', 'fall'], 'sine', 'of the swing'),
  }),
  vibrato: effect('the pitch swings', {
    rate: hz(0.05, 20, 5, 'swings each second'),
    depth: cents(0, 200, 30, 'how far up and down'),
    mix: mixOf(1),
  }),
} satisfies { [type: string]: NodeType };
