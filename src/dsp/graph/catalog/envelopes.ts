import { choice, hz, one, plain, seconds, share, trigger, type NodeType } from '../node-type.ts';

const envelope = (
  doc: string,
  params: NodeType['params'],
  inputs: NodeType['inputs'] = { trigger },
): NodeType => ({ family: 'envelope', doc, gives: '0..1', inputs, params });

const attack = (otherwise: number) => seconds(0, 60, otherwise, 'from silence to full');
const decay = (otherwise: number) => seconds(0.001, 60, otherwise, 'from full down');
const hold = (otherwise: number, doc: string) => seconds(0, 120, otherwise, doc);
const curve = plain(-8, 8, 3, '0 is a straight fall, above it falls fast first, below slowly first');

export const envelopes = {
  ad: envelope('rises and falls', { attack: attack(0.01), decay: decay(0.5), curve }),
  adsr: envelope('rises, falls to a level, stays while it is held, and fades', {
    attack: attack(0.05),
    decay: decay(0.3),
    sustain: share(0.6, 'the level at which it stays'),
    hold: hold(1, 'from its start until it begins to fade'),
    release: seconds(0.001, 60, 1, 'from the level to silence'),
  }),
  ahd: envelope('rises, stays full, and falls', {
    attack: attack(0.02),
    hold: hold(0.5, 'how long it stays full'),
    decay: decay(1),
    curve,
  }),
  segments: envelope('goes from point to point', {
    points: {
      is: 'points',
      of: {
        time: seconds(0, 120, 1, 'to get there from the point before'),
        level: share(0, 'where it goes'),
        curve: plain(-8, 8, 0, '0 is straight, above it moves fast first, below slowly first'),
      },
      least: 1,
      most: 32,
      default: [
        { time: 1, level: 1, curve: 0 },
        { time: 1, level: 0.3, curve: 0 },
        { time: 2, level: 0, curve: 0 },
      ],
      doc: 'in order; it starts at 0',
    },
    after: choice(['stay', 'repeat'], 'stay', 'what it does after the last point'),
  }),
  exponential: envelope(
    'full at once, then falling by the same share in the same time, like all that rings',
    {
      decay: seconds(0.001, 120, 1, 'until it has fallen by 60 dB'),
      attack: seconds(0, 60, 0.001, 'from silence to full'),
    },
  ),
  follower: envelope(
    'how loud something is',
    {
      attack: seconds(0.0001, 5, 0.01, 'how fast it follows upwards'),
      release: seconds(0.001, 10, 0.15, 'how fast it follows downwards'),
      gain: plain(0, 20, 1, 'applied to what it hears'),
    },
    { in: one('what it listens to') },
  ),
  pattern: envelope(
    'a row of steps, each an accent of its own, over and over',
    {
      steps: {
        is: 'numbers',
        of: share(0, 'level of one step; 0 is a rest'),
        least: 1,
        most: 64,
        default: [1, 0, 0.5, 0, 0.8, 0, 0.4, 0.2],
        doc: 'in order',
      },
      rate: hz(0.01, 50, 4, 'steps each second; counts only without `trigger`'),
      shape: choice(
        ['fall', 'gate', 'hold'],
        'fall',
        'each step falls, is open for a while, or stays till the next',
      ),
      length: seconds(0.001, 30, 0.2, 'how long a step falls, is open, or glides to its level (`hold`)'),
    },
    {
      trigger: {
        ...trigger,
        doc: 'a rise through 0.5 goes on to the next step; without: `rate` does, beginning at once',
      },
    },
  ),
} satisfies { [type: string]: NodeType };
