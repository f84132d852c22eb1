import { describe, expect, test } from 'vitest';
import { sheetFor } from '../../src/score/index.ts';
import { instrumentOf, mistakesOf, parse, scoreOf, script, small, type Files } from './written.ts';

const in_ = (nickname: string, lines = ''): Files => ({
  [`ensembles/kitchen/${nickname}.md`]: script(lines),
});
const other: Files = {
  'ensembles/garden/ensemble.md': '---\nensemble: garden\nversion: 1.0.0\n---\n',
  'ensembles/garden/pick.md': '---\nkind: script\nmodule: pick.mjs\n---\n',
  'ensembles/garden/pick.mjs': 'export default async () => ({ items: [] });\n',
};
const sentences = (files: Files): string[] =>
  parse({ ...small, ...files }).diagnostics.map(({ message }) => message);
const needsOf = (files: Files, nickname: string) =>
  instrumentOf(scoreOf(files), `kitchen/${nickname}`).needs.map(
    ({ ensemble, nickname: to, as, optional, itemOnly }) =>
      `${as}${optional ? '?' : ''}=${ensemble}/${to}${itemOnly ? ' item only' : ''}`,
  );

describe('needs', () => {
  test('the sheet is needed where nothing is said, and nothing where the list is empty', () => {
    expect(instrumentOf(scoreOf({}), 'kitchen/cook')).toMatchObject({
      needs: [],
      hearsSheet: true,
      hearsHandoff: false,
      hearsRecord: false,
    });
    expect(instrumentOf(scoreOf(in_('cook', 'needs: []')), 'kitchen/cook')).toMatchObject({
      hearsSheet: false,
    });
    expect(instrumentOf(scoreOf(in_('cook', 'needs: [handoff, record]')), 'kitchen/cook')).toMatchObject({
      hearsSheet: false,
      hearsHandoff: true,
      hearsRecord: true,
    });
  });

  test('of the own ensemble, of another one, and with a question mark', () => {
    expect(needsOf({ ...other, ...in_('serve', 'needs: [cook, "garden/pick?", sheet]') }, 'serve')).toEqual([
      'cook=kitchen/cook',
      'garden/pick?=garden/pick',
    ]);
    expect(needsOf(in_('serve', 'needs: [kitchen/cook]'), 'serve')).toEqual(['cook=kitchen/cook']);
  });

  test('cast plays a role with another ensemble; the need keeps the name of the role', () => {
    const cast = {
      ...other,
      'concerto.md': '---\ncast: { field: garden }\n---\n',
      ...in_('serve', 'needs: [field/pick]\nchecks: [size(field.pick.items) > 0]'),
    };
    expect(needsOf(cast, 'serve')).toEqual(['field/pick=garden/pick']);
    expect(mistakesOf({ ...cast, 'concerto.md': '---\ncast: { field: gardn }\n---\n' })).toEqual([
      'concerto.md:2:16 unknown_ensemble',
    ]);
  });

  test('what there isn’t, with the nearest there is', () => {
    expect(sentences(in_('serve', 'needs: [cok]'))).toEqual([
      '`serve` needs `cok`, which the ensemble `kitchen` does not have; did you mean `cook`?',
    ]);
    expect(sentences(in_('serve', 'needs: [shet]'))).toEqual([
      '`serve` needs `shet`, which the ensemble `kitchen` does not have; did you mean `sheet`?',
    ]);
    expect(sentences(in_('serve', 'needs: [gardn/pick]'))[0]).toBe(
      '`serve` needs `gardn`, and there is no such ensemble',
    );
    expect(sentences({ ...other, ...in_('serve', 'needs: [gardn/pick]') })[0]).toBe(
      '`serve` needs `gardn`, and there is no such ensemble; did you mean `garden`?',
    );
    expect(sentences({ ...other, ...in_('serve', 'needs: [garden/pik]') })).toEqual([
      '`serve` needs `pik`, which the ensemble `garden` does not have; did you mean `pick`?',
    ]);
    const { diagnostics } = parse({ ...small, ...other, ...in_('serve', 'needs: [pick]') });
    expect(diagnostics[0]?.help).toBe('of another ensemble it is written `garden/pick`');
  });

  test('an expression that names what a mistaken need would have brought is not told again', () => {
    expect(
      mistakesOf(
        in_(
          'serve',
          'needs: [cok, gardn/pick]\nchecks: [cok.total > 1, gardn.pick.n > 1]\nreads: ["{cok.path}"]',
        ),
      ),
    ).toEqual([
      'ensembles/kitchen/serve.md:4:9 unknown_instrument',
      'ensembles/kitchen/serve.md:4:14 unknown_ensemble',
    ]);
    expect(mistakesOf(in_('serve', 'needs: cook\nchecks: [cok.total > 1]'))).toEqual([
      'ensembles/kitchen/serve.md:4:8 wrong_value',
    ]);
  });

  test('an expression that names what is there, but not needed, is told how to need it', () => {
    const helps = (lines: string) =>
      parse({ ...small, ...other, ...in_('css-lint'), ...in_('serve', lines) }).diagnostics.map(
        ({ message, help }) => [message, help],
      );
    expect(helps('checks: [cook.total > 1]')).toEqual([
      ['there is no `cook` here', 'list `cook` under `needs`'],
    ]);
    expect(helps('checks: [garden.pick.n > 1]')).toEqual([
      ['there is no `garden` here', 'list `garden/pick` under `needs`'],
    ]);
    expect(helps('checks: [item.n > 1]')).toEqual([
      ['there is no `item` here', 'there is an item only with `each`'],
    ]);
    expect(helps('needs: [css-lint]\nchecks: ["css-lint.errors == 0"]')[0]).toEqual([
      'there is no `css` here',
      '`css-lint` is read as `inputs["css-lint"]`',
    ]);
  });

  test.each([
    ['needs: [cook, cook]', '4:15 named_twice'],
    ['needs: [cook, "cook?"]', '4:15 named_twice'],
    ['needs: [cook, kitchen/cook]', '4:15 named_twice'],
    ['needs: [sheet, sheet]', '4:16 named_twice'],
    ['needs: ["sheet?"]', '4:9 marked_need'],
    ['needs: [""]', '4:9 wrong_value'],
    ['needs: [cook, 3]', '4:15 wrong_value'],
    ['needs: [a/b/c]', '4:9 unknown_ensemble'],
  ])('%s', (lines, expected) => {
    expect(mistakesOf(in_('serve', lines))).toEqual([`ensembles/kitchen/serve.md:${expected}`]);
  });

  test('one name may not mean an instrument here and an ensemble there', () => {
    const both = { ...other, ...in_('garden'), ...in_('serve', 'needs: [garden, garden/pick]') };
    expect(mistakesOf(both)).toEqual(['ensembles/kitchen/serve.md:4:9 two_meanings']);
  });
});

