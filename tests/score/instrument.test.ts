import { describe, expect, test } from 'vitest';
import { instrumentOf, mistakesOf, parse, scoreOf, script, small, type Files } from './written.ts';

const cook = 'ensembles/kitchen/cook.md';
const inCook = (lines: string, more: Files = {}): string[] =>
  mistakesOf({ ...more, [cook]: script(lines) }).map((one) => one.replace(`${cook}:`, ''));
const cookOf = (lines: string, more: Files = {}) =>
  instrumentOf(scoreOf({ ...more, [cook]: script(lines) }), 'kitchen/cook');
const messageOf = (lines: string): string | undefined =>
  parse({ ...small, [cook]: script(lines) }).diagnostics[0]?.message;

describe('every key', () => {
  test('has its default', () => {
    expect(cookOf('')).toMatchObject({
      kind: 'script',
      description: '',
      reads: [],
      writes: [],
      output: { form: 'json' },
      checks: [],
      attempts: 1,
      timeoutMs: 300_000,
      idempotent: true,
      env: [],
      emits: 'take_accepted',
      result: false,
      flags: [],
      named: [],
      whenPerItem: false,
      performer: { kind: 'module', path: 'ensembles/kitchen/scripts/cook.mjs' },
    });
  });

  test.each(['files', 'files+net'] as const)('sandbox: %s is read and joins the key', (sandbox) => {
    const { sandbox: asked, frontMatter } = cookOf(`sandbox: ${sandbox}`);
    expect([asked, frontMatter]).toEqual([sandbox, expect.objectContaining({ sandbox })]);
  });

  test('sandbox: none is as if it were not written', () => {
    expect(cookOf('sandbox: none')).not.toHaveProperty('sandbox');
    expect(cookOf('sandbox: none').frontMatter).toEqual(cookOf('description: Cooks.').frontMatter);
  });

  test('is read', () => {
    const lines =
      'description: Cooks.\nattempts: 3\ntimeout: 10m\nparallel: 2\nidempotent: false\nenv: [A_B]\nemits: soup_done\nresult: true\nsandbox: none\nplace: scratch';
    expect(cookOf(lines)).toMatchObject({
      description: 'Cooks.',
      attempts: 3,
      timeoutMs: 600_000,
      parallel: 2,
      idempotent: false,
      env: ['A_B'],
      emits: 'soup_done',
      result: true,
    });
  });

  test.each([
    ['temperature: 1', '4:1 unknown_key'],
    ['attempts: 0', '4:11 wrong_value'],
    ['attempts: two', '4:11 wrong_value'],
    ['attempts:', '4:1 wrong_value'],
    ['parallel: 1.5', '4:11 wrong_value'],
    ['timeout: 300', '4:10 wrong_value'],
    ['timeout: 5 minutes', '4:10 wrong_value'],
    ['timeout: 0s', '4:10 wrong_value'],
    ['timeout: 999h', '4:10 wrong_value'],
    ['idempotent: no', '4:13 wrong_value'],
    ['result: "true"', '4:9 wrong_value'],
    ['env: [1A]', '4:7 wrong_value'],
    ['env: [A, B-C]', '4:10 wrong_value'],
    ['env: A', '4:6 wrong_value'],
    ['emits: "not a name"', '4:8 wrong_value'],
    ['emits: session_end', '4:8 wrong_value'],
    ['description: [a]', '4:14 wrong_value'],
    ['reads: docs/**', '4:8 wrong_value'],
    ['reads: [3]', '4:9 wrong_value'],
    ['reads: [../x]', '4:9 path_leaves'],
    ['reads: [/etc/passwd]', '4:9 path_leaves'],
    ['reads: ["a/../../b"]', '4:9 path_leaves'],
    ['probe: git log', '4:8 wrong_value'],
    ['probe: [git, -1]', '4:14 wrong_value'],
    ['probe: []', '4:8 wrong_value'],
    ['when: [a]', '4:7 wrong_value'],
    ['when: a ==', '4:10 bad_expression'],
    ['when: { a: 1 }', '4:7 wrong_value'],
    ['flags: [nope]', '4:9 unknown_flag'],
    ['output: markdwon', '4:9 wrong_value'],
    ['output: run', '4:9 run_output'],
    ['output:', '4:1 wrong_value'],
    ['output: {}', '4:9 missing_key'],
    ['output: { schema: x.json }', '4:19 no_such_file'],
    ['output: { schma: x.json }', '4:11 unknown_key\n4:11 missing_key'],
    ['checks: size(output) == 1', '4:9 wrong_value'],
    ['checks:\n  - output.a == "b": c', '5:5 wrong_value'],
    ['checks:\n  - [a]', '5:5 wrong_value'],
    ['checks:\n  - { run: ls }', '5:12 wrong_value'],
    ['checks:\n  - { run: [ls], timeout: 3, tiemout: 3s }', '5:27 wrong_value\n5:30 unknown_key'],
    ['checks:\n  - { is: code == 0 }', '5:7 missing_key'],
    ['checks:\n  - { run: [ls], is: cod == 0 }', '5:22 unknown_name'],
    ['checks:\n  - { run: ["{cod}"] }', '5:15 unknown_name'],
    ['reads: ["{attempt}"]', '4:11 unknown_name'],
    ['writes: ["{nope}/x"]', '4:12 unknown_name'],
    ['writes: ["{slug"]', '4:11 open_brace'],
  ])('%s', (lines, expected) => {
    expect(inCook(lines)).toEqual(expected.split('\n'));
  });

  test('a mistake says what is expected, the nearest right spelling, and what to write', () => {
    expect(messageOf('attemps: 3')).toBe('`attemps` is not a key of an instrument; did you mean `attempts`?');
    expect(messageOf('output: markdwon')).toBe(
      '`output` is `markdwon`; `markdown`, `none`, `run` or a map with `schema` is expected; did you mean `markdown`?',
    );
    expect(messageOf('timeout: 300')).toBe(
      '`timeout` is the number 300; a duration such as `300s`, `10m` or `2h` is expected',
    );
    expect(messageOf('reads: [a, [b]]')).toBe('`reads[2]` is a list; a path or pattern is expected');
    expect(messageOf('when: flags["a')).toMatch(/never closed/);
  });
});

