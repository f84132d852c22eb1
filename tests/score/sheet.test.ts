import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { sheetFor } from '../../src/score/index.ts';
import { mistakesOf, parse, scoreOf, small, type Files } from './written.ts';

const sheetOf = (text: string, more: Files = {}) => scoreOf({ ...more, 'sheetMusic.md': text }).sheet;
const inSheet = (text: string, more: Files = {}): string[] => mistakesOf({ ...more, 'sheetMusic.md': text });
const garden: Files = {
  'ensembles/garden/ensemble.md': '---\nversion: 1.0.0\n---\n',
  'ensembles/garden/pick.md': '---\nkind: script\ncommand: ["true"]\n---\n',
};

test('a text longer than a mebibyte is answered, not read for minutes', () => {
  const long = 'one line of very many\n'.repeat(60_000);
  expect(inSheet(`---\ntitle: T\n---\n${long}`)).toEqual(['sheetMusic.md:4:1 too_long']);
  expect(mistakesOf({ ...small, 'production.md': long })).toEqual(['production.md:1:1 too_long']);
});

describe('the title, and what follows from it', () => {
  test.each([
    [
      '---\ntitle: Signals from a drowned observatory\n---\n# Not this\n',
      'Signals from a drowned observatory',
      'signals-from-a-drowned-observatory',
    ],
    ['Some words.\n\n## The *first* `heading`\n', 'The first heading', 'the-first-heading'],
    [
      'Cook something good for eight people and then some.\n',
      'Cook something good for eight people and then',
      'cook-something-good-for-eight-people-and-then',
    ],
    ['- @kitchen Bake bread.\n', 'Bake bread.', 'bake-bread'],
    ['', 'Untitled', 'untitled'],
    ['---\ntitle: "🎵"\n---\n', '🎵', `untitled-${sha256('🎵').slice(0, 8)}`],
    ['---\ntitle: "a\\nb\\tc"\n---\n', 'a b c', 'a-b-c'],
  ])('%j', (text, title, slug) => {
    expect(sheetOf(text)).toMatchObject({ title, slug });
  });

  test('defaults', () => {
    expect(sheetOf('Hello.')).toMatchObject({
      seed: 1,
      text: 'Hello.',
      plays: ['kitchen'],
      cues: [],
      budget: {},
      file: 'sheetMusic.md',
    });
  });
});

describe('front matter that is none', () => {
  test.each([
    '---\nHello there\n---\n',
    '---\n- a\n- b\n---\n',
    '---\n',
    '---\n\nA rule, and no front matter.\n',
    '----\n',
  ])('%j is text', (text) => {
    expect(inSheet(text)).toEqual([]);
    expect(sheetOf(text).text).toBe(text.trim());
  });

  test('a sheet that begins like front matter and never closes it is text, with a warning', () => {
    const { score, diagnostics } = parse({ ...small, 'sheetMusic.md': '---\ntitle: Soup\n\nCook it.\n' });
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'open_sheet_fence'],
    ]);
    expect(score?.sheet.text).toBe('---\ntitle: Soup\n\nCook it.');
  });
});

describe('keys', () => {
  test.each([
    ['titel: x', '2:1 unknown_key'],
    ['title: 3', '2:8 wrong_value'],
    ['title: ""', '2:8 wrong_value'],
    ['seed: -1', '2:7 wrong_value'],
    ['seed: 1.5', '2:7 wrong_value'],
    ['seed: "7"', '2:7 wrong_value'],
    ['plays: kitchen', '2:8 wrong_value'],
    ['plays: [kitchn]', '2:9 unknown_ensemble'],
    ['budget: { usd: 0 }', '2:16 wrong_value'],
    ['budget: { dollars: 1 }', '2:11 unknown_key'],
    ['budget: 3', '2:9 wrong_value'],
    ['flags: [a]', '2:8 wrong_value'],
    ['inputs: { "a b": 1 }', '2:11 wrong_value'],
  ])('%s', (line, expected) => {
    expect(inSheet(`---\n${line}\n---\n`)).toEqual([`sheetMusic.md:${expected}`]);
  });

  test('what to play: the sheet, else concerto, else all, each through the cast', () => {
    const concerto = (text: string): Files => ({ ...garden, 'concerto.md': `---\n${text}\n---\n` });
    expect(sheetOf('x', garden).plays).toEqual(['garden', 'kitchen']);
    expect(sheetOf('x', concerto('plays: [garden]')).plays).toEqual(['garden']);
    expect(sheetOf('---\nplays: [kitchen]\n---\n', concerto('plays: [garden]')).plays).toEqual(['kitchen']);
    expect(
      sheetOf('---\nplays: [cellar, garden]\n---\n', concerto('cast: { cellar: garden }')).plays,
    ).toEqual(['garden']);
    expect(sheetOf('x', concerto('cast: { kitchen: garden }')).plays).toEqual(['garden']);
  });
});

