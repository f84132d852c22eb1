import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { lib } from './rig.ts';
import { isItemId } from '../../src/base/index.ts';

interface Chosen {
  id: string;
  path: string;
  glob: string;
}

const { chosenAreas, chosenDocuments } = await lib<{
  chosenAreas: (paths: string[], limit: number) => { areas: Chosen[]; read: number };
  chosenDocuments: (paths: string[], limit: number) => Chosen[];
}>('choose');
const { resolved, foldersOf } = await lib<{
  resolved: (folder: string, to: string) => string | undefined;
  foldersOf: (paths: string[]) => Set<string>;
}>('paths');
const { moduleGraph } = await lib<{
  moduleGraph: (
    files: { path: string; code: number }[],
    needs: [string, string][],
  ) => {
    nodes: { id: string }[];
    edges: { from: string; to: string; back: boolean }[];
    circles: string[][];
  };
}>('module-graph');

const name = fc
  .stringMatching(/^[A-Za-z0-9[\]{}()!?*+@|^$~, äß文-]{1,8}$/)
  .filter((one) => one !== '.' && one !== '..');
const pathTo = (ending: string) =>
  fc.array(name, { minLength: 1, maxLength: 4 }).map((steps) => `${steps.join('/')}.${ending}`);
const paths = (...endings: string[]) =>
  fc.uniqueArray(fc.oneof(...endings.map(pathTo)), { minLength: 1, maxLength: 80 });

describe('what is read', () => {
  test('every document has an id of its own, and a glob that finds it and nothing else', () => {
    fc.assert(
      fc.property(paths('md', 'rst'), (found) => {
        const chosen = chosenDocuments(found, 50);
        expect(chosen).toHaveLength(Math.min(50, found.length));
        expect(new Set(chosen.map(({ id }) => id.toLowerCase())).size).toBe(chosen.length);
        for (const { id, path, glob } of chosen) {
          expect(isItemId(id), id).toBe(true);
          const matches = picomatch(glob, { dot: true });
          expect(found.filter((one) => matches(one))).toEqual([path]);
        }
      }),
    );
  });

  test('whatever order the files come in, the same are chosen', () => {
    fc.assert(
      fc.property(
        paths('md').chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(chosenDocuments(shuffled, 20)).toEqual(chosenDocuments(all, 20));
        },
      ),
    );
  });

  test('READMEs and what lies near the top come before tests and translations', () => {
    const all = [
      'tests/fixtures/a.md',
      'docs/zh-CN/guide.md',
      'docs/guide.md',
      'docs/README.md',
      'README.md',
      'a/b/c/deep.md',
    ];
    expect(chosenDocuments(all, 3).map(({ path }) => path)).toEqual([
      'README.md',
      'docs/README.md',
      'docs/guide.md',
    ]);
  });

  test('every source file is in one portion, and in one only', () => {
    fc.assert(
      fc.property(paths('ts', 'py', 'go'), (found) => {
        const { areas, read } = chosenAreas(found, 1000);
        expect(read).toBe(found.length);
        const globs = areas.map(({ glob }) => picomatch(glob, { dot: true }));
        for (const path of found) expect(globs.filter((matches) => matches(path)).length, path).toBe(1);
      }),
    );
  });

  test('a wide folder is split; beyond the limit whole portions are left out, tests first', () => {
    const files = (folder: string, n: number) => Array.from({ length: n }, (_, at) => `${folder}/${at}.ts`);
    const all = [...files('src/a', 100), ...files('src/b', 100), ...files('tests', 50), 'top.ts'];
    expect(chosenAreas(all, 1000).areas.map(({ id, glob }) => [id, glob])).toEqual([
      ['top', '*.ts'],
      ['src--a', 'src/a/**/*.ts'],
      ['src--b', 'src/b/**/*.ts'],
      ['tests', 'tests/**/*.ts'],
    ]);
    expect(chosenAreas(all, 210)).toMatchObject({
      read: 201,
      areas: [{ id: 'top' }, { id: 'src--a' }, { id: 'src--b' }],
    });
  });
});

describe('where a link leads', () => {
  test.each([
    ['docs', './a.md', 'docs/a.md'],
    ['docs', '../a.md', 'a.md'],
    ['docs', '..', ''],
    ['', '../a.md', undefined],
    ['docs/x', '/a.md', 'a.md'],
    ['', 'a//b/./c/', 'a/b/c'],
  ])('from %j, %j is %j', (folder, to, target) => {
    expect(resolved(folder, to)).toBe(target);
  });

  test('every folder above a file is a folder', () => {
    expect([...foldersOf(['a/b/c.md', 'd.md'])].toSorted()).toEqual(['', 'a', 'a/b']);
  });
});

describe('the module graph', () => {
  const files = fc.uniqueArray(
    fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 4 })
      .map((steps) => `${steps.join('/')}.ts`),
    { minLength: 1, maxLength: 60 },
  );
  const graphs = files.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.array(fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)), { maxLength: 150 }),
    ),
  );

  test('without the edges that run back there is no circle, and none of the edges that are drawn hangs in the air', () => {
    fc.assert(
      fc.property(graphs, ([all, needs]) => {
        const { nodes, edges } = moduleGraph(
          all.map((path) => ({ path, code: 1 })),
          needs,
        );
        const ids = new Set(nodes.map(({ id }) => id));
        for (const { from, to } of edges) expect(ids.has(from) && ids.has(to) && from !== to).toBe(true);
        let left = edges.filter(({ back }) => !back);
        for (;;) {
          const next = left.filter(({ to }) => left.some(({ from }) => from === to));
          if (next.length === left.length) break;
          left = next;
        }
        expect(left).toEqual([]);
      }),
    );
  });

  test('what a longer way already says is left out where there is much to say; circles are named', () => {
    const chain = Array.from({ length: 12 }, (_, n) => `m${String(n).padStart(2, '0')}/x.ts`);
    const needs = chain.flatMap((from, a) => chain.slice(a + 1).map((to): [string, string] => [from, to]));
    const graph = moduleGraph(
      chain.map((path) => ({ path, code: 1 })),
      needs,
    );
    expect(graph.edges).toHaveLength(11);
    expect(graph.circles).toEqual([]);
    const circle = moduleGraph(
      chain.map((path) => ({ path, code: 1 })),
      [...needs, [chain[2] ?? '', chain[1] ?? '']],
    );
    expect(circle.circles).toEqual([['m01/x.ts', 'm02/x.ts']]);
    expect(circle.edges.filter(({ back }) => back)).toHaveLength(1);
  });
});
