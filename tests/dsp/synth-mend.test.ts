import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { readGraph, type Graph, type Measures } from '../../src/dsp/index.ts';
import { finishOf, mend, untreated, type Failed, type Treatment } from '../../src/dsp/mend.ts';

const measures: Measures = {
  peak_dbfs: -6,
  true_peak_dbtp: -6,
  rms_dbfs: -20,
  lufs: -20,
  dc: 0,
  crest_db: 14,
  centroid_hz: 500,
  onsets: 3,
};
const failed = (criteria: readonly string[], others: Partial<Failed> = {}): Failed => ({
  faults: criteria.map((criterion) => ({ criterion, evidence: 'as measured' })),
  measures,
  ...others,
});
const ranAway = { ranAwayAt: 1.25, faults: [{ criterion: 'finite', evidence: 'as computed' }] };

function graph(others: { readonly [key: string]: Json } = {}, gain = 0.5): Graph {
  const nodes = {
    saw: { type: 'saw', frequency: 55 },
    ring: { type: 'feedback', in: 'saw', from: 'dark', gain, delay: 0.2 },
    dark: { type: 'lowpass', in: 'ring', cutoff: 900 },
  };
  const read = readGraph({ version: 1, duration: 8, nodes, out: 'dark', ...others });
  if (read.read !== 'graph') throw new Error(JSON.stringify(read.mistakes));
  return read.graph;
}

describe('rules that mend a graph', () => {
  test('what runs away gets less feedback, step by step, until there is hardly any left', () => {
    let treatment: Treatment = untreated;
    const sentences: string[] = [];
    for (
      let next = mend(ranAway, graph(), treatment);
      next !== undefined;
      next = mend(ranAway, graph(), treatment)
    ) {
      treatment = next.treatment;
      sentences.push(next.sentence);
    }
    expect(sentences).toEqual(
      ['0.70', '0.49', '0.34', '0.24', '0.17', '0.12'].map(
        (times) => `it ran away after 1.25 s: the feedback gain of \`ring\` times ${times}`,
      ),
    );
    expect(treatment.feedback).toBeCloseTo(0.7 ** 6, 6);
  });

  test('what runs away without a feedback is not mended', () => {
    const nodes = { out: { type: 'saw', frequency: 55 } };
    expect(mend(ranAway, graph({ nodes, out: 'out' }), untreated)).toBeUndefined();
  });

  test('what swelled to a bound gets less feedback once, and gain then', () => {
    const hot = failed(['peak'], { measures: { ...measures, peak_dbfs: 20 } });
    const first = mend(hot, graph({}, 1.05), untreated);
    expect(first?.sentence).toBe('it swelled to 20.0 dBFS: the feedback gain of `ring` times 0.70');
    expect(mend(hot, graph({}, 1.05), first?.treatment ?? untreated)?.sentence).toBe(
      'too hot (peak 20.0 dBFS): gain -21.5 dB',
    );
    expect(mend(hot, graph({}, 0.5), untreated)?.sentence).toBe('too hot (peak 20.0 dBFS): gain -21.5 dB');
  });

  test('DC goes first, and the level is measured anew', () => {
    const both = failed(['peak', 'no dc'], { measures: { ...measures, peak_dbfs: 1, dc: 0.4 } });
    const first = mend(both, graph(), untreated);
    expect(first).toEqual({
      treatment: { ...untreated, dcBlock: true },
      sentence: '40.0 % of DC: a DC block at the output',
    });
    expect(mend(failed(['no dc']), graph(), { ...untreated, dcBlock: true })).toBeUndefined();
  });

  test('a cross-fade is doubled up to half the sound', () => {
    const loop = graph({ loop: { crossfade: 1.5 } });
    const first = mend(failed(['joins']), loop, untreated);
    expect(first?.sentence).toBe('its ends did not join: cross-fade of 3 s instead of 1.5 s');
    expect(finishOf(loop, first?.treatment ?? untreated).crossfade).toBe(3);
    const second = mend(failed(['joins']), loop, first?.treatment ?? untreated);
    expect(second?.treatment.crossfade).toBe(4);
    expect(mend(failed(['joins']), loop, second?.treatment ?? untreated)).toBeUndefined();
  });

  test('faults of one render are mended together', () => {
    const mended = mend(
      failed(['peak', 'ends softly'], { measures: { ...measures, peak_dbfs: 3 } }),
      graph({ fade: { in: 0, out: 0.01 } }),
      untreated,
    );
    expect(mended).toEqual({
      treatment: { ...untreated, gain: -4.5, fadeOut: 0.05 },
      sentence: 'too hot (peak 3.0 dBFS): gain -4.5 dB; it broke off: its tail fades over 0.05 s',
    });
  });

  test.each(['spread', 'not clipped', 'compiles', 'in time', 'duration'])(
    'a fault without a rule (%s) ends it, whatever else there is',
    (criterion) => {
      expect(
        mend(failed([criterion, 'peak'], { measures: { ...measures, peak_dbfs: 3 } }), graph(), untreated),
      ).toBe(undefined);
    },
  );

  test('a level that was asked is not gone against', () => {
    const levelled = graph({ level: { lufs: -20 } });
    expect(mend(failed(['not silent']), levelled, untreated)).toBeUndefined();
    expect(finishOf(levelled, { ...untreated, gain: 12 })).toMatchObject({ level: { lufs: -20 } });
  });
});
