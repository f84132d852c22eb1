import { tokensIn, usdWords, type Address, type Usage } from '../base/index.ts';
import type { Allowance, CallEnd, ModelCall } from '../players/index.ts';
import type { SessionRecord } from '../record/index.ts';
import type { Sheet } from '../score/index.ts';

/** Who asks a model. */
export interface Asker {
  readonly part: Address;
  readonly attempt: number;
}

interface Waiting {
  readonly asker: Asker;
  readonly call: ModelCall;
  readonly answer: (allowance: Promise<Allowance> | Allowance) => void;
}

type Spends = Pick<SessionRecord, 'spending' | 'asking' | 'asked'>;

/**
 * A person's budget. What was spent is the fold of the journal, so a session that goes on goes on with its spending.
 *
 * L1  What is spent and what is on its way, each call with its worst case, is never more than the budget.
 * L2  A call is on disk with its worst case before it leaves: a crash at any instant counts it for too much, never for
 *     too little.
 * L3  Who came first is answered first: a large call is not overtaken by small ones for ever.
 */
export class Ledger {
  readonly #budget: Sheet['budget'];
  readonly #record: Spends;
  readonly #waiting: Waiting[] = [];
  /** Calls of each part that were allowed and not settled. */
  readonly #open = new Map<Address, Map<number, (end: CallEnd) => Promise<void>>>();
  #closed: string | undefined;

  constructor(budget: Sheet['budget'], record: Spends) {
    [this.#budget, this.#record] = [budget, record];
  }

  /** Sets the worst case of a call aside and notes it; waits while calls in flight may make room for it. */
  calling(asker: Asker, call: ModelCall): Promise<Allowance> {
    if (this.#closed !== undefined) return Promise.resolve({ allowed: false, because: this.#closed });
    return new Promise((resolve) => {
      this.#waiting.push({ asker, call, answer: resolve });
      this.#answerWaiting();
    });
  }

  /** The attempt is over: nothing of it waits any more, and what it did not settle was not seen to end. */
  async leave(part: Address): Promise<void> {
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      if (this.#waiting[at]?.asker.part !== part) continue;
      const [gone] = this.#waiting.splice(at, 1);
      gone?.answer({ allowed: false, because: 'its attempt is over' });
    }
    await Promise.all([...(this.#open.get(part)?.values() ?? [])].map((settle) => settle({ end: 'unseen' })));
    this.#answerWaiting();
  }

  /** Nothing more is allowed. */
  close(because: string): void {
    this.#closed = because;
    for (const { answer } of this.#waiting.splice(0)) answer({ allowed: false, because });
  }

  #answerWaiting(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const verdict = this.#verdictOn(first.call);
      if (verdict === 'wait') return;
      this.#waiting.shift();
      first.answer(
        verdict === 'fits' ? this.#allow(first.asker, first.call) : { allowed: false, ...verdict },
      );
    }
  }

  /** Whether a call can be paid for, may be once others have ended, or never can. */
  #verdictOn({ worst }: ModelCall): 'fits' | 'wait' | { readonly because: string } {
    const { usd } = this.#budget;
    const { total, atWorst } = this.#record.spending();
    if (usd !== undefined && (worst.usd === undefined || total.usd === undefined))
      return { because: `a budget of ${usdWords(usd)} cannot be held where a price is unknown` };
    const because = this.neverFits(worst, total);
    if (because !== undefined) return { because };
    return this.neverFits(worst, atWorst) === undefined ? 'fits' : 'wait';
  }

  /** Why the budget does not reach for a call once so much is spent. */
  neverFits(worst: ModelCall['worst'], spent: Usage): string | undefined {
    const { usd, tokens } = this.#budget;
    const wanted = { usd: worst.usd ?? 0, tokens: tokensIn(worst) };
    if (usd !== undefined && (spent.usd ?? Infinity) + wanted.usd > usd)
      return `the budget of ${usdWords(usd)} does not reach: ${usdWords(spent.usd)} are spent, and the next call may cost up to ${usdWords(wanted.usd)}`;
    if (tokens !== undefined && tokensIn(spent) + wanted.tokens > tokens)
      return `the budget of ${tokens} tokens does not reach: ${tokensIn(spent)} are spent, and the next call may need up to ${wanted.tokens}`;
    return undefined;
  }

  async #allow({ part, attempt }: Asker, { model, what, worst }: ModelCall): Promise<Allowance> {
    // Counts from here on, before anything is awaited.
    const { call, onDisk } = this.#record.asking({ part, attempt, model: model.id, what, worst });
    const settle = async (end: CallEnd): Promise<void> => {
      const open = this.#open.get(part);
      if (open?.delete(call) !== true) return;
      if (open.size === 0) this.#open.delete(part);
      const usage = end.end === 'free' ? undefined : end.usage;
      const saved = end.end === 'seen' ? savedBy(model, end.usage) : undefined;
      const noted = this.#record.asked(call, {
        end: end.end,
        ...(usage === undefined ? {} : { usage }),
        ...(saved === undefined ? {} : { saved }),
      });
      this.#answerWaiting();
      await noted;
    };
    const open = this.#open.get(part) ?? new Map<number, (end: CallEnd) => Promise<void>>();
    this.#open.set(part, open.set(call, settle));
    await onDisk;
    return { allowed: true, settle };
  }
}

/** What the prompt cache made a call cheaper by, less what writing into it cost more; nothing where it was not used. */
function savedBy(
  { price }: ModelCall['model'],
  { cached, written = 0 }: Pick<Usage, 'cached' | 'written'>,
): number | undefined {
  if (price === undefined || (cached === 0 && written === 0)) return undefined;
  const saved = cached * (price.input - price.cached) - written * (price.written - price.input);
  return Number((saved / 1e6).toFixed(12));
}
