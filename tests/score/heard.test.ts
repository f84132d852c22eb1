import { expect, test } from 'vitest';
import { constraintsFor, criteriaFor, notesFor } from '../../src/score/index.ts';
import { instrumentOf, mistakesOf, scoreOf, script, type Files } from './written.ts';

const production = `# The board

## Goals
- [ ] @kitchen/cook \`output.total > 0\` Something was cooked.
- [ ] @kitchen \`cook.total > 0\` All together.
- [ ] \`kitchen.cook.total > 0\` At the end.

## Constraints
- No nuts.
- @kitchen Keep it warm.
- @kitchen/cook Taste it.
- @kitchen/serve Smile.
- @kitchen/cook \`size(output) < 9\` Short.

## Notes
For everybody.

@kitchen For the kitchen.

@kitchen/serve For the one who serves.
`;

const files: Files = { 'production.md': production, 'ensembles/kitchen/serve.md': script('needs: [cook]') };

test('criteria are those on each take; constraints and notes go by scope', () => {
  const board = scoreOf(files).production;
  expect(criteriaFor(board, 'kitchen', 'cook').map(({ text, kind }) => [kind, text])).toEqual([
    ['goal', 'Something was cooked.'],
    ['constraint', 'Short.'],
  ]);
  expect(criteriaFor(board, 'kitchen', 'serve')).toEqual([]);
  expect(constraintsFor(board, 'kitchen', 'cook')).toEqual(['No nuts.', 'Keep it warm.', 'Taste it.']);
  expect(constraintsFor(board, 'garden', 'pick')).toEqual(['No nuts.']);
  expect(notesFor(board, 'kitchen', 'serve')).toBe(
    'For everybody.\n\nFor the kitchen.\n\nFor the one who serves.',
  );
  expect(notesFor(board, 'garden', 'pick')).toBe('For everybody.');
});

test('what production.md names is looked up in the ensembles', () => {
  const board = (line: string): string[] =>
    mistakesOf({ ...files, 'production.md': `## Goals\n- [ ] ${line}\n` });
  expect(board('@kitchn/cook `output.total > 0` x')).toEqual(['production.md:2:8 unknown_scope']);
  expect(board('@kitchen/cok `output.total > 0` x')).toEqual(['production.md:2:8 unknown_scope']);
  expect(board('@kitchen/serve `cook.total > 0` x')).toEqual([]);
  expect(board('@kitchen/cook `serve.total > 0` x')).toEqual(['production.md:2:22 unknown_name']);
});

test('the text of production.md is kept byte for byte', () => {
  const text = '\ufeff## Goals\r\n- [ ] @kitchen/cook `output.total > 0` x\r\n';
  const score = scoreOf({ 'production.md': text });
  expect(score.production.text).toBe(text);
  expect(score.production.criteria[0]?.at).toMatchObject({ line: 2 });
  expect(instrumentOf(score, 'kitchen/cook').named).toEqual([]);
});