describe('what each and when name', () => {
  const each = (lines: string): Files => ({ ...other, ...in_('plan'), ...in_('serve', lines) });

  test('is needed without being listed; what only each draws from is heard as item', () => {
    expect(needsOf(each('each: cook.samples'), 'serve')).toEqual(['cook=kitchen/cook item only']);
    expect(needsOf(each('needs: [cook, plan]\neach: cook.samples'), 'serve')).toEqual([
      'cook=kitchen/cook item only',
      'plan=kitchen/plan',
    ]);
    expect(needsOf(each('each: garden.pick.items'), 'serve')).toEqual(['garden/pick=garden/pick item only']);
    expect(needsOf(each('each: inputs["garden/pick"].items'), 'serve')).toEqual([
      'garden/pick=garden/pick item only',
    ]);
    expect(needsOf(each('when: cook.good'), 'serve')).toEqual(['cook=kitchen/cook']);
    expect(needsOf(each('needs: ["cook?"]\neach: cook.samples + plan.samples'), 'serve')).toEqual([
      'cook?=kitchen/cook item only',
      'plan=kitchen/plan item only',
    ]);
  });

  test('a check, a template or a when for each item that names the source hears the whole of it', () => {
    expect(needsOf(each('each: cook.samples\nchecks: [output.n <= cook.most]'), 'serve')).toEqual([
      'cook=kitchen/cook',
    ]);
    expect(needsOf(each('each: cook.samples\nwrites: ["out/{cook.name}/{id}.txt"]'), 'serve')).toEqual([
      'cook=kitchen/cook',
    ]);
    expect(needsOf(each('each: cook.samples\nwhen: item.n < cook.most'), 'serve')).toEqual([
      'cook=kitchen/cook',
    ]);
    expect(needsOf(each('each: cook.samples\nwhen: cook.good'), 'serve')).toEqual([
      'cook=kitchen/cook item only',
    ]);
    const judged = {
      ...each('each: cook.samples'),
      'production.md': '## Goals\n- [ ] @kitchen/serve `output.n <= cook.most` Not too much.\n',
    };
    expect(needsOf(judged, 'serve')).toEqual(['cook=kitchen/cook']);
  });

  test('an input of the sheet that only each draws from is heard as item, too', () => {
    const files = (lines: string): Files => ({
      'sheetMusic.md': '---\ninputs: { songs: [{ id: a }], more: 1 }\n---\n',
      ...in_('serve', lines),
    });
    const heard = (lines: string) => {
      const score = scoreOf(files(lines));
      return sheetFor(score.sheet, 'kitchen', 'serve', instrumentOf(score, 'kitchen/serve').drawnInputs)[
        'inputs'
      ];
    };
    expect(heard('each: sheet.inputs.songs')).toEqual({ more: 1 });
    expect(heard('each: sheet.inputs["songs"]\nchecks: [output.n == size(sheet.inputs.songs)]')).toEqual({
      songs: [{ id: 'a' }],
      more: 1,
    });
    expect(heard('needs: [sheet]')).toEqual({ songs: [{ id: 'a' }], more: 1 });
  });

  test('bare names of fan-outs are item for item', () => {
    const files = { ...in_('a', 'each: cook.samples'), ...in_('b', 'each: cook.samples'), ...other };
    const sources = (expression: string) =>
      instrumentOf(
        scoreOf({ ...files, ...in_('serve', `each: ${expression}`) }),
        'kitchen/serve',
      ).each?.sources?.map(({ nickname }) => nickname);
    expect(sources('a')).toEqual(['a']);
    expect(sources('b + a')).toEqual(['b', 'a']);
    expect(sources('inputs["a"] + b')).toEqual(['a', 'b']);
    expect(sources('cook')).toBeUndefined();
    expect(sources('a + cook.samples')).toBeUndefined();
    expect(sources('a.filter(x, x.output.good)')).toBeUndefined();
  });

  test('item and id: there is no item without each', () => {
    expect(mistakesOf(each('when: item.good'))).toEqual(['ensembles/kitchen/serve.md:4:7 unknown_name']);
    expect(mistakesOf(each('checks: [item.good]'))).toEqual(['ensembles/kitchen/serve.md:4:10 unknown_name']);
    expect(
      instrumentOf(scoreOf(each('each: cook.samples\nwhen: item.good')), 'kitchen/serve').whenPerItem,
    ).toBe(true);
    expect(
      instrumentOf(scoreOf(each('each: cook.samples\nwhen: cook.good')), 'kitchen/serve').whenPerItem,
    ).toBe(false);
  });

  test.each(['each:', 'when: ""', 'each: "  "', 'checks: [""]', 'checks:\n  -'])(
    'an empty expression is a mistake: %j',
    (lines) => {
      expect(mistakesOf(in_('serve', lines)).map((one) => one.split(' ')[1])).toEqual(['empty_expression']);
    },
  );
});

