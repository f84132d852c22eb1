import { describe, expect, test } from 'vitest';
import { attemptsOf, modelOf, playsTheSame } from '../../src/score/index.ts';
import { instrumentOf, mistakesOf, parse, scoreOf, script, small, type Files } from './written.ts';

const cook = 'ensembles/kitchen/cook.md';
const workspace = (lines: string): Files => ({
  [cook]: `---\nkind: dsp\n${lines}\n---\nA gong.\n`,
  'ensembles/kitchen/plan.md': script(),
  'ensembles/kitchen/scripts/stand-in.mjs': 'export default async () => ({ program: "" });\n',
  'ensembles/kitchen/skills/gongs/SKILL.md':
    '---\nname: gongs\ndescription: How gongs are made.\n---\nBig.\n',
});
const inSound = (lines: string): string[] =>
  mistakesOf(workspace(lines)).map((one) => one.replace(`${cook}:`, ''));
const messageOf = (lines: string): string => {
  const [first] = parse({ ...small, ...workspace(lines) }).diagnostics;
  return `${first?.message ?? ''}${first?.help === undefined ? '' : ` (${first.help})`}`;
};
const soundOf = (lines: string) => instrumentOf(scoreOf(workspace(lines)), 'kitchen/cook');
const wav = 'writes: ["output/{slug}/gong.wav"]';

describe('what a sound is made from', () => {
  test('a graph, of any instrument, which is needed then without being listed', () => {
    const sound = soundOf(`graph: plan.tune\n${wav}\nattempts: 4`);
    expect(sound).toMatchObject({
      kind: 'dsp',
      hearsSheet: false,
      hearsHandoff: false,
      attempts: 4,
      output: { form: 'json' },
      performer: { kind: 'dsp', source: { from: 'graph', graph: { source: 'plan.tune' } } },
    });
    expect(sound.needs.map(({ as, itemOnly }) => [as, itemOnly])).toEqual([['plan', false]]);
    expect(sound.frontMatter).toMatchObject({ needs: ['plan'], performer: { graph: 'plan.tune' } });
    expect([playsTheSame(sound), attemptsOf(sound), modelOf(sound)]).toEqual([true, 1, undefined]);
  });

  test('the graph of an item is heard as that item alone', () => {
    const sound = soundOf(`each: plan.tunes\ngraph: item.graph\nloop: item.loops\n${wav}`);
    expect(sound.needs).toMatchObject([{ as: 'plan', itemOnly: true }]);
    expect(sound.performer).toMatchObject({ loop: { names: ['item'] } });
  });

  test('a program that is given, once', () => {
    const sound = soundOf(
      `program: plan.text\nlanguage: python\nduration: plan.seconds\nchannels: 2\n${wav}`,
    );
    expect(sound.performer).toMatchObject({
      duration: { names: ['plan'] },
      source: { from: 'program', language: 'python', channels: 2 },
    });
    expect(playsTheSame(sound)).toBe(true);
  });

  test('a model that writes it is a model like any other', () => {
    const sound = soundOf(
      `language: faust\nmodel: [standard, lead]\nunderstudy: scripts/stand-in.mjs\nskill: skills/gongs\nmax_tokens: 900\neffort: low\nduration: 12\nattempts: 10\n${wav}`,
    );
    expect(sound).toMatchObject({ hearsSheet: true, hearsHandoff: true });
    expect(modelOf(sound)).toMatchObject({
      kind: 'model',
      models: [{ name: 'standard' }, { name: 'lead' }],
      maxTokens: 900,
      effort: 'low',
      understudy: { path: 'ensembles/kitchen/scripts/stand-in.mjs' },
      skill: { name: 'gongs' },
    });
    expect([playsTheSame(sound), attemptsOf(sound)]).toEqual([false, 10]);
    expect([...sound.code.keys()]).toEqual(['ensembles/kitchen/skills/gongs/SKILL.md']);
    expect(sound.frontMatter).toMatchObject({
      performer: { language: 'faust', channels: 1, duration: '12', model: { model: ['standard', 'lead'] } },
    });
  });
});

