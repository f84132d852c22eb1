import type { joinings } from '../../graph/catalog/joining.ts';
import { backSlotOf, call, room, slotOf, type Emit } from '../hand.ts';

export const joiningTexts = {
  mix: (n) =>
    n
      .all('in')
      .map(({ node, gain }) => (gain.known === 1 ? node : `${node}*${gain.text}`))
      .join(' + '),
  multiply: (n) =>
    n
      .all('in')
      .map(({ node }) => node)
      .join('*'),
  crossfade: (n) =>
    call(n.choice('law') === 'power' ? 'crossed' : 'faded', n.in('a'), n.in('b'), n.value('position')),
  constant: (n) => n.value('value').text,
  gain: (n) => `${n.in()}*${n.value('gain').text}`,
  feedback: (n) => {
    const back = backSlotOf(n.in('from').slice(slotOf('').length));
    return call(`fedBack(${room(n, 'delay')})`, n.in(), back, n.guarded('gain'), n.value('delay'));
  },
} satisfies { readonly [type in keyof typeof joinings]: Emit };
