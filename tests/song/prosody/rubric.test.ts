import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  against,
  blueprintIds,
  expand,
  folder,
  merge,
  moduleOf,
  producer,
  spec,
  style,
  type Value,
} from '../ensemble.ts';
import { shuffled, stanzas } from './verse.ts';

interface Issue {
  readonly id: string;
  readonly severity: string;
  readonly message: string;
  readonly metric: string;
  readonly section?: string;
  readonly path: string;
  readonly evidence: Value;
}
interface Validation {
  readonly validation_result: 'pass' | 'fail';
  readonly scores: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly issues: readonly Issue[];
  readonly hard_fails: readonly { readonly rule: string }[];
}
interface Words {
  readonly sections: readonly { readonly id: string; readonly lines: string[] }[];
}
const { judgeSong } = await moduleOf<{ judgeSong(prompt: Value): Validation }>('lib/rubric.mjs');
const { settled } = await moduleOf<{ settled(answer: Value, plan: Value): Words }>('lib/lyrics/settled.mjs');

const verseOne = [
  'The lanterns drift along the bay',
  'The paper boats are burning low',
  'You sang my name and sailed away',
  'I never learned to let you go',
];
const verseTwo = [
  'The harbour bell is cold and slow',
  'The gulls are asleep upon the sand',
  'I read your letters row by row',
  'I feel the salt upon my hand',
];
const chorus = [
  'Carry me home on the evening tide',
  'Carry me home with the stars for a guide',
  'Over the water, over the foam',
  'Carry me, carry me, carry me home',
];
const bridge = [
  'And if the night is long and deep',
  'I keep a candle by the door',
  'And all the houses are asleep',
  'And look for sails along the shore',
];

/** A song with lines of our own, as COMPOSE writes it. */
function song(
  more: Readonly<Record<string, unknown>> = {},
  change: (lyrics: Words) => void = () => undefined,
): Value {
  const plan = expand({
    sds: spec({
      lyrics: { theme: 'lanterns', hook: 'carry me home' },
      producer_notes: { structure: ['verse', 'chorus', 'verse', 'chorus', 'bridge', 'chorus'] },
      ...more,
    }),
  });
  const made = style.settled(style.chosen(plan), plan);
  const words: Readonly<Record<string, readonly string[]>> = {
    'verse-1': verseOne,
    'verse-2': verseTwo,
    'chorus-1': chorus,
    'bridge-1': bridge,
  };
  // what other genres require sings the first verse
  const sections = plan.sections
    .filter(({ lines, repeats }) => lines > 0 && repeats === null)
    .map(({ id }) => ({ id, lines: words[id] ?? verseOne }));
  const lyrics = settled({ sections }, plan);
  change(lyrics);
  const heard = { plan, style: made, lyrics };
  return merge({ ...heard, producer: producer.settled(producer.noted(heard), heard) });
}

/** The rules of all hard fails. */
const failsOf = (prompt: Value): readonly string[] => [
  ...new Set(judgeSong(prompt).hard_fails.map(({ rule }) => rule)),
];

const sectionOf = (lyrics: Words, section: string): string[] =>
  lyrics.sections.find(({ id }) => id === section)?.lines ?? [];
const setLine = (section: string, line: number, text: string) => (lyrics: Words) => {
  sectionOf(lyrics, section)[line] = text;
};

describe('a good song', () => {
  const judged = judgeSong(song());

  test('passes, and its validation has the shape that was promised', () => {
    expect(against('validation', judged)).toEqual([]);
    expect(judged).toMatchObject({ validation_result: 'pass', threshold: 80, hard_fails: [] });
    expect(judged.scores).toMatchObject({ section_completeness: 100, profanity_score: 100 });
    for (const score of ['hook_density', 'singability', 'rhyme_tightness'])
      expect(judged.scores[score]).toBeGreaterThan(80);
    expect(judged.metrics).toEqual(judged.scores);
  });

  test('has the same scores each time', () => {
    expect(judgeSong(song())).toEqual(judged);
  });

  test.each(blueprintIds)('is weighed as %s weighs', (blueprint_ref) => {
    const prompt = song({ blueprint_ref });
    const { scores } = judgeSong(prompt);
    const weights: Readonly<Record<string, number>> = prompt.plan.objectives.weights;
    const total = Object.entries(weights).reduce(
      (sum, [name, weight]) => sum + weight * (scores[name] ?? 0),
      0,
    );
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1);
    expect(scores['total']).toBeCloseTo(total, 0);
  });
});

