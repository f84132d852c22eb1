import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { languageSentence } from '../../src/score/language-mistakes.ts';
import { defaultModels } from '../../src/score/prices.ts';
import { parseProduction, type ProductionContext, type ReadProduction } from '../../src/score/production.ts';

const context: ProductionContext = {
  ensembles: new Map([
    [
      'kitchen',
      {
        instruments: new Map([
          ['weigh', { needs: { nicknames: ['pick', 'css-lint'], across: new Map([['store', ['buy']]]) } }],
          ['pick', { needs: { nicknames: [], across: new Map() } }],
          ['css-lint', {}],
        ]),
      },
    ],
    ['shop', { instruments: new Map([['buy', { needs: { nicknames: [], across: new Map() } }]]) }],
  ]),
  cast: new Map([['store', 'shop']]),
  flags: new Set(['render.enabled', 'mood']),
  models: defaultModels,
};

const read = (text: string): ReadProduction => parseProduction(text, context);
const told = ({ mistakes }: ReadProduction): string[] =>
  mistakes.map(({ at, mistake }) => {
    const { message, help } = languageSentence(mistake);
    return `${at.line}:${at.column}+${at.length ?? 0} ${message}${help === undefined ? '' : ` | ${help}`}`;
  });
const fine = (text: string): ReadProduction => {
  const found = read(text);
  expect(told(found)).toEqual([]);
  return found;
};

describe('goals and constraints', () => {
  test('box, scope, expression and words, in that order', () => {
    const { production } = fine(
      [
        '## Goals',
        '- [ ] @kitchen/weigh `output.total > 0` Something was weighed.',
        '- [x] @kitchen `weigh.total > 0 && result != null`',
        '* [X] Plain, with `code` in it',
        '+ [ ]\t@store/buy: `size(files) == 1` <!-- why --> more',
        '  words',
        '1. `kitchen.weigh.total == store.buy.total && shop["buy"].total > 0`',
        '',
        '## Constraints',
        '- @kitchen Be neat.',
        '- Sound lonely (by ear)',
        '- [ ] @kitchen/weigh `flags["render.enabled"] && inputs["css-lint"].errors == 0 && store.buy.n > 0`',
      ].join('\n'),
    );
    expect(
      production.criteria.map(({ kind, scope, expression, text, box, byEar, at }) => [
        `${at.line}:${at.column} ${kind}${box ? ' box' : ''}${byEar ? ' by ear' : ''}`,
        scope,
        expression?.source,
        text,
      ]),
    ).toEqual([
      [
        '2:7 goal box',
        { ensemble: 'kitchen', nickname: 'weigh' },
        'output.total > 0',
        'Something was weighed.',
      ],
      ['3:7 goal box', { ensemble: 'kitchen' }, 'weigh.total > 0 && result != null', ''],
      ['4:7 goal box', {}, undefined, 'Plain, with `code` in it'],
      ['5:7 goal box', { ensemble: 'shop', nickname: 'buy' }, 'size(files) == 1', 'more words'],
      ['7:4 goal', {}, 'kitchen.weigh.total == store.buy.total && shop["buy"].total > 0', ''],
      ['10:3 constraint', { ensemble: 'kitchen' }, undefined, 'Be neat.'],
      ['11:3 constraint by ear', {}, undefined, 'Sound lonely (by ear)'],
      [
        '12:7 constraint box',
        { ensemble: 'kitchen', nickname: 'weigh' },
        'flags["render.enabled"] && inputs["css-lint"].errors == 0 && store.buy.n > 0',
        '',
      ],
    ]);
    expect(production.criteria[0]?.expression?.at).toEqual({
      file: 'production.md',
      line: 2,
      column: 23,
      length: 16,
    });
  });

  test('only the code span that comes first is an expression', () => {
    const { production } = fine(
      '# Goals\n- [ ] The file `report.md` is there: `no expression`.\n- [ ] *`x > 1`* neither',
    );
    expect(production.criteria.map(({ expression }) => expression)).toEqual([undefined, undefined]);
  });

  test('headings in any order, level and case; deeper ones group, others end', () => {
    const { production } = fine(
      'Some *prose*.\n\n### GOALS:\n\n- [ ] a\n\n#### In the kitchen\n- [ ] b\n\n### Background\n- [ ] c\n\nconstraints\n===\n- d\n  - e\n\n- f\n',
    );
    expect(production.criteria.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'goal a',
      'goal b',
      'constraint d',
      'constraint e',
      'constraint f',
    ]);
  });

  test('what only looks like an item is none', () => {
    const text =
      '# Goals\n\n```\n- [ ] fenced\n```\n\n<!--\n- [ ] hidden\n-->\n\n> - [ ] quoted\n\n- <!-- [ ] hidden too -->\n- [ ]\n-\n- [ ] real\n';
    expect(fine(text).production.criteria.map(({ text: words }) => words)).toEqual(['real']);
  });

  test('an id follows the words, whatever box, line ends and white space say', () => {
    const ids = (text: string): string[] => fine(text).production.criteria.map(({ id }) => id);
    const first = ids('# Goals\n- [ ] same\n- [ ] other\n- [ ] same\n');
    expect(new Set(first).size).toBe(3);
    expect(ids('\uFEFF# Goals\r\n\r\n* [x]  same\r\n* [X] other\r\n\r\n1) [ ] same\r\n')).toEqual(first);
    expect(ids('# Constraints\n- same\n- other\n- same\n')).not.toEqual(first);
    expect(ids('# Goals\n- [ ] other\n- [ ] same\n')).toEqual([first[1], first[0]]);
  });
});

