import type { ASTNode } from '@marcbachmann/cel-js';

/**
 * A node of an expression as text again. The package's own `serialize` drops parentheses that matter
 * (`a - (b - c)`) and digits, so it can't be used for what is evaluated.
 * `plain` is for people. `counted` is what is evaluated: the same with calls that count steps (expression-steps.ts)
 * around the bodies of macros and the operands that are walked through, and with divisors that are not 0.
 */
export type Printing = 'plain' | 'counted';

/** Macros over lists and objects, by name and number of arguments, with what ends them at once where steps run out. */
const macros: ReadonlyMap<string, 'true' | 'false'> = new Map([
  ['all/2', 'false'],
  ['exists/2', 'true'],
  ['exists_one/2', 'false'],
  ['filter/2', 'false'],
  ['map/2', 'false'],
  ['map/3', 'false'],
]);

export const isMacro = (method: string, args: number): boolean => macros.has(`${method}/${args}`);

/** `cel.bind(name, value, body)` */
export const isBind = (method: string, receiver: ASTNode, args: number): boolean =>
  method === 'bind' && args === 3 && receiver.op === 'id' && receiver.args === 'cel';

const strengths: Readonly<Record<string, number>> = {
  '?:': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  in: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '!_': 8,
  '-_': 8,
};
/** Of names, literals, members and calls. */
const strongest = 9;
const strengthOf = (node: ASTNode): number => strengths[uncounted(node).op] ?? strongest;

/**
 * Methods whose work hangs on more than how long their operands are. What is evaluated calls their twins, with a `_`
 * at the end of the name (expression-methods.ts).
 */
const twins: ReadonlySet<string> = new Set([
  'matches/1',
  'contains/1',
  'indexOf/1',
  'indexOf/2',
  'lastIndexOf/1',
  'lastIndexOf/2',
  'split/1',
  'split/2',
  'join/0',
  'join/1',
]);

/** Functions and methods that yield a number, which is compared at once. */
const yieldsNumber = /^(?:size|abs|round|sum|min|max|int|uint|double|indexOf|lastIndexOf|get[A-Z]\w*)_?$/;

/** Comparisons and arithmetic yield one number or truth; besides `+`, which joins lists. */
function holdsEntries(node: ASTNode): boolean {
  const { op } = uncounted(node);
  return op !== 'value' && (op === '+' || op === '?:' || strengths[op] === undefined);
}

/** Errors name nodes of what was evaluated: the calls that were printed in are taken out again. */
function uncounted(node: ASTNode): ASTNode {
  if (node.op === '?:') {
    const [condition, body] = node.args;
    return condition.op === 'call' && condition.args[0] === 'step_' ? uncounted(body) : node;
  }
  const [inner] =
    node.op === 'call' &&
    /^(?:walk|whole|among|range|copy|divisor|any|body|zone|written)_$/.test(node.args[0])
      ? node.args[1]
      : [];
  return inner === undefined ? node : uncounted(inner);
}

export function printNode(counted: ASTNode, as: Printing): string {
  const node = uncounted(counted);
  const print = (one: ASTNode): string => printNode(one, as);
  const within = (one: ASTNode, least: number): string =>
    strengthOf(one) < least ? `(${print(one)})` : print(one);
  const walked: Walked = (one, least = 0) =>
    as === 'plain' || !holdsEntries(one) ? within(one, least) : `walk_(${print(one)})`;

  switch (node.op) {
    case 'value':
      return printLiteral(node.args);
    case 'id':
      return node.args;
    case '.':
    case '.?':
      return `${receiver(node.args[0], within)}${node.op}${node.args[1]}`;
    case '[]':
    case '[?]':
      return `${receiver(node.args[0], within)}${node.op.slice(0, -1)}${print(node.args[1])}]`;
    case 'list':
      return `[${node.args.map(print).join(', ')}]`;
    case 'map':
      return `{${node.args.map(([key, value]) => `${print(key)}: ${print(value)}`).join(', ')}}`;
    case '?:': {
      const [condition, then, otherwise] = node.args;
      // `c ? 1 : 0.5` is refused unless the branches may be of any type.
      const branch = (one: ASTNode): string => (as === 'plain' ? within(one, 2) : `any_(${print(one)})`);
      return `${within(condition, 2)} ? ${branch(then)} : ${branch(otherwise)}`;
    }
    case '!_':
    case '-_':
      return `${node.op.slice(0, 1)}${within(node.args, 8)}`;
    case 'call': {
      const [name, args] = node.args;
      if (name === 'duration' && as === 'counted') return `duration(written_(${args.map(print).join(', ')}))`;
      return `${name}(${args.map((arg) => (name === 'has' ? print(arg) : walked(arg))).join(', ')})`;
    }
    case 'rcall':
      return printMethod(node.args, as, within, walked);
    default:
      return printBinary(node.op, node.args, as, within, walked);
  }
}

