import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../base/index.ts';
import type { Evaluated, Values } from './expression.ts';
import type { Workbench } from './expression-run.ts';
import { shown } from './expression-shown.ts';
import { isMacro, printNode } from './expression-text.ts';

type Comparison = ASTNode & { readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' };
type Logical = ASTNode & { readonly op: '&&' | '||' };
type Method = ASTNode & { readonly op: 'rcall' };

const isComparison = (node: ASTNode): node is Comparison =>
  ['==', '!=', '<', '<=', '>', '>=', 'in'].includes(node.op);

/**
 * Why an expression is what it is: the values that were compared. Of sides joined by `&&` or `||` the one that
 * decided, or all; of `all` and `exists` the first entry that decided.
 */
export function evidenceOf(
  node: ASTNode,
  values: Values,
  bench: Workbench,
  result: Evaluated = bench.value(node, values),
): string {
  const of = (one: ASTNode): string => evidenceOf(one, values, bench);
  if (isComparison(node)) {
    const [left, right] = node.args.map((side) => bench.value(side, values));
    if (left === undefined || right === undefined || !result.ok) return result.ok ? '' : result.because;
    return left.ok && right.ok ? `${shown(left.value)} ${node.op} ${shown(right.value)}` : plainly(node);
  }
  if (node.op === '&&' || node.op === '||')
    return sides(node, values, bench, result.ok ? result.value : null);
  if (!result.ok)
    return node.op === 'rcall' ? (entries(node, values, bench, null) ?? result.because) : result.because;
  const { value } = result;
  if (typeof value !== 'boolean') return `${named(node)}${shown(value)}, not true or false`;
  switch (node.op) {
    case '!_':
      return `!(${of(node.args)})`;
    case '?:': {
      const [condition, then, otherwise] = node.args;
      const chosen = bench.value(condition, values);
      return `${of(condition)} ? ${of(chosen.ok && chosen.value === true ? then : otherwise)}`;
    }
    case 'call': {
      const [name, args] = node.args;
      const [only] = args;
      if (name === 'has' && only !== undefined) return `${plainly(only)} is ${value ? '' : 'not '}there`;
      return called(name, undefined, args, values, bench);
    }
    case 'rcall': {
      const [name, on, args] = node.args;
      return entries(node, values, bench, value) ?? called(name, on, args, values, bench);
    }
    case 'value':
      return String(value);
    default:
      return `${plainly(node)} is ${value}`;
  }
}

const plainly = (node: ASTNode): string => printNode(node, 'plain');
const named = (node: ASTNode): string => (node.op === 'value' ? '' : `${plainly(node)} is `);

/** `a && b && c` as its three sides. */
function flattened(node: ASTNode, op: Logical['op']): readonly ASTNode[] {
  const found: ASTNode[] = [];
  for (let rest = node; ;) {
    if (rest.op !== op) return [rest, ...found];
    const [left, right] = rest.args;
    found.unshift(...flattened(right, op));
    rest = left;
  }
}

/** Of `&&` that is false the first side that is; of `||` that is true likewise; else all sides. */
function sides(node: Logical, values: Values, bench: Workbench, result: Json): string {
  const decisive = node.op === '||';
  const all = flattened(node, node.op).map((side) => ({ side, value: bench.value(side, values) }));
  const of = ({ side, value }: (typeof all)[number]): string => evidenceOf(side, values, bench, value);
  if (result === decisive) {
    const first = all.find(({ value }) => value.ok && value.value === decisive);
    return first === undefined ? plainly(node) : of(first);
  }
  // Where a side has no truth value it is the reason, whatever the others are.
  const broken = all.find(({ value }) => !value.ok || typeof value.value !== 'boolean');
  if (result === null && broken !== undefined) return of(broken);
  return all.map(of).join(` ${node.op} `);
}

/** Of a macro over a list the entry that decided it, `undefined` for what is no such macro. */
function entries(node: Method, values: Values, bench: Workbench, result: Json): string | undefined {
  const [method, on, [variable, body]] = node.args;
  if (
    !isMacro(method, 2) ||
    method === 'filter' ||
    method === 'map' ||
    variable?.op !== 'id' ||
    body === undefined
  )
    return undefined;
  const over = bench.value(on, values);
  if (!over.ok || typeof over.value !== 'object' || over.value === null) return undefined;
  const list = Array.isArray(over.value);
  const all: readonly Json[] = Array.isArray(over.value) ? over.value : Object.keys(over.value);
  const within = (entry: Json): Values => ({ ...values, [variable.args]: entry });
  const first = (decides: (value: ReturnType<Workbench['value']>) => boolean): string | undefined => {
    const index = all.findIndex((entry) => decides(bench.value(body, within(entry))));
    const entry = all[index];
    if (entry === undefined) return undefined;
    return `at [${list ? index : JSON.stringify(entry)}] of ${all.length}: ${evidenceOf(body, within(entry), bench)}`;
  };
  const isNoAnswer = (value: ReturnType<Workbench['value']>): boolean =>
    !value.ok || typeof value.value !== 'boolean';
  if (result === null) return first(isNoAnswer);
  switch (method) {
    case 'all':
      return result === true ? `all of ${all.length}` : first((value) => value.ok && value.value === false);
    case 'exists':
      return result === true ? first((value) => value.ok && value.value === true) : `none of ${all.length}`;
    default: {
      const held = all.filter((entry) => {
        const value = bench.value(body, within(entry));
        return value.ok && value.value === true;
      });
      return `${held.length} of ${all.length}`;
    }
  }
}

/** `"lantern".startsWith("sea")` */
function called(
  name: string,
  on: ASTNode | undefined,
  args: readonly ASTNode[],
  values: Values,
  bench: Workbench,
): string {
  const show = (node: ASTNode): string => {
    const value = bench.value(node, values);
    return value.ok ? shown(value.value) : plainly(node);
  };
  return `${on === undefined ? '' : `${show(on)}.`}${name}(${args.map(show).join(', ')})`;
}