describe('which names an expression may read', () => {
  const goal = (scope: string, expression: string): string[] =>
    told(read(`# Goals\n- [ ] ${scope}\`${expression}\``));
  test.each([
    [
      '@kitchen/weigh ',
      'output == item && id == slug && size(files) > 0 && seed > round + attempt && code == 0 && stdout != stderr',
    ],
    ['@kitchen/weigh ', 'inputs.pick == pick && inputs["store/buy"] == store.buy && sheet.title != ""'],
    ['@kitchen/css-lint ', 'what.its["needs are"] == not_known'],
    ['@kitchen ', 'pick.a == weigh.b && result.c == 1 && seed > 0 && slug != "" && flags.mood == "calm"'],
    ['', 'kitchen.pick.a == shop.buy.b && kitchen["css-lint"] != null && sheet.inputs.x == seed'],
  ])('%s`%s`', (scope, expression) => {
    expect(goal(scope, expression)).toEqual([]);
  });

  test.each([
    ['@kitchen/weigh ', 'result == 1', 'there is no `result` here'],
    ['@kitchen/weigh ', 'inputs.buy == 1', '`inputs` has no `buy`'],
    ['@kitchen/weigh ', 'store.sell == 1', '`store` has no `sell` | it has: buy'],
    ['@kitchen ', 'output.n == 1', 'there is no `output` here'],
    ['@kitchen ', 'item.n == 1', 'there is no `item` here'],
    ['', 'weigh.n == 1', 'there is no `weigh` here'],
    ['', 'kitchen.wiegh.n == 1', '`kitchen` has no `wiegh`; did you mean `weigh`?'],
    ['', 'flags.moood == "calm"', '`flags` has no `moood`; did you mean `mood`?'],
    ['', 'sheet.titel == "calm"', '`sheet` has no `titel`; did you mean `title`?'],
  ])('%s`%s`: %s', (scope, expression, message) => {
    expect(goal(scope, expression)).toEqual([expect.stringContaining(message)]);
  });
});

