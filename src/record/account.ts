import { sumOfUsage, tokensIn, usdWords, type Usage } from '../base/index.ts';
import type { InstrumentSpending, Spending } from './spending.ts';

/*
 * What was spent, in sentences. What was not spent because a take was kept, and what the provider's prompt cache saved,
 * are two figures: the first would have been another bill, the second made this one smaller.
 */

const number = (count: number): string => count.toLocaleString('en-US');

/** `8 calls`, `1 call`. */
const callsWords = (calls: number): string => `${number(calls)} ${calls === 1 ? 'call' : 'calls'}`;

/** Of USD where they are known, else of tokens; `undefined` where nothing was spent. */
export function shareKept({ usage, kept }: Pick<InstrumentSpending, 'usage' | 'kept'>): number | undefined {
  const usd = usage.usd !== undefined && kept.usd !== undefined && usage.usd > 0;
  const [part, whole] = usd ? [kept.usd ?? 0, usage.usd ?? 1] : [tokensIn(kept), tokensIn(usage)];
  return whole === 0 ? undefined : part / whole;
}

const shareWords = (of: Pick<InstrumentSpending, 'usage' | 'kept'>): string => {
  const share = shareKept(of);
  return share === undefined ? '' : `, ${Math.round(share * 100)}% for takes that were kept`;
};

const usageSentence = ({ input, cached, output, usd }: Usage): string => {
  const fromCache = cached === 0 ? '' : ` (${number(cached)} of them from the prompt cache)`;
  return `${number(input)} tokens in${fromCache}, ${number(output)} out, ${usdWords(usd)}`;
};

/** `e/cook: 8 calls, 8,000 tokens in, 1,000 out, 0.008 USD, 75% for takes that were kept` */
const lineOfInstrument = (line: InstrumentSpending): string =>
  `${line.instrument}: ${callsWords(line.calls)}, ${usageSentence(line.usage)}${shareWords(line)}`;

/** Sums of all instruments. */
const sumOfSpending = (
  lines: readonly InstrumentSpending[],
): Pick<InstrumentSpending, 'usage' | 'kept' | 'calls'> => ({
  calls: lines.reduce((sum, { calls }) => sum + calls, 0),
  usage: sumOfUsage(lines.map(({ usage }) => usage)),
  kept: sumOfUsage(lines.map(({ kept }) => kept)),
});

/** Paragraphs for the closing commit; empty where no model was asked. `notSpent`: what kept takes had cost. */
export function accountOf(spending: Spending, notSpent?: Usage): string[] {
  if (spending.isNothing) return [];
  const lines = spending.byInstrument();
  const sum = sumOfSpending(lines);
  const saved = [
    ...(notSpent === undefined || tokensIn(notSpent) === 0
      ? []
      : [
          `Not spent, because takes were kept: ${number(tokensIn(notSpent))} tokens, ${usdWords(notSpent.usd)}.`,
        ]),
    ...(spending.saved === 0 ? [] : [`Saved by the provider's prompt cache: ${usdWords(spending.saved)}.`]),
  ];
  return [
    `Models: ${callsWords(sum.calls)}, ${usageSentence(sum.usage)}${shareWords(sum)}.`,
    lines.map(lineOfInstrument).join('\n'),
    ...(saved.length === 0 ? [] : [saved.join('\n')]),
  ];
}

/** `spent: 0.0098 USD and 12,300 tokens (e/cook 0.006 USD, e/taste 0.0038 USD)`: what on what. */
export function spentSentence(spending: Spending): string {
  const lines = spending.byInstrument();
  const { usage } = sumOfSpending(lines);
  const words = ({ usd, ...of }: Usage): string =>
    usd === undefined ? `${number(tokensIn(of))} tokens` : usdWords(usd);
  const on = lines.map((line) => `${line.instrument} ${words(line.usage)}`).join(', ');
  return `spent: ${usdWords(usage.usd)} and ${number(tokensIn(usage))} tokens (${on})`;
}
