import { describe, expect, test } from 'vitest';
import type { Address, Json } from '../../src/base/index.ts';
import { countParts, endingOf } from '../../src/performance/index.ts';
import { valueOf, type Part } from '../../src/plan/index.ts';
import { smallScore } from '../plan/small-score.ts';
import { playThrough } from './played.ts';

const quiet = { failedCriteria: [] };
const short = (addresses: readonly string[]): string[] =>
  addresses.map((address) => address.replace('e/', ''));

describe('a loop', () => {
  const polish = (until: string, best?: string) =>
    smallScore({
      e: {
        loops: [
          {
            name: 'polish',
            body: ['fix', 'compose', 'validate'],
            until,
            max: 2,
            ...(best === undefined ? {} : { best }),
          },
        ],
        instruments: {
          fix: { needs: ['validate'] },
          compose: { needs: ['fix'] },
          validate: { needs: ['compose'] },
          after: { needs: ['validate?'] },
          strict: { needs: ['validate'] },
        },
      },
    });

  test('a member without a first pass first plays in round 2, and round 1 hears null in its place', () => {
    const heard = new Map<string, Json>();
    const { started } = playThrough(polish('validate.n >= 2'), (part) => {
      heard.set(part.address, (part.decided?.input['inputs'] as Json) ?? null);
      return { n: part.name.round };
    });
    expect(short(started)).toEqual([
      'compose',
      'validate',
      'fix#2',
      'compose#2',
      'validate#2',
      'after',
      'strict',
    ]);
    expect(heard.get('e/compose')).toEqual({ fix: null });
    expect(heard.get('e/fix#2')).toEqual({ validate: { n: 1 } });
    expect(heard.get('e/compose#2')).toEqual({ fix: { n: 2 } });
    expect(heard.get('e/after')).toEqual({ validate: { n: 2 } });
  });

  test('one that never holds has failed after max more rounds; its best round is heard by a `?` need, others are blocked', () => {
    const heard = new Map<string, Json>();
    const { state, started } = playThrough(polish('validate.n > 9', 'validate.n'), (part) => {
      heard.set(part.address, (part.decided?.input['inputs'] as Json) ?? null);
      return { n: part.name.round === 2 ? 7 : 3 };
    });
    expect(short(started)).toEqual([
      'compose',
      'validate',
      'fix#2',
      'compose#2',
      'validate#2',
      'fix#3',
      'compose#3',
      'validate#3',
      'after',
    ]);
    expect(heard.get('e/after')).toEqual({ validate: { n: 7 } });
    expect(countParts(state)).toMatchObject({ played: 9, blocked: 1 });
    expect(endingOf(state, quiet)).toEqual({
      code: 3,
      reason: 'loop polish: `until: validate.n > 9` is still false after 3 rounds',
    });
    expect(valueOf(state.plan.slots.standingSlot('e/validate'))).toEqual({ n: 7 });
  });

  test('the earliest of equally good rounds is kept', () => {
    const { state } = playThrough(polish('validate.n > 9', 'validate.n'), () => ({ n: 5 }));
    expect([...state.plan.slots.loops.values()][0]?.kept).toBe(1);
  });
});

