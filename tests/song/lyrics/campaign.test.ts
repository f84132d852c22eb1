import { random } from '../../../src/kit/index.ts';
import { describe, expect, test } from 'vitest';
import { someOf } from '../../some-of.ts';
import { against } from '../ensemble.ts';
import { poorLyrics, randomSds, songOf, type Song } from './random.ts';

const numbers = Array.from({ length: 200 }, (_, at) => at);
const poor = Object.entries(poorLyrics);

describe('songs by chance, over all genres', () => {
  // eight beside fifteen genres: another one each time
  const chosen = someOf(numbers, 8);

  test('every spec fits the schema, at least 95 % of the songs pass, and each is whole', async () => {
    const failed: string[] = [];
    for (const number of chosen) {
      const sds = randomSds(number);
      expect([number, against('sds', sds)]).toEqual([number, []]);
      const song = await songOf(sds);
      expect([number, against('lyrics', song.LYRICS)]).toEqual([number, []]);
      if (!song.passes) failed.push(`${number}: ${song.rounds.at(-1)?.VALIDATE.issues[0]?.message ?? ''}`);
      expect([number, unsung(song)]).toEqual([number, []]);
    }
    expect(failed.length, failed.join('\n')).toBeLessThanOrEqual(0.05 * chosen.length);
  });

  test('where a model answered badly, FIX converges in at most three rounds in at least 90 %', async () => {
    const needed = new Map<string, number>();
    const failed: string[] = [];
    for (const number of someOf(numbers, 10)) {
      const [what = '', spoilt] = poor[Math.floor(number / 10) % poor.length] ?? [];
      const song = await songOf(randomSds(number), (answer, plan) =>
        spoilt?.(answer, random(number, 'a bad day'), plan),
      );
      if (song.rounds.length === 1) continue;
      needed.set(what, (needed.get(what) ?? 0) + 1);
      for (const { FIX } of song.rounds.slice(1)) expect([number, against('fix', FIX)]).toEqual([number, []]);
      if (!song.passes)
        failed.push(`${number}, ${what}: ${song.rounds.at(-1)?.VALIDATE.issues[0]?.message ?? ''}`);
    }
    // most mistakes are such that VALIDATE fails them
    expect(needed.size).toBeGreaterThanOrEqual(6);
    const all = [...needed.values()].reduce((sum, count) => sum + count, 0);
    expect(failed.length, failed.join('\n')).toBeLessThanOrEqual(0.1 * all);
  });
});

/** Keywords of the person that nobody sings. */
function unsung({ PLAN, LYRICS }: Song): readonly string[] {
  const sung = LYRICS.sections
    .flatMap(({ lines }) => lines)
    .join('\n')
    .toLowerCase();
  const keywords = PLAN.objectives['keywords'] as readonly string[];
  return keywords.filter((word) => !sung.includes(word.toLowerCase()));
}
