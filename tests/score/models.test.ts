import { describe, expect, test } from 'vitest';
import type { Model, ModelPerformer } from '../../src/score/index.ts';
import { defaultModels, modelById, priceOf } from '../../src/score/prices.ts';
import { instrumentOf, mistakesOf, parse, scoreOf, small, type Files } from './written.ts';

const cook = 'ensembles/kitchen/cook.md';

const model = (lines = '', body = ''): string => `---\nkind: model\n${lines.trim()}\n---\n${body}`;

const concerto = (lines: string): Files => ({ 'concerto.md': `---\n${lines}\n---\n` });

const understudy: Files = {
  'ensembles/kitchen/scripts/taster.mjs':
    'import { salt } from "./lib/salt.mjs";\nexport default async () => ({ salt });\n',
  'ensembles/kitchen/scripts/lib/salt.mjs': 'export const salt = 1;\n',
};

const skill = (matter: string, body = 'Taste twice.\n'): Files => ({
  'ensembles/kitchen/skills/tasting/SKILL.md': `---\n${matter}\n---\n${body}`,
  'ensembles/kitchen/skills/tasting/scripts/scale.py': 'print(1)\n',
});
const goodSkill = skill('name: tasting\ndescription: Tastes food. For whoever cooks.');

function performerOf(files: Files): ModelPerformer {
  const { performer } = instrumentOf(scoreOf(files), 'kitchen/cook');
  if (performer.kind !== 'model') throw new Error('no model');
  return performer;
}

const modelOf = (lines: string, name: string): Model | undefined =>
  scoreOf(concerto(lines)).concerto.models.get(name);

const messagesOf = (files: Files): string[] =>
  parse({ ...small, ...files }).diagnostics.map(({ message }) => message);

describe('names of models', () => {
  test('three are always there, each with a known price', () => {
    const { models } = scoreOf({}).concerto;
    expect([...models.keys()]).toEqual(['nano', 'standard', 'lead']);
    for (const one of models.values()) expect(one.price).toBe(priceOf(one.id));
    expect([...models.values()].every(({ price }) => price !== undefined)).toBe(true);
  });

  test('a dated snapshot costs what its model costs; what nobody knows has no price', () => {
    expect(priceOf('claude-haiku-4-5-20251001')).toEqual(priceOf('claude-haiku-4-5'));
    expect(priceOf('claude-haiku-4-5')).toMatchObject({ input: 1, output: 5 });
    expect(priceOf('some-model')).toBeUndefined();
    expect(priceOf('constructor')).toBeUndefined();
  });

  test('concerto names more, and goes over those that are there', () => {
    const lines =
      'models:\n  standard: claude-opus-5\n  local: { id: "m:7b", base_url: "http://127.0.0.1:1/v/", key: LOCAL_KEY, price: { input: 1, output: 2, cached: 0 } }';
    expect(modelOf(lines, 'nano')).toEqual(defaultModels.get('nano'));
    expect(modelOf(lines, 'standard')).toEqual(modelById('standard', 'claude-opus-5'));
    expect(modelOf(lines, 'local')).toEqual({
      name: 'local',
      id: 'm:7b',
      baseUrl: 'http://127.0.0.1:1/v',
      keyName: 'LOCAL_KEY',
      price: { input: 1, output: 2, cached: 0, written: 1 },
    });
  });

  test('a price in concerto.md goes over the table', () => {
    expect(
      modelOf('models: { lead: { id: claude-opus-5-5, price: { input: 3, output: 9 } } }', 'lead')?.price,
    ).toEqual({ input: 3, output: 9, cached: 3, written: 3 });
    expect(modelOf('models: { lead: { id: claude-opus-5-5 } }', 'lead')?.price).toEqual(
      priceOf('claude-opus-5-5'),
    );
  });

  test.each([
    ['models: { a: 3 }', '2:14 wrong_value'],
    ['models: { a: }', '2:11 wrong_value'],
    ['models: { a: [x] }', '2:14 wrong_value'],
    ['models: { "a b": x }', '2:11 wrong_value'],
    ['models: [a]', '2:9 wrong_value'],
    ['models: { a: { base_url: "http://x" } }', '2:16 missing_key'],
    ['models: { a: { id: x, baseurl: "http://x" } }', '2:23 unknown_key'],
    ['models: { a: { id: x, base_url: "ftp://x" } }', '2:33 wrong_value'],
    ['models: { a: { id: x, base_url: "http://me:secret@x" } }', '2:33 wrong_value'],
    ['models: { a: { id: x, base_url: "http://x?key=1" } }', '2:33 wrong_value'],
    ['models: { a: { id: x, key: A_KEY } }', '2:23 key_without_endpoint'],
    ['models: { a: { id: x, price: 3 } }', '2:30 wrong_value'],
    ['models: { a: { id: x, price: { input: 3 } } }', '2:32 missing_key'],
    ['models: { a: { id: x, price: { input: 3, output: -1 } } }', '2:50 wrong_value'],
    ['models: { a: { id: x, price: { input: 3, output: 4, cache: 1 } } }', '2:53 unknown_key'],
    ['limits: { context: 3 }', '2:20 wrong_value'],
    ['limits: { context: { inputs: -1 } }', '2:30 wrong_value'],
    ['limits: { context: { input: 3 } }', '2:22 unknown_key'],
  ])('%s', (lines, expected) => {
    expect(mistakesOf(concerto(lines)).map((one) => one.replace('concerto.md:', ''))).toEqual([expected]);
  });

  test('a key that stands where the name of its variable is expected is told and not repeated', () => {
    const files = concerto('models: { a: { id: x, base_url: "http://x", key: sk-very-secret-1 } }');
    const { diagnostics } = parse({ ...small, ...files });
    expect(diagnostics.map(({ code }) => code)).toEqual(['no_variable']);
    expect(JSON.stringify(diagnostics)).not.toContain('secret');
  });

  test('limits of a prompt are set one by one', () => {
    const { limits } = scoreOf(
      concerto('limits: { handoff: 7, context: { inputs: 50, handoff: 0 } }'),
    ).concerto;
    expect(limits).toMatchObject({ handoff: 7, context: { inputs: 50, handoff: 0, sheet: 4_000 } });
  });
});