describe('needs that did not end well', () => {
  test('a skipped need is heard as null and blocks nobody', () => {
    const score = smallScore({ e: { instruments: { a: { when: '1 == 2' }, b: { needs: ['a'] } } } });
    const heard: Json[] = [];
    const { started, state } = playThrough(score, (part) => {
      heard.push((part.decided?.input['inputs'] as Json) ?? null);
      return 1;
    });
    expect(short(started)).toEqual(['b']);
    expect(heard).toEqual([{ a: null }]);
    expect(endingOf(state, quiet).code).toBe(0);
  });

  test('a fan-out with one failed item is heard whole by a `?` need, and blocks one without', () => {
    const score = smallScore({
      e: {
        instruments: {
          source: {},
          each: { each: 'source' },
          all: { needs: ['each?'] },
          strict: { needs: ['each'] },
        },
      },
    });
    let all: Json = null;
    const { started, state } = playThrough(score, (part) => {
      if (part.address === 'e/source') return [{ id: 'x' }, { id: 'y' }];
      if (part.address === 'e/each[y]') return undefined;
      if (part.address === 'e/all') all = (part.decided?.input['inputs'] as Json) ?? null;
      return { of: part.address };
    });
    expect(short(started)).toEqual(['source', 'each[x]', 'each[y]', 'all']);
    expect(all).toEqual({
      each: [
        { id: 'x', item: { id: 'x' }, output: { of: 'e/each[x]' }, files: [] },
        {
          id: 'y',
          item: { id: 'y' },
          output: null,
          files: [],
          failed: 'as told: it failed',
          attempts: 1,
        },
      ],
    });
    expect(endingOf(state, quiet)).toEqual({ code: 3, reason: 'e/each[y]: as told: it failed' });
  });

  test('an empty fan-out is no parts, and heard as []', () => {
    const score = smallScore({
      e: {
        instruments: {
          source: {},
          each: { each: 'source' },
          next: { each: 'each' },
          all: { needs: ['each', 'next'] },
        },
      },
    });
    let all: Json = null;
    const { started } = playThrough(score, (part) => {
      if (part.address === 'e/all') all = (part.decided?.input['inputs'] as Json) ?? null;
      return [];
    });
    expect(short(started)).toEqual(['source', 'all']);
    expect(all).toEqual({ each: [], next: [] });
  });

  test('arrays may be joined, and item i of a fan-out over fan-outs starts as soon as its own source is there', () => {
    const score = smallScore({
      e: {
        instruments: {
          a: {},
          b: {},
          ea: { each: 'a' },
          eb: { each: 'b' },
          both: { each: 'ea + eb' },
          plain: { each: 'a + b' },
        },
      },
    });
    const { started, published } = playThrough(
      score,
      ({ address }) =>
        address === 'e/a' ? [{ id: 'p' }, { id: 'q' }] : address === 'e/b' ? [{ id: 'r' }] : 1,
      { parallel: 1 },
    );
    expect(started.filter((address) => address.includes('both'))).toEqual([
      'e/both[p]',
      'e/both[q]',
      'e/both[r]',
    ]);
    expect(started.filter((address) => address.includes('plain'))).toEqual([
      'e/plain[p]',
      'e/plain[q]',
      'e/plain[r]',
    ]);
    expect(short(published)).toEqual([
      'a',
      'b',
      'ea[p]',
      'ea[q]',
      'eb[r]',
      'plain[p]',
      'plain[q]',
      'plain[r]',
      'both[p]',
      'both[q]',
      'both[r]',
    ]);
  });

  test('a part that yields unusable ids has failed, and hears which', () => {
    const score = smallScore({ e: { instruments: { source: { attempts: 2 }, each: { each: 'source' } } } });
    const { state, started } = playThrough(score, (_, attempt) =>
      attempt === 1 ? [{ id: 'a' }, { id: 'A' }] : [{ id: '../up' }],
    );
    expect(short(started)).toEqual(['source']);
    expect(endingOf(state, quiet)).toEqual({
      code: 3,
      reason: expect.stringContaining('item 0 has the id "../up"') as unknown,
    });
  });
});

