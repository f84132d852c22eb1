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
    const step =
      typeof key === 'number' ? `[${key}]` : simple.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
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
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** `, did you mean \`cutoff\`?`, or what there is. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; the nearest is \`${near}\``;
  return known.length === 0 ? '' : `; there are: ${known.join(', ')}`;
}

export const span = ({ min, max, unit }: Pick<Range, 'min' | 'max' | 'unit'>): string =>
  `${min} to ${max}${unit === '' || unit === 'ratio' ? '' : ` ${unit}`}`;

export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
