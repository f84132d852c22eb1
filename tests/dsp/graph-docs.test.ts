import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { readGraph } from '../../src/dsp/index.ts';
import { pageOf, schemaFile } from './graph-page.ts';
import { compiled } from './graph-rig.ts';

const text = readFileSync('docs/synthesis-graph.md', 'utf8');

// `vitest run -u` on this file writes both anew
test('the page lists every type of node as the catalog has it', async () => {
  const page = await pageOf(text);
  expect(page).toBeDefined();
  await expect(page).toMatchFileSnapshot('../../docs/synthesis-graph.md');
});

test('the schema beside it is that of the catalog', async () => {
  await expect(await schemaFile()).toMatchFileSnapshot('../../docs/synthesis-graph.schema.json');
});

const examples = [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json]) => JSON.parse(json ?? '') as Json);
const graphs = examples.filter((json) => typeof json === 'object' && json !== null && 'nodes' in json);

test('its examples are graphs that compile', async () => {
  expect(graphs.length).toBe(3);
  for (const graph of graphs) {
    const read = readGraph(graph);
    expect(read.read === 'graph' ? [] : read.mistakes).toEqual([]);
    await compiled(graph);
  }
});