describe('circles', () => {
  const trail = (files: Files): string[] => sentences(files);

  test('are told with their whole path, once', () => {
    expect(
      trail({
        ...in_('cook', 'needs: [serve]'),
        ...in_('plan', 'needs: [cook]'),
        ...in_('serve', 'needs: [plan]'),
      }),
    ).toEqual(['needs run in a circle: kitchen/cook → kitchen/serve → kitchen/plan → kitchen/cook']);
    expect(trail(in_('cook', 'needs: [cook]'))).toEqual(['`kitchen/cook` needs itself']);
    expect(trail(in_('cook', 'each: cook.items'))).toEqual(['`kitchen/cook` needs itself']);
  });

  test('across ensembles, by instruments and by whole ensembles', () => {
    const there = {
      ...other,
      'ensembles/garden/ensemble.md': '---\nversion: 1.0.0\nneeds: [kitchen]\n---\n',
    };
    expect(trail({ ...there, ...in_('cook', 'needs: [garden/pick]') })).toEqual([
      'needs run in a circle: garden/pick → the ensemble kitchen → kitchen/cook → garden/pick',
    ]);
    expect(
      trail({ ...there, 'ensembles/garden/ensemble.md': '---\nversion: 1.0.0\nneeds: [garden]\n---\n' }),
    ).toEqual(['needs run in a circle: garden/pick → the ensemble garden → garden/pick']);
  });

  test('two knots are two mistakes', () => {
    const two = {
      ...in_('a', 'needs: [b]'),
      ...in_('b', 'needs: [a]'),
      ...in_('c', 'needs: [d]'),
      ...in_('d', 'needs: [c, a]'),
    };
    expect(trail(two)).toEqual([
      'needs run in a circle: kitchen/a → kitchen/b → kitchen/a',
      'needs run in a circle: kitchen/c → kitchen/d → kitchen/c',
    ]);
  });

  test('who needs a member of a loop waits for all of it, so a member can’t need it in turn', () => {
    const files = {
      ...in_('fix', 'needs: [judge]'),
      ...in_('judge', 'needs: [fix, serve]'),
      ...in_('serve', 'needs: [fix]'),
      ...looped('body: [fix, judge]'),
    };
    expect(trail(files)).toEqual([
      'needs run in a circle: kitchen/judge → kitchen/serve → the loop kitchen/polish → kitchen/judge',
    ]);
  });

  test('five thousand in a row exhaust nothing', () => {
    const row = Object.assign(
      {},
      ...Array.from({ length: 5_000 }, (_, n) => in_(`n${n}`, `needs: [n${(n + 1) % 5_000}]`)),
    ) as Files;
    expect(trail(row)).toHaveLength(1);
  });
});

