import * as z from 'zod';
import { flatten, isJsonObject, type Json, type Judged } from '../base/index.ts';
import type { Criterion, Model } from '../score/index.ts';
import { bounded, shortened } from './evidence.ts';

/**
 * Judging by ear: a model reads what was brought and says whether a criterion holds, and where that can be read. What
 * it quotes is looked up here. An answer that is no verdict, that quotes nothing or what nobody wrote, is not heard.
 */

/** A text of what was brought: an output, or a file with text in it. */
export interface Heard {
  /** `output`, or the path of a file. */
  readonly name: string;
  readonly text: string;
}

/** What there is to hear of a take, or of what a wider scope brought. */
export interface Audible {
  /** Outputs by name, the most telling first. */
  readonly outputs: readonly { readonly name: string; readonly output: Json }[];
  readonly files: readonly Heard[];
}

/** A model's ear, and how to come by what it is to hear; that is asked for only where a criterion needs it. */
export interface Ear {
  readonly listen: Listen;
  readonly audible: () => Promise<Audible>;
}

/** What a model is asked. */
export interface Question {
  /** The words of the criterion. */
  readonly criterion: string;
  /** Who is asked; absent: `nano`. */
  readonly ear?: Model;
  /** What it is to hear, the most telling first: what does not fit is left out at the end. */
  readonly texts: readonly Heard[];
}

/** What came of asking. It is judged here, so nothing of the answer is taken for granted. */
export type Rating =
  | {
      readonly rated: 'answered';
      /** The answer as JSON; as a string where it is none. Expected: a `SpokenVerdict`. */
      readonly answer: Json;
      /** Id of the model that answered. */
      readonly by: string;
      /** One sentence on what did not fit, where not all was heard. */
      readonly leftOut?: string;
    }
  | { readonly rated: 'not asked'; readonly because: string };

/**
 * Asks a model. Resolves in any case: a model that is not there, does not answer or may not be paid for was
 * `not asked`. Rejects only for a bug, or where the session was cancelled.
 */
export type Listen = (question: Question) => Promise<Rating>;

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

/** Judges one criterion by ear. Without an ear it is not heard. */
export async function judgeByEar({ text, ear }: Criterion, { listen, audible }: Ear): Promise<Outcome> {
  const brought = await audible();
  const rating = await listen({
    criterion: withoutMark(text),
    texts: textsOf(brought),
    ...(ear === undefined ? {} : { ear }),
  });
  return rating.rated === 'answered'
    ? outcomeOf(rating, brought)
    : unheard(`by ear, and not asked: ${rating.because}`);
}

/** The verdict that an answer is, if it is one. */
function outcomeOf(
  { answer, by, leftOut = '' }: Extract<Rating, { rated: 'answered' }>,
  brought: Audible,
): Outcome {
  const read = spokenVerdict.safeParse(answer);
  if (!read.success) return unheard(`by ear, and ${by} gave no verdict: ${said(answer)}`);
  const { verdict, quotes } = read.data;
  const why = oneLine(read.data.why, whyLimit);
  if (verdict === 'unsure') return unheard(`by ear, and ${by} is not sure${why === '' ? '' : `: ${why}`}`);
  if (quotes.length === 0) return unheard(`by ear, and ${by} said \`${verdict}\` and quoted nothing`);
  const texts = readable(brought).map(spaced);
  const stray = quotes.find((quote) => !standsIn(spaced(quote), texts));
  if (stray !== undefined)
    return unheard(`by ear, and ${by} said \`${verdict}\` and quoted what is not there: ${inQuotes(stray)}`);
  const evidence = [quotes.map(inQuotes).join(', '), why, flatten(leftOut)].filter((one) => one !== '');
  return { outcome: verdict, evidence: bounded(`by ear, ${by}: ${evidence.join('; ')}`) };
}

/** What a model is given to hear: text as it is, any other output as JSON. */
const textsOf = ({ outputs, files }: Audible): readonly Heard[] => [
  ...outputs
    .filter(({ output }) => output !== null)
    .map(({ name, output }) => ({
      name,
      text: typeof output === 'string' ? output : JSON.stringify(output),
    })),
  ...files,
];

/** All texts in which a quotation may stand. JSON counts as it was sent, with spaces, and each string in it as it reads. */
const readable = (brought: Audible): string[] => [
  ...textsOf(brought).map(({ text }) => text),
  ...brought.outputs
    .filter(({ output }) => typeof output === 'object')
    .flatMap(({ output }) => [JSON.stringify(output, undefined, 1), ...stringsIn(output)]),
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

const said = (answer: Json): string =>
  oneLine(typeof answer === 'string' ? answer : JSON.stringify(answer), quoteLimit);

/** The mark says who judges; it is no part of what must hold. */
const withoutMark = (text: string): string =>
  text
    .replace(/\(by ear(?::[^)]*)?\)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
