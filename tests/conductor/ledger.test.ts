import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address, Usage } from '../../src/base/index.ts';
import { Ledger } from '../../src/conductor/ledger.ts';
import type { Allowance, CallEnd, ModelCall } from '../../src/players/index.ts';
import { Spending, type AskingNote } from '../../src/record/index.ts';

/** The fold of a journal, without the disk: what a crash leaves is `lines`. */
class Lines {
  readonly lines: Parameters<Spending['asking'] | Spending['asked']>[0][] = [];
  readonly spending = new Spending();

  asking(note: AskingNote): { call: number; onDisk: Promise<void> } {
    const line = { event: 'asking' as const, call: this.spending.calls + 1, ...note, at: '' };
    this.lines.push(line);
    this.spending.asking(line);
    return { call: line.call, onDisk: Promise.resolve() };
  }

  asked(call: number, note: Omit<Parameters<Spending['asked']>[0], 'event' | 'call'>): Promise<void> {
    const line = { event: 'asked' as const, call, ...note };
    this.lines.push(line);
    this.spending.asked(line);
    return Promise.resolve();
  }

  /** As the next Conductor reads them: what is open was not seen to end. */
  afterCrash(): Lines {
    const next = new Lines();
    for (const line of this.lines) {
      next.lines.push(line);
      if (line.event === 'asking') next.spending.asking(line);
      else next.spending.asked(line);
    }
    for (const call of next.spending.open.keys()) void next.asked(call, { end: 'unseen' });
    return next;
  }
}

const recordOf = (lines: Lines) => ({
  spending: () => lines.spending,
  asking: lines.asking.bind(lines),
  asked: lines.asked.bind(lines),
});

const part = 'e/a' as Address;
const price = { input: 1, output: 10, cached: 0.1, written: 1.25 };
const model = { name: 'standard', id: 'm', price };
const call = (usd: number | undefined, tokens = 10): ModelCall => ({
  model,
  what: 'm on this machine',
  worst: { input: tokens, output: 0, ...(usd === undefined ? {} : { usd }) },
});
const used = (usd: number, tokens = 0): Usage => ({ input: tokens, output: 0, cached: 0, usd });
const settle = async (allowance: Allowance, end: CallEnd): Promise<void> => {
  if (!allowance.allowed) throw new Error(allowance.because);
  await allowance.settle(end);
};
/** Whether a promise has been answered by now. */
const isAnswered = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise.then(() => true), new Promise((done) => setImmediate(() => done(false)))])) ===
  true;

describe('a budget', () => {
  test('is set aside by worst cases: what may fit later waits, what never fits is refused at once', async () => {
    const lines = new Lines();
    const ledger = new Ledger({ usd: 1 }, recordOf(lines));
    const first = await ledger.calling({ part, attempt: 1 }, call(0.6));
    const second = ledger.calling({ part, attempt: 1 }, call(0.6));
    expect(await isAnswered(second)).toBe(false);
    await settle(first, { end: 'seen', usage: used(0.3) });
    expect((await second).allowed).toBe(true);
    expect(await ledger.calling({ part, attempt: 1 }, call(0.8))).toEqual({
      allowed: false,
      because:
        'the budget of 1 USD does not reach: 0.3 USD are spent, and the next call may cost up to 0.8 USD',
    });
  });

  test('in tokens holds the same way, and both hold together', async () => {
    const lines = new Lines();
    const ledger = new Ledger({ usd: 1, tokens: 100 }, recordOf(lines));
    await settle(await ledger.calling({ part, attempt: 1 }, call(0.1, 60)), {
      end: 'seen',
      usage: used(0.1, 60),
    });
    expect(await ledger.calling({ part, attempt: 1 }, call(0.1, 41))).toMatchObject({
      allowed: false,
      because: expect.stringContaining('100 tokens does not reach: 60 are spent'),
    });
    expect((await ledger.calling({ part, attempt: 1 }, call(0.1, 40))).allowed).toBe(true);
  });

  test('in USD allows nothing whose price is unknown', async () => {
    const ledger = new Ledger({ usd: 1 }, recordOf(new Lines()));
    expect(await ledger.calling({ part, attempt: 1 }, call(undefined))).toMatchObject({
      allowed: false,
      because: expect.stringContaining('a price is unknown'),
    });
  });

  test('who came first is answered first: small calls do not overtake a large one for ever', async () => {
    const ledger = new Ledger({ usd: 1 }, recordOf(new Lines()));
    const first = await ledger.calling({ part, attempt: 1 }, call(0.5));
    const large = ledger.calling({ part, attempt: 1 }, call(0.7));
    const small = ledger.calling({ part, attempt: 1 }, call(0.1));
    expect([await isAnswered(large), await isAnswered(small)]).toEqual([false, false]);
    await settle(first, { end: 'free' });
    expect([(await large).allowed, (await small).allowed]).toEqual([true, true]);
  });

  test('without one everything is allowed, and counted', async () => {
    const lines = new Lines();
    const ledger = new Ledger({}, recordOf(lines));
    const one = await ledger.calling({ part, attempt: 1 }, call(undefined, 10));
    await settle(one, { end: 'seen', usage: { input: 7, output: 3, cached: 5 } });
    expect(lines.spending.ofPart(part)).toEqual({ usage: { input: 7, output: 3, cached: 5 } });
  });
});

