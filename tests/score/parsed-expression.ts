import { parseExpression, type Expression, type Names } from '../../src/score/index.ts';

/** An expression that is expected to have no mistake. */
export function parsed(source: string, known: Names): Expression {
  const { expression, mistakes } = parseExpression(source, { file: 'test.md', line: 1, column: 1 }, known);
  if (expression === undefined) throw new Error(`${source}: ${JSON.stringify(mistakes)}`);
  return expression;
}
