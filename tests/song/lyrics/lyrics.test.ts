import { random } from '../../../src/kit/index.ts';
import { describe, expect, test } from 'vitest';
import { blueprintIds, moduleOf, spec, specs, type Plan, type Value } from '../ensemble.ts';
import { planOf, songOf, understudyOf, type Answer, type Lyrics } from './random.ts';

const { rhymeGrade } = await moduleOf<{ rhymeGrade(a: string, b: string): number }>('lib/rhyme.mjs');
const { settled } = await moduleOf<{ settled(answer: Value, plan: Plan): Lyrics }>('lib/lyrics/settled.mjs');
const bank = await moduleOf<{ couplets: Value; tails: readonly { text: string }[] }>('lib/lyrics/bank.mjs');
const { said, voiceOf } = await moduleOf<{
  said(template: string, voice: Value, tense: string, slots: Value): string;
  voiceOf(view?: string): Value;
}>('lib/lyrics/grammar.mjs');
const { subjectOfSong } = await moduleOf<{ subjectOfSong(objectives: Value): Value }>(
  'lib/lyrics/song-subject.mjs',
);
const { LineWriter } = await moduleOf<{ LineWriter: new (song: Value, chance: Value) => Value }>(
  'lib/lyrics/line-writer.mjs',
);
const { askedOf } = await moduleOf<{ askedOf(writer: Value, section: Value, own: readonly string[]): Value }>(
  'lib/lyrics/song-writer.mjs',
);
const { writeSection } = await moduleOf<{ writeSection(writer: Value, asked: Value): readonly string[] }>(
  'lib/lyrics/section-writer.mjs',
);
const { subjectOf, thingsIn } = await moduleOf<{
  subjectOf(word: string): { text: string; kind: string };
  thingsIn(text: string): readonly string[];
}>('lib/lyrics/word-kinds.mjs');

const linesOf = ({ sections }: Answer, id: string): readonly string[] =>
  sections.find((section) => section.id === id)?.lines ?? [];

test('every pair of lines rhymes in one tense or the other, and is about equally long', async () => {
  const { syllablesIn } = await moduleOf<{ syllablesIn(line: string): number }>('lib/metre.mjs');
  const { things, general, fields, genres, doing, being } = bank.couplets;
  const pairs = [things, general, fields, genres].flatMap((kind) => Object.values(kind as object).flat());
  expect(pairs.length).toBeGreaterThan(300);
  for (const pair of [...pairs, ...doing, ...being] as [string, string][]) {
    const sung = ['past', 'present'].map((tense) =>
      pair.map((line) =>
        said(line, voiceOf(), tense, { thing: 'hope', it: 'it', do: 'run', being: 'brave' }),
      ),
    );
    expect([pair, Math.max(...sung.map(([a = '', b = '']) => rhymeGrade(a, b)))]).toEqual([
      pair,
      expect.toSatisfy((grade: number) => grade >= 0.8),
    ]);
    for (const [a = '', b = ''] of sung) expect(Math.abs(syllablesIn(a) - syllablesIn(b)), a).toBeLessThan(5);
    for (const line of sung.flat()) expect(line).not.toMatch(/[[\]{}|]| {2}/);
  }
});

