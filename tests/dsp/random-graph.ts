import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/index.ts';
import { catalog, typeNames, type Param, type Range, type TypeName } from '../../src/dsp/index.ts';

/**
 * A graph without mistakes, of up to `most` nodes of any types: every node hears nodes before it, what nobody hears is
 * mixed at the end, and a `feedback` hears any node. Numbers lie anywhere in their ranges, and some are moved.
 */
export const randomGraph = (most = 12): fc.Arbitrary<Json> =>
  fc
    .array(
      fc.record({
        type: fc.constantFrom(...typeNames),
        dice: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      }),
      {
        minLength: 1,
        maxLength: most,
      },
    )
    .chain((planned) =>
      fc.record({
        planned: fc.constant(planned),
        seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        two: fc.boolean(),
      }),
    )
    .map(({ planned, seed, two }) => build(planned, seed, two));

interface Planned {
  readonly type: TypeName;
  /** Numbers from 0 to 1 that decide all about it, in order. */
  readonly dice: Iterable<number>;
}

function build(planned: readonly Planned[], seed: number, two: boolean): Json {
  const names = planned.map((_, index) => `node_${index}`);
  const heard = new Set<string>();
  const nodes: { [name: string]: Json } = { ground: { type: 'pink_noise' } };
  for (const [index, { type, dice }] of planned.entries()) {
    const hand = new Hand(dice, ['ground', ...names.slice(0, index)], heard);
    nodes[`node_${index}`] = nodeOf(type, hand, names);
  }
  const loose = ['ground', ...names].filter((name) => !heard.has(name));
  nodes['last'] = { type: 'mix', in: loose.map((node) => ({ node, gain: 0.5 })) };
  return { version: 1, duration: 1, seed, nodes, out: two ? ['last', names.at(-1) ?? 'last'] : 'last' };
}

class Hand {
  readonly #dice: Iterator<number>;
  readonly #before: readonly string[];
  readonly #heard: Set<string>;

  constructor(dice: Iterable<number>, before: readonly string[], heard: Set<string>) {
    this.#dice = dice[Symbol.iterator]();
    this.#before = before;
    this.#heard = heard;
  }

  roll(): number {
    return Number(this.#dice.next().value);
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const one = list[Math.min(list.length - 1, Math.floor(this.roll() * list.length))];
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  }

  node(): string {
    const name = this.pick(this.#before);
    this.#heard.add(name);
    return name;
  }

  value(range: Range): Json {
    const value = this.number(range);
    if (this.roll() < 0.7) return value;
    const octaves = (range.unit === 'Hz' || range.unit === 's') && this.roll() < 0.5;
    const by = octaves
      ? { node: this.node(), octaves: 6 * this.roll() - 3 }
      : { node: this.node(), depth: (range.max - range.min) * (this.roll() - 0.5) };
    return { value, by: [by] };
  }

  number({ min, max, unit }: Range): number {
    const share = this.roll();
    const spread = (unit === 'Hz' || unit === 's' || unit === '/s') && min > 0;
    const number = spread ? min * (max / min) ** share : min + (max - min) * share;
    return Math.max(min, Math.min(max, Number(number.toPrecision(6))));
  }
}

function nodeOf(type: TypeName, hand: Hand, all: readonly string[]): Json {
  const { inputs, params } = catalog[type];
  const node: { [key: string]: Json } = { type };
  for (const [key, { takes, optional, least = 1, most = 4, gain }] of Object.entries(inputs)) {
    if (optional === true && hand.roll() < 0.5) continue;
    if (type === 'feedback' && key === 'from') node[key] = hand.pick(all);
    else if (takes === 'node') node[key] = hand.node();
    else {
      const count = Math.min(most, least + Math.floor(3 * hand.roll()));
      node[key] = Array.from({ length: count }, () =>
        gain === undefined || hand.roll() < 0.5 ? hand.node() : { node: hand.node(), gain: hand.value(gain) },
      );
    }
  }
  for (const [key, param] of Object.entries(params)) if (hand.roll() < 0.6) node[key] = paramOf(param, hand);
  return node;
}

function paramOf(param: Param, hand: Hand): Json {
  switch (param.is) {
    case 'number':
      return hand.value(param);
    case 'choice':
      return hand.pick(param.options);
    case 'numbers':
      return Array.from({ length: Math.min(param.most, param.least + Math.floor(8 * hand.roll())) }, () =>
        hand.value(param.of),
      );
    case 'points':
      return Array.from({ length: Math.min(param.most, param.least + Math.floor(4 * hand.roll())) }, () =>
        Object.fromEntries(
          Object.entries(param.of).map(([key, range]): [string, Json] => [key, hand.value(range)]),
        ),
      ) satisfies readonly JsonObject[];
  }
}