test('what the prompt cache saved is a figure of its own, less what writing into it cost', async () => {
  const lines = new Lines();
  const ledger = new Ledger({}, recordOf(lines));
  const usage = { input: 3_000_000, output: 0, cached: 1_000_000, written: 1_000_000, usd: 2.35 };
  await settle(await ledger.calling({ part, attempt: 1 }, call(9)), { end: 'seen', usage });
  expect(lines.spending.saved).toBeCloseTo(0.9 - 0.25, 9);
  expect(lines.spending.total.usd).toBe(2.35);
});

test('an attempt that is over leaves nothing open and nothing waiting', async () => {
  const lines = new Lines();
  const ledger = new Ledger({ usd: 1 }, recordOf(lines));
  await ledger.calling({ part, attempt: 1 }, call(0.9));
  const other = ledger.calling({ part: 'e/b' as Address, attempt: 1 }, call(0.5));
  await ledger.leave('e/b' as Address);
  expect(await other).toMatchObject({ allowed: false });
  await ledger.leave(part);
  expect([lines.spending.open.size, lines.spending.total.usd]).toEqual([0, 0.9]);
});

/** Calls with their worst, a share of it that they really cost, and whether the Conductor is killed meanwhile. */
const arbitraryCalls = fc.array(
  fc.record({
    worst: fc.integer({ min: 1, max: 400 }),
    share: fc.integer({ min: 0, max: 100 }),
    end: fc.constantFrom('seen', 'unseen', 'free', 'killed' as const),
    next: fc.constantFrom('first', 'last', 'none'),
  }),
  { minLength: 1, maxLength: 40 },
);

test('L1, L2: whatever is called in whatever order, and however often it is killed, the true cost never passes the budget', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCalls, async (calls) => {
      const budget = { usd: 0.01 };
      let lines = new Lines();
      let ledger = new Ledger(budget, recordOf(lines));
      let truly = 0;
      let open: { readonly allowance: Promise<Allowance>; readonly cost: number; readonly end: string }[] =
        [];
      for (const { worst, share, end, next } of calls) {
        const cost = (worst * share) / 1e7;
        open.push({ allowance: ledger.calling({ part, attempt: 1 }, call(worst / 1e5)), cost, end });
        const one = next === 'none' ? undefined : next === 'first' ? open.shift() : open.pop();
        if (one === undefined || !(await isAnswered(one.allowance))) continue;
        const allowance = await one.allowance;
        if (!allowance.allowed) continue;
        if (one.end === 'killed') {
          // All that had left cost what it cost, and nobody saw it.
          for (const left of open)
            if ((await isAnswered(left.allowance)) && (await left.allowance).allowed) truly += left.cost;
          truly += one.cost;
          [lines, open] = [lines.afterCrash(), []];
          ledger = new Ledger(budget, recordOf(lines));
        } else if (one.end === 'free') await allowance.settle({ end: 'free' });
        else {
          truly += one.cost;
          await allowance.settle(
            one.end === 'seen' ? { end: 'seen', usage: used(one.cost) } : { end: 'unseen' },
          );
        }
        expect(truly).toBeLessThanOrEqual(budget.usd + 1e-12);
        expect(lines.spending.atWorst.usd).toBeLessThanOrEqual(budget.usd + 1e-12);
      }
    }),
    { numRuns: 200 },
  );
});