describe('metrics', () => {
  test('columns by their titles; expressions, built-in measures and targets', () => {
    const { production } = fine(
      [
        '# Metrics',
        '| Target | metric | Why | SCOPE | Measure |',
        '|---|:-:|---|---|---|',
        '| >= 0.9 | Share that held | people | | accuracy |',
        '| 0.5..90% | ratio | | @kitchen | `weigh.a / weigh.b` |',
        '| <5 | bare | | kitchen/weigh | output.a * output.b |',
        '| -3..-1 | either | | - | `kitchen.pick.a == 1 \\|\\| true ? 1 : 0` |',
        '| == 1e-3 | performance | | @store | |',
        '| | | | | |',
      ].join('\n'),
    );
    expect(
      production.metrics.map(({ name, measure, target, scope }) => [
        name,
        'builtIn' in measure ? measure.builtIn : measure.expression.source,
        target,
        scope,
      ]),
    ).toEqual([
      ['Share that held', 'accuracy', { operator: '>=', than: 0.9 }, {}],
      ['ratio', 'weigh.a / weigh.b', { from: 0.5, to: 0.9 }, { ensemble: 'kitchen' }],
      ['bare', 'output.a * output.b', { operator: '<', than: 5 }, { ensemble: 'kitchen', nickname: 'weigh' }],
      ['either', 'kitchen.pick.a == 1 || true ? 1 : 0', { from: -3, to: -1 }, {}],
      ['performance', 'performance', { operator: '==', than: 0.001 }, { ensemble: 'shop' }],
    ]);
    expect(new Set(production.metrics.map(({ id }) => id)).size).toBe(5);
  });

  test('every cell that is wrong is told', () => {
    const rows = [
      '| a | acuracy | fast | |',
      '| b | accuracy | 5..1 | @kitchn |',
      '| c | | 5 | |',
      '| d | `kitchen.pick.n >` | | |',
      '| e | accuracy | = 3 | |',
    ];
    expect(
      told(read(['# Metrics', '| Metric | Measure | Target | Scope |', '|-|-|-|-|', ...rows].join('\n'))),
    ).toEqual([
      '4:7+7 there is no `acuracy` here; did you mean `accuracy`?',
      '4:17+4 `fast` is no target | an operator and a number, such as `>= 0.9`, or a range, such as `-3..3`',
      '5:26+6 `kitchn` names no ensemble; did you mean `kitchen`?',
      '5:18+4 the target `5..1` begins above its end',
      '6:7+1 Measure is empty',
      '6:9+1 `5` is no target | an operator and a number, such as `>= 0.9`, or a range, such as `-3..3`',
      '7:23+1 the expression ends too early',
      '7:28+1 Target is empty',
      '8:18+3 `= 3` is no target | an operator and a number, such as `>= 0.9`, or a range, such as `-3..3`',
    ]);
  });

  test('columns that lack or are nearly right', () => {
    expect(told(read('# Metrics\n| Metric | Meaure | Target |\n|-|-|-|\n'))).toEqual([
      '2:12+6 there is no column `Meaure` here; did you mean `Measure`?',
    ]);
    expect(told(read('# Metrics\n| Metric | How |\n|-|-|\n'))).toEqual([
      '2:1+16 the table of metrics has no column `Measure`',
      '2:1+16 the table of metrics has no column `Target`',
    ]);
    expect(told(read('# Metrics\n- accuracy >= 1\n'))).toEqual([
      '1:1+9 metrics stand in a table | its columns: Metric, Measure, Target, Scope',
    ]);
  });
});

