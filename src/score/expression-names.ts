import type { ASTNode } from '@marcbachmann/cel-js';
import type { Names } from './expression.ts';
import { language } from './expression-environment.ts';
import { isBind, isMacro } from './expression-text.ts';
import type { ExpressionMistake } from './language-mistakes.ts';

const definitions = language.getDefinitions();
/** Called as `name(…)`, macros such as `has` among them. */
export const functionNames: ReadonlySet<string> = new Set(
  definitions.functions.filter(({ receiverType }) => receiverType === null).map(({ name }) => name),
);
const methodNames: ReadonlySet<string> = new Set(
  definitions.functions.filter(({ receiverType }) => receiverType !== null).map(({ name }) => name),
);
/** `int`, `string`, `list`, …: types, as in `type(x) == list`, and the name spaces `cel` and `google`. */
export const constantNames: ReadonlySet<string> = new Set(definitions.variables.map(({ name }) => name));

export interface NamesRead {
  readonly names: readonly string[];
  readonly paths: readonly (readonly string[])[];
  readonly mistakes: readonly ExpressionMistake[];
}

/** A root name and the members that follow it, as far as they are written out. */
interface Chain {
  readonly root: ASTNode & { readonly op: 'id' };
  readonly members: readonly { readonly name: string; readonly offset: number; readonly length: number }[];
}

/** The names that an expression reads, those that macros bind left out, and the names that are not known. */
export function namesIn(ast: ASTNode, known: Names): NamesRead {
  const paths = new Map<string, readonly string[]>();
  const mistakes: ExpressionMistake[] = [];
  const names = known === 'any' ? undefined : 'names' in known ? known.names : known;
  const members = known !== 'any' && 'names' in known ? known.members : undefined;

  const read = ({ root, members: after }: Chain, bound: ReadonlySet<string>): void => {
    const name = root.args;
    if (bound.has(name)) return;
    if (names !== undefined && !names.has(name)) {
      if (constantNames.has(name)) return;
      mistakes.push({
        code: 'unknown_name',
        offset: root.start,
        length: root.end - root.start,
        name,
        known: [...names, ...bound],
      });
      return;
    }
    if (names === undefined && constantNames.has(name)) return;
    const path = [name, ...after.map((member) => member.name)];
    paths.set(JSON.stringify(path), path);
    const [first] = after;
    const may = members?.get(name);
    if (first === undefined || may === undefined || may.has(first.name)) return;
    const { offset, length } = first;
    mistakes.push({
      code: 'unknown_member',
      offset,
      length,
      of: name,
      name: first.name,
      path: path.slice(1).join('.'),
      known: [...may],
    });
  };

  const walk = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const chain = chainOf(node);
    if (chain !== undefined) {
      read(chain, bound);
      return;
    }
    switch (node.op) {
      case 'value':
      case 'id':
        return;
      case '.':
      case '.?':
        walk(node.args[0], bound);
        return;
      case 'call': {
        const [name, args] = node.args;
        if (!functionNames.has(name)) {
          mistakes.push({
            code: 'unknown_function',
            offset: node.start,
            length: name.length,
            name,
            known: [...functionNames],
            ...(methodNames.has(name) ? { otherwise: `x.${name}(…)` } : {}),
          });
        }
        for (const arg of args) walk(arg, bound);
        return;
      }
      case 'rcall':
        walkMethod(node, bound);
        return;
      case 'list':
        for (const entry of node.args) walk(entry, bound);
        return;
      case 'map':
        for (const entry of node.args.flat()) walk(entry, bound);
        return;
      case '!_':
      case '-_':
        walk(node.args, bound);
        return;
      default:
        for (const operand of node.args) walk(operand, bound);
    }
  };

  const walkMethod = (node: ASTNode & { readonly op: 'rcall' }, bound: ReadonlySet<string>): void => {
    const [method, on, args] = node.args;
    const [variable, ...rest] = args;
    if (isBind(method, on, args.length) && variable?.op === 'id') {
      const [value, body] = rest;
      if (value !== undefined) walk(value, bound);
      if (body !== undefined) walk(body, new Set([...bound, variable.args]));
      return;
    }
    walk(on, bound);
    if (isMacro(method, args.length) && variable?.op === 'id') {
      const inner = new Set([...bound, variable.args]);
      for (const body of rest) walk(body, inner);
      return;
    }
    if (!methodNames.has(method)) {
      const offset = Math.max(node.start, node.input.lastIndexOf(method, args[0]?.start ?? node.end));
      mistakes.push({
        code: 'unknown_function',
        offset,
        length: method.length,
        name: method,
        known: [...methodNames],
        ...(functionNames.has(method) ? { otherwise: `${method}(…)` } : {}),
      });
    }
    for (const arg of args) walk(arg, bound);
  };

  walk(ast, new Set());
  const sorted = [...paths.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return {
    names: [...new Set(sorted.map(([root = '']) => root))].sort(),
    paths: sorted,
    mistakes: mistakes.sort((a, b) => a.offset - b.offset),
  };
}

/** `a`, `a.b`, `a["b"].c`; `undefined` where anything else is in it. */
function chainOf(node: ASTNode): Chain | undefined {
  switch (node.op) {
    case 'id':
      return { root: node, members: [] };
    case '.': {
      const before = chainOf(node.args[0]);
      const name = node.args[1];
      return (
        before && {
          root: before.root,
          members: [...before.members, { name, offset: node.pos, length: name.length }],
        }
      );
    }
    case '[]': {
      const [on, index] = node.args;
      const before = index.op === 'value' ? chainOf(on) : undefined;
      if (index.op !== 'value' || typeof index.args !== 'string' || before === undefined) return undefined;
      return {
        root: before.root,
        members: [
          ...before.members,
          { name: index.args, offset: index.start, length: index.end - index.start },
        ],
      };
    }
    default:
      return undefined;
  }
}
