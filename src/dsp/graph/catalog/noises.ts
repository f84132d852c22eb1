import { hz, perSecond, share, type NodeType } from '../node-type.ts';

const noise = (doc: string, params: NodeType['params'] = {}): NodeType => ({
  family: 'noise',
  doc,
  gives: 'audio',
  inputs: {},
  params,
});

/** Each node has a stream of its own, made of the graph's seed and the node's name. */
export const noises = {
  white_noise: noise('the same power in every hertz'),
  pink_noise: noise('the same power in every octave: -3 dB per octave'),
  brown_noise: noise('-6 dB per octave: rumble, surf, distant engines'),
  blue_noise: noise('+3 dB per octave: hiss, spray'),
  violet_noise: noise('+6 dB per octave: the thinnest hiss'),
  grey_noise: noise('equally loud to the ear at every pitch'),
  velvet_noise: noise('sparse impulses of either sign, one in each short span: smooth like white, but airy', {
    density: perSecond(10, 20000, 2000, 'impulses each second'),
  }),
  dust_noise: noise('impulses by chance: crackle, rain, vinyl', {
    density: perSecond(0.1, 5000, 20, 'impulses each second, on average'),
    variation: share(0.7, 'how much their levels differ'),
    tone: hz(200, 20000, 12000, 'a low-pass that makes clicks into drops'),
  }),
  sample_hold_noise: noise('a random level, held: from stepped control to crushed hiss', {
    rate: hz(0.05, 24000, 2000, 'new levels each second'),
    glide: share(0, '0 steps, 1 moves in a straight line from level to level'),
  }),
} satisfies { [type: string]: NodeType };
