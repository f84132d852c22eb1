import { EvaluationError } from '@marcbachmann/cel-js';
import { worstOf } from './expression-patterns.ts';
import { indexOf, lastIndexOf, split } from './expression-search.ts';
import { step, underClock } from './expression-steps.ts';

/** A regular expression that may take more steps than this at worst needs a clock. */
const mostSteps = 50_000;
/** Characters that it looks at in a step. */
const triesPerStep = 64;

/** Characters that V8 compares in a step, and in how many steps it may find a text; else it is looked for in ours. */
const comparedPerStep = 4_096;
const mostSearched = 1_000;
/** Characters that our search goes through in a step. */
const searchedPerStep = 64;

/** To find out a place's time takes a calendar. */
const calendar = 200;

/** Durations that a person writes are far shorter. The package looks at the cube of so many characters. */
const usualDuration = 50;
const longestDuration = 1_000;

function payMatch(pattern: string, text: string): boolean {
  const steps = worstOf(pattern, text.length) / triesPerStep;
  return steps <= mostSteps ? step(Math.floor(steps)) : underClock();
}

/** Who looks: V8 where that can't take long, `undefined` where there are no steps left for it. */
function whoSearches(text: string, sought: string): 'V8' | 'ours' | undefined {
  const steps = (text.length * Math.min(text.length, sought.length)) / comparedPerStep;
  if (steps <= mostSearched) return step(Math.floor(steps)) ? 'V8' : undefined;
  return step(Math.floor((text.length + sought.length) / searchedPerStep)) ? 'ours' : undefined;
}

function first(text: string, sought: string, from = 0): number {
  const who = whoSearches(text, sought);
  return who === 'V8' ? text.indexOf(sought, from) : who === 'ours' ? indexOf(text, sought, from) : 0;
}

function last(text: string, sought: string, from = text.length): number {
  const who = whoSearches(text, sought);
  return who === 'V8' ? text.lastIndexOf(sought, from) : who === 'ours' ? lastIndexOf(text, sought, from) : 0;
}

function parts(text: string, by: string): readonly string[] {
  const who = whoSearches(text, by);
  const texts = who === 'V8' ? text.split(by) : who === 'ours' ? split(text, by) : [];
  return step(texts.length >> 3) ? texts : [];
}

const refused = (code: string, message: string): EvaluationError => new EvaluationError({ code, message });

function placeIn(method: string, text: string, from: bigint): number {
  const place = Number(from);
  if (place >= 0 && place < text.length) return place;
  throw refused('index_out_of_range', `string.${method}(search, fromIndex): fromIndex out of range`);
}

const withoutEnd = (texts: readonly string[], most: number, by: string): readonly string[] =>
  most < 0 || texts.length <= most ? texts : [...texts.slice(0, most - 1), texts.slice(most - 1).join(by)];

function join(texts: readonly unknown[], by: string): string {
  let length = 0;
  const found = texts.map((text) => {
    if (typeof text !== 'string')
      throw refused('invalid_list_element_type', 'string.join(): list must contain only strings');
    length += text.length + by.length;
    return text;
  });
  return step(length >> 5) ? found.join(by) : '';
}

type Handler = (...given: never[]) => unknown;

/**
 * Methods of the package under names that end in `_`, which count first and then do the same. Where they may not go
 * on they answer with something of the right kind that nobody will read.
 */
export const countedMethods: readonly (readonly [signature: string, handler: Handler])[] = [
  [
    'string.matches_(string): bool',
    (text: string, pattern: string) => {
      if (!payMatch(pattern, text)) return false;
      try {
        return new RegExp(pattern).test(text);
      } catch {
        throw refused('invalid_regular_expression', `Invalid regular expression: ${pattern}`);
      }
    },
  ],
  ['string.contains_(string): bool', (text: string, sought: string) => first(text, sought) >= 0],
  ['string.indexOf_(string): int', (text: string, sought: string) => BigInt(first(text, sought))],
  [
    'string.indexOf_(string, int): int',
    (text: string, sought: string, from: bigint) =>
      sought === '' ? from : BigInt(first(text, sought, placeIn('indexOf', text, from))),
  ],
  ['string.lastIndexOf_(string): int', (text: string, sought: string) => BigInt(last(text, sought))],
  [
    'string.lastIndexOf_(string, int): int',
    (text: string, sought: string, from: bigint) =>
      sought === '' ? from : BigInt(last(text, sought, placeIn('lastIndexOf', text, from))),
  ],
  ['string.split_(string): list<string>', parts],
  [
    'string.split_(string, int): list<string>',
    (text: string, by: string, most: bigint) =>
      most === 0n ? [] : withoutEnd(parts(text, by), Number(most), by),
  ],
  ['list<string>.join_(): string', (texts: readonly unknown[]) => join(texts, '')],
  ['list<string>.join_(string): string', (texts: readonly unknown[], by: string) => join(texts, by)],
  ['zone_(dyn): dyn', (zone: unknown) => (step(calendar) ? zone : null)],
  ['written_(dyn): dyn', (text: unknown) => (typeof text !== 'string' || payDuration(text) ? text : null)],
];

function payDuration({ length }: string): boolean {
  if (length > longestDuration)
    throw refused('invalid_duration', `a duration is a text of at most ${longestDuration} characters`);
  return length > usualDuration ? underClock() : step(length >> 2);
}