describe('cues', () => {
  test('are list items that begin with an ensemble or an instrument; the rest is prose', () => {
    const sheet = sheetOf(
      '# Soup\n\nHot.\n\n- @kitchen/cook Add *salt*,\n  and pepper.\n- [ ] @kitchen: Hurry.\n- Not @kitchen.\n\nMail me@kitchen.\n',
    );
    expect(
      sheet.cues.map(({ ensemble, nickname, text, at }) => [ensemble, nickname, text, at.line, at.column]),
    ).toEqual([
      ['kitchen', 'cook', 'Add *salt*, and pepper.', 5, 3],
      ['kitchen', undefined, 'Hurry.', 7, 7],
    ]);
    expect(sheet.text).toBe('# Soup\n\nHot.\n\n- Not @kitchen.\n\nMail me@kitchen.');
    expect(sheetFor(sheet, 'kitchen', 'cook')).toMatchObject({
      title: 'Soup',
      cue: 'Add *salt*, and pepper.\nHurry.',
    });
    expect(sheetFor(sheet, 'kitchen', 'serve')).toMatchObject({ cue: 'Hurry.' });
    expect(sheetFor(sheet, 'garden', 'pick')).toMatchObject({ cue: '' });
  });

  test('keep their places in a file with front matter, a mark and CRLF', () => {
    const sheet = sheetOf('\ufeff---\r\ntitle: x\r\n---\r\nProse.\r\n\r\n* @kitchen go\r\n');
    expect(sheet.cues[0]).toMatchObject({ text: 'go', at: { line: 6, column: 3, length: 8 } });
    expect(sheet.text).toBe('Prose.');
  });

  test('go through the cast', () => {
    const files = { ...garden, 'concerto.md': '---\ncast: { field: garden }\n---\n' };
    expect(sheetOf('- @field/pick Quick!', files).cues[0]).toMatchObject({
      ensemble: 'garden',
      nickname: 'pick',
    });
  });

  test.each([
    ['- @kitchn go', '1:3 unknown_ensemble'],
    ['- @kitchen/cok go', '1:3 unknown_instrument'],
    ['- @cook go', '1:3 unknown_ensemble'],
    ['- @🎵 go', '1:3 unknown_ensemble'],
    ['- @kitchen/ go', '1:3 unknown_instrument'],
  ])('%s', (text, expected) => {
    expect(inSheet(text)).toEqual([`sheetMusic.md:${expected}`]);
  });
});

describe('flags', () => {
  const flags = (lines: string): Files => ({
    'ensembles/kitchen/ensemble.md': `---\nversion: 1.0.0\nflags: { ${lines} }\n---\n`,
  });
  const flagsOf = (sheet: string, more: Files) => Object.fromEntries(sheetOf(sheet, more).flags);

  test('the sheet goes over production.md, and that over the default', () => {
    const declared = flags('a.x: 1, b: one, c: false, d: 0');
    expect(flagsOf('x', declared)).toEqual({ 'a.x': 1, b: 'one', c: false, d: 0 });
    const production = { ...declared, 'production.md': '## Flags\n- a.x: 2\n- b: two\n' };
    expect(flagsOf('---\nflags: { b: three, c: true }\n---\n', production)).toEqual({
      'a.x': 2,
      b: 'three',
      c: true,
      d: 0,
    });
  });

  test.each([
    ['flags: { hevy: true }', '2:10 unknown_flag'],
    ['flags: { heavy: 1 }', '2:17 flag_type'],
    ['flags: { heavy: }', '2:10 flag_type'],
    ['flags: { render: { enabled: true } }', '2:10 unknown_flag'],
  ])('%s', (line, expected) => {
    expect(inSheet(`---\n${line}\n---\n`, flags('heavy: false, render.enabled: true'))).toEqual([
      `sheetMusic.md:${expected}`,
    ]);
  });

  test('a nested flag is told how to be flat', () => {
    const { diagnostics } = parse({
      ...small,
      ...flags('render.enabled: true'),
      'sheetMusic.md': '---\nflags: { render: { enabled: true } }\n---\n',
    });
    expect(diagnostics[0]?.help).toBe('flags are flat: write `render.enabled`');
    expect(mistakesOf(flags('render: { enabled: true }'))).toEqual([
      'ensembles/kitchen/ensemble.md:3:18 wrong_value',
    ]);
  });

  test('a type is that of the default in production.md too, and a flag that nobody declares is a mistake there', () => {
    expect(mistakesOf({ ...flags('heavy: false'), 'production.md': '## Flags\n- heavy: 3\n' })).toEqual([
      'production.md:2:3 flag_type',
    ]);
    expect(mistakesOf({ ...flags('heavy: false'), 'production.md': '## Flags\n- hevy: true\n' })).toEqual([
      'production.md:2:3 unknown_flag',
    ]);
  });

  test('two ensembles may share a flag, but not with two defaults', () => {
    const also = (value: string): Files => ({
      ...flags('heavy: false'),
      ...garden,
      'ensembles/garden/ensemble.md': `---\nversion: 1.0.0\nflags: { heavy: ${value} }\n---\n`,
    });
    expect(inSheet('x', also('false'))).toEqual([]);
    expect(inSheet('x', also('true'))).toEqual(['ensembles/kitchen/ensemble.md:3:10 two_defaults']);
  });
});

