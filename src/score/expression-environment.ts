import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import { canonicalJson } from '../base/index.ts';
import { countedMethods } from './expression-methods.ts';
import { costOf, costOfWhole, enterBody, leaveBody, step } from './expression-steps.ts';
import { toJson } from './expression-values.ts';

/** Bounds of what a person writes. Real expressions have a few dozen nodes; a list of words may be long. */
const limits = {
  maxAstNodes: 2_000,
  maxDepth: 100,
  maxListElements: 1_000,
  maxMapEntries: 1_000,
  maxCallArguments: 32,
};

/**
 * CEL as a score writes it. JSON numbers are doubles to CEL, which refuses to mix them with the integers that are
 * written in an expression and that `size` yields: here they mix. Literals may mix types, as JSON does.
 */
export const language = withArithmetic(
  new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits }),
);

/**
 * The same with what expression-text.ts prints in to count steps: functions, and twins of the built-in methods whose
 * work neither their text nor their length tells. Parsed text is nested deeper there.
 */
export const counting = withCounting(language.clone({ limits: { maxAstNodes: 50_000, maxDepth: 2_000 } }));

function withCounting(environment: Environment): Environment {
  const register = (signature: string, handler: (value: unknown) => unknown): void => {
    environment.registerFunction(signature, { handler, async: false });
  };
  const paid = (steps: (value: unknown) => number) => (value: unknown) => (step(steps(value)) ? value : null);
  environment.registerFunction('step_(): bool', { handler: enterBody, async: false });
  register('body_(dyn): dyn', leaveBody);
  register('any_(dyn): dyn', (value) => value);
  register('divisor_(dyn): dyn', divisor);
  register(
    'walk_(dyn): dyn',
    paid((value) => costOf(value) >> 3),
  );
  register(
    'whole_(dyn): dyn',
    paid((value) => Math.floor(costOfWhole(value) / 8)),
  );
  // Whether something is a member of an object is known at once; in a list all may have to be compared.
  register(
    'among_(dyn): dyn',
    paid((value) => Math.floor((isList(value) ? costOfWhole(value) : costOf(value)) / 8)),
  );
  register('copy_(dyn): dyn', paid(costOf));
  // A macro over an object lists its members first; over a list it pays for each body.
  register(
    'range_(dyn): dyn',
    paid((value) => (Array.isArray(value) ? 0 : costOf(value))),
  );
  for (const [signature, handler] of countedMethods) {
    environment.registerFunction(signature, { handler, async: false });
  }
  return environment;
}

type Number_ = number | bigint;

function withArithmetic(environment: Environment): Environment {
  const mixed: readonly (readonly [string, (a: number, b: number) => number])[] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['%', (a, b) => a % b],
  ];
  for (const [sign, of] of mixed) {
    const handler = (a: Number_, b: Number_): number => of(Number(a), Number(b));
    environment.registerOperator(`int ${sign} double: double`, handler);
    environment.registerOperator(`double ${sign} int: double`, handler);
  }
  environment.registerOperator('double % double: double', (a: number, b: number) => a % b);
  environment.registerOperator('int == double: bool', (a: Number_, b: Number_) => Number(a) === Number(b));

  const register = (name: string, types: string, handler: (...given: unknown[]) => unknown): void => {
    environment.registerFunction(`${name}(${types}): dyn`, { handler, async: false });
  };
  register('abs', 'dyn', (x) => absolute(numberIn('abs', x)));
  register('round', 'dyn', (x) => roundTo(numberIn('round', x), 0));
  register('round', 'dyn, dyn', (x, digits) => roundTo(numberIn('round', x), digitsIn(digits)));
  register('sum', 'dyn', (list) => sum(numbersIn('sum', listIn('sum', list))));
  register('distinct', 'dyn', (list) => distinct(listIn('distinct', list)));
  for (const [name, isBetter] of [
    ['min', (a: Number_, b: Number_) => a < b],
    ['max', (a: Number_, b: Number_) => a > b],
  ] as const) {
    const best = (numbers: readonly Number_[]): Number_ => {
      const [first, ...rest] = numbers;
      if (first === undefined) throw refused(`\`${name}\` of an empty list`);
      return rest.reduce((a, b) => (isBetter(b, a) ? b : a), first);
    };
    register(name, 'dyn', (list) => best(numbersIn(name, listIn(name, list))));
    for (let count = 2; count <= limits.maxCallArguments; count += 1) {
      register(name, Array.from({ length: count }, () => 'dyn').join(', '), (...given) =>
        best(numbersIn(name, given)),
      );
    }
  }
  return environment;
}

const isList = (value: unknown): boolean => Array.isArray(value) || value instanceof Set;

const refused = (says: string): EvaluationError => new EvaluationError({ code: 'refused', message: says });

/** IEEE division would yield Infinity, and `good / all >= 0.9` would hold where there was nothing at all. */
function divisor(value: unknown): unknown {
  if (value === 0 || value === 0n)
    throw new EvaluationError({ code: 'division_by_zero', message: 'division by zero' });
  return value;
}

function listIn(name: string, value: unknown): readonly unknown[] {
  const list = value instanceof Set ? [...value] : value;
  if (!Array.isArray(list)) throw refused(`\`${name}\` takes a list`);
  return step(list.length) ? list : [];
}

function numberIn(name: string, value: unknown): Number_ {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  throw refused(`\`${name}\` takes numbers`);
}

const numbersIn = (name: string, values: readonly unknown[]): readonly Number_[] =>
  values.map((value) => numberIn(name, value));

const absolute = (x: Number_): Number_ => (x < 0 ? -x : x);

/** Integers stay integers; with a double among them the sum is a double, added from left to right. */
const sum = (numbers: readonly Number_[]): Number_ =>
  numbers.every((one) => typeof one === 'bigint')
    ? numbers.reduce((a, b) => a + b, 0n)
    : numbers.reduce<number>((a, b) => a + Number(b), 0);

function digitsIn(value: unknown): number {
  const digits = Number(numberIn('round', value));
  if (Number.isInteger(digits) && digits >= 0 && digits <= 15) return digits;
  throw refused('`round` takes 0 to 15 digits');
}

/** To the nearest, halves away from zero, as CEL's `math.round`; in decimal notation, so that 1.005 becomes 1.01. */
function roundTo(x: Number_, digits: number): Number_ {
  if (typeof x === 'bigint' || !Number.isFinite(x)) return x;
  const shifted = Math.round(moved(Math.abs(x), digits));
  return Math.sign(x) * moved(shifted, -digits) + 0;
}

/** `x` times ten to the `places`, by its decimal exponent: no binary error comes in. */
function moved(x: number, places: number): number {
  const [digits, exponent = '0'] = String(x).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** The first of each value; numbers, lists and objects are the same where their JSON is. */
function distinct(list: readonly unknown[]): readonly unknown[] {
  const seen = new Set<string>();
  return list.filter((value) => {
    const json = toJson(value);
    if (!step(costOfWhole(value))) return false;
    const text = json.ok ? canonicalJson(json.value) : String(value);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
