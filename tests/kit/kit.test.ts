import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromState } from '../../src/kit/random.ts';
import {
  deviation,
  keywordsOf,
  mean,
  median,
  oneLine,
  prettyJson,
  quantile,
  random,
  sentencesOf,
  sum,
  summarise,
} from '../../src/kit/index.ts';

describe('random', () => {
  test('is xoshiro128** as published', () => {
    const generator = fromState([1, 2, 3, 4]);
    const words = Array.from({ length: 10 }, () => generator.next() * 2 ** 32);
    expect(words).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  test('the same seed and stream give the same numbers; another stream gives others', () => {
    const draw = (seed: number, stream?: string): number[] => {
      const chance = random(seed, stream);
      return Array.from({ length: 5 }, () => chance.integer(0, 1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7, 'drums')).not.toEqual(draw(7, 'strings'));
  });

  test('numbers stay in their range, and a shuffle keeps every member', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer(),
        fc.nat(1000),
        fc.array(fc.integer()),
        (seed, least, width, list) => {
          const chance = random(seed);
          const drawn = chance.integer(least, least + width);
          expect(drawn >= least && drawn <= least + width).toBe(true);
          expect(chance.shuffle(list).sort()).toEqual([...list].sort());
        },
      ),
    );
  });

  test('every number comes about as often', () => {
    const chance = random(1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) {
      const drawn = chance.integer(0, 2);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
  });

  test('nothing is drawn from nothing', () => {
    expect(() => random(1).pick([])).toThrow('empty list');
    expect(() => random(1).integer(2, 1)).toThrow('2..1');
  });
});

describe('statistics', () => {
  test('of a few numbers', () => {
    const values = [4, 1, 3, 2];
    expect([sum(values), mean(values), median(values), quantile(values, 0.25), deviation(values)]).toEqual([
      10,
      2.5,
      2.5,
      1.75,
      Math.sqrt(1.25),
    ]);
    expect(sum([1e100, 1, -1e100])).toBe(1);
    expect([sum([]), mean([])]).toEqual([0, Number.NaN]);
  });
});

describe('summarise', () => {
  const text = `The observatory lies under the sea. It was flooded in 1911, cf. the harbour log. Dr. Vane kept the signals.

Signals from the observatory still reach the harbour every night. Nobody likes fish. The harbour log lists all signals of the observatory by hour.`;

  test('finds sentences, and not at every full stop', () => {
    expect(sentencesOf(text)).toHaveLength(6);
    expect(sentencesOf(text)[1]).toBe('It was flooded in 1911, cf. the harbour log.');
    expect(sentencesOf('')).toEqual([]);
  });

  test('gives sentences of the text, in its order, the telling ones', () => {
    const summary = summarise(text, 2);
    const places = summary.map((sentence) => sentencesOf(text).indexOf(sentence));
    expect(places).toEqual([...places].sort());
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(summary.join(' ')).toContain('observatory');
    expect(summary.join(' ')).not.toContain('fish');
    expect(keywordsOf(text, 3)).toEqual(['observatory', 'harbour', 'signals']);
  });

  test('never gives more than asked for, and nothing that is not in the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.nat(5), (any, most) => {
        const summary = summarise(any, most);
        expect(summary.length).toBeLessThanOrEqual(most);
        for (const sentence of summary) expect(sentencesOf(any)).toContain(sentence);
      }),
    );
  });
});

test('texts for people: one line, and JSON in a fixed order', () => {
  expect(oneLine(' a\n\n b\u0007c ')).toBe('a b c');
  expect(oneLine('🐟🐟🐟', 2)).toBe('🐟…');
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(prettyJson({ b: 1, a: [{ d: 2, c: null }] })).toBe(
    '{\n  "a": [\n    {\n      "c": null,\n      "d": 2\n    }\n  ],\n  "b": 1\n}\n',
  );
});
