import * as z from 'zod';
import { flatten, isJsonObject, unreachable, type Json, type Judged } from '../base/index.ts';
import type { EarRequest, Said } from '../players/index.ts';
import type { Criterion, Model } from '../score/index.ts';
import { bounded, shortened } from './evidence.ts';

/**
 * Judging by ear: a model reads what was brought and says whether a criterion holds, and where that can be read. What
 * it quotes is looked up here. An answer that is no verdict, that quotes nothing or what nobody wrote, is not heard.
 */

/** What there is to hear of a take, or of all that a wider scope brought: its outputs by name. */
export type Audible = Pick<EarRequest, 'output' | 'files'>;

/** What a model is asked: whether the words of a criterion hold. */
export interface Question extends Pick<EarRequest, 'criterion' | 'output' | 'files'> {
  /** Who is asked; absent: `nano`. */
  readonly ear?: Model;
}

/** Asks a model. What it says is judged here, so nothing of it is taken for granted; expected is a `SpokenVerdict`. */
export type Listen = (question: Question) => Promise<Said>;

/** A model's ear, and how to come by what it is to hear; that is asked for only where a criterion needs it. */
export interface Ear {
  readonly listen: Listen;
  readonly audible: () => Promise<Audible>;
}

/** What a model that listens must answer. */
export const spokenVerdict = z.strictObject({
  verdict: z.enum(['held', 'failed', 'unsure']),
  /** Passages, word for word from the texts, on which the verdict rests. */
  quotes: z.array(z.string()).max(20),
  /** One sentence. */
  why: z.string(),
});

export type SpokenVerdict = z.infer<typeof spokenVerdict>;

/** Letters and digits that a quotation must have, unless it is the whole text: a shorter one stands in any text. */
const shortestQuote = 4;
/** UTF-16 units of each quotation, and of the reason, in the evidence. */
const quoteLimit = 120;
const whyLimit = 200;

type Outcome = Pick<Judged, 'outcome' | 'evidence'>;

export const unheard = (evidence: string): Outcome => ({
  outcome: 'not heard',
  evidence: bounded(flatten(evidence)),
});

/** Judges one criterion by ear. */
export async function judgeByEar({ text, ear }: Criterion, { listen, audible }: Ear): Promise<Outcome> {
  const { output, files } = await audible();
  const said = await listen({
    criterion: withoutMark(text),
    output,
    files,
    ...(ear === undefined ? {} : { ear }),
  });
  switch (said.said) {
    case 'answer':
      return outcomeOf(said, { output, files });
    case 'nothing':
    case 'waits':
      return unheard(`by ear, and not asked: ${said.because}`);
    case 'cancelled':
      return unheard('by ear, and not asked: the session was stopped');
    default:
      return unreachable(said);
  }
}

/** The verdict that an answer is, if it is one. */
function outcomeOf({ answer, model }: Extract<Said, { said: 'answer' }>, brought: Audible): Outcome {
  const not = (what: string): Outcome => unheard(`by ear, and ${model} ${what}`);
  const read = spokenVerdict.safeParse(answer);
  if (!read.success) return not(`gave no verdict: ${shown(answer)}`);
  const { verdict, quotes } = read.data;
  const why = oneLine(read.data.why, whyLimit);
  if (verdict === 'unsure') return not(`is not sure${why === '' ? '' : `: ${why}`}`);
  if (quotes.length === 0) return not(`said \`${verdict}\` and quoted nothing`);
  const texts = textsOf(brought).map(spaced);
  const stray = quotes.find((quote) => !standsIn(spaced(quote), texts));
  if (stray !== undefined) return not(`said \`${verdict}\` and quoted what is not there: ${inQuotes(stray)}`);
  const evidence = [quotes.map(inQuotes).join(', '), why].filter((one) => one !== '');
  return { outcome: verdict, evidence: bounded(`by ear, ${model}: ${evidence.join('; ')}`) };
}

/** All texts in which a quotation may stand. JSON counts as it is sent, with spaces, and each string in it as it reads. */
const textsOf = ({ output, files }: Audible): string[] => [
  ...(typeof output === 'string'
    ? [output]
    : [JSON.stringify(output), JSON.stringify(output, undefined, 1), ...stringsIn(output)]),
  ...files.flatMap(({ text }) => text ?? []),
];

function stringsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(stringsIn);
  return isJsonObject(value) ? Object.values(value).flatMap((member) => stringsIn(member ?? null)) : [];
}

/** A quotation of a letter or two stands in any text, so it proves nothing; but a whole text may be that short. */
function standsIn(quote: string, texts: readonly string[]): boolean {
  const letters = (quote.match(/[\p{L}\p{N}]/gu) ?? []).length;
  return texts.some((text) =>
    letters >= shortestQuote ? text.includes(quote) : quote !== '' && text === quote,
  );
}

/** Line ends and indentation are the first things that a quotation loses. */
const spaced = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

const inQuotes = (quote: string): string => `“${oneLine(quote, quoteLimit)}”`;

/** A megabyte is cut before it is looked through. */
const oneLine = (text: string, limit: number): string => shortened(flatten(text.slice(0, 4 * limit)), limit);

const shown = (answer: Json): string =>
  oneLine(typeof answer === 'string' ? answer : JSON.stringify(answer), quoteLimit);

/** The mark says who judges; it is no part of what must hold. */
const withoutMark = (text: string): string =>
  text
    .replace(/\s*\(by\s+ear\s*(?::[^()]*)?\)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
