import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { bounded, isJsonObject, type Json } from '../base/index.ts';
import type { Evaluated, Values } from './expression.ts';
import { counting, language } from './expression-environment.ts';
import { failureSentence } from './expression-errors.ts';
import { constantNames, namesIn } from './expression-names.ts';
import {
  aClockIsAskedFor,
  beginSteps,
  patienceMs,
  payForSentence,
  step,
  tooLong,
  whyOver,
} from './expression-steps.ts';
import { printNode } from './expression-text.ts';
import { scopeOf, toJson } from './expression-values.ts';

/** A node ready to be evaluated. */
interface Program {
  readonly run: ParseResult;
  readonly names: readonly string[];
}

/** What is known of an expression's text, whatever names are in scope. */
interface Read {
  readonly ast: ASTNode;
  /** What can't work whatever the values are. */
  readonly error: ReturnType<ParseResult['check']>['error'];
}

/**
 * Texts that were used lately, and those before them. Thousands of instruments may have the same few; where each has
 * its own, the older half is dropped at once, which costs nothing per text.
 */
let lately = new Map<string, Read>();
let before = new Map<string, Read>();
const keptTexts = 250;
let programs = new WeakMap<ASTNode, Program>();

/** Throws what the package throws where the text is no expression. */
export function readText(source: string): Read {
  const known = lately.get(source);
  if (known !== undefined) return known;
  const found = before.get(source) ?? readAnew(source);
  if (lately.size >= keptTexts) {
    before = lately;
    lately = new Map();
  }
  lately.set(source, found);
  return found;
}

function readAnew(source: string): Read {
  const program = language.parse(source);
  const { error } = program.check();
  return { ast: program.ast, error };
}

function programOf(node: ASTNode): Program {
  const known = programs.get(node);
  if (known !== undefined) return known;
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

/** Does what `work` says on one count of steps, and gives it up where it is too much. */
export function atWork<T>(work: (bench: Workbench) => T): Worked<T> {
  // A macro that catches errors can make very many of them; nobody reads where in the package they arose.
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    beginSteps('no clock');
    const value = work(bench);
    if (!aClockIsAskedFor()) return ended(value);
    beginSteps('a clock');
    const end = bounded(patienceMs, () => work(bench));
    if (end.ended) return ended(end.value);
  } finally {
    Error.stackTraceLimit = frames;
  }
  // What was stopped in the middle may have left its tree in any state.
  lately.clear();
  before.clear();
  programs = new WeakMap();
  return { gaveUp: true, because: tooLong };
}

function ended<T>(value: T): Worked<T> {
  const because = whyOver();
  return because === undefined ? { gaveUp: false, value } : { gaveUp: true, because };
}

const bench: Workbench = { value: valueOf };

function valueOf(node: ASTNode, values: Values): Evaluated {
  step();
  const there = plainValue(node, values);
  if (there !== undefined) return { ok: true, value: there };
  try {
    const { run, names } = programOf(node);
    return toJson(run(scopeOf(names, values)));
  } catch (error) {
    if (!payForSentence()) return { ok: false, because: '' };
    return { ok: false, because: failureSentence(error, (part) => partOf(part, values)) };
  }
}

/** What a literal or a member of a value is, without a program; `undefined` where it takes one to say what is wrong. */
function plainValue(node: ASTNode, values: Values): Json | undefined {
  switch (node.op) {
    case 'value': {
      const { args } = node;
      if (typeof args === 'number' || typeof args === 'bigint') return Number(args);
      return typeof args === 'string' || typeof args === 'boolean' || args === null ? args : undefined;
    }
    case 'id': {
      const name = node.args;
      return constantNames.has(name) ? undefined : memberOf(values, name);
    }
    case '.':
    case '[]': {
      const [on, member] = node.args;
      const name = typeof member === 'string' ? member : member.op === 'value' ? member.args : undefined;
      if (typeof name !== 'string') return undefined;
      const owner = plainValue(on, values);
      return isJsonObject(owner) ? memberOf(owner, name) : undefined;
    }
    default:
      return undefined;
  }
}

/** Infinite numbers are no JSON. */
function memberOf(owner: Values, name: string): Json | undefined {
  const value = Object.hasOwn(owner, name) ? owner[name] : undefined;
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

/** A part of what failed, for its sentence. Parts inside a macro hang on its variable and can't be worked out. */
function partOf(node: ASTNode, values: Values): Evaluated {
  const there = plainValue(node, values);
  if (there !== undefined) return { ok: true, value: there };
  try {
    const { names } = namesIn(node, 'any');
    if (names.some((name) => !Object.hasOwn(values, name))) return { ok: false, because: '' };
    return toJson(counting.parse(printNode(node, 'counted'))(scopeOf(names, values)));
  } catch {
    return { ok: false, because: '' };
  }
}