describe('a model', () => {
  test('left to itself it is `standard`, hears sheet and handoff, and answers with 8,192 tokens at most', () => {
    const files = { [cook]: model('', 'Cook.') };
    expect(performerOf(files)).toEqual({
      kind: 'model',
      at: expect.objectContaining({ file: cook, line: 2, column: 7 }),
      models: [defaultModels.get('standard')],
      maxTokens: 8_192,
    });
    const { hearsSheet, hearsHandoff, hearsRecord, timeoutMs, idempotent } = instrumentOf(
      scoreOf(files),
      'kitchen/cook',
    );
    expect({ hearsSheet, hearsHandoff, hearsRecord, timeoutMs, idempotent }).toEqual({
      hearsSheet: true,
      hearsHandoff: true,
      hearsRecord: false,
      timeoutMs: 300_000,
      idempotent: true,
    });
    expect(instrumentOf(scoreOf({ [cook]: model('needs: []') }), 'kitchen/cook').hearsHandoff).toBe(false);
  });

  test('says all that there is to say', () => {
    const performer = performerOf({
      ...understudy,
      ...goodSkill,
      ...concerto('models: { local: { id: some, base_url: "http://127.0.0.1:1" } }'),
      [cook]: model(
        'model: [lead, local, claude-sonnet-5, "llama3.2:3b"]\nmax_tokens: 100\neffort: xhigh\nunderstudy: scripts/taster.mjs\nskill: skills/tasting\nsummary: nano',
      ),
    });
    expect(performer.models).toEqual([
      defaultModels.get('lead'),
      { name: 'local', id: 'some', baseUrl: 'http://127.0.0.1:1' },
      modelById('claude-sonnet-5'),
      { name: 'llama3.2:3b', id: 'llama3.2:3b' },
    ]);
    expect(performer.at).toMatchObject({ line: 3, column: 8 });
    expect(performer).toMatchObject({
      maxTokens: 100,
      effort: 'xhigh',
      summary: { name: 'nano' },
      skill: {
        name: 'tasting',
        description: 'Tastes food. For whoever cooks.',
        text: 'Taste twice.\n',
        folder: 'ensembles/kitchen/skills/tasting',
        files: [
          'ensembles/kitchen/skills/tasting/SKILL.md',
          'ensembles/kitchen/skills/tasting/scripts/scale.py',
        ],
      },
      understudy: { path: 'ensembles/kitchen/scripts/taster.mjs' },
    });
    expect([...(performer.understudy?.code.keys() ?? [])]).toEqual([
      'ensembles/kitchen/scripts/lib/salt.mjs',
      'ensembles/kitchen/scripts/taster.mjs',
    ]);
  });

  test('its code is its skill, its schema and what its checks run; the understudy has a code of its own', () => {
    const files = {
      ...understudy,
      ...goodSkill,
      'ensembles/kitchen/schemas/dish.schema.json': '{ "type": "object" }',
      'ensembles/kitchen/scripts/check.mjs': 'console.log(1);\n',
      [cook]: model(
        'skill: skills/tasting\nunderstudy: scripts/taster.mjs\noutput: { schema: schemas/dish.schema.json }\nchecks: [{ run: [node, scripts/check.mjs] }]',
      ),
    };
    expect([...instrumentOf(scoreOf(files), 'kitchen/cook').code.keys()]).toEqual([
      'ensembles/kitchen/schemas/dish.schema.json',
      'ensembles/kitchen/scripts/check.mjs',
      'ensembles/kitchen/skills/tasting/SKILL.md',
      'ensembles/kitchen/skills/tasting/scripts/scale.py',
    ]);
  });

  test('what makes its output of an answer is its code, with what that imports, and so is the form of the answer', () => {
    const files = {
      ...understudy,
      'ensembles/kitchen/schemas/answer.schema.json': '{ "type": "object" }',
      'ensembles/kitchen/scripts/weigh.mjs':
        "import './scale.mjs';\nexport default async (answer) => answer;\n",
      'ensembles/kitchen/scripts/scale.mjs': 'export const scale = 1;\n',
      [cook]: model(
        'understudy: scripts/taster.mjs\nanswer: { schema: schemas/answer.schema.json }\nrefine: scripts/weigh.mjs',
      ),
    };
    const instrument = instrumentOf(scoreOf(files), 'kitchen/cook');
    expect([...instrument.code.keys()]).toEqual([
      'ensembles/kitchen/schemas/answer.schema.json',
      'ensembles/kitchen/scripts/scale.mjs',
      'ensembles/kitchen/scripts/weigh.mjs',
    ]);
    expect(instrument.performer).toMatchObject({ refine: 'ensembles/kitchen/scripts/weigh.mjs' });
  });

  test('an answer of which nothing makes the output is told', () => {
    const files = { 'ensembles/kitchen/dish.json': '{}', [cook]: model('answer: { schema: dish.json }') };
    expect(mistakesOf(files)).toEqual([`${cook}:3:1 idle_key`]);
  });

  test('what is the default may be written: the front matter that joins the key is the same', () => {
    const matterOf = (lines: string) =>
      instrumentOf(scoreOf({ [cook]: model(lines) }), 'kitchen/cook').frontMatter;
    expect(matterOf('model: standard\nmax_tokens: 8192\nneeds: [handoff, sheet]')).toEqual(matterOf(''));
    expect(matterOf('model: [standard]')).toEqual(matterOf(''));
    for (const other of [
      'model: lead',
      'model: [standard, lead]',
      'max_tokens: 8191',
      'effort: low',
      'summary: nano',
    ])
      expect(matterOf(other)).not.toEqual(matterOf(''));
  });

  test('what concerto.md says of a model is no part of its front matter', () => {
    const matterOf = (files: Files) =>
      instrumentOf(scoreOf({ [cook]: model('model: lead'), ...files }), 'kitchen/cook').frontMatter;
    expect(matterOf(concerto('models: { lead: { id: other, base_url: "http://x", key: K } }'))).toEqual(
      matterOf({}),
    );
  });

  test.each([
    ['model: standrad', '3:8 unknown_model'],
    ['model: [standard, lcoal]', '3:19 unknown_model'],
    ['model: opus', '3:8 unknown_model'],
    ['model: nano1', '3:8 unknown_model'],
    ['model: "llama 3"', '3:8 unknown_model'],
    ['model: [lead, lead]', '3:15 named_twice'],
    ['model: []', '3:8 wrong_value'],
    ['model: 3', '3:8 wrong_value'],
    ['model: [lead, 3]', '3:15 wrong_value'],
    ['model:', '3:1 wrong_value'],
    ['max_tokens: 0', '3:13 wrong_value'],
    ['effort: hihg', '3:9 wrong_value'],
    ['summary: nanno', '3:10 unknown_model'],
    ['understudy: scripts/cok.mjs', '3:13 no_such_file'],
    ['understudy: ../../cook.mjs', '3:13 path_leaves'],
    ['understudy: cook.md', '3:13 wrong_value'],
    ['understudy: scripts', '3:13 not_a_file'],
    ['answer: { schema: dish.json }\nrefine: scripts/cook.mjs', '3:19 no_such_file'],
    ['answer: dish.json\nrefine: scripts/cook.mjs', '3:9 wrong_value'],
    ['answer: {}\nrefine: scripts/cook.mjs', '3:9 missing_key'],
    ['refine: scripts/cok.mjs', '3:9 no_such_file'],
    ['refine: cook.md', '3:9 wrong_value'],
    ['skill: skills/tastign', '3:8 no_skill_folder'],
    ['skill: scripts/cook.mjs', '3:8 no_skill_folder'],
    ['skill: ../x', '3:8 path_leaves'],
    ['skill: .', '3:8 path_leaves'],
    ['skill: scripts', '3:8 no_skill_file'],
    ['output: run', '3:9 run_output'],
    ['module: scripts/cook.mjs', '3:1 other_kind'],
    ['modle: lead', '3:1 unknown_key'],
  ])('%s', (lines, expected) => {
    const files = { ...goodSkill, ...concerto('models: { local: some }'), [cook]: model(lines) };
    expect(mistakesOf(files).map((one) => one.replace(`${cook}:`, ''))).toEqual([expected]);
  });

  test('every mistake is told at once', () => {
    const lines = 'model: laed\nmax_tokens: many\nunderstudy: none.mjs\nskill: none\nsummary: naon';
    expect(mistakesOf({ [cook]: model(lines) }).map((one) => one.replace(`${cook}:`, ''))).toEqual([
      '3:8 unknown_model',
      '4:13 wrong_value',
      '5:13 no_such_file',
      '6:8 no_skill_folder',
      '7:10 unknown_model',
    ]);
  });

  test('a mistake says the nearest right name, and what to do', () => {
    const { diagnostics } = parse({ ...small, [cook]: model('model: standrad') });
    expect(diagnostics).toMatchObject([
      {
        message: '`standrad` is no model; did you mean `standard`?',
        help: 'name it under `models` in `concerto.md`; there are `nano`, `standard` and `lead`, and ids such as `claude-sonnet-5-5`',
        excerpt: 'model: standrad',
      },
    ]);
    expect(messagesOf({ ...goodSkill, [cook]: model('skill: skills/tastign') })).toEqual([
      '`skills/tastign` is no folder of `ensembles/kitchen`; did you mean `skills/tasting`?',
    ]);
  });

  test('an understudy without a default export plays nothing', () => {
    const files = {
      'ensembles/kitchen/scripts/mute.mjs': 'export const a = 1;\n',
      [cook]: model('understudy: scripts/mute.mjs'),
    };
    expect(mistakesOf(files)).toEqual(['ensembles/kitchen/scripts/mute.mjs:1:1 no_play']);
  });

  test('what an understudy imports is looked at', () => {
    const files = {
      'ensembles/kitchen/scripts/half.mjs': 'import "./gone.mjs";\nexport default () => 1;\n',
      [cook]: model('understudy: scripts/half.mjs'),
    };
    expect(mistakesOf(files)).toEqual(['ensembles/kitchen/scripts/half.mjs:1:9 no_import']);
  });
});

