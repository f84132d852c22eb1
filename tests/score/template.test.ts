import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expandJsonTemplate,
  expandTemplate,
  expandText,
  parseJsonTemplate,
  parseTemplate,
  templateExpressions,
  type Template,
} from '../../src/score/index.ts';
import { languageSentence } from '../../src/score/language-mistakes.ts';

const at = { file: 'test.md', line: 4, column: 11 };
const known = new Set(['slug', 'id', 'item', 'flags', 'sheet']);
const values = {
  slug: 'lanterns',
  id: 'L1.1',
  item: { n: 3, half: 0.5, ok: false, tags: ['a', 'b'], nothing: null, text: 'a {slug} b', q: 'it"s' },
  flags: { 'a.b': 1 },
};
const template = (source: string): Template => {
  const parsed = parseTemplate(source, at, known);
  if (parsed.template === undefined) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.template;
};

describe('a template', () => {
  test.each([
    ['output/{slug}/{id}.wav', 'output/lanterns/L1.1.wav'],
    ['n is {item.n}, {item.half}, {item.ok}', 'n is 3, 0.5, false'],
    ['', ''],
    ['{{slug}}', '{slug}'],
    ['{{{slug}}}', '{lanterns}'],
    ["awk '{{print $1}'", "awk '{print $1}'"],
    ['a } b', 'a } b'],
    ['{"}" + slug + "{"}!', '}lanterns{!'],
    ["{'it\\'s }' + slug}", "it's }lanterns"],
    ['{"""a"}""" + slug}.', 'a"}lanterns.'],
    ['{ {"a": {"b": slug}}.a.b }.', 'lanterns.'],
    ['{flags["a.b"]}.', '1.'],
  ])('%s is the text %s', (source, expected) => {
    expect(expandTemplate(template(source), values)).toEqual({ ok: true, value: expected });
    expect(expandText(template(source), values)).toEqual({ ok: true, value: expected });
  });

  test.each<[string, unknown, string | undefined]>([
    ['{item.n}', 3, '3'],
    ['{item.ok}', false, 'false'],
    ['{item.tags}', ['a', 'b'], undefined],
    ['{item.n > 2}', true, 'true'],
    ['{slug}', 'lanterns', 'lanterns'],
  ])('%s alone keeps its type', (source, expected, text) => {
    expect(expandTemplate(template(source), values)).toEqual({ ok: true, value: expected });
    expect(expandText(template(source), values)).toEqual(
      text === undefined
        ? { ok: false, because: '{item.tags} is ["a","b"], which is no text' }
        : { ok: true, value: text },
    );
  });

  test.each([
    ['{item.nothing}', 'item.nothing is null'],
    ['a {item.nothing}', 'item.nothing is null'],
    ['{item.total}', 'item.total is not there; item has: n, half, ok, tags, nothing, text, q'],
    ['{sheet.title}', 'sheet is not there'],
    ['a {item.tags}', '{item.tags} is ["a","b"], which is no text'],
  ])('%s: %s', (source, because) => {
    expect(expandTemplate(template(source), values)).toEqual({ ok: false, because });
  });

  test('what it yields is never expanded again', () => {
    expect(expandTemplate(template('{item.text}'), values)).toEqual({ ok: true, value: 'a {slug} b' });
    expect(expandTemplate(template('{item.text}{{'), values)).toEqual({ ok: true, value: 'a {slug} b{' });
  });

  test('its expressions know their place', () => {
    const expressions = templateExpressions(template('output/{slug}/{item.n + 1}'));
    expect(expressions.map(({ source }) => source)).toEqual(['slug', 'item.n + 1']);
    expect(expressions.map((one) => one.at.column)).toEqual([at.column + 8, at.column + 15]);
  });

  test.each([
    ['output/{slg}', '8 slg', 'there is no `slg` here; did you mean `slug`?'],
    ['output/{slug', '7 {', 'this `{` is never closed'],
    ['{slug + "}', '0 {', 'this `{` is never closed'],
    ['a{}', '2 }', 'the expression is empty'],
    ['{slug}{', '6 {', 'this `{` is never closed'],
    ['{a,b}', '2 ,', '`,` is not expected here'],
  ])('%s', (source, place, message) => {
    const [mistake] = parseTemplate(source, at, known).mistakes ?? [];
    if (mistake === undefined) throw new Error('no mistake');
    expect(
      `${mistake.offset} ${source.slice(mistake.offset, mistake.offset + mistake.length)}`.trimEnd(),
    ).toBe(place.trimEnd());
    expect(languageSentence(mistake).message).toBe(message);
  });

  test('all mistakes at once', () => {
    expect(parseTemplate('{aa} {bb} {slug} {', at, known).mistakes).toHaveLength(3);
  });

  test('any text can be written, and any text comes through as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, value) => {
        const written = text.replace(/[{}]/g, '$&$&');
        expect(expandText(template(`${written}{slug}`), { slug: value })).toEqual({
          ok: true,
          value: `${text}${value}`,
        });
        expect(expandTemplate(template('{slug}'), { slug: value })).toEqual({ ok: true, value });
      }),
    );
  });

  test('whatever is written, there is an answer', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '{{',
      '}}',
      'slug',
      '"',
      "'",
      '"""',
      '\\',
      ' ',
      'a',
      '/',
      '{slug}',
      'r"',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        (source) => {
          const { template: found, mistakes } = parseTemplate(source, at, known);
          if (found !== undefined) expandTemplate(found, values);
          for (const { offset, length } of mistakes ?? [])
            expect(offset + length).toBeLessThanOrEqual(source.length + 1);
        },
      ),
    );
  });
});

describe('a JSON value of templates', () => {
  const body = {
    prompt: 'Of {slug}',
    n: '{item.n}',
    tags: '{item.tags}',
    fixed: [1, true, null, { source: '{id}', pieces: ['{slug}'], at: 'x' }],
    '{slug}': 'names of members stay',
  };

  test('every string is one, whatever the members are called', () => {
    const { template: found } = parseJsonTemplate(body, () => at, known);
    if (found === undefined) throw new Error('a mistake');
    expect(expandJsonTemplate(found, values)).toEqual({
      ok: true,
      value: {
        prompt: 'Of lanterns',
        n: 3,
        tags: ['a', 'b'],
        fixed: [1, true, null, { source: 'L1.1', pieces: ['lanterns'], at: 'x' }],
        '{slug}': 'names of members stay',
      },
    });
    expect(templateExpressions(found).map(({ source }) => source)).toEqual([
      'slug',
      'item.n',
      'item.tags',
      'id',
      'slug',
    ]);
    expect(expandJsonTemplate(found, {})).toEqual({ ok: false, because: 'slug is not there' });
  });

  test('mistakes name the member', () => {
    const { mistakes } = parseJsonTemplate({ a: ['{slug}', '{nope}'], b: { c: '{' } }, () => at, known);
    expect(mistakes?.map(({ path, mistake }) => [path, mistake.code])).toEqual([
      [['a', 1], 'unknown_name'],
      [['b', 'c'], 'open_brace'],
    ]);
  });
});
