import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { bounded } from '../base/index.ts';
import type { Evaluated, Values } from './expression.ts';
import { counting, language } from './expression-environment.ts';
import { failureSentence } from './expression-errors.ts';
import { namesIn } from './expression-names.ts';
import { beginSteps, step, stepsAreUsedUp, tooMuchWork } from './expression-steps.ts';
import { printNode } from './expression-text.ts';
import { scopeOf, toJson } from './expression-values.ts';

/**
 * The count of steps ends what loops. What it can't see, such as a regular expression that backtracks, is ended by a
 * clock: it is far behind what the steps take, so that it never decides about an honest expression.
 */
const patienceMs = 10_000;

/** A node ready to be evaluated. */
interface Program {
  readonly run: ParseResult;
  readonly names: readonly string[];
}

/** Expressions in the order of their last use; a score has a few hundred at most. */
const parsed = new Map<string, ASTNode>();
const keptExpressions = 500;
let programs = new WeakMap<ASTNode, Program>();

/** The tree of a source that has been parsed before without a mistake. */
export function astOf(source: string): ASTNode {
  const ast = parsed.get(source) ?? language.parse(source).ast;
  parsed.delete(source);
  parsed.set(source, ast);
  for (const [oldest] of parsed) {
    if (parsed.size <= keptExpressions) break;
    parsed.delete(oldest);
  }
  return ast;
}

function programOf(node: ASTNode): Program {
  const before = programs.get(node);
  if (before !== undefined) return before;
  const program = { run: counting.parse(printNode(node, 'counted')), names: namesIn(node, 'any').names };
  programs.set(node, program);
  return program;
}

/** Evaluates nodes of one expression, all on the same count of steps. */
export interface Workbench {
  /** As JSON. */
  value(node: ASTNode, values: Values): Evaluated;
}

export type Worked<T> =
  { readonly gaveUp: false; readonly value: T } | { readonly gaveUp: true; readonly because: string };

/** Does what `work` says on one count of steps, and gives it up where it is too much. Never throws. */
export function atWork<T>(work: (bench: Workbench) => T): Worked<T> {
  beginSteps();
  // A macro that catches errors can make very many of them; nobody reads where in the package they arose.
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const end = bounded(patienceMs, () => work({ value: valueOf }));
    if (end.ended)
      return stepsAreUsedUp() ? { gaveUp: true, because: tooMuchWork } : { gaveUp: false, value: end.value };
  } finally {
    Error.stackTraceLimit = frames;
  }
  // What was stopped in the middle may have left its tree in any state.
  parsed.clear();
  programs = new WeakMap();
  return { gaveUp: true, because: `takes longer than ${patienceMs / 1_000} seconds` };
}

function valueOf(node: ASTNode, values: Values): Evaluated {
  step();
  try {
    const { run, names } = programOf(node);
    return toJson(run(scopeOf(names, values)));
  } catch (error) {
    return { ok: false, because: failureSentence(error, (part) => partOf(part, values)) };
  }
}

/** A part of what failed, for its sentence. Parts inside a macro hang on its variable and can't be worked out. */
function partOf(node: ASTNode, values: Values): Evaluated {
  try {
    const { names } = namesIn(node, 'any');
    if (names.some((name) => !Object.hasOwn(values, name))) return { ok: false, because: '' };
    return toJson(counting.parse(printNode(node, 'counted'))(scopeOf(names, values)));
  } catch {
    return { ok: false, because: '' };
  }
}
