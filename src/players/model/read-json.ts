import { canonicalJson, type Json } from '../../base/index.ts';
import type { Failure } from '../end.ts';
import { checkedJson } from '../output.ts';
import { beginningOf, plain } from '../text.ts';

/**
 * The one JSON value in an answer: the whole text, or what stands in a fence, or between prose before and after it.
 * Nothing is mended and nothing is guessed: an answer with two different values, or with none, is no answer.
 */
export function readJson(
  text: string,
  wanted: 'any' | 'map',
): { readonly value: Json } | { readonly failure: Failure } {
  const words = text.replace(/^\uFEFF/, '').trim();
  if (words === '') return { failure: noJson('it is empty', words) };
  const whole = parsed(words);
  if (whole.parsed) return checked(whole.value);
  for (const candidates of [fenced(words), spans(words, wanted)]) {
    const values = candidates
      .map(parsed)
      .flatMap((one) => (one.parsed ? [one.value] : []))
      .filter((value) => wanted === 'any' || isMap(value));
    const [first, ...others] = values;
    if (first === undefined) continue;
    const read = checked(first);
    if ('failure' in read || others.length === 0) return read;
    const same = others.every((other) => {
      const one = checked(other);
      return 'value' in one && canonicalJson(one.value) === canonicalJson(read.value);
    });
    return same ? read : { failure: noJson('it holds more than one JSON value', words) };
  }
  return { failure: noJson(whole.because, words) };
}

type Parsed =
  { readonly parsed: true; readonly value: unknown } | { readonly parsed: false; readonly because: string };

function parsed(text: string): Parsed {
  try {
    return { parsed: true, value: JSON.parse(text) };
  } catch (error) {
    return { parsed: false, because: error instanceof Error ? plain(error.message) : String(error) };
  }
}

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked(value: unknown): { readonly value: Json } | { readonly failure: Failure } {
  const read = checkedJson(value);
  return 'failure' in read ? read : { value: read.output };
}

const noJson = (because: string, text: string): Failure => ({
  failure: 'no JSON',
  of: 'the answer',
  because,
  begins: beginningOf(text),
});

/** What stands between lines of three backticks. */
const fenced = (text: string): string[] =>
  [...text.matchAll(/^[ \t]*```[^\n`]*\n([\s\S]*?)\n[ \t]*```[ \t]*$/gm)].map(([, inside = '']) => inside);

/** Openings that are tried: prose has few brackets, and an answer of nothing else is no answer. */
const mostOpenings = 64;

/** Stretches from a bracket to the one that closes it, none within another. */
function spans(text: string, wanted: 'any' | 'map'): string[] {
  const found: string[] = [];
  const opening = wanted === 'map' ? /\{/g : /[{[]/g;
  for (let tries = 0; tries < mostOpenings; tries++) {
    const start = opening.exec(text)?.index;
    if (start === undefined) break;
    const end = closingOf(text, start);
    if (end === undefined) continue;
    const span = text.slice(start, end + 1);
    // `{` of prose may hold the value: then what is inside of it is looked at.
    if (!parsed(span).parsed) continue;
    found.push(span);
    opening.lastIndex = end + 1;
  }
  return found;
}

/** Where the bracket at `start` is closed, texts in quotation marks left aside. */
function closingOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const one = text[at];
    if (one === '"') {
      at = endOfText(text, at);
    } else if (one === '{' || one === '[') depth += 1;
    else if (one === '}' || one === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
