import { expect, test } from 'vitest';
import { compileSchema } from '../../src/score/index.ts';

const schema = (inner: string, type: string): Parameters<typeof compileSchema>[0] => ({
  file: 'ensembles/e/a.schema.json',
  schema: { $ref: inner },
  others: new Map([['ensembles/e/b.schema.json', { type }]]),
});

test('a schema that reads as it did is compiled once, and anew where it or one that it refers to changed', () => {
  const first = compileSchema(schema('b.schema.json', 'string'));
  const isHeld = (compiled: typeof first, value: unknown): unknown =>
    'validate' in compiled ? compiled.validate(value) : compiled.because;
  expect(isHeld(first, 'text')).toBe(true);
  expect(compileSchema(schema('b.schema.json', 'string'))).toBe(first);
  const other = compileSchema(schema('b.schema.json', 'number'));
  expect([isHeld(other, 'text'), isHeld(other, 5)]).toEqual([false, true]);
  expect(compileSchema(schema('gone.schema.json', 'number'))).toHaveProperty('because');
});