describe('the understudy', () => {
  test('in every genre: as many lines as asked, rhymed as asked, the hook where it is heard, the same each time', async () => {
    for (const blueprint_ref of blueprintIds) {
      const hook = 'carry the river home';
      const plan = await planOf(spec({ blueprint_ref, lyrics: { theme: 'a river that waits', hook } }));
      const answer = understudyOf(plan);
      for (const { id, kind, lines, rhyme_scheme: scheme } of plan.sections) {
        const sung = linesOf(answer, id);
        expect([blueprint_ref, id, sung.length]).toEqual([blueprint_ref, id, lines]);
        const pairs = [...scheme].flatMap((letter, b) => {
          const a = scheme.lastIndexOf(letter, b - 1);
          return b === 0 || a === -1 || letter === 'X' ? [] : [[a, b] as const];
        });
        for (const [a, b] of pairs)
          expect([sung[a], sung[b], rhymeGrade(sung[a] ?? '', sung[b] ?? '')]).toEqual([
            sung[a],
            sung[b],
            expect.toSatisfy((grade: number) => grade >= 0.6),
          ]);
        if (['chorus', 'hook', 'drop'].includes(kind))
          expect(`${sung[0] ?? ''}\n${sung.at(-1) ?? ''}`.toLowerCase()).toContain(hook);
      }
      expect(understudyOf(plan)).toEqual(answer);
    }
  });

  test('another seed, another song', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async (seed) => understudyOf(await planOf(spec({ seed })))),
    );
    const lines = new Set(one?.sections.flatMap((section) => section.lines));
    const shared =
      other?.sections.flatMap((section) => section.lines).filter((line) => lines.has(line)) ?? [];
    expect(shared.length).toBeLessThan(lines.size / 2);
  });

  test('writes around the lines that stand, in rhyme with them', () => {
    const song = subjectOfSong({ genre: 'pop', title: 'The sea', theme: 'the sea', hook: 'the sea' });
    const writer = new LineWriter(song, random(7, 'a test'));
    const own = ['I kept your shoes beside the door', 'they still have half the beach inside'];
    const section = { kind: 'verse', lines: 4, rhyme_scheme: 'ABAB' };
    const sung = writeSection(writer, askedOf(writer, section, own));
    expect(sung.slice(0, 2)).toEqual(own);
    expect(sung).toHaveLength(4);
    expect(rhymeGrade(own[0] ?? '', sung[2] ?? '')).toBeGreaterThanOrEqual(0.75);
    expect(rhymeGrade(own[1] ?? '', sung[3] ?? '')).toBeGreaterThanOrEqual(0.75);
  });

  test('a section of a person’s own is theirs alone', async () => {
    const lines = {
      'verse-2': ['I kept your shoes beside the door', 'they still have half the beach inside'],
    };
    const answer = understudyOf(await planOf(spec({ lyrics: { theme: 'the sea', lines } })));
    expect(linesOf(answer, 'verse-2')).toEqual(lines['verse-2']);
  });

  test('keeps the point of view and the tense', async () => {
    const lyrics = { theme: 'a town by the sea', keywords: ['harbour'] };
    const sung = async (more: Value) =>
      understudyOf(await planOf(spec({ lyrics: { ...lyrics, ...more } })))
        .sections.flatMap(({ lines }) => lines)
        .join('\n');
    expect(await sung({ point_of_view: 'third person' })).not.toMatch(/\b(?:I|me|my|we|us|our|you|your)\b/i);
    expect(await sung({ point_of_view: 'first person plural' })).not.toMatch(/\b(?:I|me|my|mine)\b/);
    expect(await sung({ tense: 'present' })).not.toMatch(/\b(?:was|were|went|came|kept|said|knew)\b/i);
  });

  test('cites the passages that it draws on, and only where the line says something of them', async () => {
    const song = await songOf(specs.get('mail-boat'));
    expect(song.LYRICS.citations.length).toBeGreaterThan(0);
    // every citation was checked when the artifact was made: a wrong one throws, see below
    expect((await songOf(specs.get('lanterns'))).LYRICS.citations).toEqual([]);
  });
});

test('a line agrees with what it speaks of: one thing, several, or somebody', async () => {
  const about = async (keyword: string): Promise<string> =>
    (
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((seed) =>
          songOf(
            spec({ blueprint_ref: 'hiphop', seed, lyrics: { theme: 'what is seen', keywords: [keyword] } }),
          ),
        ),
      )
    )
      .flatMap(({ LYRICS }) => LYRICS.sections.flatMap(({ lines }) => lines))
      .join('\n');
  for (const keyword of ['lanterns', 'baker']) {
    const words = await about(keyword);
    expect(words).toMatch(new RegExp(`the ${keyword}`));
    expect(words).not.toMatch(new RegExp(`the ${keyword} .*\\n.* (?:feel|hear|saw|see|read of) it\\b`));
    expect(words).not.toMatch(/[Tt]here (?:is|was) the lanterns/);
  }
});