type Within = (node: ASTNode, least: number) => string;
type Walked = (node: ASTNode, least?: number) => string;

/** `1.size()` would be read as a decimal. */
const receiver = (node: ASTNode, within: Within): string =>
  node.op === 'value' && typeof node.args !== 'string' ? `(${within(node, 0)})` : within(node, strongest);

function printMethod(
  [called, on, args]: readonly [string, ASTNode, readonly ASTNode[]],
  as: Printing,
  within: Within,
  walked: Walked,
): string {
  const method = called.replace(/_$/, '');
  const kind = `${method}/${args.length}`;
  const end = macros.get(kind);
  const print = (one: ASTNode): string => within(one, 0);
  if (as === 'plain' || isBind(method, on, args.length)) {
    return `${receiver(on, within)}.${method}(${args.map(print).join(', ')})`;
  }
  if (end === undefined) {
    const given = args.map((arg) => (method.startsWith('get') ? `zone_(${print(arg)})` : walked(arg)));
    return `${walked(on, strongest)}.${method}${twins.has(kind) ? '_' : ''}(${given.join(', ')})`;
  }
  const [variable, ...bodies] = args.map(print);
  // Of three arguments of `map` the first body is a filter: where it is not entered, nor is the second.
  const counted = bodies.map((body, n) => (n === 0 ? `(step_() ? body_(${body}) : any_(${end}))` : body));
  const over = isListItself(on) ? receiver(on, within) : `range_(${print(on)})`;
  return `${over}.${method}(${[variable, ...counted].join(', ')})`;
}

/** A list that is written out, or what a macro makes of one. */
function isListItself(node: ASTNode): boolean {
  const { op, args } = uncounted(node);
  return op === 'list' || (op === 'rcall' && (args[0] === 'map' || args[0] === 'filter'));
}

function printBinary(
  op: string,
  [left, right]: readonly [ASTNode, ASTNode],
  as: Printing,
  within: Within,
  walked: Walked,
): string {
  const strength = strengths[op] ?? 0;
  // Each side is printed once, whichever way: twice on every level would be two to the power of them.
  const plainly = (): string => `${within(left, strength)} ${op} ${within(right, strength + 1)}`;
  if (as === 'plain') return plainly();
  const copied = (one: ASTNode, least: number): string =>
    holdsEntries(one) && uncounted(one).op !== '+' ? `copy_(${within(one, 0)})` : within(one, least);
  switch (op) {
    case '==':
    case '!=':
      // No more is compared than the smaller side holds, so one of them is enough.
      if (!holdsEntries(left) || !holdsEntries(right)) return plainly();
      return isWrittenOut(right)
        ? `any_(${within(left, 0)}) ${op} whole_(${within(right, 0)})`
        : `whole_(${within(left, 0)}) ${op} any_(${within(right, 0)})`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (isShort(left) || isShort(right)) return plainly();
      return `${walked(left, strength)} ${op} ${within(right, strength + 1)}`;
    case '+':
      return `${copied(left, strength)} + ${copied(right, strength + 1)}`;
    case 'in':
      if (isWrittenOut(right) && !holdsEntries(left)) return plainly();
      return `${within(left, strength)} in ${holdsEntries(left) ? `among_(${within(right, 0)})` : walked(right, strength + 1)}`;
    case '/':
    case '%':
      return isNumber(right) ? plainly() : `${within(left, strength)} ${op} divisor_(${within(right, 0)})`;
    default:
      return plainly();
  }
}

const isWrittenOut = (node: ASTNode): boolean => ['list', 'map'].includes(uncounted(node).op);

/** What can't be a long text. */
function isShort(counted: ASTNode): boolean {
  const node = uncounted(counted);
  if (!holdsEntries(node)) return true;
  return (node.op === 'call' || node.op === 'rcall') && yieldsNumber.test(node.args[0]);
}

/** A number that is written down, and is not 0. */
function isNumber(counted: ASTNode): boolean {
  const { op, args } = uncounted(counted);
  return op === 'value' && (typeof args === 'number' || typeof args === 'bigint') && Number(args) !== 0;
}

function printLiteral(value: Extract<ASTNode, { readonly op: 'value' }>['args']): string {
  switch (typeof value) {
    case 'string':
      return printText(value);
    case 'number': {
      const digits = String(value);
      return /[.e]/.test(digits) ? digits : `${digits}.0`;
    }
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value === null) return 'null';
      if (value instanceof Uint8Array)
        return `b"${[...value].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
      // What is left of CEL's literals is an unsigned number, which writes itself in digits.
      return `${value.toString()}u`;
  }
}

/** Characters beyond ASCII stand as they are: CEL has no escape for halves of surrogate pairs. */
const printText = (text: string): string =>
  `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (one) =>
    one === '"' || one === '\\' ? `\\${one}` : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}"`;