describe('inputs', () => {
  const wants = (inputs: string): Files => ({
    'ensembles/kitchen/ensemble.md': `---\nversion: 1.0.0\ninputs: { ${inputs} }\n---\n`,
    'ensembles/kitchen/schemas/song.json': '{ "type": "object", "required": ["beats"] }',
    'songs/a.json': '{ "beats": 4 }',
    'songs/bad.json': '{ "beats": }',
    'songs/unfit.json': '{ "bars": 4 }',
  });
  const song = 'song: { schema: schemas/song.json }';
  const inputsOf = (sheet: string, more: Files) => Object.fromEntries(sheetOf(sheet, more).inputs);

  test('a text names a file where a schema is declared, and is a text elsewhere', () => {
    expect(inputsOf('---\ninputs: { song: songs/a.json, other: songs/a.json }\n---\n', wants(song))).toEqual({
      song: { value: { beats: 4 }, declaredBy: ['kitchen'], written: true },
      other: { value: 'songs/a.json', declaredBy: [], written: true },
    });
    expect(inputsOf('---\ninputs: { song: { beats: 3 } }\n---\n', wants(song))['song']?.value).toEqual({
      beats: 3,
    });
  });

  test('defaults are handed over as if they were written, but do not count as written', () => {
    expect(inputsOf('x', wants('source: { default: "." }, maybe: { default: }'))).toEqual({
      source: { value: '.', declaredBy: ['kitchen'], written: false },
      maybe: { value: null, declaredBy: ['kitchen'], written: false },
    });
    expect(
      inputsOf('x', wants('song: { schema: schemas/song.json, default: songs/a.json }'))['song'],
    ).toEqual({ value: { beats: 4 }, declaredBy: ['kitchen'], written: false });
  });

  test('an instrument hears what its ensemble declares, and what nobody declares', () => {
    const sheet = sheetOf('---\ninputs: { song: { beats: 1 }, free: 2 }\n---\n', {
      ...wants(song),
      ...garden,
    });
    expect(sheetFor(sheet, 'kitchen', 'cook')['inputs']).toEqual({ song: { beats: 1 }, free: 2 });
    expect(sheetFor(sheet, 'garden', 'pick')['inputs']).toEqual({ free: 2 });
  });

  test.each([
    ['song: songs/b.json', 'sheetMusic.md:2:17 no_such_file'],
    ['song: songs', 'sheetMusic.md:2:17 not_a_file'],
    ['song: songs/bad.json', 'songs/bad.json:1:12 bad_json'],
    ['song: songs/unfit.json', 'sheetMusic.md:2:17 unfit_input'],
    ['song: { bars: 1 }', 'sheetMusic.md:2:17 unfit_input'],
    ['song:', 'sheetMusic.md:2:11 unfit_input'],
    ['other: 1', 'sheetMusic.md:2:1 missing_input'],
  ])('%s', (line, expected) => {
    expect(inSheet(`---\ninputs: { ${line} }\n---\n`, wants(song))).toEqual([expected]);
  });

  test('what an ensemble lacks matters only where it is played, itself or by need', () => {
    expect(inSheet('x', wants(song))).toEqual(['sheetMusic.md:1:1 missing_input']);
    expect(inSheet('---\nplays: [garden]\n---\n', { ...wants(song), ...garden })).toEqual([]);
    expect(inSheet('- @garden go', { ...wants(song), ...garden })).toEqual([]);
    const needing = {
      ...wants(song),
      ...garden,
      'ensembles/garden/ensemble.md': '---\nneeds: [kitchen]\n---\n',
    };
    expect(inSheet('---\nplays: [garden]\n---\n', needing)).toEqual(['sheetMusic.md:1:1 missing_input']);
  });

  test.each([
    ['song: { schema: schemas/sng.json }', '3:27 no_such_file'],
    ['song: { schema: ../x.json }', '3:27 path_leaves'],
    ['song: { scheme: a }', '3:19 unknown_key'],
    ['song: 3', '3:17 wrong_value'],
    ['song: { schema: schemas/song.json, default: ../a.json }', '3:55 path_leaves'],
  ])('declared as %s', (inputs, expected) => {
    expect(
      mistakesOf({ ...wants(inputs), 'sheetMusic.md': '---\nplays: [garden]\n---\n', ...garden }),
    ).toEqual([`ensembles/kitchen/ensemble.md:${expected}`]);
  });

  test('a template may only name an input that may be there', () => {
    const reads = (name: string): Files => ({
      ...wants('source: { default: "." }'),
      'ensembles/kitchen/cook.md': `---\nkind: script\nmodule: scripts/cook.mjs\nreads: ["{sheet.inputs.${name}}/**"]\n---\n`,
    });
    expect(inSheet('x', reads('source'))).toEqual([]);
    expect(inSheet('---\ninputs: { sauce: 1 }\n---\n', reads('sauce'))).toEqual([]);
    expect(inSheet('x', reads('sorce'))).toEqual(['ensembles/kitchen/cook.md:4:11 unknown_input']);
  });
});