describe('flags', () => {
  test('from a list or a table, as YAML reads them', () => {
    const flags = (text: string): unknown =>
      Object.fromEntries([...fine(text).flags].map(([name, { value }]) => [name, value]));
    expect(flags('# Flags\n- render.enabled: true\n- mood: "calm: very"\n')).toEqual({
      'render.enabled': true,
      mood: 'calm: very',
    });
    expect(flags('# Flags\n- `render.enabled: off`\n- `mood`: 3.5\n')).toEqual({
      'render.enabled': 'off',
      mood: 3.5,
    });
    expect(
      flags(
        '# Flags\n| Flag | Value | Why |\n|-|-|-|\n| `render.enabled` | false | costs |\n| mood | `"3"` | |\n',
      ),
    ).toEqual({ 'render.enabled': false, mood: '3' });
    expect(fine('# Flags\n- mood: calm\n').flags.get('mood')?.at).toEqual({
      file: 'production.md',
      line: 2,
      column: 3,
      length: 10,
    });
  });

  test('mistakes', () => {
    expect(
      told(
        read(
          '# Flags\n- rendr.enabled: true\n- mood\n- mood: [1]\n- mood: calm\n- mood: wild\n- mood: *x\n- mood:\n',
        ),
      ),
    ).toEqual([
      '2:3+13 no ensemble has a flag `rendr.enabled`; did you mean `render.enabled`?',
      expect.stringMatching(/^3:3\+4 `mood` sets no flag/),
      expect.stringMatching(/^4:3\+9 `mood: \[1\]` sets no flag/),
      '6:3+4 the flag `mood` is set twice',
      expect.stringMatching(/^7:3\+8 `mood: \*x` sets no flag/),
      expect.stringMatching(/^8:3\+5 `mood:` sets no flag/),
    ]);
    expect(told(read('# Flags\n| Name | Valu |\n|-|-|\n'))).toEqual([
      expect.stringContaining('the table of flags has no column `Value`'),
    ]);
  });
});

describe('deliverables', () => {
  test('a code span or the first word is the path', () => {
    const { production } = fine(
      '# Deliverables\n- [ ] output/{slug}/*.md\n- [x] `output/{slug}/my report.md` The report.\n- output/{ slug }/a.txt with words\n- output/**/\\*.wav\n- README.md\n',
    );
    expect(production.deliverables.map(({ glob, text, box }) => [glob.source, text, box])).toEqual([
      ['output/{slug}/*.md', '', true],
      ['output/{slug}/my report.md', 'The report.', true],
      ['output/{ slug }/a.txt', 'with words', false],
      ['output/**/*.wav', '', false],
      ['README.md', '', false],
    ]);
  });

  test('one may belong to an ensemble', () => {
    const { production } = fine(
      '# Deliverables\n- [ ] @kitchen `output/{slug}/*.md` The menu.\n- [ ] output/x\n',
    );
    expect(production.deliverables.map(({ ensemble, glob }) => [ensemble, glob.source])).toEqual([
      ['kitchen', 'output/{slug}/*.md'],
      [undefined, 'output/x'],
    ]);
  });

  test('mistakes', () => {
    expect(
      told(
        read(
          '# Deliverables\n- [ ] Everything nice.\n- [ ] @kitchen/weigh output/x\n- output/{slg}\n- ` `\n- [ ] @kitchin output/x\n',
        ),
      ),
    ).toEqual([
      '2:7+10 `Everything` is no path | begin with a path or glob, best as code: `output/{slug}/report.md`',
      '3:7+14 a deliverable belongs to an ensemble or to the session: it is judged once, before the close | write `@kitchen`, or leave the `@…` out',
      '4:11+3 there is no `slg` here; did you mean `slug`?',
      '5:3+3 this deliverable says nothing',
      '6:8+7 `kitchin` names no ensemble; did you mean `kitchen`?',
    ]);
  });
});

describe('notes', () => {
  test('paragraphs and items; one that begins with a scope is heard there alone; text as it was written', () => {
    const { production } = fine(
      '# Notes\n\nAll *hear* this,\nover two lines.\n\n@kitchen/weigh Only weigh hears.\n\n- @store shop hears\n  second line\n  - nested\n- all\n\n<!-- nobody hears -->\n\n```\ncode\n```\n',
    );
    expect(production.notes).toEqual([
      { scope: {}, text: 'All *hear* this,\nover two lines.' },
      { scope: { ensemble: 'kitchen', nickname: 'weigh' }, text: 'Only weigh hears.' },
      { scope: { ensemble: 'shop' }, text: 'shop hears\nsecond line\n- nested' },
      { scope: {}, text: 'all' },
      { scope: {}, text: '```\ncode\n```' },
    ]);
  });

  test('CRLF becomes LF', () => {
    expect(fine('# Notes\r\n\r\n- one\r\n  two\r\n').production.notes).toEqual([
      { scope: {}, text: 'one\ntwo' },
    ]);
  });
});

