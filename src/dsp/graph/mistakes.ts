import { nearest, type Json } from '../../base/index.ts';
import type { GraphMistake } from './graph.ts';
import type { Range } from './node-type.ts';

/** Where in the graph something stands, and what is wrong with it: mistakes are collected, none ends the reading. */
export class Place {
  readonly path: string;
  readonly #found: GraphMistake[];

  constructor(found: GraphMistake[], path = '') {
    this.#found = found;
    this.path = path;
  }

  at(key: string | number): Place {
    const name = brief(key);
    const step =
      typeof key === 'number' ? `[${key}]` : simple.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    return new Place(this.#found, this.path === '' ? step.replace(/^\./, '') : `${this.path}${step}`);
  }

  /** Adds a mistake; `undefined`, so that a reader can return it. */
  wrong(message: string): undefined {
    this.#found.push({ path: this.path === '' ? 'graph' : this.path, message });
    return undefined;
  }
}

const simple = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What was found, short enough for a sentence. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  try {
    return brief(JSON.stringify(value));
  } catch {
    // deeper than the stack reaches
    return Array.isArray(value) ? 'a list' : 'a map';
  }
}

/** A word that somebody wrote: what is wrong with it is heard by a model, and paid for. */
export function brief(word: string | number): string {
  const text = String(word);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** So many mistakes are told; of more, how many they are. */
const mostTold = 100;

export function told(mistakes: readonly GraphMistake[]): readonly GraphMistake[] {
  const more = mistakes.length - mostTold;
  if (more <= 0) return mistakes;
  return [...mistakes.slice(0, mostTold), { path: 'graph', message: `and ${more} more mistakes` }];
}

/** Names that are listed: all types of node are. */
const mostListed = 80;

/** `; the nearest is \`cutoff\``, or what there is. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; the nearest is \`${near}\``;
  const more = known.length > mostListed ? ` and ${known.length - mostListed} more` : '';
  return known.length === 0 ? '' : `; there are: ${known.slice(0, mostListed).join(', ')}${more}`;
}

export const span = ({ min, max, unit }: Pick<Range, 'min' | 'max' | 'unit'>): string =>
  `${min} to ${max}${unit === '' || unit === 'ratio' ? '' : ` ${unit}`}`;

export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
