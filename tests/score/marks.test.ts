import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markProduction, type Marks, type Track } from '../../src/score/index.ts';
import { itemsOf, outlineOf } from '../../src/score/production-outline.ts';
import { parseProduction, type ProductionContext } from '../../src/score/production.ts';

const context: ProductionContext = {
  ensembles: new Map([['kitchen', { instruments: new Map([['weigh', {}]]) }]]),
  cast: new Map(),
  flags: new Set(['mood']),
  models: new Map(),
};

/** Marks that set every box that may be set. */
function marksOf(text: string, ticked: boolean, tracks: readonly Track[] = []): Marks {
  const { production } = parseProduction(text, context);
  return {
    ticks: new Map([...production.criteria, ...production.deliverables].map(({ id }) => [id, ticked])),
    tracks,
  };
}

const weigh: Track = {
  part: 'kitchen/weigh',
  output: 'takes/kitchen/weigh.json',
  size: 120,
  verdict: '7 held, 1 not heard',
};
const pick: Track = { part: 'kitchen/pick', output: 'takes/kitchen/pick.json', size: 9, verdict: '1 held' };
const rows = '| Part | Output | Bytes | Verdict |\n| --- | --- | ---: | --- |\n';
const weighRow = '| kitchen/weigh | takes/kitchen/weigh.json | 120 | 7 held, 1 not heard |\n';
const pickRow = '| kitchen/pick | takes/kitchen/pick.json | 9 | 1 held |\n';

describe('boxes', () => {
  test('those with an expression, and deliverables, get the one character; nothing else changes', () => {
    const text = [
      '# Goals',
      '',
      '- [ ] `kitchen.weigh.n > 0`  ',
      '* [ ] @kitchen/weigh `output.n > 0` words [ ] more',
      '+\t[ ]\t`kitchen.weigh.m`',
      '1) [ ] no expression',
      '- [ ] a `later` span',
      '   - [ ] `kitchen.weigh.nested`',
      '- `kitchen.weigh.unboxed`',
      '',
      '```',
      '- [ ] `kitchen.weigh.fenced`',
      '```',
      '## Constraints',
      '- [ ] `kitchen.weigh.c`',
      '## Deliverables',
      '- [ ] output/{slug}/a.md',
      '## Notes',
      '- [ ] `kitchen.weigh.note`',
      '',
    ].join('\n');
    const ticked = markProduction(text, marksOf(text, true));
    expect(ticked.split('\n').filter((line, n) => line !== text.split('\n')[n])).toEqual([
      '- [x] `kitchen.weigh.n > 0`  ',
      '* [x] @kitchen/weigh `output.n > 0` words [ ] more',
      '+\t[x]\t`kitchen.weigh.m`',
      '   - [x] `kitchen.weigh.nested`',
      '- [x] `kitchen.weigh.c`',
      '- [x] output/{slug}/a.md',
    ]);
    expect(markProduction(ticked, marksOf(ticked, false))).toBe(text);
  });

  test('a box that says so already stays as it is written', () => {
    const text = '# Goals\n- [X] `kitchen.weigh.n`\n- [\t] `kitchen.weigh.m`\n';
    const [first, second] = parseProduction(text, context).production.criteria;
    const ticks = new Map([
      [first?.id ?? '', true],
      [second?.id ?? '', false],
    ]);
    expect(markProduction(text, { ticks, tracks: [] })).toBe(text);
    expect(markProduction(text, marksOf(text, false))).toBe(
      '# Goals\n- [ ] `kitchen.weigh.n`\n- [\t] `kitchen.weigh.m`\n',
    );
  });

  test('lines that say the same are told apart by their order', () => {
    const text = '# Goals\n- [ ] `kitchen.weigh.n`\n- [ ] `kitchen.weigh.n`\n';
    const [, second] = parseProduction(text, context).production.criteria;
    expect(markProduction(text, { ticks: new Map([[second?.id ?? '', true]]), tracks: [] })).toBe(
      '# Goals\n- [ ] `kitchen.weigh.n`\n- [x] `kitchen.weigh.n`\n',
    );
  });

  test('marks of a text are right for a later one, where lines have moved and been added', () => {
    const text = '# Goals\n- [ ] `kitchen.weigh.n`\n- [ ] `kitchen.weigh.m`\n';
    const later =
      '# Mine\r\n\r\n# Goals\r\n- [ ] `kitchen.weigh.new`\r\n- [ ]  `kitchen.weigh.m`\r\n- [ ] `kitchen.weigh.n` with words\r\n';
    expect(markProduction(later, marksOf(text, true))).toBe(later.replace('[ ]  `', '[x]  `'));
  });
});