describe('mistakes of the whole', () => {
  test('headings that are nearly right, scopes that are not known', () => {
    expect(
      told(
        read(
          '# Goal\n\n## Contraints\n\n## Deliverabels\n\n## Totals\n\n## Background\n\n# Notes\n\n@kitchn hi\n\n@kitchen/wiegh hi\n\n@kitchen\n',
        ),
      ),
    ).toEqual([
      '1:1+6 `Goal` is not a heading of production.md; did you mean `Goals`?',
      '3:1+13 `Contraints` is not a heading of production.md; did you mean `Constraints`?',
      '5:1+15 `Deliverabels` is not a heading of production.md; did you mean `Deliverables`?',
      '13:2+6 `kitchn` names no ensemble; did you mean `kitchen`?',
      '15:2+13 `kitchen/wiegh` names no instrument; did you mean `kitchen/weigh`?',
      '17:1+8 this note says nothing',
    ]);
    expect(
      told(
        read(
          '# Goals\n- [ ] @kitchn/weigh `output.x > 0`\n- [ ] @kitchen/weigh `otput.x > 0`\n- [ ] @kitchen\n',
        ),
      ),
    ).toEqual([
      '2:8+6 `kitchn` names no ensemble; did you mean `kitchen`?',
      '3:23+5 there is no `otput` here; did you mean `output`?',
      '4:7+8 this goal says nothing',
    ]);
  });

  test('places are those of the file, with a byte-order mark, CRLF and tabs', () => {
    expect(told(read('\uFEFF# Goals\r\n\r\n-\t[ ]\t`otput.x > 0`\r\n'))).toEqual([
      expect.stringMatching(/^3:8\+5 there is no `otput` here/),
    ]);
    expect(told(read('\uFEFF# Goal\r\n'))).toEqual([expect.stringMatching(/^1:1\+6 /)]);
  });

  test('an empty text is no mistake', () => {
    expect(fine('').production).toEqual({
      file: 'production.md',
      text: '',
      criteria: [],
      metrics: [],
      deliverables: [],
      notes: [],
    });
    expect(fine('\uFEFF\r\n').production.text).toBe('\uFEFF\r\n');
  });

  test('nested beyond reading is a mistake, not a crash', () => {
    expect(told(read(`# Goals\n${'>'.repeat(9_000)} deep`)).slice(0, 1)).toEqual([
      '1:1+1 production.md is nested too deeply to be read',
    ]);
  });

  test('whatever is written, there is an answer', () => {
    const pieces = fc.constantFrom(
      ...[
        '# Goals\n',
        '## Metrics\n',
        '# Flags\n',
        '# Deliverables\n',
        '# Notes\n',
        '# Tracks\n',
        '- ',
        '- [ ] ',
        '* [x] ',
        '\t',
        '  ',
        '\n',
        '\r\n',
        '@kitchen',
        '/weigh',
        ' ',
      ],
      ...[
        '`output.x`',
        '`',
        '| a | b |\n',
        '|-|-|\n',
        '| Metric | Measure | Target |\n',
        '<!-- ',
        ' -->',
        '```\n',
        '{slug}',
        '\uFEFF',
        'mood: calm',
        '\\|',
        '>= 1',
        '🎼',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
        (text) => {
          const found = read(text);
          expect(found.production.text).toBe(text);
          for (const { at, mistake } of found.mistakes) {
            expect(at.line).toBeGreaterThanOrEqual(1);
            expect(at.column).toBeGreaterThanOrEqual(1);
            expect(languageSentence(mistake).message).not.toMatch(/undefined/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
