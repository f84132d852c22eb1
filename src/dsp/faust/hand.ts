import { sha256, canonicalJson } from '../../base/index.ts';
import type { Graph, GraphNode, Value } from '../graph/graph.ts';

/** What the text of one node is made from: every answer is Faust text, or a number that is known beforehand. */
export interface Hand {
  /** What is heard at an input, or nothing where an optional input was not given. */
  heard(input: string): string | undefined;
  /** What must be heard. */
  in(input?: string): string;
  all(input: string): readonly { readonly node: string; readonly gain: string }[];
  value(param: string): string;
  /** Where no node moves it. */
  fixed(param: string): number | undefined;
  /** The largest value it can have: itself where it is fixed. */
  most(param: string): number;
  choice(param: string): string;
  list(param: string): readonly { readonly text: string; readonly fixed: number | undefined }[];
  points(param: string): readonly { readonly [key: string]: string }[];
  /** A stream of chance from -1 to 1, of this node alone and of this purpose alone. */
  noise(purpose: string): string;
  /** A number from 0 to 1, the same for the same seed, node and purpose. */
  drawn(purpose: string): number;
  /** A feedback, lowered by the guard. */
  guarded(param: string): string;
  /** 1 for one sample when it is struck or started. */
  trigger(): string;
}

export type Emit = (hand: Hand) => string;

/** How a node is called in the text. */
export const slotOf = (name: string): string => `n_${name}`;
export const backSlotOf = (name: string): string => `b_${name}`;

/** A number as Faust reads it: always with a point or an exponent, so that none is an integer. */
export function real(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number for Faust`);
  const text = String(Math.abs(value));
  const whole = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `(0.0 - ${whole})` : whole;
}

/** Applies a definition to signals, each worked out once. */
export const call = (definition: string, ...signals: readonly string[]): string =>
  `(${signals.join(', ')}) : ${definition}`;

export function valueText({ value, by, range }: Value): string {
  if (by.length === 0) return real(value);
  const sum = (how: 'depth' | 'octaves'): string =>
    by
      .filter((move) => move.how === how)
      .map(({ amount, node }) => `${real(amount)}*${slotOf(node)}`)
      .join(' + ');
  const octaves = sum('octaves');
  const depth = sum('depth');
  const base = octaves === '' ? real(value) : `${real(value)}*exp2(${octaves})`;
  const moved = depth === '' ? base : `${base} + ${depth}`;
  return `(clamp(${real(range.min)}, ${real(range.max)}, ${moved}))`;
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
  const list = (param: string): readonly Value[] => node.lists[param] ?? [];
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
        gain: one.gain === undefined ? '1.0' : valueText(one.gain),
      })),
    value: (param) => valueText(value(param)),
    fixed: (param) => (value(param).by.length === 0 ? value(param).value : undefined),
    most: (param) => (value(param).by.length === 0 ? value(param).value : value(param).range.max),
    choice(param) {
      const found = node.choices[param];
      if (found === undefined) throw new Error(`\`${node.type}\` has no choice \`${param}\``);
      return found;
    },
    list: (param) =>
      list(param).map((one) => ({
        text: valueText(one),
        fixed: one.by.length === 0 ? one.value : undefined,
      })),
    points: (param) =>
      (node.points[param] ?? []).map((point) =>
        Object.fromEntries(Object.entries(point).map(([key, one]) => [key, valueText(one)])),
      ),
    noise(purpose) {
      const bytes = digest(purpose);
      return `noise(${bytes.readUInt32BE(0) >>> 1}, ${bytes.readUInt32BE(4) >>> 1})`;
    },
    drawn: (purpose) => digest(purpose).readUInt32BE(8) / 2 ** 32,
    guarded(param) {
      const text = valueText(value(param));
      return options.guard === 1 ? text : `${real(options.guard)}*${text}`;
    },
    trigger() {
      const found = heard('trigger');
      return found === undefined ? 'start' : `rises(${found})`;
    },
  };
}

/** Of a count that may lie between two whole numbers, or move: how many at most, and how much of each is there. */
export function counted(hand: Hand, param: string): readonly string[] {
  const fixed = hand.fixed(param);
  return Array.from({ length: Math.ceil(hand.most(param)) }, (_, index) =>
    fixed === undefined ? `unit(${hand.value(param)} - ${real(index)})` : real(Math.min(1, fixed - index)),
  );
}

/** Samples of the longest line for a time in seconds. */
export const room = (hand: Hand, param: string, more = 16): string =>
  String(Math.ceil(hand.most(param) * 48000) + more);