describe('kinds', () => {
  const kind = (lines: string): string[] =>
    mistakesOf({ [cook]: `---\n${lines}\n---\n` }).map((one) => one.replace(`${cook}:`, ''));

  test.each([
    ['description: x', '2:1 missing_key'],
    ['kind: scrpt', '2:7 wrong_value'],
    ['kind:', '2:1 wrong_value'],
    ['kind: script', '2:7 no_performer'],
    ['kind: service', '2:7 no_performer'],
    ['kind: script\nmodule: scripts/cook.mjs\ncommand: [ls]', '4:1 one_performer'],
    ['kind: script\ncommand: ls -l', '3:10 wrong_value'],
    ['kind: script\ncommand: []', '3:10 wrong_value'],
    ['kind: script\nrequest: { url: "http://x" }', '2:7 no_performer\n3:1 other_kind'],
    ['kind: service\nmodule: scripts/cook.mjs', '2:7 no_performer\n3:1 other_kind'],
    ['kind: script\nmodule: scripts/cook.mjs\nmodel: lead', '4:1 other_kind'],
    ['kind: script\nmodule: scripts/cook.mjs\nplace: worktree', '4:8 not_yet'],
    ['kind: script\nmodule: scripts/cook.mjs\nsandbox: some', '4:10 wrong_value'],
    ['kind: script\nmodule: scripts/cook.mjs\napproval: Really?', '4:1 not_yet'],
    [
      'kind: script\nmodule: scripts/cook.mjs\nstands: [command]\nsubject: [a]\nemergency: true\ncarry: [x]\nagent: a',
      '4:1 not_yet\n5:1 not_yet\n6:1 not_yet\n7:1 not_yet\n8:1 not_yet',
    ],
  ])('%s', (lines, expected) => {
    expect(kind(lines)).toEqual(expected.split('\n'));
  });
});

