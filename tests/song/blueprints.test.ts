import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { against, blueprintIds, blueprintOf, conflicts, engines, folder } from './ensemble.ts';

/** Beats in a minute, the usual range first, as the issue asks for them. */
const tempos: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  afrobeats: [[95, 115]],
  ccm: [
    [60, 75],
    [90, 120],
  ],
  christmas: [
    [100, 130],
    [60, 80],
  ],
  country: [
    [70, 85],
    [95, 120],
  ],
  electronic: [[120, 130]],
  hiphop: [[60, 100]],
  hyperpop: [[120, 160]],
  indie_alt: [[80, 120]],
  kids: [[90, 130]],
  kpop: [[100, 130]],
  latin: [[90, 105]],
  pop: [
    [95, 130],
    [70, 90],
  ],
  pop_punk: [[140, 180]],
  rnb: [
    [60, 90],
    [100, 115],
  ],
  rock: [[110, 140]],
};

/** hook, singability, rhyme, sections, profanity. */
const weights: Readonly<Record<string, readonly number[]>> = {
  pop: [0.3, 0.2, 0.15, 0.15, 0.2],
  hiphop: [0.25, 0.15, 0.3, 0.1, 0.2],
  country: [0.25, 0.25, 0.2, 0.15, 0.15],
  rock: [0.3, 0.15, 0.15, 0.2, 0.2],
};

describe('fifteen blueprints', () => {
  test('are those that were asked for, with their tempos and weights', () => {
    expect(blueprintIds.toSorted()).toEqual(Object.keys(tempos).toSorted());
    for (const id of blueprintIds) {
      const { bpm, weights: own } = blueprintOf(id);
      expect([id, bpm]).toEqual([id, tempos[id]]);
      expect([id, Object.values(own)]).toEqual([id, weights[id] ?? [0.25, 0.25, 0.2, 0.2, 0.1]]);
      expect(Object.keys(own)).toEqual([
        'hook_density',
        'singability',
        'rhyme_tightness',
        'section_completeness',
        'profanity_score',
      ]);
      expect(Object.values(own).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    }
  });

  test('each is whole: its kinds have sections, its schemes a letter for each line, its tags no conflict', () => {
    for (const id of blueprintIds) {
      const blueprint = blueprintOf(id);
      expect([id, against('blueprint', blueprint)]).toEqual([id, []]);
      expect(blueprint.structure).toEqual(expect.arrayContaining([...blueprint.required]));
      expect(Object.keys(blueprint.sections).toSorted()).toEqual(
        [...new Set(blueprint.structure)].toSorted(),
      );
      for (const { lines, rhyme_scheme } of Object.values(blueprint.sections))
        expect(rhyme_scheme).toHaveLength(lines);
      expect([id, conflicts.conflictsAmong(blueprint.tags)]).toEqual([id, []]);
      expect(blueprint.structure.some((kind) => ['chorus', 'hook', 'drop', 'refrain'].includes(kind))).toBe(
        true,
      );
    }
  });

  test('no two are alike', () => {
    const told = blueprintIds.map((id) => JSON.stringify({ ...blueprintOf(id), id: '', weights: {} }));
    expect(new Set(told).size).toBe(15);
  });

  test('engines take what they take', () => {
    expect(engines).toEqual({
      suno: { style: 1000, prompt: 3000, title: 100, seconds: 240 },
      udio: { style: 800, prompt: 2500, title: 80, seconds: 180 },
      default: { style: 1000, prompt: 5000, title: 100, seconds: 300 },
    });
  });
});

describe('tags in conflict', () => {
  test('the matrix is symmetric, has its pairs once and covers what it must', () => {
    const { pairs, conflictMatrix } = conflicts;
    expect(pairs.length).toBeGreaterThanOrEqual(36);
    expect(new Set(pairs.map((pair) => pair.toSorted().join(' ')))).toHaveProperty('size', pairs.length);
    for (const [word, others] of Object.entries(conflictMatrix)) {
      expect(others).not.toContain(word);
      for (const other of others) expect(conflictMatrix[other]).toContain(word);
    }
    expect(Object.keys(conflictMatrix)).toEqual(
      expect.arrayContaining(
        'acoustic anthemic electronic fast hi-fi intimate lo-fi major maximal minimal minor modern slow vintage whisper'.split(
          ' ',
        ),
      ),
    );
  });

  test.each([
    [['slow', 'fast']],
    [['Fast tempo', 'very slow']],
    [['lo-fi', 'Hi Fi']],
    [['lofi production', 'pristine']],
    [['retro', 'modern']],
    [['whispered vocals', 'anthemic']],
    [['unplugged', 'electronica']],
    [['minor key', 'major']],
    [['maximalist', 'minimalism']],
    [['intimate', 'stadium']],
  ])('%j', (tags) => {
    expect(conflicts.conflictsAmong(tags)).toHaveLength(1);
    expect(conflicts.conflictsAmong(tags.toReversed())).toHaveLength(1);
  });

  test.each([
    [['slow build', 'fast']],
    [['acoustic guitar', 'electronic']],
    [['slow', 'sad']],
    [['fasting', 'slow']],
    [['major label', 'minor']],
    [['modern', 'vintage synth']],
    [['slow', 'slow']],
  ])('near misses: %j', (tags) => {
    expect(conflicts.conflictsAmong(tags)).toEqual([]);
  });

  test('the page that a model reads says what the matrix says', async () => {
    const page = await readFile(join(folder, 'skills/style-generation/references/tag-conflicts.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(([, word, others]) => [
      word,
      others?.split(', '),
    ]);
    expect(Object.fromEntries(rows.slice(2))).toEqual(conflicts.conflictMatrix);
    expect(page).toContain(`${conflicts.pairs.length} pairs`);
  });
});