describe('each hard fail alone fails a song, and its near miss passes', () => {
  const over = (field: string, by: number): Value => {
    const prompt = song();
    return { ...prompt, limits: { ...prompt.limits, [field]: prompt.characters[field] - by } };
  };
  const tags = (positive: readonly string[], negative: readonly string[] = []): Value => {
    const prompt = song();
    const changed = {
      ...prompt.artifacts.style,
      key: 'C major',
      mood: ['hopeful'],
      tags_positive: positive,
      tags_negative: negative,
    };
    return { ...prompt, style: positive.join(', '), artifacts: { ...prompt.artifacts, style: changed } };
  };
  const without = (section: string): Value => {
    const prompt = song();
    const lines = String(prompt.prompt).split('\n\n');
    return { ...prompt, prompt: lines.filter((block) => !block.startsWith(section)).join('\n\n') };
  };

  const cases: readonly (readonly [string, Value, Value])[] = [
    ['characters', over('prompt', 1), over('prompt', 0)],
    ['characters', over('style', 1), over('style', 0)],
    ['characters', over('title', 1), over('title', 0)],
    [
      'section_completeness',
      without('[Bridge'),
      song({}, (lyrics) => sectionOf(lyrics, 'bridge-1').splice(2)),
    ],
    ['section_completeness', without('[Verse 1'), song()],
    [
      'profanity_score',
      song({}, setLine('verse-1', 0, 'The fucking lanterns leave the bay')),
      song({}, setLine('verse-1', 0, 'The glasses class the grass of bass')),
    ],
    [
      'profanity_score',
      song({}, setLine('verse-1', 0, 'The sh1t lanterns drift along the bay')),
      song({ explicit: true }, setLine('verse-1', 0, 'The sh1t lanterns drift along the bay')),
    ],
    ['profanity_score', { ...song(), title: 'Damn' }, { ...song(), title: 'Dam' }],
    ['tags', tags(['slow', 'fast']), tags(['slow', 'warm'], ['fast'])],
    ['tags', tags(['acoustic', 'electronic']), tags(['acoustic guitar', 'electronic'])],
    ['tags', tags(['whispered', 'anthemic']), tags(['whispered', 'intimate'])],
    ['tags', tags(['warm'], ['Warm']), tags(['warm'], ['cold'])],
    ['tags', tags(['minor key']), tags(['major key'])],
    ['living_artist', tags(['in the style of Adele']), tags(['in the style of a lullaby'])],
    ['living_artist', tags(['Taylor Swift']), tags(['swift and tailored'])],
    [
      'living_artist',
      song({}, setLine('verse-1', 0, 'In the style of Ada Quill I pray')),
      song({}, setLine('verse-1', 0, 'In the style of a stranger I pray')),
    ],
    [
      'living_artist',
      song({}, setLine('verse-1', 0, 'Sing it just like Ed Sheeran may')),
      song({ mode: 'private' }, setLine('verse-1', 0, 'Sing it just like Ed Sheeran may')),
    ],
  ];

  test.each(cases.map(([rule, wrong, near], at) => [at + 1, rule, wrong, near] as const))(
    '%i: %s',
    (_, rule, wrong, near) => {
      expect(failsOf(wrong)).toEqual([rule]);
      expect(judgeSong(wrong).validation_result).toBe('fail');
      expect(failsOf(near)).toEqual([]);
      expect(judgeSong(near).validation_result).toBe('pass');
    },
  );
});

describe('issues', () => {
  test('say what, where and how far off', () => {
    const prompt = song({}, (lyrics) => {
      setLine('verse-1', 2, 'You sang my name and then you left me orange')(lyrics);
      setLine('bridge-1', 0, 'And if the night is so incredibly long and terribly deep')(lyrics);
    });
    const { issues } = judgeSong(prompt);
    const rhyme = issues.find(({ metric }) => metric === 'rhyme_tightness');
    expect(rhyme).toMatchObject({
      severity: 'warning',
      section: 'verse-1',
      line: 2,
      evidence: { with: 0, words: ['bay', 'orange'] },
    });
    expect(valueAt(prompt.artifacts, rhyme?.path ?? '')).toBe('You sang my name and then you left me orange');
    const long = issues.find(({ metric, section }) => metric === 'singability' && section === 'bridge-1');
    expect(long?.evidence).toMatchObject({ measure: 'balance' });
    expect(new Set(issues.map(({ id }) => id)).size).toBe(issues.length);
  });

  test('of a song without a hook, and of a chorus that never comes back', () => {
    const prompt = song({ lyrics: { theme: 'lanterns', hook: 'a phrase that nobody sings' } });
    const { issues, scores } = judgeSong(prompt);
    expect(issues.find(({ metric }) => metric === 'hook_density')?.message).toContain('never sung');
    expect(scores['hook_density']).toBeLessThan((judgeSong(song()).scores['hook_density'] ?? 0) - 30);
  });
});

