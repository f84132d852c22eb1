import { isJsonObject, type Json } from '../base/index.ts';
import type { Expression, Values } from '../score/index.ts';
import type { Hints } from './damage.ts';
import { namesInCommand, type Asked } from './hear.ts';

const ofTheTake = new Set(['output', 'files', 'code', 'stdout', 'stderr']);

export const namesIn = (one: Asked): readonly string[] => {
  switch (one.ask) {
    case 'holds':
      return one.expression.names;
    case 'runs':
      return namesInCommand(one.check);
    case 'leaves':
      return ['files'];
    case 'fits':
      return ['output'];
    case 'nothing':
      return [];
  }
};

/** A criterion that reads nothing of the take can't fail because of it. */
export const readsTheTake = (one: Asked): boolean => namesIn(one).some((name) => ofTheTake.has(name));

/** What the criterion reads of the output, and what it compares with: literals, and the values around the take. */
export function hintsFor(one: Asked, values: Values): Hints {
  switch (one.ask) {
    case 'holds':
      return hintsOf([one.expression], values);
    case 'runs':
      return hintsOf(
        one.check.words.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece !== 'string')),
        values,
      );
    case 'fits':
      return { paths: [], literals: [...new Set(scalarsIn(one.schema.schema))], readsFiles: false };
    case 'leaves':
    case 'nothing':
      return { paths: [], literals: [], readsFiles: true };
  }
}

function hintsOf(expressions: readonly Expression[], values: Values): Hints {
  const names = expressions.flatMap((expression) => expression.names);
  const inside = expressions
    .flatMap(({ paths }) => paths)
    .flatMap(([name, ...rest]) => {
      if (name === undefined || !ofTheTake.has(name)) return [];
      return name === 'output' ? [rest] : [[name, ...rest]];
    });
  const around = names.filter((name) => !ofTheTake.has(name)).flatMap((name) => sizesIn(values[name]));
  return {
    paths: inside,
    literals: [...new Set([...expressions.flatMap(({ source }) => literalsIn(source)), ...around])],
    readsFiles: names.includes('files'),
  };
}

/** Numbers and quoted strings of an expression. It needs no parser: a literal too many is one more damage to try. */
function literalsIn(source: string): readonly (string | number)[] {
  const quoted = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;
  const strings = [...source.matchAll(quoted)].map(([, double, single]) => double ?? single ?? '');
  const numbers = [...source.replace(quoted, ' ').matchAll(/(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)].map(
    ([number]) => Number(number),
  );
  return [...numbers.flatMap((number) => (number === 0 ? [0] : [number, -number])), ...strings];
}

const sizesIn = (value: Json | undefined): readonly number[] => {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? [value.length] : [];
};

/** As many of a schema's values as are looked at. */
const scalarsSeen = 24;

/** Bounds, lengths, enums and names that a schema holds, in its order. */
function scalarsIn(schema: Json, found: (string | number)[] = []): (string | number)[] {
  if (found.length > scalarsSeen) return found;
  if (typeof schema === 'number') found.push(schema);
  else if (Array.isArray(schema)) for (const entry of schema as readonly Json[]) scalarsIn(entry, found);
  else if (isJsonObject(schema)) {
    for (const [key, member] of Object.entries(schema))
      if (!/^(?:\$|title$|description$)/.test(key)) scalarsIn(member, found);
  }
  return found;
}