const looped = (lines: string): Files => ({
  'ensembles/kitchen/ensemble.md': `---\nversion: 1.0.0\nloops:\n  - name: polish\n    until: judge.good\n    max: 3\n    ${lines.replaceAll('\n', '\n    ')}\n---\n`,
});

describe('loops', () => {
  const members = {
    ...in_('fix', 'needs: [judge]'),
    ...in_('mix', 'needs: [fix, cook, judge]'),
    ...in_('judge', 'needs: [mix, judge]'),
  };

  test('a need on a member at or after the own place goes back, and is no circle', () => {
    const score = scoreOf({ ...members, ...looped('body: [fix, mix, judge]\nbest: judge.total') });
    const back = (nickname: string) =>
      instrumentOf(score, `kitchen/${nickname}`).needs.map(
        (need) => `${need.nickname}${need.back ? ' back' : ''}`,
      );
    expect([back('fix'), back('mix'), back('judge')]).toEqual([
      ['judge back'],
      ['fix', 'cook', 'judge back'],
      ['mix', 'judge back'],
    ]);
    expect(score.ensembles.get('kitchen')?.loops[0]).toMatchObject({
      name: 'polish',
      body: ['fix', 'mix', 'judge'],
      withoutFirstPass: ['fix', 'mix'],
      max: 3,
    });
    expect(instrumentOf(score, 'kitchen/mix').loop).toBe('polish');
    expect(instrumentOf(score, 'kitchen/cook').loop).toBeUndefined();
  });

  test('a member that only names the last one in `when` has its first pass', () => {
    const score = scoreOf({
      ...in_('fix', 'when: judge == null || !judge.good'),
      ...in_('judge', 'needs: [fix]'),
      ...looped('body: [fix, judge]'),
    });
    expect(score.ensembles.get('kitchen')?.loops[0]?.withoutFirstPass).toEqual([]);
  });

  test.each([
    ['body: [fix, mixx, judge]', '7:17 unknown_member'],
    ['body: [fix, fix, judge]', '7:17 named_twice'],
    ['body: [judge, fix]', '5:12 until_elsewhere'],
    ['body: []', '7:11 wrong_value'],
    ['body: judge', '7:11 wrong_value'],
    ['body: [fix, judge]\nworst: 3', '8:5 unknown_key'],
    ['body: [fix, judge]\nbest: cook.total', '8:11 unknown_name'],
  ])('%s', (lines, expected) => {
    const files = { ...in_('fix'), ...in_('mix'), ...in_('judge'), ...looped(lines) };
    expect(mistakesOf(files)).toEqual([`ensembles/kitchen/ensemble.md:${expected}`]);
  });

  test('a loop lacks nothing silently', () => {
    const lacking = {
      ...in_('judge'),
      'ensembles/kitchen/ensemble.md': '---\nloops:\n  - name: polish\n---\n',
    };
    expect(sentences(lacking)).toEqual([
      'a loop has no `body`; a list of instruments is expected',
      'a loop has no `until`; an expression is expected',
      'a loop has no `max`; a whole number of at least 1 is expected',
    ]);
  });

  test('an instrument has one loop at most, and a loop a name of its own', () => {
    const two = {
      ...in_('judge'),
      ...in_('mix'),
      'ensembles/kitchen/ensemble.md':
        '---\nloops:\n  - { name: a, body: [mix, judge], until: judge.good, max: 1 }\n  - { name: a, body: [judge], until: judge.good, max: 1 }\n---\n',
    };
    expect(mistakesOf(two)).toEqual([
      'ensembles/kitchen/ensemble.md:4:13 named_twice',
      'ensembles/kitchen/ensemble.md:4:23 two_loops',
    ]);
  });
});