const valueAt = (root: Value, pointer: string): Value =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value: Value, key) => value[key], root);

test('real verse as sections is tight, and on shuffled lines loses thirty points and more', () => {
  const prompt = song();
  const asked = stanzas.filter(
    ({ lines, scheme }) => lines.length <= 14 && !lines.includes('') && new Set(scheme).size < lines.length,
  );
  const tightness = (mixed: boolean): number => {
    const sections = asked.map(({ lines, scheme }, at) => ({
      id: `verse-${at + 1}`,
      kind: 'verse',
      lines: mixed ? shuffled(lines, at + 1) : lines,
      rhyme_scheme: scheme,
    }));
    return (
      judgeSong({
        ...prompt,
        artifacts: { ...prompt.artifacts, lyrics: { ...prompt.artifacts.lyrics, sections } },
      }).scores['rhyme_tightness'] ?? 0
    );
  };
  expect(tightness(false)).toBeGreaterThan(85);
  expect(tightness(false) - tightness(true)).toBeGreaterThanOrEqual(30);
});

describe('the scripts alone', () => {
  const script = (path: string): string => join(folder, 'skills', path);
  const run = (path: string, input: unknown): Value =>
    JSON.parse(execFileSync('node', [script(path)], { input: JSON.stringify(input), encoding: 'utf8' }));

  test('validate_rhyme.mjs answers for lines', () => {
    const lines = ['a sky so blue', 'the sea', 'what you do', 'come to me'];
    expect(run('lyrics-generation/scripts/validate_rhyme.mjs', { lines, scheme: 'AABB' })).toMatchObject({
      scheme: 'ABAB',
      pairs: [
        { a: 0, b: 1 },
        { a: 2, b: 3 },
      ],
    });
    expect(run('lyrics-generation/scripts/validate_rhyme.mjs', { lines })).toEqual({
      scheme: 'ABAB',
      pairs: [
        { a: 0, b: 2, grade: 1 },
        { a: 1, b: 3, grade: 1 },
      ],
      score: 100,
    });
  });

  test('find_rhymes.mjs answers for a word', () => {
    const { rhymes } = run('lyrics-generation/scripts/find_rhymes.mjs', { word: 'night' });
    expect(rhymes).toEqual(expect.arrayContaining(['bright', 'light']));
  });

  test('score_rubric.mjs answers for a song and for one text', () => {
    expect(run('validation/scripts/score_rubric.mjs', song())).toEqual(judgeSong(song()));
    expect(
      run('validation/scripts/score_rubric.mjs', { text: 'shit, in the style of Adele', explicit: false }),
    ).toEqual({
      profanity: [{ word: 'shit', index: 0 }],
      living_artist: [{ phrase: 'Adele', index: 22 }],
    });
    expect(run('validation/scripts/score_rubric.mjs', { text: 'shit', explicit: true }).profanity).toEqual(
      [],
    );
  });

  test.each([
    ['lyrics-generation/scripts/validate_rhyme.mjs', '{"lines":"no"}', '"lines" must be an array'],
    ['lyrics-generation/scripts/validate_rhyme.mjs', '{"lines":[1]}', '"lines"[0] must be a text'],
    ['lyrics-generation/scripts/validate_rhyme.mjs', '{"lines":[],"scheme":7}', '"scheme" must be a text'],
    ['lyrics-generation/scripts/find_rhymes.mjs', '{"word":"two words"}', '"word" must be one word'],
    ['validation/scripts/score_rubric.mjs', '{}', 'must have a "text"'],
    ['validation/scripts/score_rubric.mjs', '{"text":1}', '"text" must be a text'],
    ['validation/scripts/score_rubric.mjs', 'no', 'no JSON'],
  ])('%s refuses %s with a sentence', (path, input, sentence) => {
    const { status, stderr, stdout } = spawnSync('node', [script(path)], { input, encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });
});
