import { expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { judgeTake } from '../../src/judge/index.ts';
import { instrument, noCommands, schema, take } from './rig.ts';

const criterion = 'schema ensembles/kitchen/schemas/weigh.schema.json';

async function judged(of: Json, output: Json, others: readonly (readonly [string, Json])[] = []) {
  const [first] = await judgeTake({
    instrument: instrument({ output: schema(of, others) }),
    criteria: [],
    take: take(output),
    values: {},
    run: noCommands,
  });
  return first;
}

test('an output that fits is held, and the criterion names the schema', async () => {
  expect(await judged({ type: 'array', maxItems: 3 }, [1, 2])).toEqual({
    criterion,
    outcome: 'held',
    evidence: 'the output fits: an array of 2',
  });
});

test('every error is told: where, what was expected, what was there', async () => {
  const of = {
    type: 'object',
    required: ['title'],
    additionalProperties: false,
    properties: {
      title: { type: 'string' },
      notes: { type: 'array', items: { type: 'number', maximum: 20_000 } },
      kind: { enum: ['a', 'b'] },
    },
  };
  expect(await judged(of, { notes: [440, 48_000], kind: 'c', more: 1 })).toEqual({
    criterion,
    outcome: 'failed',
    evidence:
      'output: must have required property \'title\'; output: must NOT have additional properties: "more", was {"notes":[440,48000],"kind":"c","more":1}; ' +
      'output/notes/1: must be <= 20000, was 48000; output/kind: must be equal to one of the allowed values: ["a","b"], was "c"',
  });
});

test('a thousand errors are five and a count', async () => {
  const found = await judged(
    { type: 'array', items: { type: 'string' } },
    Array.from({ length: 1_000 }, () => 7),
  );
  expect(found?.outcome).toBe('failed');
  expect(found?.evidence.startsWith('output/0: must be string, was 7; output/1:')).toBe(true);
  expect(found?.evidence.endsWith('and 995 more')).toBe(true);
});

test('the words of 2020-12 are known: prefixItems and unevaluatedProperties', async () => {
  expect(await judged({ prefixItems: [{ type: 'string' }], items: false }, ['a', 'b'])).toMatchObject({
    outcome: 'failed',
  });
  const open = { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false };
  expect(await judged(open, { a: 1 })).toMatchObject({ outcome: 'held' });
  expect(await judged(open, { a: 1, b: 2 })).toMatchObject({ outcome: 'failed' });
});

test('a format is checked', async () => {
  expect(await judged({ type: 'string', format: 'date' }, '2026-11-21')).toMatchObject({ outcome: 'held' });
  expect(await judged({ type: 'string', format: 'date' }, 'yesterday')).toMatchObject({
    outcome: 'failed',
    evidence: 'output: must match format "date", was "yesterday"',
  });
});

test('a pattern is told in the words of who wrote it', async () => {
  const of = { type: 'string', pattern: '^\\S+( \\S+){0,2}$', description: 'at most 3 words' };
  expect(await judged(of, 'one two three')).toMatchObject({ outcome: 'held' });
  expect(await judged(of, 'one two three four')).toMatchObject({
    outcome: 'failed',
    evidence: 'output: must match pattern "^\\S+( \\S+){0,2}$" (at most 3 words), was "one two three four"',
  });
});

test('a schema in another file is found', async () => {
  const others = [
    ['ensembles/kitchen/schemas/common.json', { $defs: { gram: { type: 'number', minimum: 1 } } }],
  ] as const;
  const of = { type: 'array', items: { $ref: 'common.json#/$defs/gram' } };
  expect(await judged(of, [1, 2], others)).toMatchObject({ outcome: 'held' });
  expect(await judged(of, [0], others)).toMatchObject({
    outcome: 'failed',
    evidence: 'output/0: must be >= 1, was 0',
  });
});

test('a schema that can’t be used fails the criterion: nothing passes unheard', async () => {
  const found = await judged({ type: 'array', items: { $ref: 'gone.json' } }, []);
  expect(found).toMatchObject({ outcome: 'failed' });
  expect(found?.evidence).toContain('gone.json');
});