describe('a service', () => {
  const service = (lines: string): Files => ({
    [cook]: `---\nkind: service\nneeds: [plan]\n${lines}\n---\n`,
    'ensembles/kitchen/plan.md': script(),
  });
  const inService = (lines: string): string[] =>
    mistakesOf(service(lines)).map((one) => one.replace(`${cook}:`, ''));

  test('asks, and polls until', () => {
    const lines =
      'request:\n  url: "http://127.0.0.1:{plan.port}/x"\n  headers: { accept: text/plain }\n  body: { all: "{plan.items}", n: 3 }\npoll:\n  url: "{response.next}"\n  until: response.done == true';
    const { performer, frontMatter } = instrumentOf(scoreOf(service(lines)), 'kitchen/cook');
    expect(performer).toMatchObject({
      kind: 'service',
      request: { method: 'POST' },
      poll: { everyMs: 2_000, timeoutMs: 600_000 },
    });
    expect(
      performer.kind === 'service' && [
        performer.request.url.pieces.length,
        [...performer.request.headers.keys()],
        performer.poll?.until.names,
      ],
    ).toEqual([3, ['accept'], ['response']]);
    expect(frontMatter).toMatchObject({
      performer: {
        request: { method: 'POST', url: 'http://127.0.0.1:{plan.port}/x' },
        poll: { url: '{response.next}', until: 'response.done == true' },
      },
    });
  });

  test.each([
    ['request: { url: "http://x", method: FETCH }', '4:37 wrong_value'],
    ['request: { url: "http://x", mehtod: GET }', '4:29 unknown_key'],
    ['request: {}', '4:10 missing_key'],
    ['request: { url: "http://x" }\nstatus: { url: "http://x/{idempotency_key}" }', ''],
    ['request: { url: "http://x" }\nstatus: { url: "http://x", fuond: response.a }', '5:28 unknown_key'],
    ['request: { url: "http://x" }\nstatus: { found: response.a }', '5:11 missing_key'],
    ['request: { url: "http://x" }\nstatus: http://x', '5:9 wrong_value'],
    ['request: { url: "http://x" }\nstatus: { url: "http://x/{response.a}" }', '5:27 unknown_name'],
    ['request: { url: "http://x" }\nstatus: { url: "http://x", found: respnse.a }', '5:35 unknown_name'],
    ['request: { url: "http://x" }\nstatus: { url: "http://x", timeout: 3 }', '5:37 wrong_value'],
    ['request: { url: "http://x" }\nstatus: { url: "http://x/{sheet.inputs.nope}" }', '5:27 unknown_input'],
    ['request: { url: "http://x/{idempotency_key}" }', ''],
    ['request: http://x', '4:10 wrong_value'],
    ['request: { url: "ftp://x" }', '4:17 wrong_value'],
    ['request: { url: "{plan.url}" }', ''],
    ['env: [KEY]\nrequest: { url: "http://x", headers: { a: "Bearer {env.KEY}" } }', ''],
    ['env: [KEY]\nrequest: { url: "http://x/{env.KYE}" }', '5:32 unknown_member'],
    ['request: { url: "http://x/{pln.a}" }', '4:28 unknown_name'],
    ['request: { url: "http://x", headers: { "a b": c } }', '4:40 wrong_value'],
    ['request: { url: "http://x", headers: { a: 3 } }', '4:43 wrong_value'],
    ['request: { url: "http://x", body: { deep: [{ er: "{pln}" }] } }', '4:52 unknown_name'],
    ['request: { url: "http://x{response.a}" }', '4:27 unknown_name'],
    ['request: { url: "http://x" }\npoll: { url: "http://y" }', '5:9 missing_key'],
    [
      'request: { url: "http://x" }\npoll: { url: "http://y", until: response.ok, every: 2, timeout: 1m }',
      '5:53 wrong_value',
    ],
    ['request: { url: "http://x" }\npoll: { url: "http://y", until: "" }', '5:33 empty_expression'],
  ])('%s', (lines, expected) => {
    expect(inService(lines)).toEqual(expected === '' ? [] : [expected]);
  });
});

