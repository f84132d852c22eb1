import { addUsage, noUsage, parseAddress, sumOfUsage, type Address, type Usage } from '../base/index.ts';
import type { JournalEvent } from './journal-events.ts';

export type Asking = Extract<JournalEvent, { event: 'asking' }>;
type Asked = Extract<JournalEvent, { event: 'asked' }>;

/** What the calls of one attempt cost. */
export interface AttemptSpending {
  usage: Usage;
  calls: number;
  /** Of the calls: sent, and what they cost was not seen: they count with their worst. */
  unseen: number;
  /** Its take was accepted. */
  kept: boolean;
}

/** What an instrument cost, in all of its parts. */
export interface InstrumentSpending {
  /** `ensemble/nickname` */
  readonly instrument: string;
  readonly calls: number;
  readonly usage: Usage;
  /** Of `usage`: attempts whose take was accepted. */
  readonly kept: Usage;
}

/**
 * What was spent on models, folded from a journal.
 *
 * S1  What is on its way counts with its worst case, and so does what was sent and never seen to end.
 * S2  A call is noted before it leaves; what is noted of its end only ever makes it count for less.
 */
export class Spending {
  /** Asked, and no end noted: on its way, or cut short with its Conductor. */
  readonly open = new Map<number, Asking>();
  /** By part; a list of its attempts, those of earlier Conductors too. */
  readonly parts = new Map<Address, AttemptSpending[]>();
  /** What the sessions that this one goes on with had spent. */
  before: readonly InstrumentSpending[] = [];
  /** USD that the provider's prompt cache saved, as far as prices are known; less what writing into it cost more. */
  saved = 0;
  /** Of the calls that ended, those of `before` too. */
  total: Usage = noUsage;
  calls = 0;
  readonly #begun = new Set<Address>();

  /** What is spent at worst: `total`, and every open call with its worst. */
  get atWorst(): Usage {
    return sumOfUsage([this.total, ...[...this.open.values()].map(worstOf)]);
  }

  get isNothing(): boolean {
    return this.calls === 0 && this.before.length === 0;
  }

  attemptBegins(part: Address): void {
    this.#begun.add(part);
  }

  asking(event: Asking): void {
    this.open.set(event.call, event);
    this.calls = Math.max(this.calls, event.call);
    const attempts = this.parts.get(event.part) ?? [];
    if (attempts.length === 0 || this.#begun.delete(event.part))
      attempts.push({ usage: noUsage, calls: 0, unseen: 0, kept: false });
    this.#begun.delete(event.part);
    this.parts.set(event.part, attempts);
  }

  asked({ call, end, usage, saved }: Asked): void {
    const asking = this.open.get(call);
    if (asking === undefined) return;
    this.open.delete(call);
    const cost = end === 'unseen' ? worstOf(asking) : end === 'free' ? noUsage : (usage ?? worstOf(asking));
    const attempt = this.parts.get(asking.part)?.at(-1);
    if (attempt !== undefined) {
      attempt.usage = addUsage(attempt.usage, cost);
      attempt.calls += 1;
      if (end === 'unseen') attempt.unseen += 1;
    }
    this.total = addUsage(this.total, cost);
    this.saved += saved ?? 0;
  }

  accepted(part: Address): void {
    const last = this.parts.get(part)?.at(-1);
    if (last !== undefined && !this.#begun.has(part)) last.kept = true;
  }

  tookOver(before: readonly InstrumentSpending[]): void {
    this.before = before;
    this.total = sumOfUsage([this.total, ...before.map(({ usage }) => usage)]);
  }

  /** Of a part in this session: all attempts, and each where there were several. */
  ofPart(part: Address): { readonly usage?: Usage; readonly usages?: readonly Usage[] } {
    const usages = (this.parts.get(part) ?? []).filter(({ calls }) => calls > 0).map(({ usage }) => usage);
    if (usages.length === 0) return {};
    return { usage: sumOfUsage(usages), ...(usages.length > 1 ? { usages } : {}) };
  }

  /** By instrument, with what earlier sessions spent; open calls count with their worst. */
  byInstrument(): InstrumentSpending[] {
    const own: InstrumentSpending[] = [...this.parts].map(([part, attempts]) => ({
      instrument: instrumentOf(part),
      calls: attempts.reduce((sum, { calls }) => sum + calls, 0),
      usage: sumOfUsage(attempts.map(({ usage }) => usage)),
      kept: sumOfUsage(attempts.filter(({ kept }) => kept).map(({ usage }) => usage)),
    }));
    const open = [...this.open.values()].map((asking): InstrumentSpending => ({
      instrument: instrumentOf(asking.part),
      calls: 1,
      usage: worstOf(asking),
      kept: noUsage,
    }));
    return joined([...this.before, ...own, ...open]);
  }
}

const worstOf = ({ worst: { input, output, usd } }: Asking): Usage => ({
  ...{ input, output, cached: 0 },
  ...(usd === undefined ? {} : { usd }),
});

export function instrumentOf(part: Address): string {
  const name = parseAddress(part);
  return name === undefined ? part : `${name.ensemble}/${name.nickname}`;
}

/** One line for each instrument, by name. */
export function joined(lines: readonly InstrumentSpending[]): InstrumentSpending[] {
  const found = new Map<string, InstrumentSpending>();
  for (const line of lines) {
    const known = found.get(line.instrument);
    found.set(
      line.instrument,
      known === undefined
        ? line
        : {
            instrument: line.instrument,
            calls: known.calls + line.calls,
            usage: addUsage(known.usage, line.usage),
            kept: addUsage(known.kept, line.kept),
          },
    );
  }
  return [...found.values()].sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}
