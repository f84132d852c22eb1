import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/base/index.ts';
import type { Before } from '../../src/plan/index.ts';
import { smallScore } from '../plan/small-score.ts';
import { nothingBefore, playThrough, type Played, type Playing } from './played.ts';

/** An item whose first analyses nobody can use, and one that is good at once. */
const score = smallScore({
  e: {
    instruments: {
      plan: {},
      analyzer: { needs: ['plan'], each: 'plan', attempts: 2 },
      bell: { needs: ['analyzer'], each: 'analyzer', returnsTo: 'analyzer' },
      pack: { needs: ['bell?'] },
    },
  },
});
/** The bell of item b comes about in this round. */
const goodIn =
  (round: number): Playing =>
  ({ name: { nickname, item, round: now } }) => {
    if (nickname === 'plan') return [{ id: 'a' }, { id: 'b' }];
    return nickname === 'bell' && item === 'b' && now < round ? undefined : { n: now };
  };

const after = (past: Played, more: Partial<Before> = {}): Before => ({
  ...nothingBefore,
  accepted: past.accepted,
  ...more,
});
const short = (addresses: readonly Address[]): string =>
  addresses.map((address) => address.slice(2)).join(' ');

describe('what was sent back', () => {
  test('is sent back again by a later session, as often, and stands before who needs it', () => {
    const first = playThrough(score, goodIn(6));
    expect(short(first.published)).toBe(
      'plan analyzer[a] analyzer[b] bell[a] analyzer[b]#2 analyzer[b]#3 pack',
    );
    const second = playThrough(score, goodIn(6), { before: after(first), outputs: first.outputs });
    expect(short(second.started)).toBe('bell[b]#3 analyzer[b]#4 bell[b]#4 analyzer[b]#5 bell[b]#5 pack');
    expect(short(second.published)).toBe('analyzer[b]#4 analyzer[b]#5 pack');
    const both = {
      ...second,
      accepted: new Map([...first.accepted, ...second.accepted]),
      outputs: new Map([...first.outputs, ...second.outputs]),
    };
    const third = playThrough(score, goodIn(6), { before: after(both), outputs: both.outputs });
    expect(short(third.published)).toBe('analyzer[b]#6 bell[b]#6 pack');
  });

  test('is counted by a session that goes on, wherever it was cut: the same steps in the same order', () => {
    const whole = playThrough(score, goodIn(9));
    expect(short(whole.published)).toMatch(/analyzer\[b\]#3 pack$/);
    for (let cut = 1; cut < whole.accepted.size; cut += 1) {
      const accepted = new Map([...whole.accepted].slice(0, cut));
      const [{ session } = { session: '' }] = accepted.values();
      const left = whole.published.filter((address) => !accepted.has(address));
      const resumed = playThrough(score, goodIn(9), {
        before: { ...nothingBefore, accepted, session },
        outputs: whole.outputs,
      });
      expect([cut, short(resumed.published)]).toEqual([cut, short(left)]);
    }
  });
});