describe('what is written', () => {
  test.each([
    'handoff.md',
    'summary.txt',
    'takes/x.json',
    'takes',
    'sessions/a',
    'production.md',
    'concerto.md',
    'sheetMusic.md',
    'ensembles/a/b.md',
    'tests/takes/x',
    '.simphony/x',
    '.git/config',
    'a/.git/hooks/x',
    '.GIT/x',
    'a/.Git',
    'git~1/x',
    '.git./x',
    '.g\u200cit/x',
    'Takes/x',
    'TAKES/x',
    'HANDOFF.md',
    './takes/x',
    'x/../takes/y',
    '../x',
    '/tmp/x',
    'takes/{slug}/x',
    '{slug}/.git/x',
    '.git/{slug}',
    '.git::$INDEX_ALLOCATION/x',
    '\uff0egit/x',
    'C:/x',
    'takes\\\\x',
  ])('never %s', (path) => {
    expect(inCook(`writes: ["${path}"]`)).toEqual(['4:10 refused_write']);
  });

  test.each([
    'output/{slug}/x.wav',
    'takesx/y',
    'a/takes/x',
    'tests/x',
    'gitx/y',
    '.github/x',
    '.gitignore',
    'docs/**',
    'ensembles.md',
    '{slug}takes/x',
    'handoff.md.bak',
  ])('%s may be', (path) => {
    expect(inCook(`writes: ["${path}"]`)).toEqual([]);
  });

  test('what has no `*` must be there', () => {
    const { writes } = cookOf('writes: ["a/{slug}.txt", "b/*.txt", "c/{slug}/**", "{{d}}"]');
    expect(writes.map(({ required }) => required)).toEqual([true, false, false, true]);
  });
});

describe('what is read', () => {
  test('an exclusion, and what comes from an input', () => {
    const { reads } = cookOf(
      'reads: ["docs/**", "!docs/x", "{sheet.inputs.source}/**", "!{sheet.inputs[\\"source\\"]}/x", "{slug}/a"]',
      { 'sheetMusic.md': '---\ninputs: { source: ../x }\n---\n' },
    );
    expect(reads.map(({ glob, exclude, input }) => [glob.source, exclude, input])).toEqual([
      ['docs/**', false, undefined],
      ['docs/x', true, undefined],
      ['{sheet.inputs.source}/**', false, 'source'],
      ['{sheet.inputs["source"]}/x', true, 'source'],
      ['{slug}/a', false, undefined],
    ]);
  });
});

describe('what expressions name', () => {
  const flags = {
    'ensembles/kitchen/ensemble.md': '---\nflags: { a.b: 1, c: 2, d: 3 }\n---\n',
    'ensembles/kitchen/plan.md': script(),
  };

  test('flags: those named and those listed; all of the ensemble’s where `flags` is taken whole', () => {
    expect(cookOf('flags: [c]\nwhen: flags["a.b"] == 1', flags).flags).toEqual(['a.b', 'c']);
    expect(cookOf('checks: [size(flags) > 1]', flags).flags).toEqual(['a.b', 'c', 'd']);
    expect(cookOf('each: "flags.d == 3 ? plan.a : plan.b"', flags).flags).toEqual(['d']);
  });

  test('sheet, slug and id, but not what `each` draws from', () => {
    const lines =
      'each: "sheet.title == \\"x\\" ? plan.a : plan.b"\nwrites: ["{slug}/{id}"]\nreads: ["{sheet.title}"]\nwhen: sheet.inputs["a-b"] == 1';
    expect(cookOf(lines, flags).named).toEqual([
      ['id'],
      ['sheet', 'inputs', 'a-b'],
      ['sheet', 'title'],
      ['slug'],
    ]);
    expect(cookOf('each: "sheet.title == \\"x\\" ? plan.a : plan.b"', flags).named).toEqual([]);
  });

  test('a criterion of production.md on its takes counts as its own', () => {
    const production = {
      ...flags,
      'production.md': '## Constraints\n- @kitchen/cook `output.n < flags.d && sheet.title != ""` Small.\n',
    };
    expect(cookOf('', production)).toMatchObject({ flags: ['d'], named: [['sheet', 'title']] });
  });
});

test('places inside of quotes, folded texts and blocks', () => {
  expect(inCook('when: "cok == 1"')).toEqual(['4:8 unknown_name']);
  expect(inCook('when: \'slug == "" && cok == 1\'')).toEqual(['4:22 unknown_name']);
  expect(inCook('checks:\n  - size(output) > 1 &&\n    size(ouput) > 1')).toEqual(['5:5 unknown_name']);
  // A block begins on the line below its mark, and what YAML has folded is named as a whole.
  expect(inCook('checks:\n  - >-\n    size(ouput) > 1')).toEqual(['6:10 unknown_name']);
  expect(inCook('checks:\n  - |\n    size(output) > 1 &&\n    size(ouput) > 1')).toEqual([
    '6:5 unknown_name',
  ]);
  expect(inCook('when: "slug == \\u0020cok"')).toEqual(['4:8 unknown_name']);
});