describe('returns_to', () => {
  const returning = smallScore({
    e: {
      instruments: {
        specs: {},
        analyze: { each: 'specs', attempts: 2 },
        compile: { each: 'analyze', returnsTo: 'analyze' },
        stats: { needs: ['analyze'] },
        curate: { needs: ['compile?'] },
      },
    },
  });
  const specs = [{ id: 'x' }, { id: 'y' }];

  test('a failure is feedback for the named part of the same item, which plays its next round; the rest is untouched', () => {
    const feedback = new Map<Address, unknown>();
    const { started, published, state } = playThrough(returning, (part) => {
      if (part.address === 'e/specs') return specs;
      feedback.set(part.address, part.feedback);
      return part.address === 'e/compile[y]' ? undefined : { by: part.address };
    });
    expect(short(started).filter((name) => name.includes('['))).toEqual([
      'analyze[x]',
      'analyze[y]',
      'compile[x]',
      'compile[y]',
      'analyze[y]#2',
      'compile[y]#2',
    ]);
    expect(feedback.get('e/analyze[y]#2' as Address)).toEqual([
      { criterion: 'as told', evidence: 'it failed' },
    ]);
    expect(short(published)).toEqual([
      'specs',
      'analyze[x]',
      'analyze[y]',
      'compile[x]',
      'analyze[y]#2',
      'compile[y]#2',
      'stats',
      'curate',
    ]);
    expect(endingOf(state, quiet).code).toBe(0);
  });

  test('it is sent back at most as often as its own attempts, and then the part has failed', () => {
    const { started, state } = playThrough(returning, (part) =>
      part.address === 'e/specs'
        ? specs
        : part.name.nickname === 'compile' && part.name.item === 'y'
          ? undefined
          : 1,
    );
    expect(short(started).filter((name) => name.includes('[y]'))).toEqual([
      'analyze[y]',
      'compile[y]',
      'analyze[y]#2',
      'compile[y]#2',
      'analyze[y]#3',
      'compile[y]#3',
    ]);
    expect(started).toContain('e/curate');
    expect(endingOf(state, quiet).code).toBe(3);
  });

  test('what the machine is to blame for is not sent back: nobody is asked for another take', () => {
    const playing = (part: { readonly address: Address }) =>
      part.address === 'e/specs' ? specs : part.address === 'e/compile[y]' ? undefined : 1;
    const { started, state } = playThrough(returning, playing, { disk: 'full' });
    expect(short(started).filter((name) => name.includes('[y]'))).toEqual(['analyze[y]', 'compile[y]']);
    expect(started).toContain('e/curate');
    expect(endingOf(state, quiet).code).toBe(3);
  });

  test('in a later plan the highest accepted round stands, and only what is missing plays', () => {
    const first = playThrough(returning, (part) =>
      part.address === 'e/specs' ? specs : part.address === 'e/compile[y]' ? undefined : { by: part.address },
    );
    const again = playThrough(returning, () => 'played again', {
      before: { accepted: first.accepted, takenBack: new Map(), again: new Set() },
      outputs: first.outputs,
    });
    expect(again.started).toEqual([]);
    expect(countParts(again.state)).toEqual({
      played: 0,
      kept: 7,
      failed: 0,
      blocked: 0,
      skipped: 0,
      uncertain: 0,
      waiting: 0,
    });
  });
});

test('F2: a null rerun plays nothing, loops with all their rounds included', () => {
  const score = smallScore({
    e: {
      loops: [{ name: 'l', body: ['fix', 'check'], until: 'check >= 3', max: 5 }],
      instruments: {
        fix: { needs: ['check'] },
        check: { needs: ['fix'] },
        end: { needs: ['check'], hearsHandoff: true, hearsRecord: true },
      },
    },
  });
  const first = playThrough(score, (part) => part.name.round);
  expect(short(first.started)).toEqual(['check', 'fix#2', 'check#2', 'fix#3', 'check#3', 'end']);
  const again = playThrough(score, () => 0, {
    before: { accepted: first.accepted, takenBack: new Map(), again: new Set() },
    outputs: first.outputs,
  });
  expect(again.started).toEqual([]);
});

test('early cut-off: an equal output keeps those after it', () => {
  const score = smallScore({ e: { instruments: { a: {}, b: { needs: ['a'] }, c: { needs: ['b'] } } } });
  const first = playThrough(score, () => 1);
  const again = playThrough(score, () => 1, {
    before: { accepted: first.accepted, takenBack: new Map(), again: new Set(['e/a']) },
    outputs: first.outputs,
  });
  expect(short(again.started)).toEqual(['a']);
});

test('an ensemble waits for those that it needs, and is blocked when one of them failed', () => {
  const score = smallScore({
    one: { instruments: { a: {} } },
    two: { needs: ['one'], instruments: { b: {} } },
  });
  const good = playThrough(score, () => 1);
  expect(good.started).toEqual(['one/a', 'two/b']);
  expect(good.ensembles).toEqual(['one', 'two']);
  const bad = playThrough(score, (part: Part) => (part.address === 'one/a' ? undefined : 1));
  expect(bad.started).toEqual(['one/a']);
  expect(countParts(bad.state)).toMatchObject({ failed: 1, blocked: 1 });
});