describe('returns_to', () => {
  test('names an instrument that is needed, directly or not', () => {
    expect(
      instrumentOf(
        scoreOf({ ...in_('mix', 'needs: [cook]'), ...in_('serve', 'needs: [mix]\nreturns_to: cook') }),
        'kitchen/serve',
      ).returnsTo,
    ).toBe('cook');
    expect(mistakesOf({ ...in_('mix'), ...in_('serve', 'needs: [mix]\nreturns_to: cook') })).toEqual([
      'ensembles/kitchen/serve.md:5:13 return_unneeded',
    ]);
    expect(mistakesOf(in_('serve', 'returns_to: serve'))).toEqual([
      'ensembles/kitchen/serve.md:4:13 return_unneeded',
    ]);
    expect(mistakesOf(in_('serve', 'returns_to: cok'))).toEqual([
      'ensembles/kitchen/serve.md:4:13 unknown_instrument',
    ]);
    expect(
      mistakesOf({ ...other, ...in_('serve', 'needs: [garden/pick]\nreturns_to: garden/pick') }),
    ).toEqual(['ensembles/kitchen/serve.md:5:13 unknown_instrument']);
  });

  test('is silent where a mistaken need may be the one', () => {
    expect(mistakesOf(in_('serve', 'needs: [cok]\nreturns_to: cook'))).toEqual([
      'ensembles/kitchen/serve.md:4:9 unknown_instrument',
    ]);
  });

  test('neither may be in a loop, and what plays once returns to no item', () => {
    expect(
      mistakesOf({
        ...in_('fix'),
        ...in_('judge', 'needs: [fix]\nreturns_to: fix'),
        ...looped('body: [fix, judge]'),
      }),
    ).toEqual(['ensembles/kitchen/judge.md:5:13 return_in_loop']);
    expect(
      mistakesOf({ ...in_('a', 'each: cook.items'), ...in_('serve', 'needs: [a]\nreturns_to: a') }),
    ).toEqual(['ensembles/kitchen/serve.md:5:13 return_to_items']);
    expect(
      mistakesOf({ ...in_('a', 'each: cook.items'), ...in_('serve', 'each: a\nreturns_to: a') }),
    ).toEqual([]);
  });
});

test('an ensemble has one result at most', () => {
  expect(mistakesOf({ ...in_('cook', 'result: true'), ...in_('serve', 'result: true') })).toEqual([
    'ensembles/kitchen/serve.md:4:1 two_results',
  ]);
});