describe('a skill', () => {
  const at = 'ensembles/kitchen/skills/tasting/SKILL.md';
  const mistakes = (files: Files, more: Parameters<typeof parse>[1] = {}): string[] =>
    mistakesOf({ ...files, [cook]: model('skill: skills/tasting') }, more);
  const good = 'name: tasting\ndescription: Tastes food.';

  test('may say all that the format knows', () => {
    const matter = `${good}\nlicense: MIT\ncompatibility: Needs a spoon\nmetadata:\n  author: a cook\n  version: 1.0\nallowed-tools: Bash(ls:*) Read`;
    expect(mistakes(skill(matter))).toEqual([]);
    expect(mistakes(skill(`${good}\nallowed-tools: [Read, Grep]`, ''))).toEqual([]);
  });

  test.each([
    ['description: Tastes.', '2:1 missing_key'],
    ['name: tasting', '2:1 missing_key'],
    ['name: tasting\ndescription:', '3:1 wrong_value'],
    ['name: tasting\ndescription: "  "', '3:14 wrong_value'],
    [`name: tasting\ndescription: ${'a'.repeat(1_025)}`, '3:14 wrong_value'],
    ['name: Tasting\ndescription: Tastes.', '2:7 wrong_value'],
    ['name: -tasting\ndescription: Tastes.', '2:7 wrong_value'],
    ['name: tas--ting\ndescription: Tastes.', '2:7 wrong_value'],
    ['name: tas ting\ndescription: Tastes.', '2:7 wrong_value'],
    [`name: ${'a'.repeat(65)}\ndescription: Tastes.`, '2:7 wrong_value'],
    ['name: testing\ndescription: Tastes.', '2:7 other_skill_name'],
    ['name: 12\ndescription: Tastes.', '2:7 wrong_value'],
    [`${good}\ncompatibility: ${'a'.repeat(501)}`, '4:16 wrong_value'],
    [`${good}\nlicense:`, '4:1 wrong_value'],
    [`${good}\nmetadata: none`, '4:11 wrong_value'],
    [`${good}\nmetadata: { a: [b] }`, '4:16 wrong_value'],
    [`${good}\nallowed-tools: { a: b }`, '4:16 wrong_value'],
    [`${good}\nallowed-tools: [a, [b]]`, '4:20 wrong_value'],
    [`${good}\nuser-invocable: false`, '4:1 odd_skill_key'],
    ['name: tasting\ndescription: Tastes: all', '3:14 bad_yaml'],
  ])('%#: %s', (matter, expected) => {
    expect(mistakes(skill(matter))).toEqual([`${at}:${expected}`]);
  });

  test('what is at the limit is within it', () => {
    expect(mistakes(skill(`name: tasting\ndescription: ${'ä'.repeat(1_024)}`))).toEqual([]);
    expect(mistakes(skill(`${good}\ncompatibility: ${'🥄'.repeat(500)}`))).toEqual([]);
  });

  test('a key of somebody else’s is a warning and stops nothing', () => {
    const files = { ...skill(`${good}\nversion: 1.0.0`), [cook]: model('skill: skills/tasting') };
    const { score, diagnostics } = parse({ ...small, ...files });
    expect(diagnostics).toMatchObject([{ code: 'odd_skill_key', severity: 'warning' }]);
    expect(score).toBeDefined();
  });

  test('without front matter, or without the file, it is none', () => {
    expect(mistakes({ [at]: 'Taste.\n' })).toEqual([`${at}:1:1 no_front_matter`]);
    expect(mistakes({ 'ensembles/kitchen/skills/tasting/skill.md': '---\nname: tasting\n---\n' })).toEqual([
      `${cook}:3:8 no_skill_file`,
    ]);
    expect(
      messagesOf({
        'ensembles/kitchen/skills/tasting/skill.md': '',
        [cook]: model('skill: skills/tasting'),
      }),
    ).toEqual(['`ensembles/kitchen/skills/tasting` has no `SKILL.md`; it has `skill.md`']);
  });

  test('a link that leads out of it is told where the skill is named', () => {
    const entries = new Map([
      ['ensembles/kitchen/skills/tasting/assets/x', { entry: 'link out' as const }],
      ['ensembles/kitchen/skills/tasting/assets/y', { entry: 'other' as const }],
    ]);
    expect(mistakes(goodSkill, { entries })).toEqual([`${cook}:3:8 link_out`, `${cook}:3:8 not_a_file`]);
  });

  test('what is wrong in it is told once, however many name it', () => {
    const files = {
      ...skill('name: other\ndescription: Tastes.'),
      [cook]: model('skill: skills/tasting'),
      'ensembles/kitchen/bake.md': model('skill: skills/tasting'),
    };
    expect(mistakesOf(files)).toEqual([`${at}:2:7 other_skill_name`]);
  });
});

