import { constantNames, functionNames } from './expression-names.ts';

/** The words of CEL: literals, `in`, and those that its specification keeps for later. */
const words = [
  ...[
    'true',
    'false',
    'null',
    'in',
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
    'let',
  ],
  ...['loop', 'package', 'namespace', 'return', 'var', 'void', 'while', 'prototype'],
];

/** Called on a list, but written like a function wherever they are spoken of. */
const macros = ['all', 'exists', 'exists_one', 'filter', 'map', 'bind'];

/** Every name that an expression can read besides instruments and ensembles, in whatever scope. */
export const namesInScope: ReadonlySet<string> = new Set([
  ...[
    'sheet',
    'handoff',
    'record',
    'production',
    'item',
    'inputs',
    'flags',
    'seed',
    'round',
    'attempt',
    'feedback',
    'slug',
    'id',
  ],
  ...['output', 'files', 'result', 'code', 'stdout', 'stderr', 'response', 'env', 'ensemble', 'session'],
  'idempotency_key',
]);

/**
 * Words that may not name an ensemble or an instrument, to be compared without regard to case: those of the
 * expression language and every name in scope. Methods, such as `join` in `list.join(",")`, stand after a dot and
 * collide with nothing.
 */
export const reservedNames: ReadonlySet<string> = new Set([
  ...words,
  ...macros,
  ...constantNames,
  ...functionNames,
  ...namesInScope,
]);