test('keywords are what they are: things with an article where English has one, places, what one does or is', () => {
  const texts = [
    'lantern',
    'hope',
    'the river',
    'Lisbon',
    'dance',
    'run',
    'brave',
    'paper boats',
    'freedom',
    'city',
    'mother',
  ];
  expect(texts.map((text) => subjectOf(text)).map(({ text, kind }) => `${kind}: ${text}`)).toEqual([
    'thing: the lantern',
    'thing: hope',
    'thing: the river',
    'place: Lisbon',
    'thing: the dance',
    'doing: run',
    'being: brave',
    'thing: the paper boats',
    'thing: freedom',
    'thing: the city',
    'thing: my mother',
  ]);
  expect(thingsIn('A lighthouse keeper waits for the last boat, and nobody believes him.')).toEqual([
    'lighthouse keeper',
    'boat',
  ]);
  // what a thing does is no part of it, and what has a verb's look may be one
  for (const [said, things] of [
    ['The baker works while the street sleeps', 'baker, street'],
    ['a crowd in a dark hall answers it', 'crowd, dark hall'],
    ['My father repairs old radios while the children play chess', 'father, children'],
    ['The river froze and a boy plants trees', 'river, boy'],
    ['a woman carries her mother home', 'woman, mother'],
    [
      'the fishing boats and the apple trees by the railway lines',
      'fishing boats, apple trees, railway lines',
    ],
  ])
    expect([said, thingsIn(said ?? '').join(', ')]).toEqual([said, things]);
});

describe('the artifact, whoever answered', () => {
  const own = { 'chorus-1': ['We came to see the lanterns go'] };
  const asked = spec({
    lyrics: { theme: 'lanterns in a mail boat', lines: own },
    sources: [{ path: 'songs/sources/mail-boat.md' }],
  });

  test('own lines stand, what is sung again has the same words, and what can be counted is counted', async () => {
    const plan = await planOf(asked);
    const model = {
      sections: understudyOf(plan).sections.map(({ id, lines }) => ({
        id,
        lines: lines.map((line, at) => (id.startsWith('verse') ? line : `a  model's line ${at} of ${id} `)),
      })),
    };
    const made = settled(model, plan);
    const choruses = made.sections.filter(({ kind }) => kind === 'chorus');
    expect(choruses.length).toBeGreaterThan(1);
    for (const { lines, syllables } of choruses) {
      expect(lines).toEqual(own['chorus-1']);
      expect(syllables).toEqual([8]);
    }
    const [first, second] = made.sections.filter(({ kind }) => kind === 'pre-chorus');
    expect(first?.lines[0]).toBe("a model's line 0 of pre-chorus-1");
    expect(second?.lines).toEqual(first?.lines);
    expect(made.sections.map(({ id }) => id)).toEqual(plan.sections.map(({ id }) => id));
  });

  test('what nobody could sing or cite is refused with a sentence for whoever answered', async () => {
    const plan = await planOf(asked);
    const answer = understudyOf(plan);
    const refused = (change: (sections: Value[]) => unknown): string => {
      const sections = structuredClone(answer.sections) as Value[];
      change(sections);
      try {
        settled({ sections }, plan);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    const verse = (sections: Value[]): Value => sections.find(({ id }) => id === 'verse-1');
    expect(refused(() => undefined)).toBe('');
    expect(refused((sections) => sections.splice(sections.indexOf(verse(sections)), 1))).toMatch(
      /^verse-1 is missing; it has 4 lines/,
    );
    expect(refused((sections) => sections.push({ id: 'verse-9', lines: ['a'] }))).toMatch(
      /no section "verse-9"/,
    );
    expect(refused((sections) => (verse(sections).lines[1] = '[Chorus]'))).toMatch(
      /verse-1, line 2: "\[Chorus\]"/,
    );
    const unknown = `sha256:${'0'.repeat(64)}`;
    expect(refused((sections) => (verse(sections).citations = [{ line: 0, passage: unknown }]))).toMatch(
      /no passage of the plan/,
    );
    const { sha256 } = (plan as Value).passages[0];
    expect(
      refused((sections) => {
        verse(sections).lines[0] = 'Nothing of that sort';
        verse(sections).citations = [{ line: 0, passage: sha256 }];
      }),
    ).toMatch(/takes up no word/);
  });
});