describe('by ear', () => {
  const board = (text: string): Files => ({ 'production.md': `## Goals\n\n- [ ] ${text}\n` });
  const criterion = (text: string) => scoreOf(board(text)).production.criteria[0];

  test.each([
    ['It sounds warm.', { byEar: false }],
    ['It sounds warm (by ear).', { byEar: true }],
    ['It sounds warm (By Ear)', { byEar: true }],
    ['It sounds warm (by ear: lead).', { byEar: true, ear: defaultModels.get('lead') }],
    ['It sounds warm (by ear:claude-opus-5 )', { byEar: true, ear: modelById('claude-opus-5') }],
    ['@kitchen/cook It sounds\n  warm (by\n  ear: lead)', { byEar: true, ear: defaultModels.get('lead') }],
  ])('%s', (text, expected) => {
    expect(criterion(text)).toMatchObject(expected);
    if (!('ear' in expected)) expect(criterion(text)).not.toHaveProperty('ear');
  });

  test('a name of concerto.md is found', () => {
    const files = { ...board('Warm (by ear: critic)'), ...concerto('models: { critic: some-model }') };
    expect(scoreOf(files).production.criteria).toMatchObject([{ ear: { name: 'critic', id: 'some-model' } }]);
  });

  test('a name that nobody knows is told at its place', () => {
    const files = board('@kitchen It sounds warm, laed or not (by ear: laed).');
    expect(mistakesOf(files)).toEqual(['production.md:3:53 unknown_model']);
    expect(messagesOf(files)).toEqual(['`laed` is no model; did you mean `lead`?']);
    expect(messagesOf(board('Warm (by ear: )'))).toEqual(['`(by ear: …)` names no model']);
  });
});
