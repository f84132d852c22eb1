import { canonicalJson, sha256 } from '../base/index.ts';

/** Chance that is the same in every session with the same seed, on every machine. */
export interface Random {
  /** 0 <= x < 1, in steps of 2^-32. */
  next(): number;
  /** A whole number from `least` to `most`, both included; every one as likely. Throws where there is none. */
  integer(least: number, most: number): number;
  /** One of a list. Throws on an empty one. */
  pick<T>(list: readonly T[]): T;
  /** A copy in another order, all orders as likely (Fisher and Yates). */
  shuffle<T>(list: readonly T[]): T[];
}

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its state the first
 * sixteen bytes, little end first, of the sha256 of the canonical JSON of [seed, stream]. Different streams of one
 * seed have nothing to do with one another, so a part can give each of its subjects one of its own.
 */
export function random(seed: number, stream = ''): Random {
  const bytes = Buffer.from(sha256(canonicalJson([seed, stream])), 'hex');
  return fromState([
    bytes.readUInt32LE(0),
    bytes.readUInt32LE(4),
    bytes.readUInt32LE(8),
    bytes.readUInt32LE(12),
  ]);
}

const range = 2 ** 32;
const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** The generator itself, for tests against published numbers. Not all four words may be zero. */
export function fromState(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  const word = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  const below = (bound: number): number => {
    // The uneven rest at the top of the range is thrown again, so that no number is likelier than another.
    const even = range - (range % bound);
    let drawn = word();
    while (drawn >= even) drawn = word();
    return drawn % bound;
  };
  const integer = (least: number, most: number): number => {
    const count = most - least + 1;
    if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most) || count < 1 || count > range) {
      throw new RangeError(`no whole number can be drawn from ${least}..${most}`);
    }
    return least + below(count);
  };
  const at = <T>(list: readonly T[], place: number): T => {
    for (const one of list.slice(place, place + 1)) return one;
    throw new RangeError('nothing can be picked from an empty list');
  };
  return {
    next: () => word() / range,
    integer,
    pick: (list) => at(list, list.length === 0 ? 0 : below(list.length)),
    shuffle<T>(list: readonly T[]): T[] {
      const left = [...list];
      const shuffled: T[] = [];
      while (left.length > 0) shuffled.push(...left.splice(below(left.length), 1));
      return shuffled;
    },
  };
}
