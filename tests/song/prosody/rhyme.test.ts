import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moduleOf } from '../ensemble.ts';

const { rhymeGrade, rhymingPart, rhymes } = await moduleOf<{
  rhymeGrade(a: string, b: string): number;
  rhymingPart(phonemes: readonly string[]): string[];
  rhymes: number;
}>('lib/rhyme.mjs');
const { rhymesWith } = await moduleOf<{ rhymesWith(word: string): string[] }>('lib/rhyming-words.mjs');

describe('two lines', () => {
  test.each([
    'light/night',
    'a sky so blue/the things you do',
    'go/so',
    'hold you/told you',
    'know it/poet',
    'fire/higher',
    'flower/hour',
    'station/creation',
    'again/rain',
    'tonight/bright',
    'remember/December',
    "singin'/bringin'",
    'roses/supposes',
    'eyes/skies',
  ])('rhyme perfectly: %s', (pair) => {
    const [a = '', b = ''] = pair.split('/');
    expect(rhymeGrade(a, b)).toBe(1);
  });

  test.each([
    'time/line',
    'cat/cap',
    'rain/stains',
    'leaf/belief',
    'memory/thee',
    'moonwater/daughter',
    'beautiful/dutiful',
    'lullaby/sky',
    'home/alone',
    'thought/not',
  ])('rhyme, and not perfectly: %s', (pair) => {
    const [a = '', b = ''] = pair.split('/');
    expect(rhymeGrade(a, b)).toBeGreaterThanOrEqual(rhymes);
    expect(rhymeGrade(a, b)).toBeLessThan(1);
  });

  test.each([
    'love/have',
    'moon/mine',
    'love/move',
    'rain/late',
    'happy/me',
    'in the rain/of the rain',
    'to me/for me',
    'orange/silver',
    'cough/though',
    '/',
  ])('do not rhyme: %s', (pair) => {
    const [a = '', b = ''] = pair.split('/');
    expect(rhymeGrade(a, b)).toBeLessThan(rhymes);
  });

  test('the same word twice is no rhyme, in whatever dress', () => {
    expect(rhymeGrade('rain', 'Rain!')).toBe(0);
    expect(rhymeGrade('in the rain', 'of the rain, [softly]')).toBe(0);
  });

  test('rhyme as well one way as the other', () => {
    const word = fc.constantFrom(
      'light',
      'sky',
      'memory',
      'hold you',
      'water',
      'xqzt',
      '42',
      'love',
      'again',
      'o’er',
      '사랑',
    );
    fc.assert(
      fc.property(word, word, (a, b) => {
        const grade = rhymeGrade(a, b);
        expect(grade).toBe(rhymeGrade(b, a));
        expect(grade).toBeGreaterThanOrEqual(0);
        expect(grade).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('a word rhymes from its last stressed vowel on', () => {
  expect(rhymingPart(['R', 'IH0', 'M', 'EH1', 'M', 'B', 'ER0'])).toEqual(['EH', 'M', 'B', 'ER']);
  expect(rhymingPart(['AH0'])).toEqual(['AH']);
});

test('words that rhyme with one are found, and it is not among them', () => {
  const found = rhymesWith('light');
  expect(found).toEqual(expect.arrayContaining(['night', 'bright', 'tonight', 'ignite']));
  expect(found).not.toContain('light');
  expect(rhymesWith('delight')).not.toContain('light');
  expect(rhymesWith('moonwater')).toContain('daughter');
  expect(found).toEqual(found.toSorted());
});
