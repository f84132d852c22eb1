import type { JsonSchema } from '../score/index.ts';
import { parseExpression, parseTemplate } from '../score/index.ts';
import type { Asked } from './hear.ts';
import type { SpecCriterion, ValidationSpec } from './validation-spec.ts';

/** The criteria of a script, parsed once. What can’t be parsed any more is not heard, with the reason. */
export const prepare = (spec: ValidationSpec): readonly Asked[] =>
  spec.criteria.map((criterion) => prepareOne(criterion, spec));

function prepareOne(one: SpecCriterion, { instrument }: ValidationSpec): Asked {
  const { criterion } = one;
  const at = { file: `tests/takes/${instrument}_test.mjs`, line: 1, column: 1 };
  if ('holds' in one) {
    const { expression, mistakes } = parseExpression(one.holds, at, 'any');
    return expression === undefined
      ? {
          ask: 'nothing',
          criterion,
          because: `it is no expression: ${JSON.stringify(mistakes[0] ?? one.holds)}`,
        }
      : { ask: 'holds', criterion, expression };
  }
  if ('leaves' in one) {
    const { template, mistakes } = parseTemplate(one.leaves, at, 'any');
    return template === undefined
      ? { ask: 'nothing', criterion, because: `it is no path: ${JSON.stringify(mistakes[0] ?? one.leaves)}` }
      : { ask: 'leaves', criterion, glob: template, required: one.maybe !== true };
  }
  if ('fits' in one) {
    const schema: JsonSchema = {
      file: one.file,
      schema: one.fits,
      others: new Map(Object.entries(one.others ?? {})),
    };
    return { ask: 'fits', criterion, schema };
  }
  if ('runs' in one) {
    const words = one.runs.flatMap((word) => parseTemplate(word, at, 'any').template ?? []);
    const is = one.is === undefined ? undefined : parseExpression(one.is, at, 'any').expression;
    if (words.length < one.runs.length || (one.is !== undefined && is === undefined))
      return { ask: 'nothing', criterion, because: 'its words can’t be read' };
    const check = {
      check: 'run',
      words,
      timeoutMs: one.timeoutMs,
      optional: false,
      at,
      ...(is === undefined ? {} : { is }),
    } as const;
    return { ask: 'runs', criterion, check };
  }
  return { ask: 'nothing', criterion, because: one.notHeard };
}
