import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskFor } from '../../src/players/mask.ts';

test('every value of env is masked, and what was made of it for an address', () => {
  const mask = maskFor(['A', 'B', 'GONE'], { A: 'pass word/1', B: 'other-secret', C: 'not named' });
  expect(mask.text('pass word/1 pass%20word%2F1 other-secret not named')).toBe('*** *** *** not named');
  expect(mask.json({ 'other-secret': ['x other-secret', 1, null, { a: 'pass word/1' }] })).toEqual({
    '***': ['x ***', 1, null, { a: '***' }],
  });
});

test('of a value of many lines each long line is masked too, since logs come line by line', () => {
  const mask = maskFor(['KEY'], { KEY: 'BEGIN\nabcdefghijklmnop\nqrstuvwxyzabcdef\nEND\n' });
  expect(mask.text('a line: abcdefghijklmnop.')).toBe('a line: ***.');
  expect(mask.text('BEGIN and END')).toBe('BEGIN and END');
});

test('of two values of which one holds the other, nothing of the longer is left', () => {
  expect(maskFor(['A', 'B'], { A: 'abcd', B: 'abcdefgh' }).text('abcdefgh abcd')).toBe('*** ***');
});

test('a value that is short, blank or not there masks nothing', () => {
  const mask = maskFor(['A', 'B', 'C'], { A: 'yes', B: '      ' });
  expect(mask.empty).toBe(true);
  expect(mask.text('yes        no')).toBe('yes        no');
});

test('no text still holds a value', () => {
  const secret = fc
    .string({ minLength: 4, maxLength: 12 })
    .filter((text) => text.trim().length >= 4 && !'***'.includes(text));
  fc.assert(
    fc.property(secret, fc.array(fc.string()), (value, around) => {
      const masked = maskFor(['A'], { A: value }).text(around.join(value));
      // Stars left by a value may join with what stands around them to that value again only if it is made of stars.
      expect(masked.includes(value) && !value.includes('*')).toBe(false);
    }),
  );
});
