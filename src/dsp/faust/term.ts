/**
 * A number of the program: a text, and its value where that is known before the program runs. What is known is worked
 * out here, so that Faust has less to fold and the program less to do; rounded to twelve digits, so that the last bit
 * of another machine's mathematics library does not show.
 */
export interface Term {
  readonly text: string;
  readonly known?: number;
}

/** A number as Faust reads it: always with a point or an exponent, so that none is an integer. */
export function real(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number for Faust`);
  const text = String(Math.abs(Number(value.toPrecision(12))));
  const whole = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `(0.0 - ${whole})` : whole;
}

export const known = (value: number): Term => ({ text: real(value), known: value });
export const moved = (text: string): Term => ({ text });

type Argument = Term | number;
const termOf = (argument: Argument): Term => (typeof argument === 'number' ? known(argument) : argument);

/** A function of numbers, known to both sides by the same name. */
const both =
  (work: (...values: readonly number[]) => number, write: (...texts: readonly string[]) => string) =>
  (...given: readonly Argument[]): Term => {
    const terms = given.map(termOf);
    const values = terms.flatMap((term) => (term.known === undefined ? [] : [term.known]));
    return values.length === terms.length
      ? known(work(...values))
      : moved(write(...terms.map(({ text }) => text)));
  };

/** A definition of the prelude that has its double here. */
const defined = (name: string, work: (...values: readonly number[]) => number) =>
  both(work, (...texts) => `${name}(${texts.join(', ')})`);

/** What is known of the terms of a sum or a product goes into one number, and into none where it changes nothing. */
const joined =
  (sign: string, neutral: number, work: (a: number, b: number) => number) =>
  (...given: readonly Argument[]): Term => {
    const terms = given.map(termOf);
    const number = terms.reduce(
      (all, term) => (term.known === undefined ? all : work(all, term.known)),
      neutral,
    );
    const others = terms.filter((term) => term.known === undefined).map(({ text }) => text);
    if (others.length === 0 || (sign === '*' && number === 0)) return known(number);
    const texts = number === neutral ? others : [real(number), ...others];
    return moved(texts.length === 1 ? texts.join('') : `(${texts.join(` ${sign} `)})`);
  };

export const times = joined('*', 1, (a, b) => a * b);
export const plus = joined('+', 0, (a, b) => a + b);
export const over = both(
  (a = 0, b = 1) => a / b,
  (a, b) => `(${a}/${b})`,
);
export const least = both(
  (...values) => Math.min(...values),
  (a, b) => `min(${a}, ${b})`,
);
export const most = both(
  (...values) => Math.max(...values),
  (a, b) => `max(${a}, ${b})`,
);
export const root = both(
  (a = 0) => Math.sqrt(a),
  (a) => `sqrt(${a})`,
);

const clamped = (low: number, high: number, value: number): number => Math.max(low, Math.min(high, value));

export const unit = defined('unit', (x = 0) => clamped(0, 1, x));
/** Written so that Faust does not make a call of pow() of it. */
export const square = defined('square', (x = 0) => x * x);
export const exp2 = defined('exp2', (x = 0) => 2 ** clamped(-20, 20, x));
/** 2^x where x is near 0. */
export const nudge = defined('nudge', (x = 0) => 2 ** x);
/** 2^x for -4 <= x <= 5. */
export const rise = defined('rise', (x = 0) => 2 ** x);
/** dB → factor. */
export const factor = defined('factor', (decibels = 0) => 10 ** (decibels / 20));
/** Hz → tan(πf/48000), what filters by the trapezoidal rule go by. */
export const warp = defined('warp', (f = 0) => Math.tan((Math.PI * clamped(2, 23000, f)) / 48000));
/** Hz → 2 sin(πf/48000), the angle of one sample. */
export const pace = defined('pace', (f = 0) => 2 * Math.sin((Math.PI * f) / 48000));
/** Seconds → the share of the way that a one-pole with this time constant goes in one sample. */
export const glide = defined('glide', (t = 0) => 1 - Math.exp(-1 / (48000 * Math.max(t, 0.00001))));
/** Samples, seconds → what a line keeps of what went through it, so that it falls by 60 dB in that time. */
export const kept = defined('kept', (samples = 0, t60 = 1) => 10 ** ((-3 * samples) / (48000 * t60)));
/** 0..1 → 1/Q of a resonance from Q 0.5 to Q 40. */
export const narrow = defined('narrow', (r = 0) => 2 * 2 ** (-6.3 * r));
/** 0..1 → what is taken from the level for a resonance. */
export const tame = defined('tame', (r = 0) => 1 / (1 + 1.5 * r * r));
