import { choice, one, plain, seconds, share, type NodeType } from '../node-type.ts';

const joining = (doc: string, inputs: NodeType['inputs'], params: NodeType['params'] = {}): NodeType => ({
  family: 'joining',
  doc,
  gives: 'as its inputs',
  inputs,
  params,
});

export const joinings = {
  mix: joining('a sum', {
    in: {
      takes: 'gained nodes',
      least: 1,
      most: 64,
      gain: plain(-4, 4, 1, 'of one input; negative turns it over'),
      doc: 'names, or `{ "node": …, "gain": … }`',
    },
  }),
  multiply: joining('a product: a sound by its envelope, or ring modulation', {
    in: { takes: 'nodes', least: 2, most: 16, doc: 'names' },
  }),
  crossfade: joining(
    'between two sounds',
    { a: one('heard at position 0'), b: one('heard at position 1') },
    {
      position: share(0.5, 'where between them'),
      law: choice(
        ['power', 'linear'],
        'power',
        'power keeps the loudness of unlike sounds, linear that of like ones',
      ),
    },
  ),
  constant: joining('a number', {}, { value: plain(-1000, 1000, 1, 'the number') }),
  gain: joining(
    'louder or softer',
    { in: one('what is scaled') },
    { gain: plain(-8, 8, 1, 'factor; negative turns it over') },
  ),
  feedback: joining(
    'the only way to close a circle: adds to its input what `from` gave a moment ago, free of DC and softly bounded',
    { in: one('what goes into the circle'), from: one('any node, also one that comes after this one') },
    {
      gain: plain(
        -1.2,
        1.2,
        0.5,
        'how much comes back; near 1 it hardly fades, above it swells to the bound',
      ),
      delay: seconds(0, 4, 0.1, 'how long ago; at least one sample'),
    },
  ),
} satisfies { [type: string]: NodeType };
