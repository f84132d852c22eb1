import type { Json } from '../base/index.ts';
import type { OutputForm } from '../score/index.ts';
import type { Failure } from './end.ts';
import { beginningOf, plain } from './text.ts';

export type Output = { readonly output: Json } | { readonly failure: Failure };

/** As deep as a value may be nested: far beyond any real output, far below what would exhaust a stack. */
const deepest = 500;

/** What a program printed, or a service answered, read in the form that its instrument declares. */
export function readOutput(form: OutputForm['form'], bytes: Buffer, of: string): Output {
  if (form === 'none') return { output: null };
  const text = readText(bytes, of);
  if ('failure' in text) return text;
  return form === 'markdown' ? { output: text.text } : readJson(text.text, of);
}

export function readText(
  bytes: Buffer,
  of: string,
): { readonly text: string } | { readonly failure: Failure } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { failure: { failure: 'not UTF-8', of, byte: firstBadByte(bytes) } };
  }
}

function readJson(text: string, of: string): Output {
  if (text.trim() === '') return { failure: { failure: 'nothing printed' } };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const because = error instanceof Error ? plain(error.message) : String(error);
    return { failure: { failure: 'no JSON', of, because, begins: beginningOf(text) } };
  }
  return checkedJson(value);
}

interface JsonFault {
  readonly where: string;
  readonly what: string;
}

/** A value from another process, once it is known to be JSON through and through. */
export function checkedJson(value: unknown): Output {
  const faults: JsonFault[] = [];
  if (isJson(value, faults)) return { output: value };
  const { where, what } = faults[0] ?? { where: '', what: typeof value };
  const spelled = `output${where}`;
  return {
    failure: {
      failure: 'no JSON value',
      where: what === tooDeep ? `${spelled.slice(0, 60)}…` : spelled,
      what,
    },
  };
}

const isJson = (value: unknown, faults: JsonFault[]): value is Json => {
  const fault = faultIn(value, 0);
  if (fault !== undefined) faults.push(fault);
  return fault === undefined;
};

const tooDeep = `nested deeper than ${deepest} levels`;

/** JSON text can still hold what JSON values cannot: `1e999`, and a nesting that no stack survives. */
function faultIn(value: unknown, depth: number): JsonFault | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { where: '', what: 'a number beyond all bounds' };
  if (typeof value !== 'object') return { where: '', what: `of type ${typeof value}` };
  if (depth > deepest) return { where: '', what: tooDeep };
  // The place of a fault is spelled on the way back: most values have none.
  for (const [key, member] of Object.entries(value)) {
    const fault = faultIn(member, depth + 1);
    if (fault !== undefined)
      return { ...fault, where: `${Array.isArray(value) ? `[${key}]` : `.${key}`}${fault.where}` };
  }
  return undefined;
}

/** Counts from 0. */
function firstBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  // A prefix that decodes as a stream has no bad byte yet.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

/** A module's return value in the form that its instrument declares. */
export function inForm(form: OutputForm['form'], value: Json): Output {
  switch (form) {
    case 'none':
      return { output: null };
    case 'json':
      return { output: value };
    case 'markdown':
      return typeof value === 'string' ? { output: value } : wrong('text (`output: markdown`)', value);
    case 'run':
      return isRun(value) ? { output: value } : wrong('{ code, stdout, stderr } (`output: run`)', value);
  }
}

const wrong = (wanted: string, value: Json): Output => ({
  failure: { failure: 'wrong form', wanted, got: shapeOf(value) },
});

function shapeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

const isRun = (value: Json): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value['code'] === 'number' &&
  'stdout' in value &&
  typeof value['stdout'] === 'string' &&
  'stderr' in value &&
  typeof value['stderr'] === 'string';
