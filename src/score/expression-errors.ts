import { EvaluationError, TypeError as CelTypeError, type ASTNode } from '@marcbachmann/cel-js';
import type { Evaluated } from './expression.ts';
import { kindOf, kindOfType, oneLine, shown } from './expression-shown.ts';
import { printNode } from './expression-text.ts';

/** Works out a part of the expression that failed, so that the sentence can say what is there. */
export type WorkOut = (node: ASTNode) => Evaluated;

const sentenceLimit = 200;

/** The sentence for an evaluation that failed: what is missing or does not fit, in the words of the person's own text. */
export function failureSentence(error: unknown, workOut: WorkOut): string {
  if (error instanceof RangeError) return 'the expression takes more memory or depth than there is';
  if (!(error instanceof EvaluationError))
    return oneLine(error instanceof Error ? error.message : String(error), sentenceLimit);
  return oneLine(sentence(error.code, error.summary, error.node, workOut), sentenceLimit);
}

/** The sentence for what can't work whatever the values are; found when the score is read. */
export function typeSentence(error: unknown): string {
  if (error instanceof CelTypeError || error instanceof EvaluationError) {
    return oneLine(
      sentence(error.code, error.summary, error.node, () => ({ ok: false, because: '' })),
      sentenceLimit,
    );
  }
  return oneLine(error instanceof Error ? error.message : String(error), sentenceLimit);
}

function sentence(code: string, summary: string, node: ASTNode | undefined, workOut: WorkOut): string {
  const text = node === undefined ? '' : plainly(node);
  const needed = (what: string, type: string): string => {
    const value = node === undefined ? undefined : workOut(node);
    // The package names the left side of `&&` and `||` whichever it was.
    if (value?.ok === true && typeof value.value === 'boolean' && what === 'true or false') {
      return `a side of \`&&\` or \`||\` is ${kindOfType(type)}, where true or false is needed`;
    }
    return `${text} is ${value?.ok === true ? shown(value.value) : kindOfType(type)}, where ${what} is needed`;
  };
  const [, quoted = ''] = /'([^']*)'/.exec(summary) ?? [];
  switch (code) {
    case 'unknown_variable':
      return `${text} is not there`;
    case 'no_such_key':
    case 'index_out_of_bounds':
      return node === undefined ? summary : missing(node, workOut);
    case 'no_such_overload':
      return node === undefined ? summary : operands(node, summary, workOut);
    case 'no_matching_overload':
      return node === undefined ? summary : given(node, quoted, workOut);
    case 'invalid_logical_operand':
    case 'invalid_condition_type': {
      const [, type = ''] = /got '(.*)'$/.exec(summary) ?? [];
      return needed('true or false', type);
    }
    case 'invalid_comprehension_range':
      return needed('a list', quoted);
    case 'invalid_macro_argument':
      return summary.startsWith('has') ? 'has(…) takes a member, such as has(output.total)' : summary;
    case 'division_by_zero':
    case 'modulo_by_zero': {
      // The node is the divisor: the call around it is what refuses 0.
      return node === undefined || node.op === 'value' || node.op === '/' || node.op === '%'
        ? 'division by zero'
        : `division by zero: ${text} is 0`;
    }
    case 'refused':
      return node === undefined || node.op !== 'call' ? summary : withValues(summary, node, workOut);
    default:
      return text === '' ? summary : `${text}: ${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}`;
  }
}

/** `output.total is not there; output has: count, items` */
function missing(node: ASTNode, workOut: WorkOut): string {
  if (node.op !== '.' && node.op !== '[]') return `${plainly(node)} is not there`;
  const [on] = node.args;
  const is = `${plainly(node)} is not there`;
  const owner = workOut(on);
  if (!owner.ok) return is;
  const { value } = owner;
  const name = plainly(on);
  if (Array.isArray(value))
    return `${is}; ${name} has ${value.length === 1 ? '1 entry' : `${value.length} entries`}`;
  if (typeof value !== 'object' || value === null) return `${is}; ${name} is ${shown(value)}`;
  const members = Object.keys(value);
  return `${is}; ${name} ${members.length === 0 ? 'is empty' : `has: ${members.slice(0, 20).join(', ')}`}`;
}

function operands(node: ASTNode, summary: string, workOut: WorkOut): string {
  const kind = (one: ASTNode, type: string | undefined): string => {
    const value = workOut(one);
    return value.ok ? kindOf(value.value) : kindOfType(type ?? 'dyn');
  };
  if (node.op === '!_' || node.op === '-_') {
    const value = workOut(node.args);
    const is = value.ok ? shown(value.value) : kindOfType(summary.split(/overload: ./)[1] ?? '');
    return `${plainly(node.args)} is ${is}, where ${node.op === '!_' ? 'true or false' : 'a number'} is needed`;
  }
  if (!isBinary(node)) return summary;
  const [left, right] = node.args;
  const [, types = ''] = /overload: (.*)$/.exec(summary) ?? [];
  const [leftType, rightType] = types.split(` ${node.op} `);
  return `\`${node.op}\` does not work between ${kind(left, leftType)} and ${kind(right, rightType)}: ${plainly(node)}`;
}

function given(node: ASTNode, signature: string, workOut: WorkOut): string {
  if (node.op !== 'call' && node.op !== 'rcall') return plainly(node);
  const name = node.args[0].replace(/_$/, '');
  const args = node.op === 'call' ? node.args[1] : [node.args[1], ...node.args[2]];
  const [, types = ''] = /\((.*)\)$/.exec(signature) ?? [];
  const [, on] = /^(.*)\.\w+\(/.exec(signature) ?? [];
  const listed = [
    ...(node.op === 'rcall' && on !== undefined ? [on] : []),
    ...(types === '' ? [] : types.split(', ')),
  ];
  const kinds = args.map((arg, n) => {
    const value = workOut(arg);
    return value.ok ? kindOf(value.value) : kindOfType(listed[n] ?? 'dyn');
  });
  const taken = kinds.length === 0 ? 'nothing' : kinds.join(', ');
  return node.op === 'rcall' && kinds.length > 0
    ? `\`${name}\` does not work on ${kinds[0] ?? ''}${kinds.length > 1 ? ` with ${kinds.slice(1).join(', ')}` : ''}: ${plainly(node)}`
    : `\`${name}\` does not take ${taken}: ${plainly(node)}`;
}

function withValues(summary: string, node: ASTNode & { readonly op: 'call' }, workOut: WorkOut): string {
  const [only] = node.args[1];
  const value = only === undefined ? undefined : workOut(only);
  return value?.ok === true && only !== undefined
    ? `${summary}; ${plainly(only)} is ${shown(value.value)}`
    : `${summary}: ${plainly(node)}`;
}

type Binary = Extract<ASTNode, { readonly op: '+' | '==' | '<' | 'in' }>;
const isBinary = (node: ASTNode): node is Binary =>
  Array.isArray(node.args) && node.args.length === 2 && node.op !== 'call' && node.op !== 'list';

/** As a person wrote it. What the package makes of a macro is no text of theirs. */
function plainly(node: ASTNode): string {
  try {
    return printNode(node, 'plain');
  } catch {
    return 'the expression';
  }
}
