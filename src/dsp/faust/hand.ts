import { canonicalJson, sha256 } from '../../base/index.ts';
import { catalog } from '../graph/catalog/index.ts';
import type { Graph, GraphNode, Move, Value } from '../graph/graph.ts';
import { exp2, known, moved, nudge, plus, real, rise, times, unit, type Term } from './term.ts';

/** What the text of one node is made from. */
export interface Hand {
  /** What is heard at an input, or nothing where an optional input was not given. */
  heard(input: string): string | undefined;
  /** What must be heard. */
  in(input?: string): string;
  all(input: string): readonly { readonly node: string; readonly gain: Term }[];
  value(param: string): Term;
  values(...params: readonly string[]): readonly Term[];
  /** The largest value it can have: itself where nothing moves it. */
  most(param: string): number;
  choice(param: string): string;
  list(param: string): readonly Term[];
  points(param: string): readonly { readonly [key: string]: Term }[];
  /** A stream of chance from -1 to 1, of this node alone and of this purpose alone. */
  noise(purpose: string): string;
  /** A number from 0 to 1, the same for the same seed, node and purpose. */
  drawn(purpose: string): number;
  /** The gain of a `feedback` node, lowered by the guard. */
  guarded(param: string): Term;
  /** 1 for one sample when it is struck or started. */
  trigger(): string;
}

export type Emit = (hand: Hand) => string;

/** How a node is called in the text. */
export const slotOf = (name: string): string => `n_${name}`;
/** How it is called where it is heard through a \`feedback\`: what it gave a sample ago. */
export const backSlotOf = (name: string): string => `b_${name}`;

type Written = Term | string | number;
const written = (one: Written): string =>
  typeof one === 'string' ? one : typeof one === 'number' ? real(one) : one.text;

/** Applies a definition of the prelude to signals, each worked out once. */
export const call = (definition: string, ...signals: readonly Written[]): string =>
  `(${signals.map(written).join(', ')}) : ${definition}`;

/** Names what is not known beforehand, so that it is worked out once, and writes the body with the names. */
export function named<K extends string>(
  given: { readonly [name in K]: Term | string },
  body: (names: { readonly [name in K]: Term }) => string,
): string {
  const entries = Object.entries<Term | string>(given);
  const bound = entries.filter(([, one]) => typeof one === 'string' || one.known === undefined);
  const names = Object.fromEntries(
    entries.map(([name, one]) => [
      name,
      typeof one === 'string' || one.known === undefined ? moved(name) : one,
    ]),
  ) as { readonly [name in K]: Term };
  if (bound.length === 0) return body(names);
  return `(${bound.map(([, one]) => written(one)).join(', ')}) : \\(${bound.map(([name]) => name).join(', ')}).(${body(names)})`;
}

/** A value as a term. `within` says whether a node never gives more than 1, up or down. */
function termOf({ value, by, range }: Value, within: (node: string) => boolean): Term {
  if (by.length === 0) return known(value);
  const sum = (how: Move['how']): Term =>
    plus(
      ...by.filter((move) => move.how === how).map(({ amount, node }) => times(amount, moved(slotOf(node)))),
    );
  const inOctaves = by.filter(({ how }) => how === 'octaves');
  const farthest = inOctaves.every(({ node }) => within(node))
    ? inOctaves.reduce((far, { amount }) => far + Math.abs(amount), 0)
    : Number.POSITIVE_INFINITY;
  // the nearer to 0, the less there is to do
  const power = farthest <= 0.2 ? nudge : farthest <= 4 ? rise : exp2;
  const base = inOctaves.length === 0 ? known(value) : times(value, power(sum('octaves')));
  return moved(`clamp(${real(range.min)}, ${real(range.max)}, ${plus(base, sum('depth')).text})`);
}

export function handOf(
  graph: Graph,
  node: GraphNode,
  options: { readonly seed: number; readonly guard: number },
): Hand {
  const digest = (purpose: string): Buffer =>
    Buffer.from(sha256(canonicalJson([graph.seed ?? options.seed, node.name, purpose])), 'hex');
  const value = (param: string): Value => {
    const found = node.values[param];
    if (found === undefined) throw new Error(`\`${node.type}\` has no number \`${param}\``);
    return found;
  };
  const heard = (input: string): string | undefined => {
    const [first] = node.inputs[input] ?? [];
    return first === undefined ? undefined : slotOf(first.node);
  };
  const within = (name: string): boolean => {
    const type = graph.nodes.get(name)?.type;
    return type !== undefined && ['0..1', '-1..1'].includes(catalog[type].gives);
  };
  const asTerm = (one: Value): Term => termOf(one, within);
  const term = (param: string): Term => asTerm(value(param));
  return {
    heard,
    in(input = 'in') {
      const found = heard(input);
      if (found === undefined) throw new Error(`\`${node.type}\` has no input \`${input}\``);
      return found;
    },
    all: (input) =>
      (node.inputs[input] ?? []).map((one) => ({
        node: slotOf(one.node),
        gain: one.gain === undefined ? known(1) : asTerm(one.gain),
      })),
    value: term,
    values: (...params) => params.map(term),
    most: (param) => (value(param).by.length === 0 ? value(param).value : value(param).range.max),
    choice(param) {
      const found = node.choices[param];
      if (found === undefined) throw new Error(`\`${node.type}\` has no choice \`${param}\``);
      return found;
    },
    list: (param) => (node.lists[param] ?? []).map(asTerm),
    points: (param) =>
      (node.points[param] ?? []).map((point) =>
        Object.fromEntries(Object.entries(point).map(([key, one]) => [key, asTerm(one)])),
      ),
    noise(purpose) {
      const bytes = digest(purpose);
      return `noise(${bytes.readUInt32BE(0) >>> 1}, ${bytes.readUInt32BE(4) >>> 1})`;
    },
    drawn: (purpose) => digest(purpose).readUInt32BE(8) / 2 ** 32,
    guarded: (param) => times(options.guard, term(param)),
    trigger() {
      const found = heard('trigger');
      return found === undefined ? 'start' : `rises(${found})`;
    },
  };
}

/** Of a count that may lie between two whole numbers, or move: how much of each there is, as many as there can be. */
export const counted = (hand: Hand, param: string): readonly Term[] =>
  Array.from({ length: Math.ceil(hand.most(param)) }, (_, index) => unit(plus(hand.value(param), -index)));

/** Samples of the longest line for a time in seconds. */
export const room = (hand: Hand, param: string, more = 16): string =>
  String(Math.ceil(hand.most(param) * 48000) + more);
