import type { joinings } from '../../graph/catalog/joining.ts';
import { backSlotOf, call, room, type Emit } from '../hand.ts';

export const joiningTexts = {
  mix: (n) =>
    n
      .all('in')
      .map(({ node, gain }) => (gain === '1.0' ? node : `${node}*${gain}`))
      .join(' + '),
  multiply: (n) =>
    n
      .all('in')
      .map(({ node }) => node)
      .join('*'),
  crossfade: (n) =>
    call(n.choice('law') === 'power' ? 'crossed' : 'faded', n.in('a'), n.in('b'), n.value('position')),
  constant: (n) => n.value('value'),
  gain: (n) => `${n.in()}*${n.value('gain')}`,
  feedback: (n) =>
    call(
      `fedBack(${room(n, 'delay')})`,
      n.in(),
      n.in('from').replace(/^n_/, backSlotOf('')),
      n.guarded('gain'),
      n.value('delay'),
    ),
} satisfies { readonly [type in keyof typeof joinings]: Emit };
