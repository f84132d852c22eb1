import { describe, expect, test } from 'vitest';
import { mistakesOf, parse, scoreOf, script, small } from './written.ts';

const cook = 'ensembles/kitchen/cook.md';

/** The mistakes of an instrument with this file. */
const inCook = (text: string | Uint8Array): string[] =>
  mistakesOf({ [cook]: text }).map((one) => one.replace(`${cook}:`, ''));

describe('what is no YAML', () => {
  test.each(['js', 'javascript', 'json', 'coffee', 'toml', 'constructor', '__proto__', 'yaml2'])(
    '`---%s` is refused and runs nothing',
    (language) => {
      expect(inCook(`---${language}\nkind: script\n---\n`)).toEqual(['1:4 other_language']);
    },
  );

  test('a fence that says yaml is read, and its places are right', () => {
    expect(inCook('--- yaml\nkind: scrpt\n---\n')).toEqual(['2:7 wrong_value']);
    expect(inCook('---yml\nkind: script\nmodule: scripts/cook.mjs\nnope: 1\n---\n')).toEqual([
      '4:1 unknown_key',
    ]);
  });

  test.each([
    ['kind: script\n\tmodule: x', '3:1 bad_yaml'],
    ['kind: @script', '2:7 bad_yaml'],
    ['kind: `script`', '2:7 bad_yaml'],
    ['description: this: that', '2:14 bad_yaml'],
    ['reads: [a', '2:9 bad_yaml'],
    ['kind: script\nmodule: scripts/cook.mjs\nkind: script', '4:1 key_twice'],
    ['kind: &a script\nmodule: scripts/cook.mjs', '2:7 yaml_feature'],
    ['kind: !!str script\nmodule: scripts/cook.mjs', '2:7 yaml_feature'],
    ['kind: script\nmodule: scripts/cook.mjs\nreads: [!x]', '4:9 yaml_feature'],
    ['kind: script\nmodule: scripts/cook.mjs\n<<: { attempts: 2 }', '4:1 yaml_feature'],
    ['kind: script\nmodule: scripts/cook.mjs\n1: x', '4:1 odd_key'],
    ['kind: script\nmodule: scripts/cook.mjs\n[a]: x', '4:1 odd_key'],
    ['kind: script\nmodule: scripts/cook.mjs\n__proto__: x', '4:1 odd_key'],
    ['kind: script\nmodule: scripts/cook.mjs\nattempts: 99999999999999999999', '4:11 odd_number'],
    ['kind: script\nmodule: scripts/cook.mjs\nattempts: .inf', '4:11 odd_number'],
    ['- kind: script', '2:1 no_map'],
    ['kind', '2:1 no_map'],
    ['kind: script\n...\nmodule: x', '4:1 bad_yaml'],
  ])('%j', (yaml, expected) => {
    expect(inCook(`---\n${yaml}\n---\n`)).toEqual([expected]);
  });

  test('an alias is told where it stands, and the anchor too', () => {
    expect(inCook('---\nkind: script\nmodule: scripts/cook.mjs\nreads: &r [a]\nwrites: *r\n---\n')).toEqual([
      '4:8 yaml_feature',
      '5:9 yaml_feature',
    ]);
  });

  test('a deep nest is a mistake, not a crash', () => {
    expect(
      inCook(
        `---\nkind: script\nmodule: scripts/cook.mjs\nreads: ${'['.repeat(60)}${']'.repeat(60)}\n---\n`,
      ).at(-1),
    ).toMatch('too_deep');
    expect(inCook(`---\nkind: ${'['.repeat(20_000)}\n---\n`)).toHaveLength(1);
  });
});

describe('fences', () => {
  test.each([
    ['', '1:1 no_front_matter'],
    ['Just text.', '1:1 no_front_matter'],
    ['\n---\nkind: script\n---\n', '1:1 no_front_matter'],
    ['---', '1:1 open_fence'],
    ['---\nkind: script\n', '1:1 open_fence'],
    ['---\nkind: script\n----\n', '3:1 odd_fence'],
    ['---\nkind: script\n---x\n', '3:1 odd_fence'],
    ['---\n---\n', '1:1 missing_key'],
    ['---\n# nothing but a remark\n---\n', '1:1 missing_key'],
  ])('%j', (text, expected) => {
    expect(inCook(text)).toEqual([expected]);
  });

  test('a fence that stands too late says so', () => {
    const { diagnostics } = parse({ ...small, [cook]: '\n---\nkind: script\n---\n' });
    expect(diagnostics[0]?.message).toBe('the front matter of an instrument must begin on the first line');
  });
});

describe('line ends, marks, encodings', () => {
  const body = 'One.\nTwo.\n';

  test('CRLF, CR and a byte-order mark give the same score as LF without one', () => {
    const plain = scoreOf({ [cook]: script('attempts: 2', body) });
    const crlf = scoreOf({ [cook]: script('attempts: 2', body).replaceAll('\n', '\r\n') });
    const marked = scoreOf({ [cook]: `\ufeff${script('attempts: 2', body)}` });
    const of = (score: typeof plain) => score.ensembles.get('kitchen')?.instruments.get('cook');
    expect(of(crlf)).toEqual(of(plain));
    expect(of(marked)).toEqual(of(plain));
    expect(crlf.digest).toBe(plain.digest);
    expect(crlf.files.get(cook)).not.toBe(plain.files.get(cook));
  });

  test('places are those of the file', () => {
    expect(inCook(script('nope: 1').replaceAll('\n', '\r\n'))).toEqual(['4:1 unknown_key']);
    expect(inCook(`\ufeff${script('nope: 1')}`)).toEqual(['4:1 unknown_key']);
  });

  test('a file that is no UTF-8 is told once, at its first bad line, and nothing follows from it', () => {
    const bytes = Buffer.concat([
      Buffer.from('---\nkind: script\ndescription: '),
      Buffer.from([0xe9, 0x0a]),
      Buffer.from('---\n'),
    ]);
    expect(
      mistakesOf({
        [cook]: bytes,
        'ensembles/kitchen/serve.md': script('needs: [cook]\nchecks: [cook.total > 1]'),
      }),
    ).toEqual([`${cook}:3:1 not_utf8`]);
    expect(mistakesOf({ 'sheetMusic.md': Buffer.from([0xff, 0xfe, 0x41, 0x00]) })).toEqual([
      'sheetMusic.md:1:1 not_utf8',
    ]);
  });

  test('tabs within a line are blanks', () => {
    expect(inCook('---\nkind:\tscript\nmodule: scripts/cook.mjs\t# why\n---\n')).toEqual([]);
  });
});
