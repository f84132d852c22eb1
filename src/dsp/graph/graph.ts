import type { TypeName } from './catalog/index.ts';
import type { Range } from './node-type.ts';

/** A graph without mistakes. Only `readGraph` makes one. */
export interface Graph {
  readonly version: 1;
  /** Seconds that are asked for. */
  readonly duration: number;
  readonly seed?: number;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Names of nodes: one, or left and right. */
  readonly out: readonly [string] | readonly [string, string];
  /** Seconds of overhang that are faded into the beginning, so that the ends join. */
  readonly loop?: { readonly crossfade: number };
  /** Seconds; a loop has none. */
  readonly fade: { readonly in: number; readonly out: number };
  readonly level?: { readonly lufs: number } | { readonly peak_dbfs: number };
  /** Every node after those that it hears; who is heard through `from` of a `feedback` may come later. */
  readonly order: readonly string[];
}

export interface GraphNode {
  readonly name: string;
  readonly type: TypeName;
  /** What is heard, by the name of the input. An optional input that was not given is missing. */
  readonly inputs: { readonly [input: string]: readonly Heard[] };
  /** Every parameter that is a number, given or not. */
  readonly values: { readonly [param: string]: Value };
  readonly choices: { readonly [param: string]: string };
  readonly lists: { readonly [param: string]: readonly Value[] };
  readonly points: { readonly [param: string]: readonly { readonly [key: string]: Value }[] };
}

export interface Heard {
  readonly node: string;
  /** Of an input of `gained nodes`. */
  readonly gain?: Value;
}

/** A number, what moves it, and between what it is held. */
export interface Value {
  readonly value: number;
  readonly by: readonly Move[];
  readonly range: Range;
}

export interface Move {
  readonly node: string;
  /** `depth`: added, in the parameter's unit. `octaves`: multiplied by 2 to the power of it. */
  readonly how: 'depth' | 'octaves';
  readonly amount: number;
}

/** One mistake in a graph, with the JSON path of its place: `nodes.dark.cutoff.by[0].node`. */
export interface GraphMistake {
  readonly path: string;
  readonly message: string;
}

/** The names of all nodes that move a value or are heard, once each, in the order in which they are written. */
export function heardBy(node: GraphNode): readonly string[] {
  const values = [
    ...Object.values(node.values),
    ...Object.values(node.lists).flat(),
    ...Object.values(node.points).flatMap((points) => points.flatMap((point) => Object.values(point))),
  ];
  const inputs = Object.entries(node.inputs)
    .filter(([input]) => !(node.type === 'feedback' && input === 'from'))
    .flatMap(([, heard]) => heard);
  const gains = inputs.flatMap(({ gain }) => (gain === undefined ? [] : [gain]));
  return [
    ...new Set([
      ...inputs.map((heard) => heard.node),
      ...[...gains, ...values].flatMap(({ by }) => by.map((move) => move.node)),
    ]),
  ];
}

/** The node that closes a circle. */
export const comesBackTo = (node: GraphNode): string | undefined =>
  node.type === 'feedback' ? node.inputs['from']?.[0]?.node : undefined;
