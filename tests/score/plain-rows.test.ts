import fc from 'fast-check';
import type { Nodes, Table } from 'mdast';
import { describe, expect, test } from 'vitest';
import { endOf, startOf } from '../../src/score/markdown.ts';
import { outlineOf, sectionsIn, wholeTree, type Outline } from '../../src/score/production-outline.ts';
import type { Row } from '../../src/score/plain-rows.ts';

/** Nodes by type and place, with all that is in them; tables by their titles and rows. */
const shape = (node: Nodes, rowsOf: (table: Table) => readonly Row[]): unknown => [
  node.type,
  startOf(node),
  endOf(node),
  'value' in node ? node.value : '',
  node.type === 'table'
    ? [node.children.slice(0, 1).map((row) => shape(row, rowsOf)), rowsOf(node)]
    : 'children' in node
      ? node.children.map((child) => shape(child, rowsOf))
      : [],
];
const shapes = ({ sections, others, rowsOf }: Outline): unknown => [
  sections.map(({ kind, heading, nodes }) => [
    kind,
    shape(heading, rowsOf),
    nodes.map((node) => shape(node, rowsOf)),
  ]),
  others,
];

/** How many rows the parser was spared; what it would have made of them is the same. */
function spared(text: string): number {
  const outline = outlineOf(text);
  const tree = wholeTree(text);
  if (outline === undefined || tree === undefined) throw new Error('it is read');
  expect(shapes(outline)).toEqual(
    shapes({ ...sectionsIn(tree.root), rowsOf: (table) => tree.rowsOf(table) }),
  );
  return outline.sections
    .flatMap(({ nodes }) => nodes)
    .reduce(
      (sum, node) =>
        sum + (node.type === 'table' ? outline.rowsOf(node).length + 1 - node.children.length : 0),
      0,
    );
}

const titles = '| Part | Output | Bytes | Verdict |\n| --- | --- | ---: | --- |\n';
const rows = '| k/a | takes/k/a.json | 1 | 1 held |\n| k/b |  | 2 | *no* [x] |\n| k/c | `a b` | 3 | - |\n';

describe('rows of tracks are not parsed', () => {
  test.each([
    ['as the Conductor writes them', `## Tracks\n\n${titles}${rows}`, 2],
    ['with CRLF', `## Tracks\n\n${titles}${rows}`.replaceAll('\n', '\r\n'), 2],
    ['in the middle, with a box after them', `# Tracks\n${titles}${rows}\n# Goals\n- [ ] \`a.b\` c\n`, 2],
    ['around one that a person escaped', `# Tracks\n${titles}${rows}| a \\| b | c | d | e |\n${rows}`, 4],
    ['without a line end', `# Tracks\n${titles}${rows}`.trimEnd(), 2],
    ['before text that the table takes for a row', `# Tracks\n${titles}${rows}words\n- [ ] box\n`, 2],
  ])('%s', (_, text, count) => {
    expect(spared(text)).toBe(count);
  });

  test.each([
    ['in a fence', `# Tracks\n\`\`\`\n${titles}${rows}\`\`\`\n`],
    ['in a comment', `# Tracks\n<!--\n${titles}${rows}-->\n`],
    ['that go on with a paragraph of a list', `# Tracks\n- one\n${titles}${rows}`],
    ['under another heading', `# Metrics\n${titles}${rows}`],
    ['under none', `${titles}${rows}`],
    ['below too few dashes', `# Tracks\n| Part | Output |\n| --- |\n| a | b |\n| c | d |\n`],
    ['of another table', `# Tracks\n${titles.replace('Part', 'Who')}${rows}`],
  ])('but those %s are', (_, text) => {
    expect(spared(text)).toBe(0);
  });
});

const line = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...rows.trimEnd().split('\n'), '| k/d | x | y | z |') },
  { weight: 2, arbitrary: fc.constant(titles.trimEnd()) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '',
      '',
      '## Tracks',
      '# Tracks',
      '## Goals',
      '### Mine',
      '- [ ] `a.b` c',
      '  - [ ] d',
      '1. one',
      'words',
      '```',
      '~~~',
      '<!--',
      '-->',
      '<div>',
      '</div>',
      '<pre>',
      '> quoted',
      '    code',
      '***',
      '===',
      '---',
      '[a]: b',
      '[^a]: b',
      '| a \\| b | c | d | e |',
      '| a | b |',
      '| a || c | d |',
      '|',
      '||',
      '| a | b | c | d | e |',
      ' | a | b | c | d |',
      '| a | b | c | d | ',
      'a | b | c | d',
      '| a | b\t| c | d |',
      '| `a | b` | c | d |',
      '| <b> | <!-- | --> | [a] |',
      '| ~~a | b~~ | https://x.y | [^a] |',
      '| Part |\n| --- |',
      '| part | Mine |\n|:-:|-|',
    ),
  },
);

test('whatever stands around them and between them', () => {
  let sparedRows = 0;
  const text = fc
    .tuple(
      fc.array(line, { maxLength: 4 }),
      fc.boolean(),
      fc.array(line, { maxLength: 8 }),
      fc.array(line, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
    )
    .map(([before, table, within, after, eol, ended]) =>
      `${[...before, ...(table ? ['## Tracks', '', titles.trimEnd()] : []), ...within, ...after].join('\n')}${ended ? '\n' : ''}`.replaceAll(
        '\n',
        eol,
      ),
    );
  fc.assert(
    fc.property(text, (written) => {
      sparedRows += spared(written);
    }),
    { numRuns: 500 },
  );
  expect(sparedRows).toBeGreaterThan(100);
});