describe('tracks', () => {
  test('an empty text becomes one with Tracks alone; without tracks nothing', () => {
    expect(markProduction('', { ticks: new Map(), tracks: [] })).toBe('');
    expect(markProduction('', { ticks: new Map(), tracks: [weigh, pick] })).toBe(
      `## Tracks\n\n${rows}${pickRow}${weighRow}`,
    );
  });

  test.each([
    ['a text', 'Prose.\n', 'Prose.\n\n'],
    ['a text without a line end', 'Prose.', 'Prose.\n\n'],
    ['a text that ends with a blank line', 'Prose.\n \n', 'Prose.\n \n'],
    ['a list', '- one\n', '- one\n\n'],
  ])('%s gets them at its end', (_, text, before) => {
    expect(markProduction(text, { ticks: new Map(), tracks: [pick] })).toBe(
      `${before}## Tracks\n\n${rows}${pickRow}`,
    );
  });

  test('the heading is of the level of the others, line ends are those of the text', () => {
    expect(markProduction('\uFEFF# Goals\r\n- [ ] a\r\n', { ticks: new Map(), tracks: [pick] })).toBe(
      `\uFEFF# Goals\r\n- [ ] a\r\n\r\n# Tracks\r\n\r\n${`${rows}${pickRow}`.replaceAll('\n', '\r\n')}`,
    );
  });

  test.each([
    ['a fence', '# Goals\n- a\n\n```\nnever closed\n'],
    ['a comment', '# Goals\n- a\n\n<!-- never closed\n'],
    ['a comment that is all there is', '<!-- never closed'],
    ['a fence of a note', '# Notes\n```\nheard'],
  ])('%s that is never closed does not swallow them', (_, text) => {
    const marked = markProduction(text, { ticks: new Map(), tracks: [pick] });
    expect(marked).toBe(`${text.startsWith('#') ? '# Tracks' : '## Tracks'}\n\n${rows}${pickRow}\n${text}`);
    expect(markProduction(marked, { ticks: new Map(), tracks: [pick] })).toBe(marked);
  });

  test('a heading that stands gets the table right below it', () => {
    expect(markProduction('# Tracks', { ticks: new Map(), tracks: [pick] })).toBe(
      `# Tracks\n\n${rows}${pickRow}`,
    );
    expect(markProduction('Tracks\n---\nprose\n\n# Goals\n', { ticks: new Map(), tracks: [pick] })).toBe(
      `Tracks\n---\n\n${rows}${pickRow}\nprose\n\n# Goals\n`,
    );
  });

  test('a row is set where it stands; columns and rows of a person are kept', () => {
    const text = [
      '## Tracks',
      '',
      'Mine.',
      '',
      '| Verdict | Part | Mine |',
      '|:-|-|-|',
      '|old|`kitchen/weigh`|a \\| b|',
      '| z | zoo | keep   me|',
      '',
      'After.',
      '',
    ].join('\n');
    expect(markProduction(text, { ticks: new Map(), tracks: [weigh, pick] })).toBe(
      text.replace(
        '|old|`kitchen/weigh`|a \\| b|',
        '| 1 held | kitchen/pick | |\n| 7 held, 1 not heard | kitchen/weigh | a \\| b |',
      ),
    );
  });

  test('a row that says the same stays byte for byte, one that is forgotten goes', () => {
    const text = `## Tracks\n\n|Part|Output|Bytes|Verdict|\n|-|-|-|-|\n|kitchen/pick|takes/kitchen/pick.json|9|1 held|\n${weighRow}`;
    expect(markProduction(text, { ticks: new Map(), tracks: [pick] })).toBe(text);
    expect(markProduction(text, { ticks: new Map(), tracks: [], forget: ['kitchen/pick'] })).toBe(
      text.replace(/\|kitchen\/pick.*\n/, ''),
    );
    const last = markProduction(text, {
      ticks: new Map(),
      tracks: [{ ...pick, part: 'zoo/keep' }],
      forget: ['kitchen/weigh'],
    });
    expect(last).toBe(text.replace(weighRow, '| zoo/keep | takes/kitchen/pick.json | 9 | 1 held |\n'));
    const all = markProduction(text, {
      ticks: new Map(),
      tracks: [{ ...pick, part: 'a/b' }],
      forget: ['kitchen/weigh', 'kitchen/pick'],
    });
    expect(all).toBe(
      '## Tracks\n\n|Part|Output|Bytes|Verdict|\n|-|-|-|-|\n| a/b | takes/kitchen/pick.json | 9 | 1 held |\n',
    );
  });

  test('what would end a cell or a line is escaped, and found again', () => {
    const odd: Track = { part: 'a/b', output: 'takes/a|b\\|c\nd', size: 1, verdict: '\u001b[31m1 held |' };
    const marked = markProduction('', { ticks: new Map(), tracks: [odd] });
    expect(marked).toBe(`## Tracks\n\n${rows}| a/b | takes/a\\|b\\\\\\|c d | 1 | [31m1 held \\| |\n`);
    expect(markProduction(marked, { ticks: new Map(), tracks: [odd] })).toBe(marked);
  });
});

