import { expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { smallScore } from '../plan/small-score.ts';
import { playThrough } from './played.ts';

const fans = (
  more: { readonly when?: string; readonly needs?: readonly string[] },
  last: readonly string[] = ['b?'],
) =>
  smallScore({
    e: {
      instruments: {
        source: {},
        other: {},
        a: { each: 'source' },
        b: { each: 'a', ...more },
        c: { each: 'b' },
        all: { needs: last },
      },
    },
  });
const two: Json = [{ id: 'x' }, { id: 'y' }];

/** Which parts started, whatever finished first. */
function startedIn(score: ReturnType<typeof fans>, failing: string): { started: string[]; heard: Json } {
  const seen: string[][] = [];
  let heard: Json = null;
  for (const order of [[0], [1], [3, 0], [0, 2, 5, 1]]) {
    let at = 0;
    const { started } = playThrough(
      score,
      (part) => {
        if (part.address === 'e/all') heard = (part.decided?.input['inputs'] as Json) ?? null;
        return part.address === failing ? undefined : part.address === 'e/source' ? two : 1;
      },
      { choose: (count) => (order[at++ % order.length] ?? 0) % count },
    );
    seen.push(started.toSorted());
  }
  for (const one of seen) expect(one).toEqual(seen[0]);
  return { started: seen[0] ?? [], heard };
}

test('a fan-out that `when` skips as a whole is heard as null and yields no items, whatever finished first', () => {
  const { started, heard } = startedIn(fans({ when: '1 == 2', needs: ['other'] }), '');
  expect(started).toEqual(['e/a[x]', 'e/a[y]', 'e/all', 'e/other', 'e/source']);
  expect(heard).toEqual({ b: null });
});

test('one whose other need failed stands item by item, with the reason', () => {
  const { started, heard } = startedIn(fans({ needs: ['other'] }), 'e/other');
  expect(started).toEqual(['e/a[x]', 'e/a[y]', 'e/all', 'e/other', 'e/source']);
  expect(heard).toMatchObject({
    b: [
      { id: 'x', output: null, failed: 'blocked by e/other' },
      { id: 'y', failed: 'blocked by e/other' },
    ],
  });
});

test('one whose source failed before its items were known is heard as null', () => {
  const { started, heard } = startedIn(fans({}), 'e/source');
  expect(started).toEqual(['e/all', 'e/other', 'e/source']);
  expect(heard).toEqual({ b: null });
});

test('a fan-out that is empty in one wave is not heard before its region has settled', () => {
  const score = smallScore({
    e: {
      instruments: {
        plan: { attempts: 2 },
        each: { each: 'plan' },
        judge: { needs: ['each'], returnsTo: 'plan' },
        stats: { needs: ['each'] },
      },
    },
  });
  const { started, published } = playThrough(score, ({ name, address }) => {
    if (name.nickname === 'plan') return name.round === 2 ? [] : two;
    return address === 'e/judge' || address === 'e/judge#2' ? undefined : 1;
  });
  expect(started.filter((address) => address.startsWith('e/stats'))).toEqual(['e/stats']);
  expect(published.at(-1)).toBe('e/stats');
  expect(published).toContain('e/each[x]#2');
});
