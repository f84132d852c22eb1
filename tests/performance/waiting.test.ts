import { describe, expect, test } from 'vitest';
import { countParts, endingOf, leftToPlay } from '../../src/performance/index.ts';
import type { Part } from '../../src/plan/index.ts';
import { smallScore } from '../plan/small-score.ts';
import { playThrough, Waiting } from './played.ts';

const quiet = { failedCriteria: [] };
const quota = (until?: string): Waiting =>
  new Waiting({ for: 'quota', because: 'the quota of m is gone', ...(until === undefined ? {} : { until }) });
const budget = new Waiting({ for: 'budget', because: 'the budget of 1 USD is reached' });

/** a, then b and c; d needs c whether or not it failed; other needs nothing; a fan-out over b. */
const score = smallScore({
  e: {
    instruments: {
      a: {},
      b: { needs: ['a'], attempts: 2 },
      c: { needs: ['b?'] },
      each: { each: 'b', needs: ['b'] },
      other: {},
    },
  },
});
const output = (part: Part) => (part.name.nickname === 'b' ? [1, 2] : 'x');

describe('a part that waits', () => {
  test('is left with all that needs it, whatever the question mark, while the others play; exit 6 says until when', () => {
    const { state, started, ends, waits, published } = playThrough(score, (part) =>
      part.name.nickname === 'b' ? quota('2026-11-22T08:00:00Z') : output(part),
    );
    expect(started).toEqual(['e/a', 'e/other', 'e/b']);
    expect(ends).toBe(1);
    expect(waits).toEqual(['e/b waits']);
    expect(published.toSorted()).toEqual(['e/a', 'e/other']);
    expect(leftToPlay(state)).toEqual(['e/b', 'e/c', 'e/each']);
    expect(countParts(state)).toMatchObject({ played: 2, failed: 0, blocked: 0, waiting: 3 });
    expect(endingOf(state, quiet)).toEqual({
      code: 6,
      reason: 'the quota of m is gone; go on after 2026-11-22T08:00:00Z; left to play: e/b, e/c, e/each',
    });
  });

  test('for a budget is exit 5, which says what was spent and what is left', () => {
    const { state } = playThrough(score, (part) => (part.name.nickname === 'b' ? budget : output(part)));
    expect(endingOf(state, { ...quiet, spent: 'spent 0.9 USD on e/a' })).toEqual({
      code: 5,
      reason: 'the budget of 1 USD is reached; spent 0.9 USD on e/a; left to play: e/b, e/c, e/each',
    });
  });

  test('stands in the order of the codes: interrupted and a changed score before it, failures after it, 6 before 5', () => {
    const fails = (part: Part) =>
      part.name.nickname === 'other' ? undefined : part.name.nickname === 'b' ? budget : output(part);
    const { state } = playThrough(score, fails);
    expect(endingOf(state, { failedCriteria: ['a criterion'] }).code).toBe(5);
    expect(endingOf(state, { ...quiet, interrupted: 'SIGINT' }).code).toBe(130);
    expect(endingOf(state, { ...quiet, stoppedBecause: 'changed' }).code).toBe(2);
    const both = playThrough(score, (part) => (part.name.nickname === 'other' ? quota() : fails(part)));
    expect(endingOf(both.state, quiet).code).toBe(6);
  });

  test('uses up no attempt: held until it can be asked again, it goes on with the attempt it had come to', () => {
    let gone = 2;
    const { state, attempts, waits, ends } = playThrough(
      score,
      (part, attempt) => {
        if (part.name.nickname !== 'b') return output(part);
        if (attempt === 1) return undefined;
        gone -= 1;
        return gone >= 0 ? quota(`until ${gone}`) : output(part);
      },
      { waits: true, parallel: 1 },
    );
    expect(attempts.filter((one) => one.startsWith('e/b'))).toEqual(['e/b 1', 'e/b 2', 'e/b 2', 'e/b 2']);
    expect(waits).toEqual(['e/b is held', 'wait until until 1', 'e/b is held', 'wait until until 0']);
    expect(ends).toBe(1);
    expect(countParts(state)).toMatchObject({ played: 6, waiting: 0 });
    expect(endingOf(state, quiet)).toEqual({ code: 0 });
  });

  test('several that wait for the same are one sleep, and a budget is never slept for', () => {
    let asked = 0;
    const { waits, state } = playThrough(
      smallScore({ e: { instruments: { a: {}, b: {}, c: {} } } }),
      (part) => {
        if (part.name.nickname === 'c') return budget;
        asked += 1;
        return asked <= 2 ? quota() : 'x';
      },
      { waits: true },
    );
    expect(waits.toSorted()).toEqual(['e/a is held', 'e/b is held', 'e/c waits', 'wait until some time']);
    expect(countParts(state)).toMatchObject({ played: 2, waiting: 1 });
    expect(endingOf(state, quiet).code).toBe(5);
  });
});

describe('when the minutes are over', () => {
  const chain = smallScore({
    e: { instruments: { a: { attempts: 2 }, b: { needs: ['a'] }, c: { needs: ['b'] } } },
  });

  test('what plays ends, nothing more starts, and exit 5 names what is left', () => {
    // Looked, taken and judged by then; the take of `a` is accepted afterwards.
    const { state, started, published, ends } = playThrough(chain, () => 'x', { timeOverAfter: 2 });
    expect([started, published, ends]).toEqual([['e/a'], ['e/a'], 1]);
    expect(countParts(state)).toMatchObject({ played: 1, waiting: 2 });
    expect(endingOf(state, quiet)).toEqual({
      code: 5,
      reason: 'the minutes are over; left to play: e/b, e/c',
    });
  });

  test('a failed attempt gets no other one, and its part has not failed', () => {
    const { state, attempts } = playThrough(chain, () => undefined, { timeOverAfter: 1 });
    expect(attempts).toEqual(['e/a 1']);
    expect(countParts(state)).toMatchObject({ failed: 0, waiting: 3 });
    expect(endingOf(state, quiet).code).toBe(5);
  });

  test('with nothing left to play it is no ending of its own', () => {
    const { state } = playThrough(smallScore({ e: { instruments: { a: {} } } }), () => 'x', {
      timeOverAfter: 1,
    });
    expect(endingOf(state, quiet)).toEqual({ code: 0 });
  });
});
