/** What the catalog says of a type of node. Plain data: the checker, the schema, the docs and the Faust text read it. */
export interface NodeType {
  readonly family: Family;
  /** What it is for, in one line for a musician. */
  readonly doc: string;
  readonly gives: 'audio' | '0..1' | '-1..1' | 'as its inputs';
  /** Names of keys that hold nodes. */
  readonly inputs: { readonly [name: string]: Input };
  readonly params: { readonly [name: string]: Param };
}

export type Family = 'source' | 'noise' | 'filter' | 'envelope' | 'control' | 'effect' | 'joining';

export interface Input {
  /** One node; a list of nodes; a list of nodes, each with a gain of its own. */
  readonly takes: 'node' | 'nodes' | 'gained nodes';
  /** Without it, the node does what `doc` says. */
  readonly optional?: true;
  readonly doc: string;
  /** Of a list. */
  readonly least?: number;
  readonly most?: number;
  /** Each gain of `gained nodes`. */
  readonly gain?: Range;
}

export type Unit =
  'Hz' | 's' | 'dB' | 'semitones' | 'cents' | 'octaves' | 'ratio' | 'cycles' | 'dB/octave' | '/s' | '';

/** A number, or a number that nodes move, held between `min` and `max` at every sample. */
export interface Range {
  readonly is: 'number';
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly doc: string;
}

export type Param =
  | Range
  | {
      readonly is: 'choice';
      readonly options: readonly string[];
      readonly default: string;
      readonly doc: string;
    }
  | {
      readonly is: 'numbers';
      readonly of: Range;
      readonly least: number;
      readonly most: number;
      /** Empty: the node goes by its other parameters. */
      readonly default: readonly number[];
      readonly doc: string;
    }
  | {
      /** Of `segments`: each with the ranges named in `of`. */
      readonly is: 'points';
      readonly of: { readonly [key: string]: Range };
      readonly least: number;
      readonly most: number;
      readonly default: readonly { readonly [key: string]: number }[];
      readonly doc: string;
    };

const range =
  (unit: Unit) =>
  (min: number, max: number, otherwise: number, doc: string): Range => ({
    is: 'number',
    unit,
    min,
    max,
    default: otherwise,
    doc,
  });

export const hz = range('Hz');
export const seconds = range('s');
export const decibels = range('dB');
export const semitones = range('semitones');
export const cents = range('cents');
export const octaves = range('octaves');
export const ratio = range('ratio');
export const cycles = range('cycles');
export const slope = range('dB/octave');
export const perSecond = range('/s');
export const plain = range('');

export const share = (otherwise: number, doc: string): Range => plain(0, 1, otherwise, doc);

export const choice = <const O extends readonly [string, ...string[]]>(
  options: O,
  otherwise: O[number],
  doc: string,
): Param => ({ is: 'choice', options, default: otherwise, doc });

export const mixOf = (otherwise: number): Range =>
  share(otherwise, '0 is only what comes in, 1 only the effect');

export const one = (doc: string): Input => ({ takes: 'node', doc });
export const maybe = (doc: string): Input => ({ takes: 'node', optional: true, doc });

/** The input of everything that can be struck or started. */
export const trigger = maybe('a rise through 0.5 starts it anew; without: it starts once, at the beginning');