describe('whatever a person wrote', () => {
  const line = fc.constantFrom(
    ...[
      '# Goals',
      '## Goals',
      '### Constraints',
      '## Deliverables',
      '# Notes',
      '## Tracks',
      'Tracks',
      '===',
      '# Background',
      'Prose  ',
      '',
      '',
      ' ',
      '\t',
    ],
    ...[
      '- [ ] `kitchen.weigh.n`',
      '* [x] @kitchen `weigh.n > 0` words',
      '+ [X]\t`kitchen.weigh.m`',
      '  - [ ] `kitchen.weigh.n`',
      '1. [ ] plain',
      '- [ ] output/{slug}/a.md',
      '- [ ]',
      '-',
      '- [\t] `kitchen.weigh.n`',
    ],
    ...[
      '```',
      '    - [ ] indented',
      '<!--',
      '-->',
      '> - [ ] `quoted`',
      '| Part | Output | Bytes | Verdict |',
      '| --- | --- | --- | --- |',
      '|-|-|',
      '| kitchen/weigh | x | 1 | y |',
      '| zoo | | | |',
      'a | b',
      '| Part |',
      '[x]: /y',
      '---',
      '\\',
      '🎼 é',
    ],
  );
  const text = fc
    .tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')), { maxLength: 18 }),
      fc.boolean(),
    )
    .map(
      ([mark, lines, ends]) =>
        mark + lines.map(([words, end], n) => words + (ends || n < lines.length - 1 ? end : '')).join(''),
    );
  const tracks = fc.uniqueArray(
    fc.record({
      part: fc.constantFrom('kitchen/weigh', 'kitchen/pick', 'a/b', 'zoo/keep'),
      output: fc.string(),
      size: fc.nat(),
      verdict: fc.string({ unit: 'binary' }),
    }),
    { selector: ({ part }) => part },
  );

  /** The text without the characters inside boxes that may be ticked and without what stands under Tracks. */
  const untouchable = (given: string): string => {
    const bare = given.replace(/^\uFEFF+/, '');
    const outline = outlineOf(bare);
    if (outline === undefined) throw new Error('too deep');
    const holes = (['goals', 'constraints', 'deliverables'] as const).flatMap((kind) =>
      itemsOf(bare, outline, kind).flatMap(({ box }) => box ?? []),
    );
    const characters = [...bare.split('')].map((one, n) => (holes.includes(n) ? '·' : one));
    return given.slice(0, given.length - bare.length) + characters.join('');
  };

  test('outside boxes and Tracks every byte stays', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (given, ticked) => {
        const marked = markProduction(given, marksOf(given, ticked));
        expect(marked.length).toBe(given.length);
        expect(untouchable(marked)).toBe(untouchable(given));
      }),
      { numRuns: 300 },
    );
  });

  test('with rows, what was there is there, in its order; only rows of the same parts are gone', () => {
    fc.assert(
      fc.property(text, tracks, (given, set) => {
        const marked = markProduction(given, { ticks: new Map(), tracks: set });
        const before = given
          .replace('\uFEFF', '')
          .split(/\r\n|\n|\r/)
          .filter((one) => !one.startsWith('| kitchen/weigh') && one.trim() !== '');
        const after = marked.replace('\uFEFF', '').split(/\r\n|\n|\r/);
        let at = -1;
        for (const one of before) {
          at = after.indexOf(one, at + 1);
          expect(
            at,
            `${JSON.stringify(one)} of ${JSON.stringify(given)} in ${JSON.stringify(marked)}`,
          ).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('marking twice is marking once', () => {
    fc.assert(
      fc.property(text, tracks, fc.boolean(), (given, set, ticked) => {
        const marks = marksOf(given, ticked, set);
        const once = markProduction(given, marks);
        expect(markProduction(once, marks)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  test('the criteria that are read afterwards are the same', () => {
    const criteria = (given: string): unknown => {
      const { production } = parseProduction(given, context);
      return [production.criteria, production.deliverables, production.notes].map((all) =>
        all.map((one) => ('id' in one ? [one.id, one.text, one.box] : one)),
      );
    };
    fc.assert(
      fc.property(text, tracks, fc.boolean(), (given, set, ticked) => {
        expect(criteria(markProduction(given, marksOf(given, ticked, set)))).toEqual(criteria(given));
      }),
      { numRuns: 300 },
    );
  });
});
