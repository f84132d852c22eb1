import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { faustOf, readGraph } from '../../src/dsp/index.ts';
import { channelsOf, checked } from './graph-rig.ts';
import { randomGraph } from './random-graph.ts';

test('random graphs are read without a mistake, and every node has its lines in the text', () => {
  fc.assert(
    fc.property(randomGraph(30), (json) => {
      const read = readGraph(json);
      expect(read.read === 'graph' ? [] : read.mistakes).toEqual([]);
      const graph = checked(json);
      const { text, nodeAt, order } = faustOf(graph, { seed: 1 });
      expect(order.toSorted()).toEqual([...graph.nodes.keys()].toSorted());
      const lines = text.split('\n');
      for (const name of order) {
        const bound = lines.findIndex((line) => line.endsWith(`: \\(n_${name}).(`));
        expect(nodeAt(bound + 1)).toBe(name);
      }
    }),
    { numRuns: 200 },
  );
});

test(
  'fifty random graphs compile, and are finite or run away at a stated second',
  { timeout: 300_000 },
  async () => {
    let finite = 0;
    await fc.assert(
      fc.asyncProperty(randomGraph(10), async (json) => {
        try {
          const channels = await channelsOf(json, { seconds: 0.5 });
          expect(channels.every((channel) => channel.every(Number.isFinite))).toBe(true);
          finite += 1;
        } catch (error) {
          expect(String(error)).toMatch(/ran away after [\d.]+ s/);
        }
      }),
      { numRuns: 50, interruptAfterTimeLimit: 280_000, markInterruptAsFailure: true },
    );
    expect(finite).toBeGreaterThan(40);
  },
);
