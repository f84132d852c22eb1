import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { standingOf, type Part } from '../../src/plan/index.ts';
import type { Score } from '../../src/score/index.ts';
import { smallScore, type SmallInstrument } from '../plan/small-score.ts';
import { playThrough } from './played.ts';

/**
 * Random ensembles of up to eight instruments: plain ones, fan-outs over earlier ones, optional needs, `when`,
 * several attempts, returns, and sometimes a loop over the last three.
 */
const arbitraryScore: fc.Arbitrary<Score> = fc
  .array(
    fc.record({
      needs: fc.array(fc.record({ to: fc.nat(7), optional: fc.boolean() }), { maxLength: 3 }),
      each: fc.option(fc.nat(7), { nil: undefined }),
      never: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      attempts: fc.integer({ min: 1, max: 2 }),
      returns: fc.boolean(),
      handoff: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((rows) => fc.boolean().map((loop) => scoreOf(rows, loop)));

interface Row {
  readonly needs: readonly { readonly to: number; readonly optional: boolean }[];
  readonly each: number | undefined;
  readonly never: boolean;
  readonly attempts: number;
  readonly returns: boolean;
  readonly handoff: boolean;
}

function scoreOf(rows: readonly Row[], withLoop: boolean): Score {
  const instruments: Record<string, SmallInstrument> = {};
  const names = rows.map((_, index) => `i${index}`);
  const body = withLoop && rows.length >= 4 ? names.slice(-3) : [];
  const isEach = (index: number): boolean =>
    rows[index]?.each !== undefined && rows[index].each < index && !body.includes(`i${index}`);
  for (const [index, row] of rows.entries()) {
    const earlier = row.needs.filter(({ to }) => to < index);
    const needs = earlier.map(({ to, optional }) => `i${to}${optional ? '?' : ''}`);
    const each = isEach(index) ? `i${row.each ?? 0}` : undefined;
    const target = earlier.find(({ to }) => to === row.each || isEach(to) === isEach(index));
    const mayReturn =
      row.returns &&
      !body.includes(`i${index}`) &&
      target !== undefined &&
      !isEach(target.to) &&
      !body.includes(`i${target.to}`);
    instruments[`i${index}`] = {
      needs: [...new Set([...needs, ...(body[0] === `i${index}` ? [body[2] ?? ''] : [])])],
      attempts: row.attempts,
      hearsHandoff: row.handoff,
      ...(each === undefined ? {} : { each }),
      ...(row.never ? { when: '1 == 2' } : {}),
      ...(mayReturn ? { returnsTo: `i${target.to}` } : {}),
    };
  }
  const [a, b, c] = body;
  if (a !== undefined && b !== undefined && c !== undefined) {
    instruments[b] = { ...instruments[b], needs: [...new Set([...(instruments[b]?.needs ?? []), `${a}?`])] };
    instruments[c] = { ...instruments[c], needs: [...new Set([...(instruments[c]?.needs ?? []), b])] };
  }
  return smallScore({
    e: {
      instruments,
      loops: body.length === 0 ? [] : [{ name: 'l', body, until: `size(${c ?? ''}) > 2`, max: 2 }],
    },
  });
}

/** Whether an attempt fails hangs on who plays which attempt of which round, not on when. */
const willOf =
  (luck: number) =>
  (part: Part, attempt: number): Json | undefined => {
    const draw = [...`${part.address}#${attempt}`].reduce(
      (sum, letter) => (sum * 31 + letter.charCodeAt(0) + luck) % 9973,
      luck,
    );
    return draw % 5 === 0 ? undefined : [{ id: 'a' }, { id: 'b' }].slice(0, draw % 3);
  };

const orders = fc.array(fc.nat(20), { minLength: 1, maxLength: 40 });
const chooser = (order: readonly number[]) => {
  let at = 0;
  return (count: number): number => (order[at++ % order.length] ?? 0) % count;
};

test('F1–F4: nothing plays before its needs, twice, or unpublished; every session ends once, and every order gives the same history', () => {
  fc.assert(
    fc.property(arbitraryScore, fc.nat(1000), orders, orders, (score, luck, one, other) => {
      const first = playThrough(
        score,
        (part, attempt) => {
          if (part.source !== undefined) expect(part.source.state).toBe('ended');
          return willOf(luck)(part, attempt);
        },
        { choose: chooser(one) },
      );
      const second = playThrough(score, willOf(luck), { choose: chooser(other), parallel: 2 });
      for (const { started, published, accepted, state, ends } of [first, second]) {
        expect(ends).toBe(1);
        expect(new Set(started).size).toBe(started.length);
        expect([...published].sort()).toEqual([...accepted.keys()].sort());
        expect(state.playing.size + state.looking + state.ready.length).toBe(0);
        for (const slot of state.plan.slots.all)
          for (const part of slot.parts) expect(part.state, part.address).toBe('ended');
        for (const part of state.plan.parts.values()) {
          for (const need of part.slot.node.instrument.needs) {
            if (need.optional || need.back || standingOf(part) === undefined) continue;
            const place = (address: string): number => published.indexOf(address as never);
            const needed = [...state.plan.parts.values()].filter(
              (other) =>
                other.slot.node.instrument.nickname === need.nickname &&
                standingOf(other) !== undefined &&
                other.slot.round <= part.slot.round,
            );
            if (part.source === undefined && part.name.round === 1 && place(part.address) >= 0) {
              for (const one of needed)
                // An item that first appears when its source plays again stands behind what played before.
                if (one.name.round === 1 && one.waves.size === 0)
                  expect(place(one.address), `${one.address} before ${part.address}`).toBeLessThan(
                    place(part.address),
                  );
            }
          }
        }
      }
      expect(second.published).toEqual(first.published);
      expect(new Map([...second.accepted].map(([part, { key }]) => [part, key]))).toEqual(
        new Map([...first.accepted].map(([part, { key }]) => [part, key])),
      );
      const again = playThrough(score, () => undefined, {
        before: { accepted: first.accepted, takenBack: new Map(), again: new Set() },
        outputs: first.outputs,
      });
      const failedBefore = [...first.state.plan.slots.all].some(({ parts }) =>
        parts.some(({ ending }) => ending?.ended === 'failed'),
      );
      if (!failedBefore) expect(again.started).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
