import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { CompilerChild } from '../../src/dsp/compiler-child.ts';
import { compilerChildren, type CompilerChildren } from '../../src/dsp/compiler-children.ts';
import { findFaust } from '../../src/dsp/faust-library.ts';
import { readGraph, type Graph, type GraphNode } from '../../src/dsp/index.ts';
import { childFile } from '../../src/dsp/make-synth.ts';
import { renderGraph } from '../../src/dsp/render-graph.ts';
import { startConfined } from '../../src/players/index.ts';
import { faultsIn, request } from './synth-support.ts';

/** Nothing that `readGraph` lets through is refused by the compiler: graphs are spoilt behind its back. */
describe('what the compiler refuses', () => {
  let children: CompilerChildren;
  beforeAll(() => {
    const words = [childFile, findFaust().folder];
    const what = { program: process.execPath, words, dataLimit: 2 ** 30, cpuSeconds: 600 };
    children = compilerChildren(1, () => new CompilerChild(startConfined(what), () => undefined));
  });
  afterAll(() => children.close());

  const chain = (length: number): Json => ({
    version: 1,
    duration: 1,
    nodes: {
      tone: { type: 'saw', frequency: 110 },
      ...Object.fromEntries(
        Array.from({ length }, (_, at) => [
          `n${at + 1}`,
          { type: 'delay', in: at === 0 ? 'tone' : `n${at}`, time: 0.01 },
        ]),
      ),
    },
    out: `n${length}`,
  });

  function spoilt(json: Json, name: string, how: (node: GraphNode) => GraphNode): Graph {
    const read = readGraph(json);
    if (read.read !== 'graph') throw new Error(JSON.stringify(read.mistakes));
    const node = read.graph.nodes.get(name);
    if (node === undefined) throw new Error(`no ${name}`);
    return { ...read.graph, nodes: new Map(read.graph.nodes).set(name, how(node)) };
  }
  const render = async (graph: Graph): Promise<string[]> =>
    faultsIn(await renderGraph(children, graph, request({ graph: {} }), { block: 1024, compileMs: 60_000 }));

  test('is told with the node whose line it is', async () => {
    const graph = spoilt(chain(8), 'n5', (node) => ({
      ...node,
      inputs: { in: [{ node: 'nobody' }] },
    }));
    expect(await render(graph)).toEqual([
      expect.stringMatching(/^compiles: nodes\.n5 \(delay\): undefined symbol : n_nobody/),
    ]);
  });

  test.each(['n1', 'n4', 'n9'])(
    'is told with the first node that it needs, where it names no line: %s',
    async (name) => {
      const graph = spoilt(chain(9), name, (node) => {
        const { time } = node.values;
        if (time === undefined) throw new Error('a delay has a time');
        return { ...node, values: { ...node.values, time: { ...time, value: 40_000 } } };
      });
      expect(await render(graph)).toEqual([
        expect.stringMatching(new RegExp(`^compiles: nodes\\.${name} \\(delay\\): too big delay value`)),
      ]);
    },
  );
});