describe('a mistake', () => {
  test.each([
    ['', '2:7 no_performer\n2:7 missing_key'],
    [`grahp: plan.tune\n${wav}`, '2:7 no_performer\n3:1 unknown_key'],
    [`graph: plan.tune`, '2:7 missing_key'],
    [`graph: plna.tune\n${wav}`, '3:8 unknown_name'],
    [`graph: item.tune\n${wav}`, '3:8 unknown_name'],
    [`graph: "attempt > 1 ? plan.a : plan.b"\n${wav}`, '3:9 unknown_name'],
    [`graph:\n${wav}`, '3:1 empty_expression'],
    [`graph: plan.tune\nprogram: plan.text\nlanguage: faust\nduration: 1\n${wav}`, '4:1 one_performer'],
    [`program: plan.text\nmodel: lead\nlanguage: faust\nduration: 1\n${wav}`, '4:1 one_performer'],
    [`graph: plan.tune\nlanguage: faust\nchannels: 1\n${wav}`, '4:1 idle_key\n5:1 idle_key'],
    [`program: plan.text\n${wav}`, '3:1 missing_key\n3:1 missing_key'],
    [`program: plan.text\nlanguage: fuast\nduration: 1\n${wav}`, '4:11 wrong_value'],
    [`language: faust\nduration: 1\n${wav}`, '3:1 no_performer'],
    [`model: lead\nlanguage: faust\n${wav}`, '3:1 missing_key'],
    [`model: laed\nlanguage: faust\nduration: 1\n${wav}`, '3:8 unknown_model'],
    [`graph: plan.tune\nunderstudy: scripts/cook.mjs\neffort: low\n${wav}`, '4:1 idle_key\n5:1 idle_key'],
    [`graph: plan.tune\nduration: 0\n${wav}`, '4:11 wrong_value'],
    [`graph: plan.tune\nduration: 121\n${wav}`, '4:11 wrong_value'],
    [`graph: plan.tune\nduration: '"10"'\n${wav}`, '4:11 wrong_value'],
    [`graph: plan.tune\nduration: true\n${wav}`, '4:11 wrong_value'],
    [`graph: plan.tune\nloop: 3\n${wav}`, '4:7 wrong_value'],
    [`graph: plan.tune\nloop: "'yes'"\n${wav}`, '4:7 wrong_value'],
    [`program: plan.text\nlanguage: faust\nduration: 1\nchannels: 3\n${wav}`, '6:11 wrong_value'],
    [`graph: plan.tune\nsummary: nano\n${wav}`, '4:1 other_kind'],
    [`graph: plan.tune\nmodule: scripts/cook.mjs\n${wav}`, '4:1 other_kind'],
    [`graph: plan.tune\noutput: markdown\n${wav}`, '4:9 wrong_value'],
    ['graph: plan.tune\nwrites: []', '4:1 wrong_value'],
    ['graph: plan.tune\nwrites: [a.wav, b.wav]', '4:17 wrong_value'],
    ['graph: plan.tune\nwrites: ["*.wav"]', '4:10 wrong_value'],
    ['graph: plan.tune\nwrites: [output/gong.mp3]', '4:10 wrong_value'],
    ['graph: plan.tune\nwrites: ["{plan.path}"]', '4:10 wrong_value'],
    ['graph: plan.tune\nwrites: [takes/gong.wav]', '4:10 refused_write'],
  ])('%s', (lines, expected) => {
    expect(inSound(lines)).toEqual(expected.split('\n'));
  });

  test('says what is expected and the nearest right thing', () => {
    expect(messageOf(`grahp: plan.tune\n${wav}`)).toBe(
      'nothing says what is rendered; `graph` or `program` is expected (or `language` and `model`, and a model writes the program)',
    );
    expect(messageOf(`program: plan.text\nlanguage: fuast\nduration: 1\n${wav}`)).toBe(
      '`language` is `fuast`; `faust` or `python` is expected; did you mean `faust`?',
    );
    expect(messageOf(`graph: plan.tune\nduration: 121\n${wav}`)).toBe(
      '`duration` is the number 121; a number of seconds above 0 and at most 120 is expected',
    );
    expect(messageOf(`graph: plan.tune\nloop: 3\n${wav}`)).toBe(
      '`loop` is the number 3; `true` or `false` is expected',
    );
    expect(messageOf('graph: plan.tune\nwrites: [output/gong.mp3]')).toBe(
      '`writes` is `output/gong.mp3`; one path that ends in `.wav`, without `*` is expected; did you mean `output/gong.wav`?',
    );
    expect(messageOf(`graph: plan.tune\nunderstudy: scripts/cook.mjs\n${wav}`)).toBe(
      '`understudy` is said of a model, and no `model` writes the program of this sound (name one, such as `model: standard`, or leave the key out)',
    );
    expect(messageOf(`program: plan.text\nlanguage: faust\n${wav}`)).toBe(
      'a `program` has no `duration`; an expression of seconds is expected',
    );
    expect(messageOf(`graph: plan.tune\nchannels: 2\n${wav}`)).toBe(
      '`channels` is said of programs, and this sound comes from a `graph` (`out` of the graph says how many there are)',
    );
    expect(messageOf(`graph: item.tune\n${wav}`)).toMatch(/there is an item only with `each`/);
  });
});
